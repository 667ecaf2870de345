"""Worst inputs for all (n, f): classes of equal points whose numbers depend on (n, f). Standard library only.

A :class:`Family` states that the definition of a rule, evaluated on the input, admits an output whose squared error is
``value`` times V (kappa) or D^2 (lambda^2): a lower bound at every (n, f) that a case admits. :func:`replay` evaluates
the definition itself on numbers that are functions on the region (:mod:`.symbolic`), every comparison decided there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..definitions import counts
from ..definitions.base import Form
from ..definitions.classes import Configuration, forced
from .region import Region, parse
from .replay import Rejected, admitted
from .symbolic import Number

__all__ = ["Cluster", "Family", "Place", "replay", "value_at"]


@dataclass(frozen=True)
class Cluster:
    """``size`` points at ``place`` (coordinates; on the line, one), members of S or not."""

    size: str
    place: tuple[str, ...]
    honest: bool


@dataclass(frozen=True)
class Place:
    """One case: the region (no upper ends), n and m in its symbols, their values at (n, f), and the input."""

    name: str
    region: Region
    given: tuple[tuple[str, str], ...]
    at: tuple[tuple[str, str], ...]
    clusters: tuple[Cluster, ...]


@dataclass(frozen=True)
class Family:
    """``value`` bounds kappa* or lambda*^2 from below, in n, f, m and ``names``; ``where``: the domain, a condition.

    ``line``: the input is one of the line. For a coordinate-wise rule or a rule made of distances it is one of every
    R^d (the other coordinates 0), which :meth:`~resam_theory.definitions.base.Form.embeds` of the definition says.
    """

    id: str
    criterion: str
    value: str
    cases: tuple[Place, ...]
    names: tuple[tuple[str, str], ...] = ()
    where: str = ""
    source: str = "derived here"


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
    given = {name: parse(text) for name, text in case.given}

    def number(text: str) -> Number:
        return Number(parse(text).replaced(given), Number.of("0", case.region).region)

    n, f, m = number("n"), number("f"), number("m")
    sizes = [number(c.size) for c in case.clusters]
    if any(size < 1 for size in sizes):
        raise Rejected("a class has less than one point")
    inside = [size for size, c in zip(sizes, case.clusters, strict=True) if c.honest]
    if not (sum(sizes, Fraction(0)) == n and sum(inside, Fraction(0)) == m and n - f == m):
        raise Rejected("the classes are not n points with n - f in S")
    places = [tuple(number(x) for x in c.place) for c in case.clusters]
    reached = _ratios(definition, sizes, places, [c.honest for c in case.clusters], f)
    value = number(family.value)
    if not any((ratio[family.criterion] - value).value.vanishes for ratio in reached):
        raise Rejected(f"no admissible output has the ratio {family.value}")


def _ratios(
    definition: Form, sizes: list[Any], places: list[tuple[Any, ...]], honest: list[bool], f: Any
) -> list[Mapping[str, Any]]:
    """lambda^2 and kappa of every output that the definition admits."""
    zero = Fraction(0)
    on_line = definition.on_line([p[0] for p in places], sizes, f) if len(places[0]) == 1 else None
    if on_line is not None:
        inside = [(size, p[0]) for size, p, own in zip(sizes, places, honest, strict=True) if own]
        m = sum((size for size, _ in inside), zero)
        centre = sum((size * x for size, x in inside), zero) / m
        variance = sum((size * x * x for size, x in inside), zero) / m - centre * centre
        values = [x for _, x in inside]
        spread = max(values) - min(values)
        errors = [(z - centre) * (z - centre) for z in on_line]
        return [{"kappa": error / variance, "lambda": error / (spread * spread)} for error in errors]
    gram = tuple(tuple(sum((x * y for x, y in zip(p, q, strict=True)), zero) for q in places) for p in places)
    given = Configuration(tuple(sizes), tuple(honest), gram, (zero,) * len(sizes))
    chosen = definition.chosen(given, f)
    if not chosen:
        raise Rejected("the definition cannot be evaluated on classes")
    found = [forced(given, choice) for choice in chosen]
    return [{"kappa": r.error2 / r.variance, "lambda": r.error2 / r.diameter2} for r in found]


def value_at(family: Family, n: int, f: int) -> Fraction:
    """The bound at (n, f); :class:`Rejected` unless a case admits it. The family itself must have been replayed."""
    point = {"n": Fraction(n), "f": Fraction(f), "m": Fraction(n - f)}
    for name, text in family.names:
        point[name] = Fraction(counts.evaluate(text, n, f))
    if not any(admitted(case, point) is not None for case in family.cases):
        raise Rejected(f"{family.id}: no case admits (n, f) = ({n}, {f})")
    return parse(family.value).at(point)
