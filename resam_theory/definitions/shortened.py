"""Long rows are shortened: to the length of another row (ARC), or to a fixed one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from .base import Point, Points
from .classes import greater, lesser
from .order import numbers
from .pieces import plus, scaled, vector
from .points import inner
from .roots import rational_root
from .stage import LineMap, Stage

__all__ = ["Arc", "Clipping"]


def _clipped(points: Points, edge: Any) -> tuple[Point, ...]:
    """The points, those of squared length above ``edge`` shortened to it; ValueError where a length is irrational."""
    return tuple(point if inner(point, point) <= edge else _shortened(point, edge) for point in points)


def _shortened(point: Point, edge: Any) -> Point:
    root = rational_root(edge / inner(point, point))
    if root is None:
        raise ValueError(f"two lengths have the ratio sqrt({edge / inner(point, point)}): need a rational ratio")
    return tuple(root * x for x in point)


@dataclass(frozen=True)
class Arc(Stage):
    """The k = floor(2f m/n) longest rows are shortened to the (k+1)-th length.

    On the line, i of them are the least values and k - i the largest, and the (k+1)-th length is that of the next value
    on one of the two sides.
    """

    name: ClassVar[str] = "arc"

    def images(self, points: Points, f: int) -> list[tuple[Point, ...]]:
        """The shortened rows, as a list of one.

        >>> Arc().images([(Fraction(v),) for v in (1, -5, 2)], 1)
        [((Fraction(1, 1),), (Fraction(-2, 1),), (Fraction(2, 1),))]
        """
        n = len(points)
        lengths = sorted(inner(point, point) for point in points)
        return [_clipped(points, lengths[n - 1 - 2 * f * (n - f) // n])]

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any]:
        """Classes are shortened alike, to the length of the first in decreasing order with which they are more than k.

        A number of rows is at most k where n times it is at most 2f m.
        """
        n, lengths = sum(sizes), [greater(x, -x) for x in values]
        for edge in sorted(lengths, reverse=True):
            counted = sum((size for size, length in zip(sizes, lengths, strict=True) if length >= edge), Fraction(0))
            if counted * n > 2 * f * (n - f):
                return [([greater(-edge, lesser(edge, x)) for x in values], sizes)]
        raise ValueError("need f < n")

    def line(self, n: int, f: int, groups: tuple[int, ...]) -> Iterator[LineMap]:
        """One map for each i and side."""
        k = 2 * f * (n - f) // n
        for i in range(k + 1):
            low, high = vector(n, {i: -1}), vector(n, {n - k + i - 1: 1})
            for edge, other in ((low, high), (high, low)):
                rows = [plus(edge, scaled(-1, other))]
                if i > 0:
                    rows.append(plus(vector(n, {i - 1: -1}), scaled(-1, edge)))
                if i < k:
                    rows.append(plus(vector(n, {n - k + i: 1}), scaled(-1, edge)))
                middle = [vector(n, {j: 1}) for j in range(i, n - k + i)]
                yield LineMap((*[scaled(-1, edge)] * i, *middle, *[edge] * (k - i)), tuple(rows))

    def statement(self) -> str:
        """In words."""
        return "the floor(2f m/n) longest rows shortened to the next length"


@dataclass(frozen=True)
class Clipping(Stage):
    """Rows longer than ``radius`` are shortened to it."""

    radius: Fraction
    name: ClassVar[str] = "clipping"

    def __post_init__(self) -> None:
        object.__setattr__(self, "radius", numbers((self.radius,), "radius")[0])
        if self.radius <= 0:
            raise ValueError(f"radius = {self.radius} is not admissible: need radius > 0")

    def images(self, points: Points, f: int) -> list[tuple[Point, ...]]:
        """The shortened rows, as a list of one."""
        return [_clipped(points, self.radius**2)]

    def statement(self) -> str:
        """In words."""
        return f"rows shortened to the length {self.radius}"
