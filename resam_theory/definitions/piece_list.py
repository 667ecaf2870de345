"""Anybody's rule that is piecewise linear in the order statistics, for one (n, f)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from .base import Form, Point, Points
from .effort import spend
from .order import numbers
from .pieces import Piece
from .points import by_coordinate

__all__ = ["PieceList"]


@dataclass(frozen=True)
class PieceList(Form):
    """In each coordinate, with u sorted: w . u is an output for every (w, rows) in ``listed`` with row . u >= 0.

    Σ w = 1 and each row sums to 0, so that translations are kept; where no piece holds the rule is not defined.
    """

    listed: tuple[Any, ...]
    name: ClassVar[str] = "piece_list"
    coordinate_wise: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if not isinstance(self.listed, tuple) or not self.listed:
            raise ValueError("listed is not admissible: need pieces (weights, rows)")
        found = []
        for piece in self.listed:
            if not isinstance(piece, tuple) or len(piece) != 2 or not isinstance(piece[1], tuple):
                raise ValueError("a piece is not admissible: need (weights, rows)")
            weights, rows = numbers(piece[0], "weights"), tuple(numbers(row, "row") for row in piece[1])
            if sum(weights) != 1 or any(sum(row) for row in rows):
                raise ValueError("a piece is not admissible: its weights must sum to 1, each of its rows to 0")
            found.append((weights, rows))
        if len({len(row) for weights, rows in found for row in (weights, *rows)}) != 1:
            raise ValueError("listed is not admissible: all weights and rows need the same length n")
        object.__setattr__(self, "listed", tuple(found))

    @property
    def partial(self) -> bool:
        """Whether the pieces cover every input is not asked."""
        return True

    def check(self, n: int, f: int) -> None:
        """Need as many values as weights."""
        if n != len(self.listed[0][0]):
            raise ValueError(f"need n = {len(self.listed[0][0])}, the number of weights")

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The outputs of all pieces that hold; ValueError where none does."""
        self.check(len(points), f)
        choices = [self._of_sorted(sorted(column)) for column in zip(*points, strict=True)]
        if not all(choices):
            raise ValueError("no piece holds at these points: the rule is not defined there")
        return by_coordinate(choices)

    def _of_sorted(self, column: list[Any]) -> list[Any]:
        def dot(row: tuple[Fraction, ...]) -> Any:
            spend(len(row))
            return sum((a * u for a, u in zip(row, column, strict=True)), Fraction(0))

        return [dot(weights) for weights, rows in self.listed if all(dot(row) >= 0 for row in rows)]

    def pieces(self, n: int, f: int) -> tuple[Piece, ...]:
        """As listed."""
        self.check(n, f)
        return tuple(Piece(weights, rows) for weights, rows in self.listed)

    def statement(self) -> str:
        """In words."""
        pieces = f"{len(self.listed)} pieces as listed, no output elsewhere"
        return f"coordinate-wise, piecewise linear in the order statistics: {pieces}"
