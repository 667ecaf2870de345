"""Everything that is known in exact arithmetic about one coefficient, from whichever method knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from math import inf
from typing import Final

import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.compose._base import AffineMap
from resam_theory.definitions import criteria
from resam_theory.errors import require_d
from resam_theory.proof.as_data import as_data
from resam_theory.proof.bounds import Bound
from resam_theory.proof.region import Region, parse
from resam_theory.rules import Rule

from ..composed import Composed
from ..evidence import Evidence, Side, best
from ..general import General
from ..recheck.check import check
from ..recheck.claim import ANY, Coefficient
from ..recheck.composed import composed
from . import fermat, theorems
from .accepted import each_accepted
from .breakdown import far_rows
from .certificates import about, above, document, exactly, to_evidence
from .conversion import convert
from .errors import SolverError
from .explicit import stated_bounds
from .found import found_bounds
from .gram import certified as gram
from .line import solution as line
from .plane import solution as plane
from .subject import Subject, subject
from .without_attack import clusters

__all__ = ["bounds", "floor", "proved", "stated"]

CROSS_EXAMINED: Final = 12
"""Largest n at which a coefficient that the rule's own bounds settle from both sides is also computed by a solver."""

WRITTEN_OUT: Final = 64
"""Largest n at which rules that compare all points with each other are evaluated point by point."""

Dimension = int | float
Source = Callable[[Subject, Criterion, int, int, Dimension], Iterable[Evidence]]


def bounds(rule: str | Rule, criterion: Criterion | str, n: int, f: int, d: int | float | str) -> tuple[Evidence, ...]:
    """Exact evidence from both sides about a criterion's coefficient of ``rule`` at (n, f, d): the best of each method.

    ``rule``: a name, or anybody's rule; what can be said follows from its definition. Never empty on the lower side:
    the floor (C3) binds every rule. What is known of lambda and kappa the best conversions (C1), (C2), (C5) carry
    over. ValueError that names what is admissible for a wrong (n, f, d) or rule. A solver that fails leaves an item
    that is not ``exact``, whose method is the solver's status.

    >>> min(e.value for e in bounds("minimum_diameter_averaging", "kappa", 7, 2, "inf") if e.side is Side.UPPER)
    16/5
    """
    of = subject(rule)
    n, f = of.rule.require(n, f, f_min=1)
    return _bounds(of, Criterion(criterion), n, f, require_d(d))


def stated(rule: str | Rule, criterion: Criterion | str, n: int, f: int, d: int | float | str) -> tuple[Evidence, ...]:
    """The part of :func:`bounds` that solves nothing: what is proved for all (n, f), what a stage makes of that (E1),
    and the worst inputs that the rule's file states. Milliseconds, for a composition too.

    >>> [float(item.value) for item in stated("nnm+trimmed_mean", "kappa", 9, 2, "inf") if item.side is Side.UPPER]
    [1.6]
    """
    of = subject(rule)
    n, f = of.rule.require(n, f, f_min=1)
    sources = (_composed, _floor, _extremal, _for_all) if of.definition is not None else (_floor, _extremal)
    found = (item for source in sources for item in source(of, Criterion(criterion), n, f, require_d(d)))
    return each_accepted(found, (of, Criterion(criterion), n, f, require_d(d)))


def proved(rule: str | Rule, criterion: Criterion | str, n: int, f: int, d: int | float | str) -> tuple[Evidence, ...]:
    """The upper bounds that the rule's file proves for all (n, f), in this dimension."""
    of = subject(rule)
    n, f = of.rule.require(n, f, f_min=1)
    if of.definition is None:
        return ()
    at = Coefficient(of.name, of.form(), str(criterion), n, f, None if require_d(d) == inf else int(d))
    found = (theorems.evidence(of, at, bound) for bound in of.rule.proofs if bound.criterion == criterion)
    return tuple(item for item in found if item is not None)


