"""Worst inputs for all (n, f): classes of equal points whose numbers depend on (n, f). Standard library only.

A :class:`Family` states that the definition of a rule, evaluated on the input, admits an output whose squared error is
``value`` times V (kappa, on the line xi) or D^2 (lambda^2): a lower bound at every (n, f) that a case admits.
:func:`replay` evaluates the definition itself on numbers that are functions on the region (:mod:`.symbolic`), every
comparison decided there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from ..definitions.base import Form
from ..definitions.classes import Configuration, forced
from ..definitions.points import inner
from .cases import Elsewhere, Part, Rejected, admitted, given, outside, point_at
from .records import PLAIN, Names, Pairs, each, record
from .region import parse
from .symbolic import Number

__all__ = ["UNBOUNDED", "Cluster", "Family", "Place", "read", "replay", "value_at"]

UNBOUNDED: Final = "inf"
"""The value of a family whose S is a single point that the output misses: no constant bounds the ratio."""


@dataclass(frozen=True)
class Cluster:
    """``size`` points at ``place`` (on the line: one coordinate), members of S or not.

    With a ``spread`` they are the vertices of a regular simplex around it, at that mean squared distance.
    """

    size: str
    place: Names
    honest: bool
    spread: str = "0"


@dataclass(frozen=True)
class Place(Part):
    """One case, in a region without upper ends: the input; all places are multiplied by the square root of
    ``square``."""

    clusters: tuple[Cluster, ...]
    square: str = "1"

    @property
    def on_line(self) -> bool:
        """Whether it is an input on the line."""
        return all(len(c.place) == 1 and c.spread == "0" for c in self.clusters)


@dataclass(frozen=True)
class Family:
    """``value`` bounds kappa*, xi* or lambda*^2 from below, in n, f, m and ``names``, or is :data:`UNBOUNDED`.

    no_attack: S is all of the points. breakdown: S is a point, the same for every t of the region, whose last symbol
    it is, value + 1 points are outside, and the squared error is at least t: the breakdown point is at most ``value``.

    ``where``: the domain, a condition.

    An input on the line is one of every R^d (the other coordinates 0); one with a spread is one of some R^d.
    """

    id: str
    criterion: str
    value: str
    cases: tuple[Place, ...]
    names: Pairs = ()
    where: str = ""
    source: str = "derived here"


def read(data: Any) -> Family:
    """The family that ``data`` is; ValueError for anything else."""
    return record(Family, data, "a family of worst inputs", _READERS)


def _case(data: Any, what: str) -> Place:
    return record(Place, data, what, _READERS)


def _cluster(data: Any, what: str) -> Cluster:
    return record(Cluster, data, what, _READERS)


_READERS: Final = {**PLAIN, "tuple[Place, ...]": each(_case), "tuple[Cluster, ...]": each(_cluster)}


def replay(family: Family, definition: Form) -> None:
    """:class:`Rejected` unless, in every case, the definition admits an output with exactly the stated ratio."""
    if not family.cases:
        raise Rejected(f"{family.id}: no case")
    for case in family.cases:
        try:
            _replay(family, case, definition)
        except ValueError as error:
            raise Rejected(f"{family.id}, case {case.name}: {error}") from None


def _replay(family: Family, case: Place, definition: Form) -> None:
    means = given(case)

    def number(text: str) -> Number:
        return Number.of(text, case.region, means)

    n, f, m = number("n"), number("f"), number("m")
    sizes = [number(c.size) for c in case.clusters]
    if any(size < 1 for size in sizes):
        raise Rejected("a class has less than one point")
    inside = [size for size, c in zip(sizes, case.clusters, strict=True) if c.honest]
    own = n - number(outside(family.criterion, family.value, broken=True))
    if not (sum(sizes, Fraction(0)) == n and sum(inside, Fraction(0)) == own and n - f == m):
        raise Rejected("the classes are not n points with as many in S as must be")
    places = [tuple(number(x) for x in c.place) for c in case.clusters]
    square, spreads = number(case.square), [number(c.spread) for c in case.clusters]
    if square < 0 or any(spread < 0 for spread in spreads):
        raise Rejected("a squared length is negative")
    if any(spread != 0 and not size > 1 for size, spread in zip(sizes, spreads, strict=True)):
        raise Rejected("a class of one point has a spread")

    def points(*others: tuple[Any, ...]) -> Configuration:
        """The input, and others outside S."""
        located, more = (*places, *others), len(others)
        gram = tuple(tuple(square * inner(p, q) for q in located) for p in located)
        honest = (*(c.honest for c in case.clusters), *[False] * more)
        return Configuration((*sizes, *[1] * more), honest, gram, (*spreads, *[0] * more))

    outputs = definition.on_line([p[0] for p in places], sizes, f) if case.on_line else None
    if outputs is None:
        reached = [forced(points(), choice) for choice in definition.chosen(points(), f) or ()]
    else:
        reached = [forced(points((z,)), [*(0 for _ in sizes), 1]) for z in outputs]
    if family.criterion == "xi" and not case.on_line:
        raise Rejected("the largest eigenvalue is the variance on the line only")
    lambda_ = family.criterion == "lambda"
    scales = [(ratio.error2, ratio.diameter2 if lambda_ else ratio.variance) for ratio in reached]
    if family.criterion == "breakdown":
        still = (x for c, place in zip(case.clusters, places, strict=True) if c.honest for x in place)
        free = case.region.rows[-1][0] == "t" and not any("t" in x.value.names for x in (n, f, square, *sizes, *still))
        holds = free and any(scale == 0 and error2 >= number("t") for error2, scale in scales)
    elif family.value == UNBOUNDED:
        holds = any(scale == 0 and error2 > 0 for error2, scale in scales)
    else:
        value = number(family.value)
        holds = any(scale > 0 and (error2 - value * scale).value.vanishes for error2, scale in scales)
    if not holds:
        raise Rejected(f"no admissible output has the ratio {family.value}")


def value_at(family: Family, n: int, f: int) -> Fraction | None:
    """The bound at (n, f), None where it is infinite; :class:`.cases.Elsewhere` unless a case admits it.

    The family itself must have been replayed.
    """
    point = point_at(family.names, n, f)
    for case in family.cases:
        values = admitted(case, point)
        if values is not None and all(_whole(cluster, case, values) for cluster in case.clusters):
            return None if family.value == UNBOUNDED else parse(family.value).at(point)
    raise Elsewhere(f"{family.id}: no case admits (n, f) = ({n}, {f})")


def _whole(cluster: Cluster, case: Place, values: Mapping[str, Fraction]) -> bool:
    """Whether the number of points is one."""
    return parse(cluster.size).replaced(given(case)).at(values).denominator == 1
