"""Rows clipped around one of them at the (f+1)-th largest distance, and averaged over n - f."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from . import counts
from .base import Form, Point, Points
from .classes import greater
from .points import inner, squared_distance
from .roots import rational_root

__all__ = ["AnchorClipped"]


@dataclass(frozen=True)
class AnchorClipped(Form):
    """o -> o + (1/m) Σ_i clip(x_i - o), m = n - f, ``times`` times; clip shortens to rho, the m-th least ||x_i - o||.

    At first o is a row whose m-th nearest row (itself counted) is nearest; at a tie every one is admissible.
    """

    times: str = "1"
    name: ClassVar[str] = "anchor_clipped"

    def __post_init__(self) -> None:
        counts.require(self.times, "times")
        if self.times not in ("1", "2", "3"):
            raise ValueError(f"times = {self.times!r:.60} is not admissible: need 1, 2 or 3")

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The outputs for all admissible rows; ValueError where a length is irrational.

        >>> AnchorClipped().outputs([(Fraction(value),) for value in (0, 1, 2, 9)], 1)
        [(Fraction(4, 3),)]
        """
        m = len(points) - f
        radii = [sorted(squared_distance(p, q) for q in points)[m - 1] for p in points]
        found = {p for p, radius in zip(points, radii, strict=True) if radius == min(radii)}
        for _ in range(int(self.times)):
            found = {_moved(points, o, m) for o in found}
        return sorted(found)

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any]:
        """The outputs for all admissible classes."""
        m = sum(sizes) - f
        radii = [_reach(values, sizes, o, m) for o in values]
        least = min(radii)
        found = [o for o, radius in zip(values, radii, strict=True) if radius == least]
        for _ in range(int(self.times)):
            found = [_moved_on_line(values, sizes, o, m) for o in found]
        return found

    def statement(self) -> str:
        """In words."""
        return (
            "the row o whose m-th nearest row is nearest plus 1/m times the sum of all x_i - o, the longest f shortened"
            f" to the next length; {self.times} times, from the output on"
        )


def _moved(points: Points, o: Point, m: int) -> Point:
    moves = [tuple(a - b for a, b in zip(point, o, strict=True)) for point in points]
    edge = sorted(inner(move, move) for move in moves)[m - 1]
    total = [Fraction(0)] * len(o)
    for move in moves:
        square = inner(move, move)
        root = Fraction(1) if square <= edge else rational_root(edge / square)
        if root is None:
            raise ValueError(f"two lengths have the ratio sqrt({edge / square}): need a rational ratio")
        total = [a + root * b for a, b in zip(total, move, strict=True)]
    return tuple(a + b / m for a, b in zip(o, total, strict=True))


def _reach(values: Sequence[Any], sizes: Sequence[Any], o: Any, m: Any) -> Any:
    """The m-th least distance to o."""
    before, apart = 0, [greater(x - o, o - x) for x in values]
    for i in sorted(range(len(values)), key=lambda i: apart[i]):
        before = before + sizes[i]
        if before >= m:
            return apart[i]
    raise ValueError(f"there are fewer than {m} points")


def _moved_on_line(values: Sequence[Any], sizes: Sequence[Any], o: Any, m: Any) -> Any:
    edge = _reach(values, sizes, o, m)
    moves = (x - o if greater(x - o, o - x) <= edge else (edge if x > o else -edge) for x in values)
    return o + sum((size * move for size, move in zip(sizes, moves, strict=True)), Fraction(0)) / m