@lru_cache(maxsize=4096)
def _bounds(of: Subject, criterion: Criterion, n: int, f: int, d: Dimension) -> tuple[Evidence, ...]:
    if criterion is Criterion.NO_ATTACK:  # what follows from kappa, however that is known
        known = [_bounds(of, Criterion.KAPPA, n, f, d)]
    else:
        known = [_direct(of, other, n, f, d) for other in _SOLVED if other is not criterion]
    given = [item for found in known for item in (found if criterion in _SOLVED else _strongest(found))]
    converted = (convert(item, (of, criterion, n, f, d)) for item in given)
    own = each_accepted((item for item in converted if item is not None), (of, criterion, n, f, d))
    return (*_direct(of, criterion, n, f, d), *own)


def _strongest(found: Iterable[Evidence]) -> list[Evidence]:
    """The best exact bound of each side, all that are as good as the best that holds for all (n, f), and the best of
    those without roots; a floor is known of every criterion by itself."""
    exact = [item for item in found if item.exact]
    everywhere = [item for item in exact if item.general is not None and item.data["kind"] != "floor"]
    rational = [item for item in everywhere if getattr(item.general, "roots", None) is None]
    chosen = [best(items, side) for items in (exact, everywhere, rational) for side in (Side.LOWER, Side.UPPER)]
    listed = [item for item in chosen if item is not None]
    tied = [
        item for item in everywhere for top in chosen[2:4] if top and (item.side, item.value) == (top.side, top.value)
    ]
    return list({id(item): item for item in (*listed, *tied)}.values())


@lru_cache(maxsize=4096)
def _direct(of: Subject, criterion: Criterion, n: int, f: int, d: Dimension) -> tuple[Evidence, ...]:
    sources = _SOURCES if of.definition is not None else (_floor, _extremal)
    found = (item for source in sources for item in source(of, criterion, n, f, d))
    return each_accepted(found, (of, criterion, n, f, d))


_ALL = (Region.of(("f", "1", ""), ("a", "1", "")), (("n", "a + 2*f"), ("m", "a + f")))
_KAPPA: Final = "f/(n - 2*f)"
_FLOORS: Final = {
    criterion: General(Side.LOWER, criterion, (value,), (), "", (_ALL,))
    for criterion, value in (
        (Criterion.KAPPA, _KAPPA),
        (Criterion.LAMBDA, "(f/m)**2"),
        (Criterion.XI, _KAPPA),
        (Criterion.AGNOSTIC, f"(m - 1)/(2*m)*{_KAPPA}"),
    )
}
_BESIDE: Final = (Criterion.XI, Criterion.AGNOSTIC, Criterion.NO_ATTACK)
"""Criteria about which a rule may state an input by classes, beside those."""
_SOLVED: Final = (Criterion.LAMBDA, Criterion.KAPPA)
"""What programmes and the one-dimensional solver compute; the other criteria have proofs, inputs and conversions."""


def floor(criterion: Criterion, n: int, f: int, d: Dimension) -> Evidence:
    """(C3) as evidence about every rule."""
    return next(_floor(None, criterion, n, f, d))


def _floor(of: Subject | None, criterion: Criterion, n: int, f: int, d: Dimension) -> Iterator[Evidence]:
    if criterion not in _FLOORS:
        return
    value = parse(_FLOORS[criterion].values[0]).at({"n": Fraction(n), "f": Fraction(f), "m": Fraction(n - f)})
    claim = about(of if of is not None and of.definition is not None else ANY, criterion, n, f, d)
    found = to_evidence(document("floor", Side.LOWER, claim, value), "floor of all rules (C3)")
    yield replace(found, general=_FLOORS[criterion])


def _extremal(of: Subject, criterion: Criterion, n: int, f: int, d: Dimension) -> Iterator[Evidence]:
    """The worst inputs that the rule's file states, where they can be evaluated point by point; for larger n the one on
    the line where a family for all (n, f) covers the rest, whose dimension grows like C(m, m/2)."""
    if n > WRITTEN_OUT and not (of.definition is not None and of.definition.coordinate_wise):
        return
    covered = (d == inf and n > CROSS_EXAMINED and of.definition is not None) and any(
        item.side is Side.LOWER for item in _for_all(of, criterion, n, f, d)
    )
    yield from stated_bounds(of, criterion, n, f, 1 if covered else d)


