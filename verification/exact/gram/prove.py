"""From floats to a proof: cover a rule's families by intervals and round each dual to a checked certificate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from .dual import Dual, Rejected, certified_value
from .patterns import Family
from .programme import Pair, Programme, Selection
from .solve import Solution, SolverError, solve

__all__ = ["Interval", "Proof", "prove"]

DENOMINATOR: Final = 2**44
"""Multipliers are rounded to multiples of 1/DENOMINATOR of their scale: far below the solver's own error."""

BACK_OFF: Final = tuple(Fraction(1, 10**e) for e in (13, 12, 11, 10, 9, 8, 7))
"""Relative increases of the bound that are tried, in order, until the exact check accepts the rounded dual."""


@dataclass(frozen=True)
class Interval:
    """Compositions ``low..high`` of a family, bounded by ``value`` through ``dual``."""

    family: str
    low: int
    high: int
    value: Fraction
    dual: Dual


@dataclass(frozen=True)
class Single:
    """The solution of one composition of a family."""

    family: Family
    composition: int
    solution: Solution

    @property
    def programme(self) -> Programme:
        """Its programme."""
        return self.family.programme(self.composition, self.composition)


@dataclass(frozen=True)
class Proof:
    """A certified upper bound, its intervals, and the solutions of single compositions, the worst first."""

    value: Fraction
    intervals: tuple[Interval, ...]
    singles: tuple[Single, ...]


def prove(families: tuple[Family, ...], criterion: str) -> Proof:
    """Certificates for every composition of every family; SolverError when the solver or the rounding fails.

    The largest composition of each family is solved first: it is expected to be the worst, and if another one turns out
    worse the bound simply grows. The rest is covered from the top by intervals as wide as the bound allows.
    """
    singles = [
        Single(family, family.high, solve(family.programme(family.high, family.high), criterion)) for family in families
    ]
    intervals = [
        _certify(single.family, single.composition, single.composition, criterion, single.solution)
        for single in singles
    ]
    bound = max(interval.value for interval in intervals)
    for family in families:
        for interval, found in _cover(family, family.high - 1, criterion, bound):
            intervals.append(interval)
            if interval.low == interval.high:
                singles.append(Single(family, interval.low, found))
    singles.sort(key=lambda single: single.solution.value, reverse=True)
    return Proof(max(interval.value for interval in intervals), tuple(intervals), tuple(singles))


def _cover(family: Family, high: int, criterion: str, bound: Fraction) -> Iterator[tuple[Interval, Solution]]:
    """Intervals that cover ``family.low..high`` from above, each proved ≤ bound unless it is a single composition."""
    width = 1
    while high >= family.low:
        width = min(width, high - family.low + 1)
        low = high - width + 1
        try:
            solution = solve(family.programme(low, high), criterion)
            interval = _certify(family, low, high, criterion, solution)
        except SolverError:
            if width == 1:
                raise
            width = (width + 1) // 2
            continue
        if interval.value <= bound or width == 1:
            yield interval, solution
            high, width = low - 1, 2 * width
        else:
            width = (width + 1) // 2


def _certify(family: Family, low: int, high: int, criterion: str, solution: Solution) -> Interval:
    programme = family.programme(low, high)
    options = tuple(
        _feasible(selection, multipliers)
        for selection, multipliers in zip(programme.selections, solution.options, strict=True)
    )
    for step in BACK_OFF:
        dual = Dual(
            options, {name: _round(value) * (1 + step) for name, value in solution.spread.items() if _round(value)}
        )
        try:
            return Interval(family.name, low, high, certified_value(programme, criterion, dual), dual)
        except Rejected:
            continue
    raise SolverError(f"rounding failed: no exact certificate within a relative {float(BACK_OFF[-1]):.0e}")


def _round(value: float) -> Fraction:
    return Fraction(round(value * DENOMINATOR), DENOMINATOR)


def _feasible(selection: Selection, multipliers: Mapping[Pair, float]) -> dict[Pair, Fraction]:
    """The nearest simple rational multipliers with τ_p ≤ y caps_p, y = Σ τ / count, exactly.

    Written τ = y t with 0 ≤ t ≤ caps and Σ t = count: t is rounded and clipped, and what Σ t then lacks or exceeds is
    taken from the entries that have room.
    """
    y = _round(sum(multipliers.values()) / selection.count)
    if not y:
        return {}
    t = {
        p: min(max(_round(value / float(y)), Fraction(0)), Fraction(selection.caps[p]))
        for p, value in multipliers.items()
    }
    missing = selection.count - sum(t.values(), Fraction(0))
    for p in sorted(t, key=lambda p: min(t[p], selection.caps[p] - t[p]), reverse=True):
        moved = max(-t[p], min(missing, selection.caps[p] - t[p]))
        t[p], missing = t[p] + moved, missing - moved
    return {p: y * value for p, value in t.items() if value}
