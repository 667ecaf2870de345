"""One rule at one (n, f): its six coefficients, beside what is claimed of them, with the evidence and a drawing."""

from __future__ import annotations

import time
from collections.abc import Iterable
from math import inf, isfinite
from typing import Any, Final

import sympy as sp

from resam_theory.claims import Claim, Criterion, Kind, Provenance
from resam_theory.output import plain
from resam_theory.rules import Rule, get

from ..evidence import Evidence, Side, Target, best
from ..solve import bounds
from ..verdicts import settle
from .drawing import drawing

__all__ = ["CLOSE", "CRITERIA", "DIMENSIONS", "KNOWN", "measure"]

CRITERIA: Final = (Criterion.KAPPA, Criterion.LAMBDA)
DIMENSIONS: Final[tuple[int | float, ...]] = (1, 2, inf)
CLOSE: Final = 1e-6
"""Relative gap between two proved bounds below which the coefficient counts as known to that accuracy."""
KNOWN: Final = {
    "exact": "both bounds meet in exact arithmetic",
    "close": "two proved bounds, equal up to one part in a million",
    "interval": "a proved interval",
    "infinite": "an explicit input shows that no constant exists",
    "lower bound": "no upper bound is known",
    "undefined": "the rule is not defined at this (n, f)",
    "failed": "a solver or a check failed here; the note says how",
}
"""What is known of a coefficient."""


def measure(name: str, n: int, f: int) -> dict[str, Any]:
    """``cells`` (one row per coefficient), ``evidence`` and ``drawings`` by "criterion-d", as JSON-ready data.

    >>> [row["lower_exact"] for row in measure("trimmed_mean", 5, 1)["cells"] if row["criterion"] == "kappa"]
    ['1/3', '1/3', '1/3']
    """
    rule = get(name)
    out: dict[str, Any] = {"cells": [], "evidence": {}, "drawings": {}}
    refusal = _refusal(rule, n, f)
    for criterion in CRITERIA:
        for d in DIMENSIONS:
            start = time.perf_counter()
            target = Target(rule.name, criterion, n, f, None if d == inf else int(d))
            found, failure = _found(rule, target) if not refusal else ((), "")
            lower, upper = (best([item for item in found if item.exact], side) for side in (Side.LOWER, Side.UPPER))
            row = _row(rule, target, found, lower, upper)
            if failure:
                row["known"] = "failed"
            key = f"{criterion}-{row['d']}"
            out["evidence"][key] = {str(e.side): plain(e.data) for e in (lower, upper) if e is not None}
            if found:
                points = [item for item in found if item.exact and item.data.get("kind") in ("witness", "classes")]
                out["drawings"][key] = drawing(rule, target, best(points, Side.LOWER) or lower)
            row["reason"] = refusal or failure or "; ".join(item.method for item in found if not item.exact)
            row["seconds"] = round(time.perf_counter() - start, 3)
            out["cells"].append(row)
    return out


def _found(rule: Rule, target: Target) -> tuple[tuple[Evidence, ...], str]:
    """The evidence, and what went wrong: one failing coefficient must not take the other thousands with it."""
    assert target.n is not None
    assert target.f is not None
    try:
        return bounds(rule.name, target.criterion, target.n, target.f, inf if target.d is None else target.d), ""
    except (ValueError, TypeError, ArithmeticError, LookupError) as error:
        return (), f"{type(error).__name__}: {' '.join(str(error).split())}"


def _refusal(rule: Rule, n: int, f: int) -> str:
    """Why the rule does not accept (n, f), in its own words; empty when it does."""
    try:
        rule.require(n, f, f_min=1)
    except ValueError as error:
        return str(error)
    return ""


def _row(
    rule: Rule, target: Target, found: tuple[Evidence, ...], lower: Evidence | None, upper: Evidence | None
) -> dict[str, Any]:
    assert target.n is not None
    assert target.f is not None
    n, f, d = target.n, target.f, inf if target.d is None else target.d
    claims = [c for c in rule.claims if c.criterion is target.criterion and c.domain.admits(n, f, d)] if found else []
    closed = next((c for c in claims if c.kind in (Kind.TIGHT, Kind.NEGATIVE)), None)
    published = _published(claims, n, f, d)
    statuses = {c.id: str(settle(c, target, found).status) for c in (closed, published) if c is not None}
    low, high = _number(lower), _number(upper)
    unbounded = low == inf
    value = None if published is None else published.value(n, f, d)
    return {
        "rule": rule.name,
        "criterion": str(target.criterion),
        "n": n,
        "f": f,
        "d": "inf" if d == inf else str(d),
        "known": _known(lower, upper),
        "lower": low,
        "upper": inf if unbounded else high,
        "lower_exact": None if lower is None else plain(lower.value),
        "upper_exact": "inf" if unbounded else None if upper is None else plain(upper.value),
        "published": value,
        "published_claim": None if published is None else published.id,
        "published_status": None if published is None else statuses[published.id],
        "loose_by": value / low if value is not None and low and isfinite(low) else None,
        "closed_form": None if closed is None else closed.id,
        "status": None if closed is None else statuses[closed.id],
        "lower_method": None if lower is None else lower.method,
        "upper_method": None if upper is None else upper.method,
    }


def _number(evidence: Evidence | None) -> float | None:
    return None if evidence is None else float(evidence.value)


def _known(lower: Evidence | None, upper: Evidence | None) -> str:
    if lower is None:
        return "undefined"
    if lower.value is sp.oo:
        return "infinite"
    if upper is None:
        return "lower bound"
    if sp.simplify(sp.sympify(lower.value) - sp.sympify(upper.value)) == 0:
        return "exact"
    low, high = float(lower.value), float(upper.value)
    return "close" if high - low <= CLOSE * high else "interval"


def _published(claims: Iterable[Claim], n: int, f: int, d: int | float) -> Claim | None:
    """The claim of the smallest finite upper bound that a publication states."""
    stated = [c for c in claims if c.kind is Kind.UPPER and c.source.provenance is not Provenance.DERIVED]
    finite = [c for c in stated if isfinite(c.value(n, f, d))]
    return min(finite, key=lambda c: c.value(n, f, d), default=None)