@lru_cache(maxsize=4096)
def _for_all(of: Subject, criterion: Criterion, n: int, f: int, d: Dimension) -> tuple[Evidence, ...]:
    """The bounds that the rule's file proves for all (n, f), at this one; a coordinate's bound, d times."""
    at = Coefficient(of.name, of.form(), str(criterion), n, f, None if d == inf else int(d))
    stated = (given for given in (*of.rule.proofs, *of.rule.families) if given.criterion == criterion)
    found = [item for given in stated if (item := theorems.evidence(of, at, given)) is not None]
    if criterion is Criterion.LAMBDA and of.form().coordinate_wise and d != 1:
        found += theorems.from_coordinates(of, at)
    return tuple(found)


def _permuted(of: Subject, criterion: Criterion, n: int, f: int, d: Dimension) -> Iterator[Evidence]:
    """xi* of a coordinate-wise rule as a supremum over d, from below: the worst input of the line in all permutations
    of S, one a coordinate, at which the conversion of kappa is attained."""
    form = of.form()
    if criterion is not Criterion.XI or d != inf or not (form.coordinate_wise and form.symmetric):
        return
    known = (item for item in _direct(of, Criterion.KAPPA, n, f, 1) if item.exact and item.data["claim"]["rule"] != ANY)
    found = best(sorted(known, key=lambda item: item.data["kind"] == "floor"), Side.LOWER)
    if found is None:
        return
    square = check(found.data).square()
    value = None if square is None else square * criteria.factor("kappa", "xi", n - f, None)
    data = document("coordinates", Side.LOWER, about(of, criterion, n, f, d), value, **{"from": found.data})
    general = found.general.converted(criterion, "m - 1") if isinstance(found.general, General) else None
    yield replace(to_evidence(data, f"all permutations of the {found.method}"), general=general)


def _classes(of: Subject, criterion: Criterion, n: int, f: int, d: Dimension) -> Iterator[Evidence]:
    """The worst input by classes that the rule states for a criterion beside those that are solved for."""
    data = gram.exact_input(of, criterion, n, f) if criterion in _BESIDE else None
    if data is not None and (d == inf or data["claim"]["d"] <= d):
        yield to_evidence(data, "worst input by classes")


def _gram(of: Subject, criterion: Criterion, n: int, f: int, d: Dimension) -> Iterator[Evidence]:
    if criterion not in _SOLVED:
        return
    if _settled(of, criterion, n, f, d):
        return
    try:
        found = gram.bounds(of, criterion, n, f)
    except SolverError as error:
        yield Evidence(Side.UPPER, sp.oo, False, f"Gram programme: unknown, Clarabel says {error}")
        return
    for item in found:
        own = item.data["claim"]["d"]
        if item.side is Side.UPPER or d == inf or (own != "inf" and own <= d):
            yield item


def _line(of: Subject, criterion: Criterion, n: int, f: int, d: Dimension) -> Iterator[Evidence]:
    """The one-dimensional solver: exact at d = 1, and for coordinate-wise rules at every d (kappa) or d = inf; of any
    other rule it gives an input on a line of R^d."""
    if (
        criterion not in (*_SOLVED, Criterion.NO_ATTACK)
        or n > min(line.MAX_N, of.form().line_up_to)
        or _settled(of, criterion, n, f, 1)
    ):
        return
    if of.form().pieces(n, f) is None:
        return
    coordinate_wise = of.form().coordinate_wise
    try:
        if d == 1 or (coordinate_wise and (criterion is not Criterion.LAMBDA or d == inf)):
            yield from line.bounds(of, criterion, n, f, d)
        elif not coordinate_wise:
            on_line = line.bounds(of, criterion, n, f, 1)
            yield from (line.embedded(item, d) for item in on_line if item.side is Side.LOWER)
    except SolverError as error:
        yield Evidence(Side.UPPER, sp.oo, False, f"one-dimensional solver: unknown, {error}")


