"""Mean after the row farthest from the mean has been dropped, again and again (FABA)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, ClassVar, Final

from . import counts
from .base import Form, Point, Points
from .classes import greater, lesser
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
        """The means of what can be left of the classes; where how many are dropped is no integer but a function of (n,
        f), of what is left when runs of equal rows go that end with a class or with the last row."""
        drop, found = counts.evaluate(self.drop, sum(sizes), f), list[Any]()
        left, longest = [(list(sizes), drop)], 1 if isinstance(drop, int) else drop
        while left:
            kept, more = left.pop()
            if more == 0:
                found.append(_mean(values, kept))
            else:
                left += [(fewer, more - run) for fewer, run in _without(values, kept, lesser(more, longest))]
        return found

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


def _without(values: Sequence[Any], sizes: list[Any], most: Any) -> Iterator[tuple[list[Any], Any]]:
    """The sizes without a run of ``most`` rows of a class, or all of it, each of them farthest from the mean, and how
    many that were. With x rows of value v left, B others and their sum A, the distances of v and u to the mean are as
    ``|B v - A|`` to ``|B u - A + x (u - v)|``, which is convex in x: the two ends of the run are enough."""
    there = [i for i, size in enumerate(sizes) if size > 0]
    for i in there:
        run = lesser(most, sizes[i])
        if all(_is_farthest(values, _less(sizes, i, gone), i, there) for gone in (0, run - 1)):
            yield _less(sizes, i, run), run


def _less(sizes: list[Any], i: int, gone: Any) -> list[Any]:
    return [*sizes[:i], sizes[i] - gone, *sizes[i + 1 :]]


def _is_farthest(values: Sequence[Any], sizes: list[Any], i: int, there: list[int]) -> bool:
    """Whether class i is at least as far from the mean as the other classes that are ``there``."""
    centre = _mean(values, sizes)
    distances = [greater(x - centre, centre - x) for x in values]
    return all(distances[i] >= distances[j] for j in there)


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
