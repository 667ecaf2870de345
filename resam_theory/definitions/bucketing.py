"""Bucketing: means of s rows at a time, in the order of the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise, permutations
from typing import Any, ClassVar

from .base import Point, Points
from .effort import spend
from .pieces import plus, scaled, vector
from .points import mean
from .stage import LineMap, Stage

__all__ = ["Bucketing"]

_Group = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Bucketing(Stage):
    """Row b is the mean of rows b s, ..., b s + s - 1 (the last bucket holds what is left); ceil(n/s) > 2f.

    On the line every order of the rows is an input, so that every partition into buckets is met.
    """

    s: int
    name: ClassVar[str] = "bucketing"
    coordinate_wise: ClassVar[bool] = True
    symmetric: ClassVar[bool] = False
    line_up_to: ClassVar[int] = 9

    def __post_init__(self) -> None:
        if type(self.s) is not int or self.s < 1:
            raise ValueError(f"s = {self.s!r:.60} is not admissible: need an integer s >= 1")

    def rows(self, n: int, f: int) -> int:
        """ceil(n/s)."""
        buckets = -(-n // self.s)
        if buckets <= 2 * f:
            most = max((s for s in range(1, n + 1) if -(-n // s) > 2 * f), default=1)
            raise ValueError(
                f"need more than 2f = {2 * f} buckets, not {buckets}: 1 <= s <= {most}, given s = {self.s}"
            )
        return buckets

    def images(self, points: Points, f: int) -> list[tuple[Point, ...]]:
        """The bucket means, as a list of one.

        >>> Bucketing(2).images([(Fraction(v),) for v in (0, 1, 3)], 0)
        [((Fraction(1, 2),), (Fraction(3, 1),))]
        """
        self.rows(len(points), f)
        parts = [points[start : start + self.s] for start in range(0, len(points), self.s)]
        return [tuple(mean(part, len(part)) for part in parts)]

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any] | None:
        """In the order in which classes of a multiple of s rows fill buckets, and of the two others each bucket gets a
        row of the smaller one and s - 1 of the other; None where the sizes do not allow that."""
        whole, rest = list[Any](), list[Any]()
        for value, size in zip(values, sizes, strict=True):
            buckets = _buckets(size, self.s)
            (rest if buckets is None else whole).append((value, size if buckets is None else buckets))
        for (value, few), (other, many) in permutations(rest, 2):
            if len(rest) == 2 and many == (self.s - 1) * few:
                return [tuple(zip(*whole, ((value + (self.s - 1) * other) / self.s, few), strict=True))]
        return None if rest else [tuple(zip(*whole, strict=True))]

    def line(self, n: int, f: int, groups: tuple[int, ...]) -> Iterator[LineMap]:
        """One map for each partition of the sorted values into buckets and of the buckets into the groups.

        Left out: those in which a bucket comes in a later group than one that lies above it, value by value. There the
        two means are equal, and the exchanged buckets give the same rows.
        """
        sizes = [self.s] * (n // self.s) + [n % self.s] * (n % self.s > 0)
        self.rows(n, f)
        for parts in _partitions(tuple(range(n)), tuple(sizes), groups):
            means = [[vector(n, dict.fromkeys(part, Fraction(1, len(part)))) for part in group] for group in parts]
            steps = [(low, high) for one, two in pairwise(means) for low in one for high in two]
            rows = tuple(plus(high, scaled(-1, low)) for low, high in steps)
            flat = tuple(part for group in parts for part in group)
            yield LineMap(tuple(image for group in means for image in group), rows, flat)

    def statement(self) -> str:
        """In words."""
        return f"means of {self.s} rows at a time"


def _buckets(size: Any, s: int) -> Any:
    """How many buckets of s so many rows fill; None where it is not known that they fill any number."""
    try:
        return size // s if size // s * s == size else None
    except ValueError:
        return None


def _partitions(
    left: tuple[int, ...],
    sizes: tuple[int, ...],
    groups: tuple[int, ...],
    done: tuple[_Group, ...] = (),
    now: _Group = (),
) -> Iterator[tuple[_Group, ...]]:
    """Partitions of the positions into parts of these sizes, and of the parts into groups of these numbers of parts.

    ``done``: the groups that are full; ``now``: the parts of the next one so far, in increasing order.
    """
    while len(done) < len(groups) and len(now) == groups[len(done)]:
        done, now = (*done, now), ()
    if not left:
        yield tuple(group for group in done if group)
        return
    for size in sorted(set(sizes)):
        rest = list(sizes)
        rest.remove(size)
        for part in combinations(left, size):
            spend(len(left))
            if not (now and part < now[-1]) and not any(_below(part, other) for group in done for other in group):
                others = tuple(i for i in left if i not in part)
                yield from _partitions(others, tuple(rest), groups, done, (*now, part))


def _below(part: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether ``part`` lies below ``other``, value by value (both of one size)."""
    return len(part) == len(other) and all(i < j for i, j in zip(part, other, strict=True))
