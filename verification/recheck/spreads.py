"""What the squared error is compared with, by criterion: exact spreads of S. Standard library only.

The largest eigenvalue of a covariance is irrational in general: :class:`Largest` is compared with rational numbers
only, by exact LDLᵀ. With weights w_i > 0 and the Gram matrix G of the points about their mean, the eigenvalues of the
covariance that are not 0 are those of W^½ G W^½, and t is at least all of them iff t W⁻¹ - G is semidefinite.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from resam_theory.definitions.base import Point
from resam_theory.definitions.classes import Configuration, Squares
from resam_theory.definitions.effort import spend
from resam_theory.definitions.points import inner, squared_distance

from .matrices import is_semidefinite
from .reading import Refused

__all__ = ["CLASSES", "SPREADS", "Inside", "Largest", "Over", "inside", "over"]

MOST_DISTINCT: Final = 4096
"""Most distinct points of S: their distances are compared pair by pair."""


@dataclass(frozen=True)
class Largest:
    """The largest of ``values`` and of the eigenvalues of W^½ G W^½."""

    gram: Sequence[Sequence[Any]]
    weights: Sequence[Any]
    values: tuple[Any, ...] = ()

    def below(self, t: Any) -> list[list[Any]]:
        """t W⁻¹ - G."""
        pairs = enumerate(zip(self.gram, self.weights, strict=True))
        return [[(t / w if i == j else 0) - x for j, x in enumerate(row)] for i, (row, w) in pairs]

    def at_most(self, t: Any) -> bool:
        """Whether it is <= t.

        >>> half = Fraction(1, 2)
        >>> of = Largest([[1, -1], [-1, 1]], [half, half])
        >>> of.at_most(Fraction(1)), of.at_most(Fraction(99, 100))
        (True, False)
        """
        return all(value <= t for value in self.values) and is_semidefinite(self.below(t))


@dataclass(frozen=True)
class Over:
    """``error2`` over a largest eigenvalue > 0, compared exactly with a rational number."""

    error2: Any
    largest: Largest

    def __mul__(self, factor: Fraction) -> Over:
        return Over(self.error2 * factor, self.largest)

    def __ge__(self, other: Fraction) -> bool:
        return other == 0 or self.largest.at_most(self.error2 / other)

    def __str__(self) -> str:
        return f"{self.error2} over the largest eigenvalue"


@dataclass(frozen=True)
class Inside:
    """S: its distinct points, how often each occurs, their number and their mean."""

    rows: tuple[Point, ...]
    often: tuple[int, ...]
    size: int
    mean: Point

    def variance(self) -> Any:
        """V, the mean squared distance to the mean."""
        squares = (k * squared_distance(p, self.mean) for p, k in zip(self.rows, self.often, strict=True))
        return sum(squares, Fraction(0)) / self.size

    def diameter2(self) -> Any:
        """D², the largest squared distance."""
        squares = (squared_distance(p, q) for i, p in enumerate(self.rows) for q in self.rows[:i])
        return max(squares, default=Fraction(0))

    def pair_mean(self) -> Any:
        """P, the mean squared distance over ordered pairs of members."""
        return 2 * self.size * self.variance() / (self.size - 1)

    def largest(self) -> Largest:
        """L, the largest eigenvalue of the covariance: of as many rows as there are points, or coordinates."""
        moved = [tuple(x - c for x, c in zip(p, self.mean, strict=True)) for p in self.rows]
        if len(self.mean) >= len(moved):
            gram = [[inner(p, q) for q in moved] for p in moved]
            return Largest(gram, [Fraction(k, self.size) for k in self.often])
        columns = list(zip(*moved, strict=True))
        weighed = [tuple(k * x for x, k in zip(u, self.often, strict=True)) for u in columns]
        own = [[inner(u, v) for v in columns] for u in weighed]
        return Largest(own, [Fraction(1, self.size)] * len(self.mean))


def inside(points: Sequence[Point]) -> Inside:
    """S as its distinct points; :class:`Refused` where they are too many.

    >>> of = inside([(Fraction(0),), (Fraction(1),), (Fraction(1),)])
    >>> of.mean, of.diameter2(), of.variance(), of.largest().at_most(of.variance())
    ((Fraction(2, 3),), Fraction(1, 1), Fraction(2, 9), True)
    """
    often, size = Counter(points), len(points)
    if len(often) > MOST_DISTINCT:
        raise Refused(f"{len(often)} distinct points of S: need at most {MOST_DISTINCT}")
    rows = tuple(often)
    spend(len(rows) * len(rows[0]))
    mean = tuple(sum((often[p] * p[c] for p in rows), Fraction(0)) / size for c in range(len(rows[0])))
    return Inside(rows, tuple(often[p] for p in rows), size, mean)


SPREADS: Final[Mapping[str, Callable[[Inside], Any]]] = {
    "lambda": Inside.diameter2,
    "kappa": Inside.variance,
    "xi": Inside.largest,
    "agnostic": Inside.pair_mean,
    "no_attack": Inside.variance,
}
"""Of points, by criterion."""


def over(error2: Any, spread: Any) -> Any:
    """The ratio that an input forces: None where it is infinite, 0 where nothing is forced."""
    if isinstance(spread, Largest):
        if not spread.at_most(Fraction(0)):
            return Over(error2, spread)
        return None if error2 > 0 else Fraction(0)
    if spread > 0:
        return error2 / spread
    return None if error2 > 0 else Fraction(0)


def _diameter2(given: Configuration, ratio: Squares) -> Any:
    return ratio.diameter2


def _variance(given: Configuration, ratio: Squares) -> Any:
    return ratio.variance


def _largest(given: Configuration, ratio: Squares) -> Largest:
    """The means of the classes in S about their mean; the members of a class are a simplex in axes of their own."""
    own = [i for i, honest in enumerate(given.honest) if honest]
    m = sum(given.sizes[i] for i in own)
    share = {i: Fraction(given.sizes[i], m) for i in own}
    to_mean = {i: sum((share[j] * given.gram[i][j] for j in own), Fraction(0)) for i in own}
    whole = sum((share[i] * to_mean[i] for i in own), Fraction(0))
    gram = [[given.gram[i][j] - to_mean[i] - to_mean[j] + whole for j in own] for i in own]
    simplices = (share[i] * given.spread[i] / (given.sizes[i] - 1) for i in own if given.spread[i])
    return Largest(gram, [share[i] for i in own], tuple(simplices))


def _pairs(given: Configuration, ratio: Squares) -> Any:
    m = sum(size for size, honest in zip(given.sizes, given.honest, strict=True) if honest)
    return 2 * m * ratio.variance / (m - 1)


CLASSES: Final[Mapping[str, Callable[[Configuration, Squares], Any]]] = {
    "lambda": _diameter2,
    "kappa": _variance,
    "xi": _largest,
    "agnostic": _pairs,
    "no_attack": _variance,
}
"""The same of points given by classes."""
