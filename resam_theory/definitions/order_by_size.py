"""L-estimators whose weights follow from the number of values: a closed list of schemes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Final

from .base import Form, Point, Points, by_coordinate
from .pieces import Piece

__all__ = ["SCHEMES", "OrderBySize"]


def _winsorised(n: int, f: int) -> list[Fraction]:
    weights = [Fraction(0)] * n
    for i in range(n):
        weights[min(max(i, f), n - f - 1)] += Fraction(1, n)
    return weights


def _midrange(n: int, f: int) -> list[Fraction]:
    weights = [Fraction(0)] * n
    weights[f] += Fraction(1, 2)
    weights[n - f - 1] += Fraction(1, 2)
    return weights


def _interquartile(n: int, f: int) -> list[Fraction]:
    low, high = Fraction(n, 4), Fraction(3 * n, 4)
    return [Fraction(2, n) * max(Fraction(0), min(high, Fraction(j + 1)) - max(low, Fraction(j))) for j in range(n)]


SCHEMES: Final[dict[str, tuple[Any, str]]] = {
    "winsorised": (_winsorised, "the f lowest values count as the next one, the f highest likewise: the mean"),
    "midrange": (_midrange, "the midpoint of the (f+1)-th lowest and the (f+1)-th highest value"),
    "interquartile": (_interquartile, "the mean of the middle half of the values, cut at n/4 on each side"),
}
"""By name: (n, f) -> the weights of the order statistics, and the scheme in words."""


@dataclass(frozen=True)
class OrderBySize(Form):
    """F = sum_j w_j u_(j) in each coordinate, with the weights of a scheme of :data:`SCHEMES`."""

    scheme: str
    name: ClassVar[str] = "order_by_size"
    coordinate_wise: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if type(self.scheme) is not str or self.scheme not in SCHEMES:
            raise ValueError(f"scheme = {self.scheme!r:.60} is not admissible: need one of {', '.join(SCHEMES)}")

    def weights(self, n: int, f: int) -> tuple[Fraction, ...]:
        """The weights of the order statistics.

        >>> [str(weight) for weight in OrderBySize("winsorised").weights(5, 1)]
        ['0', '2/5', '1/5', '2/5', '0']
        """
        return tuple(SCHEMES[self.scheme][0](n, f))

    def block(self, n: int, f: int) -> Fraction:
        """The sum of the weights of positions f+1 .. n-f-1; ValueError unless they fall and that of n-f is the rest."""
        weights = self.weights(n, f)
        *falling, last = weights[f : n - f]
        if sum(falling) + last != 1 or falling != sorted(falling, reverse=True) or min(weights) < 0:
            raise ValueError("need weights that fall on positions f+1 .. n-f-1, and are zero outside f+1 .. n-f")
        return sum(falling, Fraction(0))

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The output, as a list of one."""
        weights = self.weights(len(points), f)
        columns = (sorted(column) for column in zip(*points, strict=True))
        return by_coordinate([[sum((w * u for w, u in zip(weights, c, strict=True)), Fraction(0))] for c in columns])

    def pieces(self, n: int, f: int) -> tuple[Piece, ...]:
        """One piece."""
        return (Piece(self.weights(n, f)),)

    def statement(self) -> str:
        """In words."""
        return f"coordinate-wise {SCHEMES[self.scheme][1]}"
