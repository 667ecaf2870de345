"""The Gram programme's bounds as evidence that :mod:`verification.recheck` accepts."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from resam_theory.claims import Criterion
from resam_theory.definitions.base import Form
from resam_theory.definitions.classes import Configuration
from resam_theory.rules import Rule

from ...evidence import Evidence, Side
from ...recheck.gram import Dual
from ...recheck.inputs import forced_by_classes, needed_dimension
from ..certificates import about, document, to_evidence
from ..explicit import rounded
from ..subject import Subject, subject
from .prove import Single, Stretch, prove, prove_with
from .witness import configuration, expand, witness

__all__ = ["EXPANDED", "bounds", "exact_input"]

TRIED: Final = 4
"""How many of the worst compositions are tried for the lower bound; one is enough where the programme is exact."""

ENOUGH: Final = Fraction(1, 10**7)
"""The search for a worst input ends at this relative distance below the certified bound."""

EXPANDED: Final = 32
"""Largest n for which the worst input is written out point by point; above, by classes."""


@lru_cache(maxsize=4096)
def _bounds(of: Subject, criterion: str, n: int, f: int) -> tuple[Evidence, ...]:
    start = time.perf_counter()
    known = exact_input(of, criterion, n, f)
    try:
        selected = of.form().families(n, f)
    except ValueError:  # the pattern is too large
        selected = None
    if not selected:
        return () if known is None else (to_evidence(known, "closed form, worst input"),)
    method = "Gram programme"
    dual = _dual(of, criterion, n, f)
    if dual is not None:
        intervals, singles = prove_with(selected, criterion, dual), ()
    else:
        proof = prove(selected, criterion)
        intervals, singles = proof.intervals, proof.singles
        method = f"{method} ({singles[0].family.name})"
    value = max(interval.value for interval in intervals)
    data = [_interval_data(interval) for interval in intervals]
    certificate = document("gram_dual", Side.UPPER, about(of, criterion, n, f, None), value, intervals=data)
    proved = time.perf_counter()
    lower, name = known, "closed form"
    able = type(of.form()).chosen is not Form.chosen
    if able and singles and (known is None or Fraction(str(known["value"])) < value * (1 - ENOUGH)):
        searched = _rounded_input(of, criterion, (n, f), singles, value)
        if known is None or Fraction(str(searched["value"])) > Fraction(str(known["value"])):
            lower, name = searched, method
    upper = to_evidence(certificate, f"{'closed form' if dual else method}, rational dual", proved - start)
    if lower is None:
        return (upper,)
    return to_evidence(lower, f"{name}, worst input", time.perf_counter() - proved), upper


def bounds(rule: str | Rule | Subject, criterion: str, n: int, f: int) -> tuple[Evidence, ...]:
    """A certified upper bound for every d, and an attained lower bound with the dimension of its input.

    Only the worst input that the rule states, if any, where the definition has no selection pattern at (n, f).
    :class:`..errors.SolverError` when the solver fails.

    >>> [round(float(e.value), 6) for e in bounds("krum", "kappa", 3, 1)]
    [9.0, 9.0]
    """
    of = subject(rule)
    n, f = of.rule.require(n, f, f_min=1)
    return _bounds(of, str(criterion), n, f)


def _dual(of: Subject, criterion: str, n: int, f: int) -> Dual | None:
    """The multipliers that the rule states for its first family."""
    known = None if of.rule.multipliers is None else of.rule.multipliers(criterion, n, f)
    return None if known is None else Dual(*known)


def exact_input(rule: str | Rule | Subject, criterion: str, n: int, f: int) -> dict[str, Any] | None:
    """The worst input that the rule states, by classes, as evidence; None where there is none."""
    of = subject(rule)
    known = _stated(of, Criterion(criterion), n, f)
    if known is None or not of.form().chosen(known, f):
        return None
    value = rounded(forced_by_classes(of.form(), criterion, f, known))
    return None if value is None else _class_witness(of, criterion, (n, f), value, known)


def _stated(of: Subject, criterion: Criterion, n: int, f: int) -> Configuration | None:
    """By classes as the rule gives it, or its input on the line with equal points in one class."""
    given = None if of.rule.classes is None else of.rule.classes(criterion, n, f)
    if given is not None:
        return given
    stated = of.rule.extremal.get(criterion)
    try:
        case = None if stated is None or of.form().coordinate_wise else stated(n, f, 1)
    except ValueError:
        return None
    if case is None or len(case.points[0]) != 1:
        return None
    honest = set(case.honest)
    places = Counter((point[0], i in honest) for i, point in enumerate(case.points))
    at = [value for value, _ in places]
    gram = tuple(tuple(x * y for y in at) for x in at)
    sizes, inside = tuple(places.values()), tuple(own for _, own in places)
    given = Configuration(sizes, inside, gram, (Fraction(0),) * len(at))
    return given if len({value for value, own in places if own}) > 1 else None


def _rounded_input(
    of: Subject, criterion: str, at: tuple[int, int], singles: Sequence[Single], value: Fraction
) -> dict[str, Any]:
    programmes = [single.programme for single in singles[:TRIED]]
    reached, blocks = witness(of.form(), criterion, *at, programmes=programmes, enough=value * (1 - ENOUGH))
    if at[0] > EXPANDED:
        return _class_witness(of, criterion, at, reached, configuration(blocks))
    points, honest = expand(blocks)
    body: dict[str, Any] = {"points": [[str(x) for x in point] for point in points], "honest": honest}
    return document("witness", Side.LOWER, about(of, criterion, *at, len(points[0])), reached, **body)


def _class_witness(
    of: Subject, criterion: str, at: tuple[int, int], value: Fraction, given: Configuration
) -> dict[str, Any]:
    claim = about(of, criterion, *at, needed_dimension(given))
    return document("classes", Side.LOWER, claim, value, **configuration_data(given))


def configuration_data(given: Configuration) -> dict[str, Any]:
    """A configuration as JSON data."""
    return {
        "sizes": list(given.sizes),
        "honest": list(given.honest),
        "gram": [[str(x) for x in row] for row in given.gram],
        "spread": [str(x) for x in given.spread],
    }


def _interval_data(interval: Stretch) -> dict[str, Any]:
    return {
        "family": interval.family,
        "low": interval.low,
        "high": interval.high,
        "options": [[[*p, str(x)] for p, x in options.items()] for options in interval.dual.options],
        "spread": {name: str(x) for name, x in interval.dual.spread.items()},
    }
