"""Bulyan: rows chosen one after the other by Krum, then in each coordinate a mean around the median of the chosen."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from .base import Form, Point, Points
from .points import MOST_TIES, by_coordinate, squared_distance

__all__ = ["Bulyan"]


@dataclass(frozen=True)
class Bulyan(Form):
    """n - 2f times: the row of least score, over the max(1, r - f - ``less``) nearest of the r rows left, is moved to
    the chosen; then, in each coordinate, the mean of the n - 4f chosen values nearest to their median. n >= 4f + 3.
    """

    less: int = 2
    name: ClassVar[str] = "bulyan"

    def __post_init__(self) -> None:
        if type(self.less) is not int or self.less not in (1, 2):
            raise ValueError(f"less = {self.less!r:.60} is not admissible: need 1 or 2")

    def check(self, n: int, f: int) -> None:
        """Need n >= 4f + 3."""
        if n < 4 * f + 3:
            raise ValueError("need n >= 4f + 3")

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The outputs of all sequences of choices and of nearest values.

        >>> Bulyan().outputs([(Fraction(value),) for value in (0, 0, 0, 1, 1, 1, 9)], 1)
        [(Fraction(0, 1),), (Fraction(1, 1),)]
        """
        n = len(points)
        self.check(n, f)
        states: set[tuple[tuple[Point, ...], tuple[Point, ...]]] = {((), tuple(sorted(tuple(p) for p in points)))}
        for _ in range(n - 2 * f):
            states = {
                (tuple(sorted((*taken, left[i]))), (*left[:i], *left[i + 1 :]))
                for taken, left in states
                for i in self._least(left, f)
            }
            if len(states) > MOST_TIES // 100:
                raise ValueError(f"more than {MOST_TIES // 100} sequences of choices: they cannot all be listed")
        outputs: set[Point] = set()
        for taken, _ in states:
            columns: list[Any] = [sorted(column) for column in zip(*taken, strict=True)]
            outputs |= set(by_coordinate([_around_median(column, n - 4 * f) for column in columns]))
        return sorted(outputs)

    def _least(self, left: tuple[Point, ...], f: int) -> list[int]:
        near = max(1, len(left) - f - self.less)
        scores = []
        for i, p in enumerate(left):
            rivals = sorted(squared_distance(p, q) for j, q in enumerate(left) if j != i)
            scores.append(sum(rivals[:near], Fraction(0)))
        return [i for i, score in enumerate(scores) if score == min(scores)]

    def statement(self) -> str:
        """In words."""
        return f"Bulyan over Krum with n - f - {self.less} neighbours"


def _around_median(column: list[Any], kept: int) -> list[Any]:
    size = len(column)
    twice = column[(size - 1) // 2] + column[size // 2]
    return [
        sum(column[i : i + kept], Fraction(0)) / kept
        for i in range(size - kept + 1)
        if (i + kept == size or column[i] + column[i + kept] >= twice)
        and (i == 0 or column[i - 1] + column[i + kept - 1] <= twice)
    ]