@lru_cache(maxsize=4096)
def _settled(of: Subject, criterion: Criterion, n: int, f: int, d: Dimension) -> bool:
    """Whether nothing is left to solve: a composed bound, or for larger n one for all (n, f), is attained by an input
    that the rule's file states."""
    stated = (_composed, _for_all) if n > CROSS_EXAMINED else (_composed,)
    uppers, lowers = (
        {
            check(item.data).square()
            for source in sources
            for item in source(of, criterion, n, f, d)
            if item.exact and item.side is side
        }
        for sources, side in ((stated, Side.UPPER), ((_extremal, _for_all), Side.LOWER))
    )
    return not uppers.isdisjoint(lowers)


def _plane(of: Subject, criterion: Criterion, n: int, f: int, d: Dimension) -> Iterator[Evidence]:
    """lambda* of coordinate-wise rules between the line and infinity."""
    form = of.form()
    known = form.coordinate_wise and form.symmetric and n <= min(plane.MAX_N, form.line_up_to)
    if criterion is Criterion.LAMBDA and known and 2 <= d <= plane.MAX_D and form.pieces(n, f) is not None:
        yield from plane.bounds(of, n, f, int(d))


def _angles(of: Subject, criterion: Criterion, n: int, f: int, d: Dimension) -> Iterator[Evidence]:
    """lambda* of points of least total distance, d >= 2."""
    if criterion is Criterion.LAMBDA and d > 1 and fermat.knows(of) and n <= fermat.MAX_N:
        yield from fermat.bounds(of, n, f, d)


def _composed(of: Subject, criterion: Criterion, n: int, f: int, d: Dimension) -> Iterator[Evidence]:
    """What a stage makes of upper bounds on the rule that follows (E1): of the best, and of those for all (n, f)."""
    stage, inner = of.rule.stage, of.rule.inner
    if stage is None or inner is None:
        return
    proofs = [proof for proof in stage.proofs if proof.criterion == criterion]
    if not proofs:
        return
    known = sorted(
        (i for i in bounds(inner, criterion, stage.rows(n, f), f, d) if i.exact and i.side is Side.UPPER),
        key=lambda item: float(item.value),
    )
    for number, item in enumerate(known):
        if number == 0 or item.general is not None:
            for proof, affine in zip(proofs, stage.maps.get(criterion, ()), strict=False):
                yield from _composed_from(of, criterion, (n, f, d), item, (proof, affine))


def _composed_from(
    of: Subject, criterion: Criterion, place: tuple[int, int, Dimension], item: Evidence, by: tuple[Bound, AffineMap]
) -> Iterator[Evidence]:
    stage, (n, f, d), (proof, affine) = of.rule.stage, place, by
    assert stage is not None
    at = Coefficient(of.name, of.form(), str(criterion), n, f, None if d == inf else int(d))
    bound = as_data(proof)
    try:
        value = composed(at, {"from": check(item.data), "bound": bound})
    except ValueError:  # the stage's proof is about other (n, f)
        return
    claim = about(of, criterion, n, f, d)
    data = document("composed", Side.UPPER, claim, above(value), **{"from": item.data, "bound": bound})
    exact = sp.sqrtdenest(sp.sqrt(exactly(value))) if criterion is Criterion.LAMBDA else exactly(value)
    found = replace(to_evidence(data, f"{stage.name} (E1) on {item.method}"), value=sp.expand(exact))
    general = None if item.general is None else Composed(item.general, proof, stage.count, affine.where)
    yield replace(found, general=general)


_SOURCES: Final[tuple[Source, ...]] = (
    *(_composed, _floor, _extremal, found_bounds, _for_all),
    *(_gram, _line, _plane, _angles, _permuted, _classes, clusters, far_rows),
)
