"""What may come before a rule: a map of its rows, as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from .base import Form, Point, Points
from .pieces import Vector

__all__ = ["LineMap", "Stage"]


class LineMap(NamedTuple):
    """On sorted u, where ``row . u >= 0`` for the ``rows``: the images are ``images[i] . u``, in increasing order.

    ``parts``: where the order of the rows matters, the values that image i is made of.
    """

    images: tuple[Vector, ...]
    rows: tuple[Vector, ...] = ()
    parts: tuple[tuple[int, ...], ...] = ()


class Stage(Form):
    """A pre-aggregation: a set-valued map from n points to :meth:`rows` points."""

    def check(self, n: int, f: int) -> None:
        """A stage is no rule."""
        raise ValueError(f"need a rule after {self.name}")

    def rows(self, n: int, f: int) -> int:
        """How many rows the rule gets; ValueError where the stage is not defined."""
        return n

    def images(self, points: Points, f: int) -> list[tuple[Point, ...]]:
        """Every list of rows that the stage admits on exact points."""
        raise NotImplementedError

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any] | None:
        """On the line, ``sizes[c]`` points at ``values[c]``, in some order where that matters: the values and sizes of
        the classes that the rule gets, for each outcome in which equal rows choose alike, over any ordered field."""
        return None

    def line(self, n: int, f: int, groups: tuple[int, ...]) -> Iterator[LineMap] | None:
        """On the line: maps whose regions cover every sorted input.

        ``groups``: how many images, from the least on, the rule does not tell apart, and so on; their order is free.
        """
        return None
