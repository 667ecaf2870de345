"""Mean after the row farthest from the mean has been dropped, again and again (FABA)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, ClassVar, Final

from . import counts
from .base import Form, Point, Points
from .classes import greater
from .pieces import Piece, average, plus, scaled, vector
from .points import MOST_TIES, mean, squared_distance

__all__ = ["Farthest"]

MOST_DROPPED: Final = 6
"""Most rows dropped for which the pieces, 2^drop of them, are listed."""


@dataclass(frozen=True)
class Farthest(Form):
    """``drop`` times: the row farthest from the mean of those left is dropped; then the mean. Every tie is followed."""

    drop: str = "f"
    name: ClassVar[str] = "farthest"

    def __post_init__(self) -> None:
        counts.require(self.drop, "drop")

    def _dropped(self, n: int, f: int) -> int:
        dropped = counts.evaluate(self.drop, n, f)
        if not 0 <= dropped < n:
            raise ValueError(f"need 0 <= drop < n = {n}")
        return dropped

    def check(self, n: int, f: int) -> None:
        """Need 0 <= drop < n."""
        self._dropped(n, f)

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The means of all sets that can be left.

        >>> Farthest().outputs([(value,) for value in (0, 1, 2, 9)], 1)
        [(Fraction(1, 1),)]
        """
        dropped = self._dropped(len(points), f)
        left = {tuple(sorted(tuple(point) for point in points))}
        for _ in range(dropped):
            left = {(*rows[:i], *rows[i + 1 :]) for rows in left for i in _farthest(rows)}
            if len(left) > MOST_TIES:
                raise ValueError(f"more than {MOST_TIES} sets can be left: they cannot all be listed")
        return sorted({mean(rows, len(rows)) for rows in left})

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any]:
        """The means of all that can be left of the classes; how many are dropped must be a number."""
        left, drop, count = [list(sizes)], counts.evaluate(self.drop, sum(sizes), f), 0
        while drop > count:
            left = [fewer for kept in left for fewer in _without(values, kept)]
            count += 1
        return [_mean(values, kept) for kept in left]

    def pieces(self, n: int, f: int) -> tuple[Piece, ...] | None:
        """On the line: one piece for each sequence of ends that are dropped; None for more than 2^6."""
        dropped = self._dropped(n, f)
        if dropped > MOST_DROPPED:
            return None
        return tuple(_piece(n, sequence) for sequence in product((True, False), repeat=dropped))

    def statement(self) -> str:
        """In words."""
        return f"mean of what is left after the row farthest from the mean has been dropped, {self.drop} times"


def _mean(values: Sequence[Any], sizes: Sequence[Any]) -> Any:
    return sum((k * x for k, x in zip(sizes, values, strict=True)), Fraction(0)) / sum(sizes)


def _without(values: Sequence[Any], sizes: list[Any]) -> Iterator[list[Any]]:
    """The sizes without one row of a class that is farthest from the mean."""
    centre = _mean(values, sizes)
    distances = [greater(x - centre, centre - x) for x in values]
    there = [i for i, size in enumerate(sizes) if size > 0]
    for i in there:
        if all(distances[i] >= distances[j] for j in there):
            yield [*sizes[:i], sizes[i] - 1, *sizes[i + 1 :]]


def _farthest(rows: tuple[Point, ...]) -> Iterator[int]:
    """The rows at the largest distance from their mean; one of equal rows."""
    centre = mean(rows, len(rows))
    values = [squared_distance(row, centre) for row in rows]
    worst = max(values)
    return (i for i, value in enumerate(values) if value == worst and (i == 0 or rows[i - 1] != rows[i]))


def _piece(n: int, lower: tuple[bool, ...]) -> Piece:
    """The lower end is dropped where ``lower``: the mean is then at least the midpoint of the ends."""
    start, stop, rows = 0, n, []
    for low in lower:
        beyond: Any = plus(scaled(2, average(n, start, stop)), vector(n, {start: -1}), vector(n, {stop - 1: -1}))
        rows.append(beyond if low else scaled(-1, beyond))
        start, stop = start + low, stop - (not low)
    return Piece(average(n, start, stop), tuple(rows))
