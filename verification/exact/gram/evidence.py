"""The Gram programme's bounds as evidence that :mod:`verification.exact.recheck` accepts."""

from __future__ import annotations

import time
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from resam_theory.errors import require_n_f

from ...evidence import Evidence, Side
from ..certificates import document, to_evidence
from .configuration import Configuration
from .patterns import families
from .prove import Interval, prove
from .witness import configuration, expand, witness

__all__ = ["EXPANDED", "bounds"]

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
    n, f = require_n_f(n, f, f_min=1)
    start = time.perf_counter()
    proof = prove(families(rule, n, f), criterion)
    certificate = document(
        "gram_dual",
        rule,
        criterion,
        n,
        f,
        d=None,
        value=proof.value,
        intervals=[_interval_data(interval) for interval in proof.intervals],
    )
    proved = time.perf_counter()
    programmes = [single.programme for single in proof.singles[:TRIED]]
    value, blocks = witness(rule, criterion, n, f, programmes=programmes, enough=proof.value * (1 - ENOUGH))
    if n <= EXPANDED:
        points, honest = expand(blocks)
        body: dict[str, Any] = {"points": [[str(x) for x in point] for point in points], "honest": honest}
        found = document("witness", rule, criterion, n, f, d=len(points[0]), value=value, **body)
    else:
        found = document(
            "gram_witness", rule, criterion, n, f, d=None, value=value, **configuration_data(configuration(blocks))
        )
    method = f"Gram programme ({proof.singles[0].family.name})"
    return (
        to_evidence(Side.LOWER, found, f"{method}, worst input", time.perf_counter() - proved),
        to_evidence(Side.UPPER, certificate, f"{method}, rational dual", proved - start),
    )


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
