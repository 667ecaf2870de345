"""L-estimators whose weights follow from the number of values: a closed list of schemes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, ClassVar, Final

from .base import Form, Point, Points
from .classes import greater, lesser
from .pieces import Piece
from .points import by_coordinate

__all__ = ["SCHEMES", "OrderBySize"]


def _winsorised(j: Any, n: Any, f: Any) -> Any:
    return _trimmed(j, n, f, j * Fraction(1) / n)


def _midrange(j: Any, n: Any, f: Any) -> Any:
    return _trimmed(j, n, f, Fraction(1, 2))


def _trimmed(j: Any, n: Any, f: Any, middle: Any) -> Any:
    return Fraction(0) if j <= f else Fraction(1) if j >= n - f else middle


def _interquartile(j: Any, n: Any, f: Any) -> Any:
    return greater(Fraction(0), lesser(Fraction(1), 2 * j * Fraction(1) / n - Fraction(1, 2)))


SCHEMES: Final[dict[str, tuple[Any, str]]] = {
    "winsorised": (_winsorised, "the f lowest values count as the next one, the f highest likewise: the mean"),
    "midrange": (_midrange, "the midpoint of the (f+1)-th lowest and the (f+1)-th highest value"),
    "interquartile": (_interquartile, "the mean of the middle half of the values, cut at n/4 on each side"),
}
"""By name: (j, n, f) -> the weight of the j lowest values, over any ordered field, and the scheme in words."""


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
        below = [SCHEMES[self.scheme][0](j, n, f) for j in range(n + 1)]
        return tuple(high - low for low, high in pairwise(below))

    def last(self, n: int, f: int) -> Fraction:
        """The weight of position n-f; ValueError unless those of f+1 .. n-f-1 fall and are the rest."""
        return self._second(n, f, f, n - f - 1)

    def behind(self, n: int, f: int) -> Fraction:
        """The weights behind position n//4 + 1; ValueError unless they fall, up to n-f, and that one is the rest."""
        return self._second(n, f, n // 4, n // 4 + 1)

    def _second(self, n: int, f: int, start: int, middle: int) -> Fraction:
        """The sum of the weights from position ``middle`` + 1 to n-f."""
        weights = self.weights(n, f)
        one, two = weights[start:middle], weights[middle : n - f]
        falls = all(list(part) == sorted(part, reverse=True) for part in (one, two))
        if sum(one + two) != 1 or not falls or min(weights) < 0 or weights != weights[::-1]:
            raise ValueError(f"need weights that fall on {start + 1} .. {middle} and to n-f, and mirrored from above")
        return sum(two, Fraction(0))

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The output, as a list of one."""
        weights = self.weights(len(points), f)
        columns = (sorted(column) for column in zip(*points, strict=True))
        return by_coordinate([[sum((w * u for w, u in zip(weights, c, strict=True)), Fraction(0))] for c in columns])

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any]:
        """The weight of each class is that of all values up to it, less that of all before it."""
        below, n, total, start = SCHEMES[self.scheme][0], sum(sizes), Fraction(0), 0
        for i in sorted(range(len(values)), key=lambda i: values[i]):
            end = start + sizes[i]
            total, start = total + (below(end, n, f) - below(start, n, f)) * values[i], end
        return [total]

    def pieces(self, n: int, f: int) -> tuple[Piece, ...]:
        """One piece."""
        return (Piece(self.weights(n, f)),)

    def statement(self) -> str:
        """In words."""
        return f"coordinate-wise {SCHEMES[self.scheme][1]}"
