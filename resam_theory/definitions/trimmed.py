"""Mean of the middle order statistics, coordinate by coordinate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from . import counts
from .base import Form, Point, Points
from .classes import greater, lesser
from .mass import between, middle
from .pieces import Piece, average, plus, scaled, vector
from .points import by_coordinate

__all__ = ["Trimmed"]


@dataclass(frozen=True)
class Trimmed(Form):
    """Trim the k lowest and the k highest values of each coordinate and average the rest, 2k < n.

    k = 0 is the mean, k = f the trimmed mean, k = (n-1)//2 the median (of an even number: the midpoint).
    """

    k: str = "f"
    name: ClassVar[str] = "trimmed"
    coordinate_wise: ClassVar[bool] = True

    def __post_init__(self) -> None:
        counts.require(self.k, "k")

    def trimmed(self, n: int, f: int) -> int:
        """The number k at (n, f)."""
        k = counts.evaluate(self.k, n, f)
        if k < 0 or 2 * k >= n:
            raise ValueError(f"need 0 <= k < n/2, not k = {k}")
        return k

    def check(self, n: int, f: int) -> None:
        """Need 2k < n."""
        self.trimmed(n, f)

    def of_sorted(self, column: list[Fraction], f: int) -> Fraction:
        """The output on sorted values."""
        n = len(column)
        k = self.trimmed(n, f)
        return sum(column[k : n - k], Fraction(0)) / (n - 2 * k)

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The output, as a list of one.

        >>> Trimmed().outputs([(Fraction(value),) for value in (0, 1, 3)], 1)
        [(Fraction(1, 1),)]
        """
        return by_coordinate([[self.of_sorted(sorted(column), f)] for column in zip(*points, strict=True)])

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any]:
        """The share of each class between the trimmed ends."""
        n = sum(sizes)
        k = counts.evaluate(self.k, n, f)
        total, start = Fraction(0), 0
        for i in sorted(range(len(values)), key=lambda i: values[i]):
            low, high = greater(start, k), lesser(start + sizes[i], n - k)
            if high > low:
                total = total + (high - low) * values[i]
            start = start + sizes[i]
        return [total / (n - 2 * k)]

    def pieces(self, n: int, f: int) -> tuple[Piece, ...]:
        """One piece."""
        k = self.trimmed(n, f)
        return (Piece(average(n, k, n - k)),)

    def by_mass(self, w: Sequence[Fraction], phi: Fraction) -> tuple[Piece, ...] | None:
        """Mass is cut off both ends: none, phi, or all but the middle."""
        if self.k == "(n-1)//2":
            low, high = (vector(len(w), {place: 1}) for place in middle(w))
            return (Piece(scaled(Fraction(1, 2), plus(low, high))),)
        if self.k not in ("0", "f"):
            return None
        cut = phi if self.k == "f" else Fraction(0)
        return (Piece(between(w, cut, 1 - cut)),)

    def groups(self, n: int, f: int) -> tuple[int, ...]:
        """The values trimmed on each side, and those kept."""
        k = self.trimmed(n, f)
        return (k, n - 2 * k, k)

    def statement(self) -> str:
        """In words."""
        return f"coordinate-wise mean of what is left when k = {self.k} values are trimmed on each side"
