"""Mean of the values nearest to a robust centre, coordinate by coordinate (mean around the median, Phocas)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar

from . import counts
from .base import Form, Point, Points
from .classes import greater, least
from .mass import windows
from .pieces import Piece, average, plus, scaled, vector
from .points import by_coordinate
from .trimmed import Trimmed

__all__ = ["Nearest"]


@dataclass(frozen=True)
class Nearest(Form):
    """In each coordinate the mean of the ``count`` values nearest to ``anchor``; at a tie every choice is admissible.

    They form a window u[i : i+count] of the sorted values; it is a nearest one iff neither neighbour outside is nearer
    than the far end inside: u[i] + u[i+count] >= 2 anchor and u[i-1] + u[i+count-1] <= 2 anchor.
    """

    anchor: Trimmed = field(default_factory=lambda: Trimmed("(n-1)//2"))
    count: str = "m"
    name: ClassVar[str] = "nearest"
    coordinate_wise: ClassVar[bool] = True

    def __post_init__(self) -> None:
        counts.require(self.count, "count")
        if not isinstance(self.anchor, Trimmed):
            raise ValueError(f"anchor = {self.anchor!r:.60} is not admissible: need a trimmed mean")

    def _kept(self, n: int, f: int) -> int:
        return counts.kept(self.count, n, f)

    def check(self, n: int, f: int) -> None:
        """Need 1 <= count <= n, and the anchor's own."""
        self._kept(n, f)
        self.anchor.check(n, f)

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The means of all nearest windows.

        >>> Nearest().outputs([(Fraction(value),) for value in (-2, 0, 1, 3)], 1)
        [(Fraction(-1, 3),), (Fraction(4, 3),)]
        """
        return by_coordinate([self._of_sorted(sorted(column), f) for column in zip(*points, strict=True)])

    def _of_sorted(self, u: list[Any], f: int) -> list[Any]:
        n, kept = len(u), self._kept(len(u), f)
        twice = 2 * self.anchor.of_sorted(u, f)
        return [
            sum(u[i : i + kept], Fraction(0)) / kept
            for i in range(n - kept + 1)
            if (i + kept == n or u[i] + u[i + kept] >= twice) and (i == 0 or u[i - 1] + u[i + kept - 1] <= twice)
        ]

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any]:
        """The classes nearest to the anchor; those at the same distance fill the places in every order."""
        kept = counts.evaluate(self.count, sum(sizes), f)
        (anchor,) = self.anchor.on_line(values, sizes, f)
        chosen = least([greater(x - anchor, anchor - x) for x in values], sizes, kept)
        return [sum((k * x for k, x in zip(choice, values, strict=True)), Fraction(0)) / kept for choice in chosen]

    def pieces(self, n: int, f: int) -> tuple[Piece, ...]:
        """One piece for each window."""
        kept = self._kept(n, f)
        twice = scaled(2, self.anchor.pieces(n, f)[0].weights)
        pieces = []
        for i in range(n - kept + 1):
            rows = []
            if i + kept < n:
                rows.append(plus(vector(n, {i: 1, i + kept: 1}), scaled(-1, twice)))
            if i > 0:
                rows.append(plus(twice, vector(n, {i - 1: -1}), vector(n, {i + kept - 1: -1})))
            pieces.append(Piece(average(n, i, i + kept), tuple(rows)))
        return tuple(pieces)

    def by_mass(self, w: Sequence[Fraction], phi: Fraction) -> tuple[Piece, ...] | None:
        """One piece for each window of the mass 1 - phi, where that is what is averaged."""
        anchors = self.anchor.by_mass(w, phi)
        return None if anchors is None or self.count != "m" else tuple(windows(w, phi, anchors))

    def statement(self) -> str:
        """In words."""
        return f"coordinate-wise mean of the {self.count} values nearest to the {self.anchor.statement()}"
