"""Coordinate-wise median of the means of buckets of consecutive rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from . import counts
from .base import Form, Point, Points
from .points import by_coordinate, mean
from .trimmed import Trimmed

__all__ = ["Buckets"]


@dataclass(frozen=True)
class Buckets(Form):
    """The rows in their order are cut into ``buckets`` parts whose sizes differ by at most one, the larger first; the
    output is the coordinate-wise median of their means (the midpoint of the two middle ones for an even number).
    """

    buckets: str = "2*f+1"
    name: ClassVar[str] = "buckets"
    coordinate_wise: ClassVar[bool] = True
    symmetric: ClassVar[bool] = False

    def __post_init__(self) -> None:
        counts.require(self.buckets, "buckets")

    def sizes(self, n: int, f: int) -> list[int]:
        """The sizes of the parts.

        >>> Buckets().sizes(8, 1)
        [3, 3, 2]
        """
        number = counts.evaluate(self.buckets, n, f)
        if not 1 <= number <= n:
            raise ValueError(f"need 1 <= buckets <= n = {n}")
        return [n // number + (i < n % number) for i in range(number)]

    def check(self, n: int, f: int) -> None:
        """Need 1 <= buckets <= n."""
        self.sizes(n, f)

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The output, as a list of one.

        >>> Buckets().outputs([(value,) for value in (0, 2, 1, 1, 9, 9)], 1)
        [(Fraction(1, 1),)]
        """
        rows, start = [], 0
        for size in self.sizes(len(points), f):
            rows.append(mean(points[start : start + size], size))
            start += size
        middle = Trimmed("(n-1)//2")
        columns: list[Any] = [sorted(column) for column in zip(*rows, strict=True)]
        return by_coordinate([[middle.of_sorted(column, 0)] for column in columns])

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any] | None:
        """Values that the rows give in some order: the rows at x fill a bucket of the least size; of the 2h others h
        have one of the rows above x each, which keeps their means >= x, and h have none.
        """
        n = sum(sizes)
        number = counts.evaluate(self.buckets, n, f)
        half = (number - 1) // 2
        if number != 2 * half + 1:
            return None
        found = []
        for x, size in zip(values, sizes, strict=True):
            above = [i for i, value in enumerate(values) if value > x]
            if sum((sizes[i] for i in above), Fraction(0)) != half or not size * number <= n < (size + 1) * number:
                continue
            fall = size * max(x - value for value in values)  # a bucket has at most size + 1 rows
            if all(values[i] - x >= fall for i in above):
                found.append(x)
        return found or None

    def statement(self) -> str:
        """In words."""
        return f"coordinate-wise median of the means of {self.buckets} buckets of consecutive rows"
