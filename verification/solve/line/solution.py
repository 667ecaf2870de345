"""Exact kappa*, lambda*_{d=1} and lambda*_{d=inf} as evidence: all patterns of a rule, each with its certificate."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from math import inf
from typing import Any, Final

from resam_theory.claims import Criterion
from resam_theory.definitions.pieces import Piece
from resam_theory.errors import require_d
from resam_theory.rules import Rule

from ...evidence import Evidence, Side
from ...recheck.line import Pattern, patterns
from ..certificates import about, document, to_evidence
from ..subject import Subject, subject
from .solver import PatternSolution, solve, worst

__all__ = ["MAX_N", "bounds", "embedded", "solve_all"]

MAX_N: Final = 31
"""Largest n: about n^2 patterns, each an exact elimination of n columns (a quarter of a minute at 31)."""

METHOD: Final = "one-dimensional solver, exact rationals"


Solved = tuple[Pattern, PatternSolution]


@lru_cache(maxsize=512)
def solve_all(pieces: tuple[Piece, ...], n: int, f: int, criterion: Criterion) -> tuple[tuple[Solved, ...], Solved]:
    """Every pattern of the rule with what is proved of it, for KAPPA or LAMBDA on the line, and the exact worst one."""

    def solved(pattern: Pattern, *, attained: bool) -> PatternSolution:
        return solve(pieces[pattern.piece], pattern, n, f, criterion, attained=attained)

    listed = [(pattern, solved(pattern, attained=False)) for pattern in patterns(pieces, n, f)]
    return worst(listed, lambda pattern: solved(pattern, attained=True))


def embedded(lower: Evidence, d: int | float) -> Evidence:
    """A lower bound on the line as one in R^d: the input lies on a line of R^d."""
    claim = lower.data["claim"] | {"d": "inf" if d == inf else d}
    return replace(lower, data={**lower.data, "claim": claim})


def bounds(
    rule: str | Rule | Subject, criterion: Criterion | str, n: int, f: int, d: int | float | str
) -> tuple[Evidence, ...]:
    """Certified lower and upper evidence that coincide, for rules that are piecewise linear in order statistics.

    kappa and no_attack: any d for coordinate-wise rules (the squared errors and the variances of the coordinates add
    up, with the same S). lambda: d = 1, or d = inf for coordinate-wise rules, where lambda*^2 = kappa* (m-1)/(2m):
    (C1) from above, and from below all permutations of the extremal honest values as coordinates, which make all
    distances inside S equal. Reference: theory.md B1 (last line), B3, derived here. ValueError for anything else.

    >>> from resam_theory.claims import Criterion
    >>> [e.value for e in bounds("mean_around_median", Criterion.KAPPA, 7, 2, "inf")]
    [16/5, 16/5]
    >>> [e.value for e in bounds("trimmed_mean", Criterion.LAMBDA, 7, 2, "inf")]
    [2*sqrt(15)/15, 2*sqrt(15)/15]
    """
    of, criterion, dim = subject(rule), Criterion(criterion), require_d(d)
    n, f = of.rule.require(n, f, f_min=1)
    _admissible(of, criterion, n, f, dim)
    if criterion is Criterion.LAMBDA and dim == inf and not of.form().symmetric:
        lower, upper = bounds(of, Criterion.LAMBDA, n, f, 1)[0], bounds(of, Criterion.KAPPA, n, f, 1)[1:]
        return (embedded(lower, dim), *(_through_kappa(of, item, n, f) for item in upper))
    if criterion is Criterion.LAMBDA and dim == inf:
        return tuple(_through_kappa(of, item, n, f) for item in bounds(of, Criterion.KAPPA, n, f, 1))
    lower, *upper = _on_line(of, criterion, n, f)
    if dim == 1:
        return (lower, *upper)
    return (embedded(lower, dim), *(_in_coordinates(of, item, n, f, dim) for item in upper))


@lru_cache(maxsize=4096)
def _on_line(of: Subject, criterion: Criterion, n: int, f: int) -> tuple[Evidence, ...]:
    started = time.perf_counter()
    pieces = of.form().pieces(n, f)
    assert pieces is not None
    unattacked = criterion is Criterion.NO_ATTACK
    left_out = 0 if unattacked else f
    solved, (pattern, extreme) = solve_all(pieces, n, left_out, Criterion.KAPPA if unattacked else criterion)
    assert extreme.values is not None
    claim = about(of, criterion, n, f, 1)
    inside = range(pattern.block, pattern.block + n - left_out)
    order = pieces[pattern.piece].order or tuple(range(n))
    block = [row for row, place in enumerate(order) if place in inside]
    points = [[str(extreme.values[place])] for place in order]
    seconds = time.perf_counter() - started
    square = None if extreme.value is None else extreme.value ** (2 if criterion is Criterion.LAMBDA else 1)
    low = to_evidence(document("witness", Side.LOWER, claim, square, points=points, honest=block), METHOD, seconds)
    if square is None:
        return (low,)
    listed: list[Any] = [
        [*place, {str(row): str(mu) for row, mu in solution.multipliers.items()}] for place, solution in solved
    ]
    return (low, to_evidence(document("line", Side.UPPER, claim, square, patterns=listed), METHOD, seconds))


def _in_coordinates(of: Subject, item: Evidence, n: int, f: int, d: int | float) -> Evidence:
    """kappa on the line as kappa in every dimension, coordinate-wise; the error without an attack likewise."""
    claim = about(of, item.data["claim"]["criterion"], n, f, d)
    data = document("coordinates", item.side, claim, Fraction(item.data["value"]), **{"from": item.data})
    return to_evidence(data, METHOD, item.seconds)


def _through_kappa(of: Subject, item: Evidence, n: int, f: int) -> Evidence:
    """lambda*_inf² = kappa* (m-1)/(2m), coordinate-wise."""
    claim, m = about(of, Criterion.LAMBDA, n, f, inf), n - f
    source = item if item.side is Side.LOWER else _in_coordinates(of, item, n, f, inf)
    kind = "coordinates" if item.side is Side.LOWER else "conversion"
    kappa = item.data["value"]
    value = None if kappa == "inf" else Fraction(kappa) * Fraction(m - 1, 2 * m)
    return to_evidence(document(kind, item.side, claim, value, **{"from": source.data}), METHOD, item.seconds)


def _admissible(of: Subject, criterion: Criterion, n: int, f: int, d: int | float) -> None:
    if of.form().pieces(n, f) is None:
        raise ValueError(f"rule = {of.name!r} is not admissible: it is not piecewise linear in order statistics")
    if n > MAX_N:
        raise ValueError(f"n = {n} is not admissible: the one-dimensional solver needs n <= {MAX_N}")
    coordinate_wise = of.form().coordinate_wise
    if d != 1 and not coordinate_wise:
        raise ValueError(f"d = {d} is not admissible: {of.name} does not act on each coordinate; need d = 1")
    if criterion not in (Criterion.LAMBDA, Criterion.KAPPA, Criterion.NO_ATTACK):
        raise ValueError(f"criterion = {criterion} is not admissible: need lambda, kappa or no_attack")
    if criterion is Criterion.LAMBDA and d not in {1, inf}:
        raise ValueError(
            f"d = {d} is not admissible: lambda of {of.name} is exact at d = 1 or inf; plane bounds it between"
        )
