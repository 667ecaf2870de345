"""Mean of the rows whose direction is like that of the mean, found round by round (adaptive federated averaging)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from .base import Form, Point, Points
from .order import positive
from .points import inner, mean
from .roots import rational_root

__all__ = ["CosineFilter"]


@dataclass(frozen=True)
class CosineFilter(Form):
    """Rounds t = 0, 1, ...: c_i = cos(x_i, mean of the rows left), 0 for a zero vector; where the mean of the c_i is
    below their median, rows with c_i < median - w sd are dropped, else those with c_i > median + w sd, w = ``width`` +
    t ``growth`` and sd the standard deviation over the rows left; until none is dropped. The mean of the rows left.
    """

    width: str = "2"
    growth: str = "1/2"
    name: ClassVar[str] = "cosine_filter"

    def __post_init__(self) -> None:
        for field in ("width", "growth"):
            positive(getattr(self, field), field)

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The output, as a list of one; ValueError where a norm is irrational.

        >>> CosineFilter().outputs([(1,), (1,), (2,), (2,)], 1)
        [(Fraction(3, 2),)]
        """
        left, width = [tuple(Fraction(c) for c in p) for p in points], Fraction(self.width)
        while True:
            centre = mean(left, len(left))
            cosines = [_cosine(p, centre) for p in left]
            drop = _outside(cosines, width)
            if not any(drop):
                return [centre]
            left = [p for p, out in zip(left, drop, strict=True) if not out]
            width += Fraction(self.growth)

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any] | None:
        """Where all rows point the same way all cosines are 1: the mean."""
        same = all(x > 0 for x in values)
        return [sum((k * x for k, x in zip(sizes, values, strict=True)), Fraction(0)) / sum(sizes)] if same else None

    def statement(self) -> str:
        """In words."""
        return (
            "mean of the rows that are left when those whose cosine with the mean is unlike the others' are dropped, "
            f"beyond {self.width} standard deviations, {self.growth} more each round"
        )


def _outside(cosines: Sequence[Any], width: Fraction) -> list[bool]:
    size, ordered = len(cosines), sorted(cosines)
    middle = (ordered[(size - 1) // 2] + ordered[size // 2]) / 2
    average = sum(cosines, Fraction(0)) / size
    allowed = width**2 * sum((c - average) ** 2 for c in cosines) / size
    sign = 1 if average < middle else -1
    return [sign * (middle - c) > 0 and (c - middle) ** 2 > allowed for c in cosines]


def _cosine(p: Point, q: Point) -> Any:
    sizes = [rational_root(Fraction(inner(v, v))) for v in (p, q)]
    product = Fraction(1)
    for size in sizes:
        if size is None:
            raise ValueError("points give a cosine with an irrational norm: need rational norms for an exact output")
        product *= size
    return inner(p, q) / product if product else Fraction(0)
