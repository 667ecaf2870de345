"""What is true of small cases, and evidence about them: the ground on which the re-checker itself is judged.

The table comes from the solvers, both sides of each coefficient; a statement is false where it contradicts the other
side. That table and checker could share an error is why closed forms and brute force are tested elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

from resam_theory.rules import get
from verification.evidence import Side
from verification.recheck.check import check
from verification.solve import bounds

RULES = ("trimmed_mean", "median", "mean_around_median", "minimum_diameter_averaging", "krum", "multi_krum")
OTHERS = ("geometric_median", "mean", "comparative_gradient_elimination")
SIZES = ((3, 1), (5, 1), (5, 2), (6, 2))
DIMENSIONS: tuple[Any, ...] = (1, 2, "inf")
MORE = ("trimmed_mean", "median", "sign_majority", "centered_clipping", "monna", "nnm+trimmed_mean", "ctma+median")
"""Rules, at (5, 1), about which there is evidence of the other kinds and criteria."""

Table = dict[str, dict[Any, tuple[Fraction, Fraction | None]]]


def key(definition: Any, criterion: str, n: int, f: int) -> str:
    return json.dumps([definition, criterion, n, f], sort_keys=True)


@lru_cache(maxsize=1)
def evidence() -> tuple[dict[str, Any], ...]:
    """All exact evidence about the small cases."""
    found = [
        json.loads(json.dumps(dict(item.data)))
        for rule in (*RULES, *OTHERS)
        for n, f in SIZES
        for criterion in ("kappa", "lambda")
        for d in DIMENSIONS
        for item in bounds(rule, criterion, n, f, d)
        if item.exact
    ]
    found += [
        json.loads(json.dumps(dict(item.data)))
        for rule in MORE
        for criterion in ("kappa", "lambda", "xi", "no_attack", "breakdown")
        for d in (1, "inf")
        for item in bounds(rule, criterion, 5, 1, d)
        if item.exact
    ]
    return tuple({json.dumps(data, sort_keys=True): data for data in found}.values())


@lru_cache(maxsize=1)
def table() -> Table:
    """By definition, criterion, n, f and d: the largest lower and the least upper bound on kappa* or lambda*²."""
    known: Table = {}
    for data in evidence():
        checked = check(data)
        claim = data["claim"]
        if claim["definition"] is None:
            continue
        place = known.setdefault(key(claim["definition"], claim["criterion"], claim["n"], claim["f"]), {})
        low, high = place.get(claim["d"], (Fraction(0), None))
        square = checked.square()
        if checked.side == Side.LOWER:
            low = Fraction(10**9) if square is None else max(low, square)
        elif square is not None:
            high = square if high is None else min(high, square)
        place[claim["d"]] = low, high
    return known


def _size(d: Any) -> int:
    return 10**9 if d == "inf" else int(d)


def contradicted(claim: dict[str, Any], side: str, square: Fraction | None) -> bool | None:
    """Whether a bound on kappa* or lambda*² is false; None: the table does not say."""
    place = table().get(key(claim["definition"], claim["criterion"], claim["n"], claim["f"]))
    if place is None:
        return None
    d = _size(claim["d"])
    verdicts = []
    for other, (low, high) in place.items():
        e = _size(other)
        if claim["criterion"] == "breakdown" and d != e:  # more dimensions make it no larger
            continue
        if side == "lower" and d <= e and high is not None:
            verdicts.append(square is None or square > high)
        if side == "upper" and e <= d:
            verdicts.append(square is not None and square < low)
    return any(verdicts) if verdicts else None


def false_statements() -> Iterator[dict[str, Any]]:
    """Each piece of evidence with a value beyond the truth: by a millionth of it, where both sides meet."""
    for data in evidence():
        claim = data["claim"]
        place = table().get(key(claim["definition"], claim["criterion"], claim["n"], claim["f"]), {})
        low, high = place.get(claim["d"], (None, None))
        if low is None or not high or high - low > high / 10**7:
            continue
        beyond = high * (1 + Fraction(1, 10**6)) if data["side"] == "lower" else low * (1 - Fraction(1, 10**6))
        yield data | {"value": str(beyond), "squared": claim["criterion"] == "lambda"}


def definition(rule: str) -> Any:
    form = get(rule).definition
    assert form is not None
    return form.data()
