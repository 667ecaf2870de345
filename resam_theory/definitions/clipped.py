"""Centred clipping with a fixed radius and number of steps, from the centre 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Final

from .base import Form, Point, Points
from .classes import greater, lesser
from .order import numbers
from .points import inner, spend_on
from .roots import rational_root

__all__ = ["Clipped"]

MOST_STEPS: Final = 1000


@dataclass(frozen=True)
class Clipped(Form):
    """v_0 = 0, v_{l+1} = v_l + (1/n) Σ (x_i - v_l) min(1, radius/||x_i - v_l||); the output is v_steps."""

    radius: Fraction = Fraction(1)
    steps: int = 3
    name: ClassVar[str] = "clipped"

    def __post_init__(self) -> None:
        object.__setattr__(self, "radius", numbers((self.radius,), "radius")[0])
        if self.radius <= 0:
            raise ValueError(f"radius = {self.radius} is not admissible: need a number > 0")
        if type(self.steps) is not int or not 1 <= self.steps <= MOST_STEPS:
            raise ValueError(f"steps = {self.steps!r:.60} is not admissible: need an integer in 1..{MOST_STEPS}")

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The output, as a list of one; ValueError where a norm is irrational."""
        v: Point = (Fraction(0),) * len(points[0])
        for _ in range(self.steps):
            total = [Fraction(0)] * len(v)
            spend_on(v * len(points))
            for point in points:
                moved = [a - b for a, b in zip(point, v, strict=True)]
                square = inner(tuple(moved), tuple(moved))
                root = self.radius if square <= self.radius**2 else rational_root(square)
                if root is None:
                    raise ValueError(f"points give the norm sqrt({square}): need rational norms for an exact output")
                total = [a + b * self.radius / root for a, b in zip(total, moved, strict=True)]
            v = tuple(a + b / len(points) for a, b in zip(v, total, strict=True))
        return [v]

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any]:
        """The output, as a list of one."""
        v, n = Fraction(0), sum(sizes)
        for _ in range(self.steps):
            moves = (greater(-self.radius, lesser(self.radius, x - v)) for x in values)
            v = v + sum((k * move for k, move in zip(sizes, moves, strict=True)), Fraction(0)) / n
        return [v]

    def statement(self) -> str:
        """In words."""
        return f"centred clipping at 0 with radius {self.radius}, {self.steps} steps"
