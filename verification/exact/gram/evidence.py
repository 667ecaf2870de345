"""The Gram programme's bounds as evidence that :mod:`verification.exact.recheck` accepts."""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from resam_theory.rules import get

from ...evidence import Evidence, Side
from ..certificates import document, to_evidence
from . import closed_forms
from .configuration import Configuration, attained
from .patterns import families
from .prove import Interval, Single, prove, prove_with
from .witness import configuration, expand, witness

__all__ = ["EXPANDED", "bounds", "exact_input", "known_input"]

TRIED: Final = 4
"""How many of the worst compositions are tried for the lower bound; one is enough where the programme is exact."""

ENOUGH: Final = Fraction(1, 10**7)
"""The search for a worst input ends at this relative distance below the certified bound."""

EXPANDED: Final = 32
"""Largest n for which the worst input is written out point by point; above, by classes."""


@lru_cache(maxsize=4096)
def bounds(rule: str, criterion: str, n: int, f: int) -> tuple[Evidence, ...]:
    """A certified upper bound for every d, and an attained lower bound with the dimension of its input.

    ValueError when the rule has no selection pattern or (n, f) is not admissible; :class:`.solve.SolverError` when the
    solver fails.

    >>> [round(float(e.value), 6) for e in bounds("krum", "kappa", 3, 1)]
    [9.0, 9.0]
    """
    n, f = get(rule).require(n, f, f_min=1)
    start = time.perf_counter()
    selected, method = families(rule, n, f), "Gram programme"
    dual = closed_forms.krum_dual(criterion, n, f) if rule == "krum" else None
    if dual is not None:
        intervals, singles = prove_with(selected, criterion, dual), ()
    else:
        proof = prove(selected, criterion)
        intervals, singles = proof.intervals, proof.singles
        method = f"{method} ({singles[0].family.name})"
    value = max(interval.value for interval in intervals)
    data = [_interval_data(interval) for interval in intervals]
    certificate = document("gram_dual", rule, criterion, n, f, d=None, value=value, intervals=data)
    proved = time.perf_counter()
    known = exact_input(rule, criterion, n, f)
    lower = known if known is not None else _rounded_input((rule, criterion, n, f), singles, value)
    name = "closed form" if known is not None else method
    return (
        to_evidence(Side.LOWER, lower, f"{name}, worst input", time.perf_counter() - proved),
        to_evidence(Side.UPPER, certificate, f"{'closed form' if dual else method}, rational dual", proved - start),
    )


def exact_input(rule: str, criterion: str, n: int, f: int) -> dict[str, Any] | None:
    """The worst input in closed form as evidence, None where there is none; on the line it is about every d."""
    known = closed_forms.worst_input(rule, criterion, n, f)
    if known is None:
        return None
    return _class_witness((rule, criterion, n, f), attained(rule, f, known)[criterion], known)


def known_input(rule: str, criterion: str, n: int, f: int) -> tuple[Evidence, ...]:
    """The worst input in closed form, alone: for n where the programme is too large."""
    data = exact_input(rule, criterion, n, f)
    return () if data is None else (to_evidence(Side.LOWER, data, "closed form, worst input"),)


def _rounded_input(about: tuple[str, str, int, int], singles: Sequence[Single], value: Fraction) -> dict[str, Any]:
    rule, criterion, n, f = about
    programmes = [single.programme for single in singles[:TRIED]]
    reached, blocks = witness(rule, criterion, n, f, programmes=programmes, enough=value * (1 - ENOUGH))
    if n > EXPANDED:
        return _class_witness(about, reached, configuration(blocks))
    points, honest = expand(blocks)
    body: dict[str, Any] = {"points": [[str(x) for x in point] for point in points], "honest": honest}
    return document("witness", rule, criterion, n, f, d=len(points[0]), value=reached, **body)


def _class_witness(about: tuple[str, str, int, int], value: Fraction, given: Configuration) -> dict[str, Any]:
    return document("gram_witness", *about, d=given.dimension(), value=value, **configuration_data(given))


def configuration_data(given: Configuration) -> dict[str, Any]:
    """A configuration as JSON data."""
    return {
        "sizes": list(given.sizes),
        "honest": list(given.honest),
        "gram": [[str(x) for x in row] for row in given.gram],
        "spread": [str(x) for x in given.spread],
    }


def _interval_data(interval: Interval) -> dict[str, Any]:
    return {
        "family": interval.family,
        "low": interval.low,
        "high": interval.high,
        "options": [[[*p, str(x)] for p, x in options.items()] for options in interval.dual.options],
        "spread": {name: str(x) for name, x in interval.dual.spread.items()},
    }
