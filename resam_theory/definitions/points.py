"""What definitions do with exact points: distances, means, and the choices that ties leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, Final

from .base import Point, Points
from .effort import spend

__all__ = [
    "MOST_OUTPUTS",
    "MOST_TIES",
    "by_coordinate",
    "choices",
    "inner",
    "mean",
    "means_of_least",
    "spend_on",
    "squared_distance",
]

MOST_TIES: Final = 100_000
"""Most admissible choices that are listed where the choices of a selection tie."""
MOST_OUTPUTS: Final = 4096
"""Most outputs that are listed where the coordinates tie independently."""


def inner(p: Point, q: Point) -> Any:
    """<p, q>."""
    spend(len(p))
    return sum((u * v for u, v in zip(p, q, strict=True)), Fraction(0))


def squared_distance(p: Point, q: Point) -> Any:
    """||p - q||²."""
    spend(len(p))
    return sum(((w := u - v) * w for u, v in zip(p, q, strict=True)), Fraction(0))


def spend_on(numbers: Iterable[Any]) -> None:
    """The steps of arithmetic with long numbers: the square of their length."""
    rational = (x for x in numbers if isinstance(x, Fraction))
    spend((sum(x.numerator.bit_length() + x.denominator.bit_length() for x in rational) // 1024) ** 2)


def mean(points: Iterable[Point], size: int) -> Point:
    """The sum of the points over ``size``."""
    columns = tuple(zip(*points, strict=True))
    spend(sum(map(len, columns)))
    return tuple(sum(column, Fraction(0)) / size for column in columns)


def choices(rows: Sequence[Point], count: int) -> list[list[tuple[Fraction, Point]]]:
    """Every way to take ``count`` of the rows, as (how many, row): equal rows are not told apart; ValueError beyond
    :data:`MOST_TIES` ways."""
    found: list[tuple[int, list[tuple[Fraction, Point]]]] = [(count, [])]
    room = len(rows)
    for row, size in Counter(rows).items():
        room -= size
        found = [
            (left - taken, [*part, (Fraction(taken), row)] if taken else part)
            for left, part in found
            for taken in range(max(0, left - room), min(size, left) + 1)
        ]
        if len(found) > MOST_TIES:
            raise ValueError(
                f"{len(found)} choices of tied rows: need at most {MOST_TIES} for all of them to be listed"
            )
    return [part for left, part in found if not left]


def means_of_least(points: Points, values: Sequence[Any], count: int) -> set[Point]:
    """The means of all choices of ``count`` of the points whose values are least.

    >>> sorted(str(y) for (y,) in means_of_least([(Fraction(v),) for v in (0, 4, 2, 2)], [0, 3, 3, 3], 2))
    ['1', '2']
    """
    edge = sorted(values)[count - 1]
    sure = [point for point, value in zip(points, values, strict=True) if value < edge]
    tied = [point for point, value in zip(points, values, strict=True) if value == edge]
    parts = choices(tied, count - len(sure))
    return {mean([*sure, *(tuple(k * x for x in point) for k, point in part)], count) for part in parts}


def by_coordinate(choices: Sequence[Sequence[Any]]) -> list[Point]:
    """All combinations of the ``choices`` of each coordinate; beyond :data:`MOST_OUTPUTS` the smallest of each."""
    listed = [sorted(set(values)) for values in choices]
    if prod(len(values) for values in listed) > MOST_OUTPUTS:
        return [tuple(values[0] for values in listed)]
    return list(product(*listed))
