"""Weighted coefficients as evidence that the re-checker reads: an input, multipliers on the line, bounds by copies."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import inf
from typing import Any

from resam_theory.claims import Criterion

from ...evidence import Evidence, Side
from ...recheck.check import check
from ...recheck.masses import Arrangement, Masses
from ...recheck.reading import LARGEST
from ...recheck.weighed import Weighed
from ..certificates import about, document, to_evidence
from ..conversion import convert
from ..gather import stated
from ..subject import Subject
from .solution import solve

__all__ = ["bounds", "claim_of"]


def claim_of(of: Subject, criterion: str, problem: Masses, d: int | float) -> dict[str, Any]:
    """The claim of a piece of evidence about workers of unequal weights."""
    phi = str(problem.phi) if problem.f is None else None
    weights = [str(w) for w in problem.weights]
    return about(of, criterion, len(weights), 0, d) | {"f": problem.f, "weights": weights, "faulty_weight": phi}


def bounds(of: Subject, criterion: str, problem: Masses, d: int | float) -> Iterator[Evidence]:
    """An attained input and bounds: on the line the exact coefficient; elsewhere what the line and copies say.

    ValueError where the arrangements are too many.
    """
    started = time.perf_counter()
    claim = claim_of(of, criterion, problem, d)
    dimension = None if d == inf else int(d)
    at = Weighed(of.name, of.form(), criterion, len(problem.weights), problem.most(), dimension, problem)
    proved, arrangement, extreme = solve(at)
    assert extreme.values is not None
    square = None if extreme.value is None else extreme.value ** (2 if criterion == "lambda" else 1)
    body = _assigned(arrangement, extreme.values, problem)
    method = "every arrangement on the line, by mass, exact rationals"
    seconds = time.perf_counter() - started
    yield to_evidence(document("weighed_witness", Side.LOWER, claim, square, **body), method, seconds)
    if square is None:
        return
    if d == 1 or (criterion == "kappa" and of.form().coordinate_wise):
        listed = [{str(row): str(mu) for row, mu in item.multipliers.items()} for item in proved]
        yield to_evidence(document("weighed_line", Side.UPPER, claim, square, multipliers=listed), method, seconds)
    yield from _by_copies(of, criterion, problem, d)


def _assigned(arrangement: Arrangement, values: tuple[Fraction, ...], problem: Masses) -> dict[str, Any]:
    """A point for each worker: workers of a weight take the values of that weight in their order."""
    left = list(range(len(values)))
    places: list[int] = []
    for w in problem.weights:
        places.append(next(place for place in left if arrangement.weights[place] == w))
        left.remove(places[-1])
    honest = [worker for worker, place in enumerate(places) if arrangement.honest[place]]
    return {"points": [[str(values[place])] for place in places], "honest": honest}


def _by_copies(of: Subject, criterion: str, problem: Masses, d: int | float) -> Iterator[Evidence]:
    """What is proved of the rule without weights, for as many rows as there are copies: one bound, the least."""
    copies, faulty = problem.copies()
    n = sum(copies)
    if n > LARGEST:
        return
    known = [item for item in stated(of.rule, criterion, n, faulty, d) if item.side is Side.UPPER]
    if criterion == "lambda":
        place = (of, Criterion.LAMBDA, n, faulty, d)
        others = (convert(item, place) for item in stated(of.rule, "kappa", n, faulty, d) if item.side is Side.UPPER)
        known += [item for item in others if item is not None]
    if known:
        best = min(known, key=lambda item: float(item.value))
        value = check(best.data).square()
        data = document("copies", Side.UPPER, claim_of(of, criterion, problem, d), value, **{"from": best.data})
        yield replace(to_evidence(data, f"(W1) copies, {best.method}"), value=best.value)
