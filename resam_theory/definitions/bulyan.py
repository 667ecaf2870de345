"""Bulyan: rows chosen one after the other by Krum, or nearest to the output of another rule; then in each coordinate a
mean around the median of the chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from .base import Form, Point, Points
from .points import MOST_TIES, by_coordinate, squared_distance
from .stage import Stage

__all__ = ["Bulyan"]


@dataclass(frozen=True)
class Bulyan(Form):
    """n - 2f times: the row of least score, over the max(1, r - f - ``less``) nearest of the r rows left, is moved to
    the chosen; then, in each coordinate, the mean of the n - 4f chosen values nearest to their median. n >= 4f + 3.

    ``over`` another rule: a row nearest to its output on the r rows left, at most f of them faulty.
    """

    less: int = 2
    over: Form | None = None
    name: ClassVar[str] = "bulyan"

    def __post_init__(self) -> None:
        if type(self.less) is not int or self.less not in (1, 2):
            raise ValueError(f"less = {self.less!r:.60} is not admissible: need 1 or 2")

        if not isinstance(self.over, Form | None) or isinstance(self.over, Stage):
            raise ValueError(f"over = {self.over!r:.60} is not admissible: need the definition of a rule")

    @property
    def partial(self) -> bool:
        """Whether the rule is."""
        return self.over is not None and self.over.partial

    def check(self, n: int, f: int) -> None:
        """Need n >= 4f + 3, and the rule defined on all numbers of rows that are left."""
        if n < 4 * f + 3:
            raise ValueError("need n >= 4f + 3")
        if self.over is None:
            return
        if self.over.trusts_first:
            raise ValueError("need a rule that trusts no row: the order of those left has no meaning")
        for left in range(2 * f + 1, n + 1):
            self.over.require(left, f, "the rows left")

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
        if self.over is not None:
            return sorted({i for output in self.over.outputs(left, f) for i in _nearest(left, output)})
        near = max(1, len(left) - f - self.less)
        scores = []
        for i, p in enumerate(left):
            rivals = sorted(squared_distance(p, q) for j, q in enumerate(left) if j != i)
            scores.append(sum(rivals[:near], Fraction(0)))
        return [i for i, score in enumerate(scores) if score == min(scores)]

    def statement(self) -> str:
        """In words."""
        if self.over is not None:
            return f"Bulyan over the {self.over.statement()}"
        return f"Bulyan over Krum with n - f - {self.less} neighbours"


def _nearest(rows: Sequence[Point], centre: Point) -> list[int]:
    away = [squared_distance(row, centre) for row in rows]
    return [i for i, value in enumerate(away) if value == min(away)]


def _around_median(column: list[Any], kept: int) -> list[Any]:
    size = len(column)
    twice = column[(size - 1) // 2] + column[size // 2]
    return [
        sum(column[i : i + kept], Fraction(0)) / kept
        for i in range(size - kept + 1)
        if (i + kept == size or column[i] + column[i + kept] >= twice)
        and (i == 0 or column[i - 1] + column[i + kept - 1] <= twice)
    ]
