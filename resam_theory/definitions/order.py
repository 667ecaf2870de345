"""L-estimators: a fixed combination of the order statistics, coordinate by coordinate."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Final

from .base import Form, Point, Points
from .effort import written
from .pieces import Piece
from .points import by_coordinate

__all__ = ["Order", "numbers", "positive"]

_RATIONAL: Final = re.compile(r"-?[0-9]{1,200}(/0*[1-9][0-9]{0,199})?")


def numbers(values: object, name: str) -> tuple[Fraction, ...]:
    """A tuple of rationals from rationals, integers or strings p/q; ValueError otherwise."""
    if not isinstance(values, tuple) or not values:
        raise ValueError(f"{name} = {values!r:.60} is not admissible: need a list of rationals")
    exact = all(type(x) in (int, Fraction) or (type(x) is str and _RATIONAL.fullmatch(x)) for x in values)
    if not exact:
        raise ValueError(f"{name} = {values!r:.60} is not admissible: need rationals p/q")
    return tuple(written(Fraction(x)) for x in values)


def positive(value: object, name: str) -> Fraction:
    """The number > 0 that a string p/q stands for; ValueError otherwise."""
    if type(value) is not str or not _RATIONAL.fullmatch(value) or Fraction(value) <= 0:
        raise ValueError(f"{name} = {value!r:.60} is not admissible: need a positive rational p/q")
    return Fraction(value)


@dataclass(frozen=True)
class Order(Form):
    """F = Σ_j w_j u_(j) in each coordinate, u_(1) <= ... <= u_(n), Σ w = 1, for n = the number of weights."""

    weights: tuple[Fraction, ...]
    name: ClassVar[str] = "order"
    coordinate_wise: ClassVar[bool] = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", numbers(self.weights, "weights"))
        if sum(self.weights) != 1:
            raise ValueError(f"weights sum to {sum(self.weights)}: need 1")

    def check(self, n: int, f: int) -> None:
        """Need as many values as weights."""
        if n != len(self.weights):
            raise ValueError(f"need n = {len(self.weights)}, the number of weights")

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The output, as a list of one.

        >>> Order(("1/2", "0", "1/2")).outputs([(Fraction(value),) for value in (3, 0, 1)], 1)
        [(Fraction(3, 2),)]
        """
        self.check(len(points), f)
        columns = (sorted(column) for column in zip(*points, strict=True))
        return by_coordinate(
            [[sum((w * u for w, u in zip(self.weights, c, strict=True)), Fraction(0))] for c in columns]
        )

    def pieces(self, n: int, f: int) -> tuple[Piece, ...]:
        """One piece."""
        self.check(n, f)
        return (Piece(self.weights),)

    def statement(self) -> str:
        """In words."""
        return f"coordinate-wise sum of the order statistics with weights {', '.join(map(str, self.weights))}"
