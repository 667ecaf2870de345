"""Rules of the field without a finite coefficient, or with none known: clipping to a norm, signs, smoothed Weiszfeld
steps, filters by variance. One form each; irrational outputs are refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any, ClassVar

from . import counts
from .base import Form, Point, Points
from .classes import greater, least, lesser
from .effort import spend
from .fermat import collinear
from .order import positive
from .points import inner, mean, means_of_least, spend_on, squared_distance
from .roots import rational_root

__all__ = ["CovarianceFilter", "NormClipped", "SignMajority", "TopDirection", "Weiszfeld"]


def _root(square: Any) -> Any:
    root = rational_root(square)
    if root is None:
        raise ValueError(f"points give the norm sqrt({square}): need rational norms for an exact output")
    return root


def _combination(weights: list[Any], points: Points) -> Point:
    total = sum(weights, Fraction(0))
    spend(sum(map(len, points)))
    return tuple(
        sum((w * p[c] for w, p in zip(weights, points, strict=True)), Fraction(0)) / total
        for c in range(len(points[0]))
    )


@dataclass(frozen=True)
class NormClipped(Form):
    """Rows longer than the median of the norms (of an even number: the midpoint of the two middle ones) are shortened
    to it; then the mean."""

    name: ClassVar[str] = "norm_clipped"

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The output, as a list of one.

        >>> NormClipped().outputs([(1,), (1,), (-6,)], 1)
        [(Fraction(1, 3),)]
        """
        norms = [_root(Fraction(inner(p, p))) for p in points]
        n, ordered = len(points), sorted(norms)
        limit = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
        short = [
            tuple(c * limit / norm for c in p) if norm > limit else p for p, norm in zip(points, norms, strict=True)
        ]
        return [mean(short, n)]

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any]:
        """The classes up to the median of their norms, the others cut down to it."""
        norms, n = [greater(x, -x) for x in values], sum(sizes)
        up_to = [(norm, sum((k for k, other in zip(sizes, norms, strict=True) if other <= norm), 0)) for norm in norms]
        limit = (min(v for v, k in up_to if 2 * k >= n) + min(v for v, k in up_to if 2 * k > n)) / 2
        short = [lesser(limit, greater(-limit, x)) for x in values]
        return [sum((k * x for k, x in zip(sizes, short, strict=True)), Fraction(0)) / n]

    def statement(self) -> str:
        """In words."""
        return "mean of the rows, the longer ones shortened to the median of the norms"


@dataclass(frozen=True)
class SignMajority(Form):
    """In each coordinate the sign of the sum of signs: 1, -1, or 0 at a tie."""

    name: ClassVar[str] = "sign_majority"
    coordinate_wise: ClassVar[bool] = True

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The output, as a list of one.

        >>> SignMajority().outputs([(2,), (2,), (-6,)], 1)
        [(Fraction(1, 1),)]
        """
        totals = (sum((c > 0) - (c < 0) for c in column) for column in zip(*points, strict=True))
        return [tuple(Fraction((t > 0) - (t < 0)) for t in totals)]

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any]:
        """The sign of the classes' signs times their sizes."""
        total = sum((k * ((x > 0) - (x < 0)) for k, x in zip(sizes, values, strict=True)), Fraction(0))
        return [Fraction((total > 0) - (total < 0))]

    def statement(self) -> str:
        """In words."""
        return "coordinate-wise sign of the sum of signs"


