"""Mean of the rows of least diameter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import combinations
from typing import Any, ClassVar, Final

from . import counts
from .base import Form, Point, Points
from .classes import Configuration, fill
from .effort import spend
from .gram import Patterns, Programme, Selection, pair
from .pieces import Piece, average, plus, scaled, vector
from .points import MOST_TIES, mean, squared_distance

__all__ = ["LeastDiameter", "all_choices", "fits"]

MOST_FAMILIES_AT: Final = 40
"""Largest n of the selection pattern: the number of families grows with f."""


@dataclass(frozen=True)
class LeastDiameter(Form):
    """The mean of ``count`` rows of least diameter; at a tie every such choice is admissible."""

    count: str = "m"
    name: ClassVar[str] = "least_diameter"

    def __post_init__(self) -> None:
        counts.require(self.count, "count")

    def _kept(self, n: Any, f: Any) -> Any:
        return counts.kept(self.count, n, f)

    def check(self, n: int, f: int) -> None:
        """Need 1 <= count <= n."""
        self._kept(n, f)

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The means of all choices of least diameter.

        >>> LeastDiameter().outputs([(Fraction(value),) for value in (0, 1, 5, 2)], 1)
        [(Fraction(1, 1),)]
        """
        kept, often = self._kept(len(points), f), Counter(points)
        rows = sorted(often)
        weights = [often[row] for row in rows]
        table = [[squared_distance(p, q) for q in rows] for p in rows]
        limits = sorted({value for row in table for value in row})
        low, high = 0, len(limits) - 1
        while low < high:
            middle = (low + high) // 2
            if fits(_conflicts(table, limits[middle]), weights, len(points) - kept):
                high = middle
            else:
                low = middle + 1
        found: set[Point] = set()
        for number, chosen in enumerate(all_choices(_conflicts(table, limits[low]), weights, kept)):
            if number == MOST_TIES:
                raise ValueError(f"more than {MOST_TIES} choices have the least diameter: they cannot all be listed")
            found.add(mean([tuple(k * x for x in row) for row, k in zip(rows, chosen, strict=True) if k], kept))
        return sorted(found)

    def chosen(self, given: Configuration, f: Any) -> list[tuple[Any, ...]]:
        """A limit is the least one iff m points fit within it and not within less: distances are compared with it only.

        For each set of classes within the limit, surplus points are left out class by class, in every order.
        """
        classes = range(len(given.sizes))
        wanted = self._kept(given.total(), f)
        squares = [[given.distance2(i, j) for j in classes] for i in classes]

        def fitting(near: Callable[[Any], bool]) -> list[tuple[Any, ...]]:
            rooms = [given.sizes[i] if near(squares[i][i]) else 1 for i in classes]
            found: list[tuple[Any, ...]] = []
            for part in (part for r in classes for part in combinations(classes, r + 1)):
                spend(len(part))
                inside = all(near(squares[i][j]) for i, j in combinations(part, 2))
                if inside and sum(rooms[i] for i in part) >= wanted:
                    found += fill(rooms, wanted, part)
            return found

        undecided: ValueError | None = None
        for place, limit in enumerate((Fraction(0), *(value for row in squares for value in row))):
            try:
                found = fitting(lambda value, limit=limit: value <= limit)
                if found and (place == 0 or not fitting(lambda value, limit=limit: value < limit)):
                    return [counts for k, counts in enumerate(found) if counts not in found[:k]]
            except ValueError as error:  # a field that cannot compare these two; another limit may do
                undecided = error
        raise undecided or ValueError(f"no {wanted} points were found")

    def pieces(self, n: int, f: int) -> tuple[Piece, ...]:
        """d = 1: windows of consecutive values of smallest range."""
        kept = self._kept(n, f)

        def width(i: int) -> tuple[Fraction, ...]:
            return plus(vector(n, {i: -1}), vector(n, {i + kept - 1: 1}))

        windows = range(n - kept + 1)
        return tuple(
            Piece(average(n, i, i + kept), tuple(plus(width(j), scaled(-1, width(i))) for j in windows if j != i))
            for i in windows
        )

    def families(self, n: int, f: int) -> tuple[Patterns, ...] | None:
        """For count = m; None for any other."""
        if self._kept(n, f) != n - f:
            return None
        if n > MOST_FAMILIES_AT:
            raise ValueError(f"n = {n} is not admissible: this selection pattern needs n <= {MOST_FAMILIES_AT}")
        return _families(n, f)

    def statement(self) -> str:
        """In words."""
        return f"mean of {self.count} rows of least diameter"


