"""Everything that is known in exact arithmetic about one coefficient, from whichever method knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from math import inf
from typing import Final

import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.errors import require_d
from resam_theory.rules import get

from ..evidence import Evidence, Side
from ..exact_input import stated_bounds
from . import geometric_median, recheck
from .certificates import document, to_evidence
from .finite_d import solution as finite_d_solution
from .gram import evidence as gram
from .gram.patterns import LARGEST, PATTERNS
from .gram.solve import SolverError
from .lemmas import LEMMAS
from .one_d import solution as one_d_solution
from .one_d.pieces import RULES_1D

__all__ = ["bounds"]

CROSS_EXAMINED: Final = 12
"""Largest n at which a coefficient that a lemma settles is also computed by the one-dimensional solver."""

WRITTEN_OUT: Final = 64
"""Largest n at which rules that compare all points with each other are evaluated point by point."""

Dimension = int | float
_About = tuple[str, Criterion, int, int, Dimension]
Source = Callable[[str, Criterion, int, int, Dimension], Iterable[Evidence]]


def bounds(rule: str, criterion: Criterion | str, n: int, f: int, d: int | float | str) -> tuple[Evidence, ...]:
    """Exact evidence from both sides about lambda* or kappa* of ``rule`` at (n, f, d): the best of each method.

    Never empty on the lower side: the floor (C3) binds every rule. Where only the other coefficient is known, the
    conversions (C1), (C2) carry it over. ValueError that names what is admissible for a wrong (n, f, d) or rule. A
    solver that fails leaves an item that is not ``exact``, whose method is the solver's status.

    >>> min(e.value for e in bounds("minimum_diameter_averaging", "kappa", 7, 2, "inf") if e.side is Side.UPPER)
    16/5
    """
    n, f = get(rule).require(n, f, f_min=1)
    return _bounds(get(rule).name, Criterion(criterion), n, f, require_d(d))


@lru_cache(maxsize=4096)
def _bounds(rule: str, criterion: Criterion, n: int, f: int, d: Dimension) -> tuple[Evidence, ...]:
    other = Criterion.KAPPA if criterion is Criterion.LAMBDA else Criterion.LAMBDA
    converted = (_convert(given, (rule, criterion, n, f, d)) for given in _direct(rule, other, n, f, d))
    return (*_direct(rule, criterion, n, f, d), *(item for item in converted if item is not None))


@lru_cache(maxsize=4096)
def _direct(rule: str, criterion: Criterion, n: int, f: int, d: Dimension) -> tuple[Evidence, ...]:
    return tuple(item for source in _SOURCES for item in source(rule, criterion, n, f, d))


def _floor(rule: str, criterion: Criterion, n: int, f: int, d: Dimension) -> Iterator[Evidence]:
    m = n - f
    value = Fraction(f, m) ** 2 if criterion is Criterion.LAMBDA else Fraction(f, m - f)
    yield to_evidence(Side.LOWER, document("floor", rule, criterion, n, f, d=d, value=value), "floor of all rules (C3)")


def _extremal(rule: str, criterion: Criterion, n: int, f: int, d: Dimension) -> Iterator[Evidence]:
    """The worst inputs that the rule's file states, where they can be evaluated point by point."""
    if n <= WRITTEN_OUT or "coordinate_wise" in get(rule).traits:
        yield from stated_bounds(rule, criterion, n, f, d)


def _lemma(rule: str, criterion: Criterion, n: int, f: int, d: Dimension) -> Iterator[Evidence]:
    if (rule, criterion) in LEMMAS:
        value = LEMMAS[rule, criterion](n, f, None if d == inf else int(d))
        yield to_evidence(
            Side.UPPER, document("lemma", rule, criterion, n, f, d=d, value=value), "lemma, checked at (n, f)"
        )


def _gram(rule: str, criterion: Criterion, n: int, f: int, d: Dimension) -> Iterator[Evidence]:
    if rule not in PATTERNS:
        return
    try:
        found = (
            gram.bounds(rule, criterion, n, f) if n <= LARGEST.get(rule, n) else gram.known_input(rule, criterion, n, f)
        )
    except SolverError as error:
        yield Evidence(Side.UPPER, sp.oo, False, f"Gram programme: unknown, Clarabel says {error}")
        return
    for item in found:
        own = item.data["claim"]["d"]
        if item.side is Side.UPPER or d == inf or (own != "inf" and own <= d):
            yield item


def _line(rule: str, criterion: Criterion, n: int, f: int, d: Dimension) -> Iterator[Evidence]:
    """The one-dimensional solver: exact at d = 1, and for coordinate-wise rules at every d (kappa) or d = inf; of any
    other rule it gives an input on a line of R^d."""
    most = CROSS_EXAMINED if (rule, criterion) in LEMMAS else one_d_solution.MAX_N
    if rule not in RULES_1D or n > most:
        return
    if d == 1 or (RULES_1D[rule][1] and (criterion is Criterion.KAPPA or d == inf)):
        yield from one_d_solution.bounds(rule, criterion, n, f, d)
    elif not RULES_1D[rule][1]:
        on_line = one_d_solution.bounds(rule, criterion, n, f, 1)
        yield from (one_d_solution.embedded(item, d) for item in on_line if item.side is Side.LOWER)


def _plane(rule: str, criterion: Criterion, n: int, f: int, d: Dimension) -> Iterator[Evidence]:
    """lambda* between the line and infinity: coordinate-wise rules, and the geometric median."""
    if criterion is not Criterion.LAMBDA or d == 1:
        return
    if rule == "geometric_median" and n <= geometric_median.MAX_N:
        yield from geometric_median.bounds(rule, criterion, n, f, d)
    elif rule in RULES_1D and RULES_1D[rule][1] and n <= finite_d_solution.MAX_N and 2 <= d <= finite_d_solution.MAX_D:
        yield from finite_d_solution.bounds(rule, criterion, n, f, d)


_SOURCES: Final[tuple[Source, ...]] = (_floor, _extremal, _lemma, _gram, _line, _plane)


def _convert(given: Evidence, about: _About) -> Evidence | None:
    """(C1) or (C2), read from the side of ``given``; None where that says nothing."""
    if not given.exact:
        return None
    rule, criterion, n, f, d = about
    m, upper = n - f, given.side is Side.UPPER
    c1 = upper == (criterion is Criterion.LAMBDA)
    factor = Fraction(m - 1, 2 * m) if c1 else Fraction(2 * m)
    square = recheck.check(given.data).square()
    value = None if square is None else square * factor if upper else square / factor
    name = "C1" if c1 else "C2"
    data = document("conversion", rule, criterion, n, f, d=d, value=value, via=name, **{"from": given.data})
    return to_evidence(given.side, data, f"({name}) from {given.method}")
