"""Huber's M-estimator of location: rows farther than a fixed threshold count by their direction alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from .base import Form, Point, Points
from .effort import spend
from .order import positive

__all__ = ["Huber"]


@dataclass(frozen=True)
class Huber(Form):
    """Any z with sum_i (x_i - z)/max(threshold, ||x_i - z||) = 0, a minimiser of Huber's loss summed over the rows.

    Exact where the rows differ in one coordinate only; at even n the minimisers may be a segment, of which the ends are
    listed.
    """

    threshold: str = "1"
    name: ClassVar[str] = "huber"

    def __post_init__(self) -> None:
        positive(self.threshold, "threshold")

    def _segment(self, points: Points) -> tuple[int, list[Any]]:
        """The coordinate in which the rows differ, and the ends of the minimisers in it."""
        differ = [c for c, column in enumerate(zip(*points, strict=True)) if len(set(column)) > 1]
        if len(differ) > 1:
            raise ValueError(f"the rows differ in {len(differ)} coordinates: the minimiser is exact for one only")
        along = differ[0] if differ else 0
        return along, self._ends([point[along] for point in points])

    def _ends(self, values: Sequence[Any]) -> list[Any]:
        """Where the sum of the clipped deviations, which falls from n to -n, meets 0."""
        radius = Fraction(self.threshold)
        places = sorted({v + shift for v in values for shift in (-radius, radius)})
        spend(len(places) * len(values))
        sums = [sum((max(-radius, min(radius, v - z)) for v in values), Fraction(0)) for z in places]
        first = next(k for k, total in enumerate(sums) if total <= 0)
        last = max(k for k, total in enumerate(sums) if total >= 0)
        return [_crossing(places, sums, k) for k in (first - 1, last)]

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The ends of the set of minimisers.

        >>> Huber().outputs([(0,), (0,), (9,)], 1)
        [(Fraction(1, 2),)]
        """
        along, ends = self._segment(points)
        return [(*points[0][:along], end, *points[0][along + 1 :]) for end in sorted(set(ends))]

    def admits(self, points: Points, f: int, output: Point) -> bool:
        """Whether ``output`` is a minimiser."""
        along, (low, high) = self._segment(points)
        others = all(output[c] == points[0][c] for c in range(len(output)) if c != along)
        return others and low <= output[along] <= high

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any] | None:
        """Where nobody is farther than the threshold from the mean, that is the one zero."""
        mean = sum((k * x for k, x in zip(sizes, values, strict=True)), Fraction(0)) / sum(sizes)
        radius = Fraction(self.threshold)
        return [mean] if all(-radius <= x - mean <= radius for x in values) else None

    def statement(self) -> str:
        """In words."""
        return f"minimiser of the sum of Huber's losses of the distances to the rows, threshold {self.threshold}"


def _crossing(places: Sequence[Any], sums: Sequence[Any], k: int) -> Any:
    """Where the line through the places k and k + 1 meets 0."""
    return places[k] + sums[k] * (places[k + 1] - places[k]) / (sums[k] - sums[k + 1])
