"""The rule that is best for lambda: as near to the mean of every set of n - f rows as their diameters allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Any, ClassVar, Final

from .base import Form, Point, Points
from .effort import spend

__all__ = ["MOST_SETS", "Minimax"]

MOST_SETS: Final = 3003
"""Most sets of n - f rows, each a cone of the programme."""


@dataclass(frozen=True)
class Minimax(Form):
    """Any z with the least max_S ||z - mean_S|| / D_S over all sets S of m rows; where D_S = 0, z = mean_S."""

    name: ClassVar[str] = "minimax"

    def check(self, n: int, f: int) -> None:
        """Need few sets."""
        if comb(n, f) > MOST_SETS:
            raise ValueError(f"need C(n, f) <= {MOST_SETS}, not {comb(n, f)}: every set of n - f rows is a constraint")

    def outputs(self, points: Points, f: int) -> list[Point]:
        """On a line the output, as a list of one; ValueError elsewhere, where it is irrational.

        >>> Minimax().outputs([(Fraction(value),) for value in (0, 0, 1)], 1)
        [(Fraction(0, 1),)]
        """
        if len(points[0]) != 1:
            raise ValueError(f"the minimiser of a largest distance in d = {len(points[0])} is irrational: need d = 1")
        return [(_on_line(sorted(p[0] for p in points), len(points) - f),)]

    def statement(self) -> str:
        """In words."""
        return "any z with the least of the largest ||z - mean_S||/D_S over the sets S of m rows"


def _on_line(u: Sequence[Any], m: int) -> Any:
    """Blocks of m consecutive values suffice: farther from z than a block of the same diameter no set is.

    The intervals mean_S +- t D_S meet as soon as they do pairwise (Helly), which decides t and then z.
    """
    spend((len(u) - m + 1) * len(u))
    blocks = [(sum(u[i : i + m], Fraction(0)) / m, u[i + m - 1] - u[i]) for i in range(len(u) - m + 1)]
    for mean, extent in blocks:
        if not extent:
            return mean
    t = max((abs(a - b) / (x + y) for a, x in blocks for b, y in blocks), default=Fraction(0))
    return max(mean - t * extent for mean, extent in blocks)
