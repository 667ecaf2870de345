"""From floats to a proof: cover a rule's families by intervals and round each dual to a checked certificate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from resam_theory.definitions.gram import Pair, Patterns, Programme, Selection

from ...recheck.gram import Dual, certified_value
from ...recheck.reading import Refused
from ..errors import SolverError
from .solve import GramSolution, solve

__all__ = ["GramProof", "Stretch", "prove", "prove_with"]

INTERIORS: Final = (1e-9, 1e-8, 1e-7)
"""Weights of trace(H) + Σ s_c in the objective that are tried in order: the dual slack is then ⪰ that weight times I,
which survives what the solver and the rounding leave over, and the bound grows by that weight times the trace."""

BACK_OFF: Final = tuple(Fraction(1, 10**e) for e in (14, 13, 12, 11, 10, 9, 8))
"""Relative increases of the bound that are tried, in order, until the exact check accepts the rounded dual."""


SHORT: Final = (10**2, 10**4)
"""Largest denominators of the multipliers that are tried in place of floats."""


@dataclass(frozen=True)
class Stretch:
    """Compositions ``low..high`` of a family, bounded by ``value`` through ``dual``."""

    family: str
    low: int
    high: int
    value: Fraction
    dual: Dual


@dataclass(frozen=True)
class Single:
    """The solution of one composition of a family."""

    family: Patterns
    composition: int
    solution: GramSolution

    @property
    def programme(self) -> Programme:
        """Its programme."""
        return self.family.programme(self.composition, self.composition)


@dataclass(frozen=True)
class GramProof:
    """A certified upper bound, its intervals, and the solutions of single compositions, the worst first."""

    value: Fraction
    intervals: tuple[Stretch, ...]
    singles: tuple[Single, ...]


def prove(families: tuple[Patterns, ...], criterion: str) -> GramProof:
    """Certificates for every composition of every family; SolverError when the solver or the rounding fails.

    The largest composition of each family is solved first: it is expected to be the worst, and if another one turns out
    worse the bound simply grows. The rest is covered from the top by intervals as wide as the bound allows.
    """
    found = [(family, *_certify(family, family.high, family.high, criterion)) for family in families]
    worst = max(range(len(found)), key=lambda i: found[i][1].value)
    found[worst] = (found[worst][0], _simplified(*found[worst][:2], criterion), found[worst][2])
    bound = max(interval.value for _, interval, _ in found)
    for family in families:
        found += [(family, *pair) for pair in _cover(family, family.high - 1, criterion, bound)]
    singles = [Single(family, i.low, solution) for family, i, solution in found if i.low == i.high]
    singles.sort(key=lambda single: single.solution.value, reverse=True)
    intervals = tuple(interval for _, interval, _ in found)
    return GramProof(max(interval.value for interval in intervals), intervals, tuple(singles))


def prove_with(families: tuple[Patterns, ...], criterion: str, dual: Dual) -> tuple[Stretch, ...]:
    """Certificates for all families: ``dual`` covers the whole of the first, the others are kept below its value."""
    first, *others = families
    value = certified_value(first.programme(first.low, first.high), criterion, dual)
    covers = [interval for family in others for interval, _ in _cover(family, family.high, criterion, value)]
    return (Stretch(first.name, first.low, first.high, value, dual), *covers)


def _cover(family: Patterns, high: int, criterion: str, bound: Fraction) -> Iterator[tuple[Stretch, GramSolution]]:
    """Intervals that cover ``family.low..high`` from above, each proved ≤ bound unless it is a single composition."""
    width = 1
    while high >= family.low:
        width = min(width, high - family.low + 1)
        try:
            interval, solution = _certify(family, high - width + 1, high, criterion)
        except SolverError:
            if width == 1:
                raise
        else:
            if interval.value <= bound or width == 1:
                yield interval, solution
                high, width = high - width, 4 * width
        width = (width + 1) // 2


def _certify(family: Patterns, low: int, high: int, criterion: str) -> tuple[Stretch, GramSolution]:
    """Solve and round; where the rounded dual is not accepted, once more with a larger dual slack."""
    programme = family.programme(low, high)
    for interior in INTERIORS:
        solution = solve(programme, criterion, interior=interior)
        pairs = zip(programme.selections, solution.options, strict=True)
        options = tuple(_feasible(selection, multipliers) for selection, multipliers in pairs)
        for step in BACK_OFF:
            spread = {name: Fraction(value) * (1 + step) for name, value in solution.spread.items() if value}
            dual = Dual(options, spread)
            with suppress(Refused):
                value = certified_value(programme, criterion, dual)
                return Stretch(family.name, low, high, value, dual), solution
    raise SolverError(f"rounding failed: no exact certificate within a relative {float(BACK_OFF[-1]):.0e}")


def _simplified(family: Patterns, interval: Stretch, criterion: str) -> Stretch:
    """The same certificate in short numbers where these prove as much: a rational optimum comes out exactly."""
    programme = family.programme(interval.low, interval.high)
    for most in SHORT:
        options = tuple(
            {p: value for p, x in option.items() if (value := x.limit_denominator(most))}
            for option in interval.dual.options
        )
        spread = {name: x.limit_denominator(most) for name, x in interval.dual.spread.items()}
        dual = Dual(options, {name: value for name, value in spread.items() if value})
        with suppress(Refused):
            value = certified_value(programme, criterion, dual)
            if value <= interval.value:
                return Stretch(interval.family, interval.low, interval.high, value, dual)
    return interval


def _feasible(selection: Selection, multipliers: Mapping[Pair, float]) -> dict[Pair, Fraction]:
    """Rational multipliers with τ_p ≤ y caps_p, y = Σ τ / count, exactly: τ is clipped, and what Σ τ then lacks is
    added where there is most room."""
    exact = {p: Fraction(value) for p, value in multipliers.items()}
    y = sum(exact.values(), Fraction(0)) / selection.count
    tau = {p: min(value, y * selection.caps[p]) for p, value in exact.items()}
    missing = sum((exact[p] - tau[p] for p in tau), Fraction(0))
    for p in sorted(tau, key=lambda p: y * selection.caps[p] - tau[p], reverse=True):
        added = min(missing, y * selection.caps[p] - tau[p])
        tau[p], missing = tau[p] + added, missing - added
    return {p: value for p, value in tau.items() if value}
