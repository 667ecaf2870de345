"""Mean of the rows of least norm (comparative gradient elimination)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from . import counts
from .base import Form, Point, Points
from .classes import least
from .points import choices, inner

__all__ = ["LeastNorm"]


@dataclass(frozen=True)
class LeastNorm(Form):
    """The mean of the ``count`` rows of least norm; tied rows share the places equally, or any choice fills them."""

    count: str = "m"
    name: ClassVar[str] = "least_norm"

    def __post_init__(self) -> None:
        counts.require(self.count, "count")

    def check(self, n: int, f: int) -> None:
        """Need 1 <= count <= n."""
        counts.kept(self.count, n, f)

    def outputs(self, points: Points, f: int) -> list[Point]:
        """First the output of equal shares, then that of every choice of tied rows.

        >>> LeastNorm().outputs([(Fraction(value),) for value in (1, 2, -2)], 1)
        [(Fraction(1, 2),), (Fraction(-1, 2),), (Fraction(3, 2),)]
        """
        kept = counts.kept(self.count, len(points), f)
        squares = [inner(point, point) for point in points]
        edge = sorted(squares)[kept - 1]
        below = [point for point, square in zip(points, squares, strict=True) if square < edge]
        tied = [point for point, square in zip(points, squares, strict=True) if square == edge]
        share = Fraction(kept - len(below), len(tied))
        weighted = [[(share, point) for point in tied]]
        weighted += choices(tied, kept - len(below))
        base = [(Fraction(1), point) for point in below]
        outputs = (
            tuple(sum((w * point[c] for w, point in base + choice), Fraction(0)) / kept for c in range(len(points[0])))
            for choice in weighted
        )
        return list(dict.fromkeys(outputs))

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any]:
        """The classes of least norm; those of the same norm fill the places in every order."""
        kept = counts.evaluate(self.count, sum(sizes), f)
        chosen = least([x * x for x in values], sizes, kept)
        return [sum((k * x for k, x in zip(choice, values, strict=True)), Fraction(0)) / kept for choice in chosen]

    def statement(self) -> str:
        """In words."""
        return f"mean of the {self.count} rows of least norm"