def _conflicts(table: list[list[Any]], limit: Any) -> list[int]:
    """For each row the set, as bits, of the rows farther away than ``limit``."""
    spend(len(table) ** 2)
    return [sum(1 << j for j, value in enumerate(row) if value > limit) for row in table]


def fits(conflicts: list[int], weights: list[int], budget: int, alive: int = -1) -> bool:
    """Whether rows of total weight at most ``budget`` can be removed so that no conflict is left."""
    if budget < 0:
        return False
    rows = [i for i in range(len(weights)) if alive >> i & 1]
    spend(len(rows) ** 2)
    pull = {i: sum(weights[j] for j in rows if conflicts[i] >> j & 1) for i in rows}
    worst = max(pull, key=lambda i: pull[i], default=None)
    if worst is None or not pull[worst]:
        return True
    without = fits(conflicts, weights, budget - weights[worst], alive & ~(1 << worst))
    rest = alive & ~(conflicts[worst] | 1 << worst)
    return without or fits(conflicts, weights, budget - pull[worst], rest)


def all_choices(conflicts: list[int], weights: list[int], wanted: int) -> Iterator[tuple[int, ...]]:
    """Every way to take ``wanted`` members of rows that are not in conflict, as how many of each row."""
    size = len(weights)

    def extend(i: int, allowed: int, left: int, taken: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        spend(size)
        if left > sum(weights[j] for j in range(i, size) if allowed >> j & 1):
            return
        if i == size:
            yield taken
            return
        most = min(left, weights[i]) if allowed >> i & 1 else 0
        for count in range(most, -1, -1):
            yield from extend(i + 1, allowed & ~conflicts[i] if count else allowed, left - count, (*taken, count))

    return extend(0, -1, wanted, ())


def _families(n: int, f: int) -> tuple[Patterns, ...]:
    """The mean of m rows S* of least diameter.

    *The list is complete.* |S ∖ S*| = |S* ∖ S| = β, 1 <= β <= f, and D_S is attained by p, q in S: both in S*, one of
    them, or neither (they are exchangeable). Selection implies d²(x, y) <= d²(p, q) for all x, y in S*; that no third
    set has a smaller diameter is left out, and checked on the worst input instead. Classes: p, q, the rest C of S ∩
    S*, the rest Q of S ∖ S*, and R = S* ∖ S. Each β is a family of its own.
    """
    m = n - f

    def programme(beta: int, kept: int, b0: int, b1: int) -> Programme:
        sizes = {"p": 1, "q": 1, "C": m - beta - kept, "Q": beta - (2 - kept), "R": beta}
        sizes = {c: size for c, size in sizes.items() if size}
        ends = ("p", "q")
        common = [c for c in sizes if c == "C" or c in ends[:kept]]
        dropped = [c for c in sizes if c == "Q" or c in ends[kept:]]
        selected = [*common, "R"]
        pairs = [(c, e) for i, c in enumerate(selected) for e in selected[i:] if c != e or sizes[c] > 1]
        selections = tuple(
            Selection(f"d2({c},{e}) <= d2(p,q)", {pair(c, e): 1}, {ends: 1}, 1) for c, e in pairs if pair(c, e) != ends
        )
        error = {"R": Fraction(beta, m)} | {c: Fraction(-sizes[c], m) for c in dropped}
        return Programme(sizes, tuple(c for c in sizes if c != "R"), error, selections)

    return tuple(
        Patterns(f"{beta} of S replaced, {kept} of the diametral pair kept", 0, 0, partial(programme, beta, kept))
        for beta in range(1, f + 1)
        for kept in range(3)
        if m - beta >= kept and beta >= 2 - kept
    )