@dataclass(frozen=True)
class Weiszfeld(Form):
    """``steps`` smoothed Weiszfeld steps from the mean: z <- sum w x / sum w, w = 1/max(smoothing, ||x - z||)."""

    steps: int = 3
    smoothing: str = "1/1000000"
    name: ClassVar[str] = "weiszfeld"

    def __post_init__(self) -> None:
        if type(self.steps) is not int or not 1 <= self.steps <= 100:
            raise ValueError(f"steps = {self.steps!r:.60} is not admissible: need an integer in 1..100")
        positive(self.smoothing, "smoothing")

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The output, as a list of one; ValueError where a distance is irrational."""
        z, least = mean(points, len(points)), Fraction(self.smoothing)
        for _ in range(self.steps):
            spend_on(z * len(points))
            z = _combination([1 / max(least, _root(Fraction(squared_distance(p, z)))) for p in points], points)
        return [z]

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any]:
        """The output, as a list of one."""
        weights, z = list(sizes), Fraction(0)
        for step in range(self.steps + 1):
            total = sum(weights, Fraction(0))
            z = sum((w * x for w, x in zip(weights, values, strict=True)), Fraction(0)) / total
            if step < self.steps:
                far = [greater(Fraction(self.smoothing), greater(x - z, z - x)) for x in values]
                weights = [k * prod(far[:i] + far[i + 1 :]) for i, k in enumerate(sizes)]  # k/r times all r
        return [z]

    def statement(self) -> str:
        """In words."""
        return f"{self.steps} Weiszfeld steps from the mean, smoothed at {self.smoothing}"


@dataclass(frozen=True)
class TopDirection(Form):
    """The mean of the ``count`` rows whose deviations from the mean are least along the direction of largest variance;
    exact for rows on a line, where that is the only direction. At a tie every choice is admissible."""

    count: str = "m"
    name: ClassVar[str] = "top_direction"

    def __post_init__(self) -> None:
        counts.require(self.count, "count")

    def check(self, n: int, f: int) -> None:
        """Need 1 <= count <= n."""
        counts.kept(self.count, n, f)

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The means of all choices.

        >>> TopDirection().outputs([(0,), (0,), (1,), (9,)], 1)
        [(Fraction(1, 3),)]
        """
        _on_the_line(points)
        kept, centre = counts.kept(self.count, len(points), f), mean(points, len(points))
        return sorted(means_of_least(points, [squared_distance(p, centre) for p in points], kept))

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any]:
        """The classes nearest to the mean; those at the same distance fill the places in every order."""
        kept, (centre,) = counts.evaluate(self.count, sum(sizes), f), _combination(list(sizes), [(x,) for x in values])
        chosen = least([(x - centre) * (x - centre) for x in values], sizes, kept)
        return [sum((k * x for k, x in zip(choice, values, strict=True)), Fraction(0)) / kept for choice in chosen]

    def statement(self) -> str:
        """In words."""
        return f"mean of the {self.count} rows that deviate least along the direction of largest variance"


@dataclass(frozen=True)
class CovarianceFilter(Form):
    """Weights c = 1; while sum c > n - 2f: along the direction of largest variance of the weighted rows, c_i is
    multiplied by 1 - t_i/max t, t the squared deviations and the maximum over rows of positive weight; the weighted
    mean of the round with the least such variance is the output. Exact for rows on a line.
    """

    name: ClassVar[str] = "covariance_filter"

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The output of every round whose variance is the least.

        >>> CovarianceFilter().outputs([(0,), (0,), (0,), (1,), (10,)], 2)
        [(Fraction(0, 1),)]
        """
        _on_the_line(points)
        n, weights = len(points), [Fraction(1)] * len(points)
        rounds: list[tuple[Any, Point]] = []
        while sum(weights) > n - 2 * f or not rounds:
            spend_on(weights)
            centre = _combination(weights, points)
            squares = [squared_distance(p, centre) for p in points]
            total = sum((w * t for w, t in zip(weights, squares, strict=True)), Fraction(0))
            rounds.append((total / sum(weights), centre))
            largest = max(t for w, t in zip(weights, squares, strict=True) if w > 0)
            if largest == 0:
                break
            weights = [w * (1 - t / largest) if w > 0 else w for w, t in zip(weights, squares, strict=True)]
        least = min(value for value, _ in rounds)
        return sorted({centre for value, centre in rounds if value == least})

    def statement(self) -> str:
        """In words."""
        return "filter by the direction of largest variance, soft weights"


def _on_the_line(points: Points) -> None:
    """Rows on a line of R^d: its direction is the only one, and squared deviations along it are squared distances."""
    distinct = sorted({tuple(point) for point in points})
    if len(distinct) > 2 and not collinear(distinct):
        raise ValueError("the direction of largest variance is irrational: exact for rows on a line only")
