"""Mean of the rows of least spread: by the trace of their covariance, or by its largest eigenvalue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import product
from math import comb
from typing import Any, ClassVar, Final

from . import counts
from .base import Form, Point, Points
from .classes import Configuration, fill
from .effort import spend
from .gram import Patterns, Programme, Selection, pair
from .points import MOST_TIES, mean, squared_distance
from .spectra import characteristic, compare_largest

__all__ = ["LeastSpread"]

MOST_SPECTRA: Final = 300
"""Most sets whose largest eigenvalues are compared exactly."""
MOST_FAMILIES_AT: Final = 40
"""Largest n of the selection pattern: the number of families is f."""


@dataclass(frozen=True)
class LeastSpread(Form):
    """The mean of ``count`` rows whose covariance has the least trace (``spread`` "trace": minimum variance averaging)
    or the least largest eigenvalue ("spectral": SMEA); at a tie every such choice is admissible.
    """

    spread: str = "trace"
    count: str = "m"
    name: ClassVar[str] = "least_spread"

    def __post_init__(self) -> None:
        counts.require(self.count, "count")
        if self.spread not in ("trace", "spectral"):
            raise ValueError(f"spread = {self.spread!r:.60} is not admissible: need trace or spectral")

    def _kept(self, n: Any, f: Any) -> Any:
        return counts.kept(self.count, n, f)

    def check(self, n: int, f: int) -> None:
        """Need 1 <= count <= n."""
        self._kept(n, f)

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The means of all choices of least spread, by a search that drops what already spreads more than the best.

        >>> LeastSpread().outputs([(Fraction(value),) for value in (0, 1, 5, 2)], 1)
        [(Fraction(1, 1),)]
        """
        kept, rows = self._kept(len(points), f), sorted(tuple(point) for point in points)
        spread_out = sum(len(set(column)) > 1 for column in zip(*rows, strict=True))  # on a line both spreads agree
        spectral = self.spread == "spectral" and spread_out > 1
        if spectral and comb(len(rows), kept) > MOST_SPECTRA:
            raise ValueError(
                f"{comb(len(rows), kept)} sets of rows: need at most {MOST_SPECTRA} to compare eigenvalues"
            )
        search = _Search(rows, kept, spectral=spectral)
        return sorted({mean(search.members(chosen), kept) for chosen in search.best()})

    def chosen(self, given: Configuration, f: Any) -> list[tuple[Any, ...]] | None:
        """For the trace: of all ways to take so many members of each class, those of least sum over pairs."""
        if self.spread != "trace":
            return None
        kept, classes = self._kept(given.total(), f), range(len(given.sizes))
        best: list[tuple[Any, ...]] = []
        least: Any = None
        for first in product(*(range(size + 1) for size in given.sizes[:-1])):
            spend(len(classes) ** 2)
            counts = (*first, kept - sum(first))
            if not 0 <= counts[-1] <= given.sizes[-1]:
                continue
            value = sum(
                (
                    counts[i] * (counts[j] - (i == j)) * given.distance2(i, j)
                    for i in classes
                    for j in classes
                    if counts[i] and counts[j]
                ),
                Fraction(0),
            )
            if least is None or value < least:
                best, least = [], value
            if value == least:
                best.append(counts)
        return best

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any]:
        """On a line both spreads agree. As a function of how many members of each class are taken the spread is
        concave, so it is least where all classes but one are taken whole or not at all."""
        kept = self._kept(sum(sizes), f)
        found = []
        for choice in fill(sizes, kept, range(len(sizes))):
            centre = sum((k * x for k, x in zip(choice, values, strict=True)), Fraction(0)) / kept
            square = sum((k * x * x for k, x in zip(choice, values, strict=True)), Fraction(0)) / kept
            found.append((square - centre * centre, centre))
        least = min(spread for spread, _ in found)
        return [centre for spread, centre in found if spread == least]

    def families(self, n: int, f: int) -> tuple[Patterns, ...] | None:
        """For the trace and m rows: b of S replaced, b = 1..f, and the sums of squared distances compared.

        *Complete.* Let C = S ∩ S*, Q = S - S*, R = S* - S, |Q| = |R| = b. That S* spreads no more than S, in sums over
        pairs, is the one constraint; that no third set spreads less is left out, and checked on the worst input.
        """
        if self.spread != "trace" or self._kept(n, f) != n - f:
            return None
        if n > MOST_FAMILIES_AT:
            raise ValueError(f"this selection pattern needs n <= {MOST_FAMILIES_AT}")
        m = n - f

        def programme(b: int, b0: int, b1: int) -> Programme:
            sizes = {"C": m - b, "Q": b, "R": b}
            smaller = {pair("R", "C"): b * (m - b)} | ({("R", "R"): b * (b - 1) // 2} if b > 1 else {})
            caps = {pair("Q", "C"): b * (m - b)} | ({("Q", "Q"): b * (b - 1) // 2} if b > 1 else {})
            error = {"R": Fraction(b, m), "Q": Fraction(-b, m)}
            selection = Selection("spread(S*) <= spread(S)", smaller, caps, sum(caps.values()))
            return Programme(sizes, ("C", "Q"), error, (selection,))

        return tuple(Patterns(f"{b} of S replaced", 0, 0, partial(programme, b)) for b in range(1, f + 1))

    def statement(self) -> str:
        """In words."""
        what = {"trace": "trace", "spectral": "largest eigenvalue"}[self.spread]
        return f"mean of the {self.count} rows whose covariance has the least {what}"


class _Search:
    """All sets of ``kept`` rows of least spread, as how many of each distinct row; rows are taken in order, a set that
    spreads too much is given up. The cost is exponential in the number of distinct rows where none lies far away.
    """

    def __init__(self, rows: Sequence[Point], kept: int, *, spectral: bool) -> None:
        self.rows, self.kept, self.spectral = list(dict.fromkeys(rows)), kept, spectral
        self.room = [Counter(rows)[row] for row in self.rows]
        self.table = [[squared_distance(p, q) for q in self.rows] for p in self.rows]
        self.least: Any = None  # the sum over pairs, or the characteristic polynomial of the scatter
        self.top = Fraction(0)  # a set that is not worse has at most this sum over pairs, or largest eigenvalue
        self.found: list[tuple[int, ...]] = []

    def best(self) -> list[tuple[int, ...]]:
        """The sets, at most :data:`MOST_TIES`."""
        self._extend((), Fraction(0), self.kept, sum(self.room))
        if len(self.found) > MOST_TIES:
            raise ValueError(f"{len(self.found)} sets have the least spread: need at most {MOST_TIES}")
        return self.found

    def _extend(self, chosen: tuple[int, ...], pairs: Fraction, left: int, room: int) -> None:
        """``chosen`` of the first distinct rows are taken, ``left`` are to be taken of the ``room`` behind them."""
        spend(len(chosen) + 1)
        if self.least is not None and self._hopeless(chosen, pairs):
            return
        if not left:
            self._compare(chosen, pairs)
            return
        i = len(chosen)
        cost = sum((taken * self.table[i][j] for j, taken in enumerate(chosen) if taken), Fraction(0))
        behind = room - self.room[i]
        for taken in range(min(left, self.room[i]), max(0, left - behind) - 1, -1):
            self._extend((*chosen, taken), pairs + taken * cost, left - taken, behind)

    def _hopeless(self, chosen: tuple[int, ...], pairs: Fraction) -> bool:
        """The trace of the scatter is pairs/size; its largest eigenvalue is at least that over the rank."""
        if not self.spectral:
            return pairs > self.top
        size = sum(chosen)
        rank = max(1, min(len(self.rows[0]), size - 1))
        return size > 0 and pairs / (size * rank) > self.top

    def members(self, chosen: Sequence[int]) -> list[Point]:
        """The rows of a set, repeated as often as they are in it."""
        return [row for row, taken in zip(self.rows, chosen, strict=False) for _ in range(taken)]

    def _compare(self, chosen: tuple[int, ...], pairs: Fraction) -> None:
        value: Any = characteristic(_scatter(self.members(chosen))) if self.spectral else pairs
        sign = -1 if self.least is None else compare_largest(value, self.least) if self.spectral else value - self.least
        if sign < 0:
            bound = pairs / self.kept if self.spectral else pairs
            self.top = bound if self.least is None else min(self.top, bound)
            self.least, self.found = value, []
        if sign <= 0:
            self.found.append(chosen)


def _scatter(rows: Sequence[Point]) -> list[list[Fraction]]:
    """Sum of (x - mean)(x - mean)^T, or the Gram matrix of the x - mean where that is smaller: the same top."""
    centre = mean(rows, len(rows))
    moved = [[a - b for a, b in zip(row, centre, strict=True)] for row in rows]
    vectors = moved if len(moved) < len(centre) else list(zip(*moved, strict=True))
    return [[sum((a * b for a, b in zip(u, v, strict=True)), Fraction(0)) for v in vectors] for u in vectors]
