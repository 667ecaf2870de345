"""Mean of the rows nearest to one of them: nearest-neighbour averaging, CenterwO and MeanwO."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any, ClassVar, Final

from . import counts
from .base import Form, Point, Points
from .classes import Configuration, fill
from .gram import Patterns, Programme, Selection, others, pair
from .points import means_of_least, squared_distance

__all__ = ["Ball"]

CENTRES: Final[Mapping[str, str]] = {
    "first": "the first row, which S contains",
    "least_radius": "the row whose ball of that many rows has the least radius",
    "least_sum": "the row with the least sum of squared distances to those rows",
}
MOST_FAMILIES_AT: Final = 40
"""Largest n of the selection patterns: the number of families grows with f."""


@dataclass(frozen=True)
class Ball(Form):
    """The mean of the ``count`` rows nearest to a ``centre``, itself one of them; at a tie every choice is admissible.

    With the centre "first" the rule asks for an input that can be trusted: S contains the first row.
    """

    centre: str
    count: str = "m"
    name: ClassVar[str] = "ball"

    @property
    def trusts_first(self) -> bool:
        """Where the centre is the first row."""
        return self.centre == "first"

    def __post_init__(self) -> None:
        counts.require(self.count, "count")
        if type(self.centre) is not str or self.centre not in CENTRES:
            raise ValueError(f"centre = {self.centre!r:.60} is not admissible: need one of {', '.join(CENTRES)}")

    def _kept(self, n: Any, f: Any) -> Any:
        return counts.kept(self.count, n, f)

    def check(self, n: int, f: int) -> None:
        """Need 1 <= count <= n."""
        self._kept(n, f)

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The means of all choices of nearest rows around all admissible centres.

        >>> Ball("least_radius").outputs([(Fraction(value),) for value in (0, 1, 3, 9)], 1)
        [(Fraction(4, 3),)]
        """
        kept, found = self._kept(len(points), f), set()
        table = [[squared_distance(p, q) for q in points] for p in points]
        for i in self._centres([sorted(row)[:kept] for row in table]):
            found |= means_of_least(points, table[i], kept)
        return sorted(found)

    def _centres(self, near: list[list[Any]]) -> list[int]:
        """The admissible centres among rows that see these squared distances within their balls."""
        if self.centre == "first":
            return [0]
        values = [row[-1] if self.centre == "least_radius" else sum(row, Fraction(0)) for row in near]
        return [i for i, value in enumerate(values) if value == min(values)]

    def chosen(self, given: Configuration, f: Any) -> list[tuple[Any, ...]]:
        """Of the nearest rows as many as fit, class by class; "first" stands for any row of S."""
        classes, kept = range(len(given.sizes)), self._kept(given.total(), f)
        seen = [sorted(((given.distance2(i, j), j) for j in classes), key=lambda item: item[0]) for i in classes]
        balls = [_ball(given.sizes, i, kept, values) for i, values in enumerate(seen)]
        if self.centre == "first":
            centres = [i for i in classes if given.honest[i]]
        else:
            values = [radius if self.centre == "least_radius" else total for radius, total, _ in balls]
            least = min(values)
            centres = [i for i in classes if values[i] == least]
        found: list[tuple[Any, ...]] = []
        for i in centres:
            found += [choice for choice in balls[i][2] if choice not in found]
        return found

    def families(self, n: int, f: int) -> tuple[Patterns, ...] | None:
        """For m rows around the first row, or around the row of least sum; None for the least radius, which is no
        convex question.

        *Complete.* b rows Q of S are left out and as many faulty ones R taken in, C are the others of S taken in, u is
        the centre. Then d(u, R), d(u, C) <= d(u, Q), and for the least sum u has no greater score than any point.
        """
        m = n - f
        if self.centre == "least_radius" or self._kept(n, f) != m:
            return None
        if n > MOST_FAMILIES_AT:
            raise ValueError(f"this selection pattern needs n <= {MOST_FAMILIES_AT}")
        owns = (True,) if self.centre == "first" else (True, False)
        return tuple(
            Patterns(
                f"{b} of S replaced, {'honest' if own else 'faulty'} centre", 0, 0, partial(self._programme, m, b, own)
            )
            for b in range(1, f + 1)
            for own in owns
        )

    def _programme(self, m: int, b: int, own: bool, b0: int, b1: int) -> Programme:
        sizes = {"u": 1, "R": b - (not own), "C": m - b - own, "Q": b}
        sizes = {c: size for c, size in sizes.items() if size}
        honest = tuple(c for c in sizes if c in "CQ" or (c == "u" and own))
        faulty = [c for c in sizes if c not in honest]
        error = {c: Fraction(sizes[c], m) for c in faulty} | {"Q": Fraction(-b, m)}
        near = {pair("u", c): sizes[c] for c in "RC" if c in sizes}
        selections = [Selection(f"near {p}", {p: 1}, {pair("u", "Q"): 1}, 1) for p in near]
        if self.centre == "least_sum":
            selections += [Selection(f"sum at {j}", near, others(sizes, j), m - 1) for j in sizes if j != "u"]
        return Programme(sizes, honest, error, tuple(selections))

    def statement(self) -> str:
        """In words."""
        return f"mean of the {self.count} rows nearest to {CENTRES[self.centre]}"


def _ball(sizes: Any, centre: int, kept: Any, seen: Any) -> tuple[Any, Any, list[tuple[Any, ...]]]:
    """Radius, sum of squares and choices of the ``kept`` points nearest to a member of class ``centre``."""
    rooms = [size - (j == centre) for j, size in enumerate(sizes)]
    left, total, radius = kept - 1, Fraction(0), Fraction(0)
    for value, j in seen:
        used = min(left, rooms[j])
        if value != 0 and used > 0:
            radius = value
        total, left = total + used * value, left - used
    sure = [j for value, j in seen if value < radius]
    tied = [j for value, j in seen if value == radius]
    choices = fill(rooms, kept - 1, tied, sure)
    own = [tuple(count + (j == centre) for j, count in enumerate(choice)) for choice in choices]
    return radius, total, own
