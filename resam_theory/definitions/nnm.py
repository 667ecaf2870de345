"""Nearest-neighbour mixing, and the mean of the rows nearest to another rule's output."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from types import SimpleNamespace
from typing import Any, ClassVar

from .base import Form, Point, Points
from .classes import greater, least
from .effort import spend
from .mass import windows
from .pieces import Piece, Vector, average, plus, scaled, vector
from .points import MOST_OUTPUTS, means_of_least, squared_distance
from .stage import LineMap, Stage

__all__ = ["Nnm", "Refined", "nearest_means"]


def nearest_means(points: Points, centre: Point, count: int) -> list[Point]:
    """The means of all choices of the ``count`` points nearest to ``centre``."""
    return sorted(means_of_least(points, [squared_distance(p, centre) for p in points], count))


def _class_means(values: Sequence[Any], sizes: Sequence[Any], centre: Any, f: Any) -> list[Any]:
    """The means of all choices of the n - f points nearest to ``centre``, by classes."""
    m = sum(sizes) - f
    chosen = least([greater(x - centre, centre - x) for x in values], sizes, m)
    return [sum((k * x for k, x in zip(choice, values, strict=True)), Fraction(0)) / m for choice in chosen]


def _window(n: int, start: int, stop: int, twice: Vector) -> tuple[Vector, ...]:
    """Rows that say: u[start:stop] are the nearest values to half of ``twice . u``."""
    rows = []
    if start > 0:
        rows.append(plus(twice, vector(n, {start - 1: -1}), vector(n, {stop - 1: -1})))
    if stop < n:
        rows.append(plus(vector(n, {start: 1}), vector(n, {stop: 1}), scaled(-1, twice)))
    return tuple(rows)


@dataclass(frozen=True)
class Nnm(Stage):
    """Every row becomes the mean of the m = n - f rows nearest to it (itself included); equal rows choose alike.

    On the line the nearest rows are a window, and the windows of sorted rows move to the right only (equal rows may be
    relabelled so).
    """

    name: ClassVar[str] = "nnm"
    line_up_to: ClassVar[int] = 9

    def images(self, points: Points, f: int) -> list[tuple[Point, ...]]:
        """All mixed rows, one list for each outcome of the ties.

        >>> [[str(y[0]) for y in rows] for rows in Nnm().images([(Fraction(v),) for v in (0, 1, -1)], 1)]
        [['-1/2', '1/2', '-1/2'], ['1/2', '1/2', '-1/2']]
        """
        distinct = list(dict.fromkeys(points))
        means = [nearest_means(points, point, len(points) - f) for point in distinct]
        if prod(map(len, means)) > MOST_OUTPUTS:
            raise ValueError(f"{prod(map(len, means))} outcomes of tied rows: need at most {MOST_OUTPUTS}")
        outcomes = (dict(zip(distinct, chosen, strict=True)) for chosen in product(*means))
        return [tuple(outcome[point] for point in points) for outcome in outcomes]

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any]:
        """Each class mixes the classes nearest to it."""
        choices = [_class_means(values, sizes, centre, f) for centre in values]
        spend(len(values) * prod(map(len, choices)))
        return [(means, sizes) for means in product(*choices)]

    def line(self, n: int, f: int, groups: tuple[int, ...]) -> Iterator[LineMap]:
        """One map for each admissible sequence of windows."""
        m = n - f
        for starts in _sequences(n, f, ()):
            rows = [row for i, s in enumerate(starts) for row in _window(n, s, s + m, vector(n, {i: 2}))]
            yield LineMap(tuple(average(n, s, s + m) for s in starts), tuple(rows))

    def statement(self) -> str:
        """In words."""
        return "every row replaced by the mean of the m rows nearest to it"


def _sequences(n: int, f: int, starts: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Window starts, increasing: that of row i holds row i."""
    spend(n)
    i = len(starts)
    if i == n:
        yield starts
        return
    for start in range(max(0, i - (n - f) + 1, *starts[-1:]), min(i, f) + 1):
        yield from _sequences(n, f, (*starts, start))


@dataclass(frozen=True)
class Refined(Form):
    """The mean of the m = n - f rows nearest to the output of the rule ``anchor`` (CTMA)."""

    anchor: Form
    name: ClassVar[str] = "refined"

    def __post_init__(self) -> None:
        if not isinstance(self.anchor, Form) or isinstance(self.anchor, Stage):
            raise ValueError(f"anchor = {self.anchor!r:.60} is not admissible: need the definition of a rule")

    @property
    def trusts_first(self) -> bool:
        """Whether the anchor does."""
        return self.anchor.trusts_first

    @property
    def partial(self) -> bool:
        """Whether the anchor is."""
        return self.anchor.partial

    def check(self, n: int, f: int) -> None:
        """Need what the anchor needs."""
        self.anchor.check(n, f)

    def outputs(self, points: Points, f: int) -> list[Point]:
        """All means, for every output of the anchor.

        >>> from .trimmed import Trimmed
        >>> Refined(Trimmed()).outputs([(Fraction(v),) for v in (0, 0, 1, -1)], 1)
        [(Fraction(-1, 3),), (Fraction(1, 3),)]
        """
        anchors: Any = self.anchor.outputs(points, f)
        return sorted({out for centre in anchors for out in nearest_means(points, centre, len(points) - f)})

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any] | None:
        """The means of the classes nearest to each of the anchor's outputs."""
        anchors = self.anchor.on_line(values, sizes, f)
        if anchors is None:
            return None
        return [mean for centre in anchors for mean in _class_means(values, sizes, centre, f)]

    def pieces(self, n: int, f: int) -> tuple[Piece, ...] | None:
        """One piece for each of the anchor's and each window."""
        anchors, m = self.anchor.pieces(n, f), n - f
        if anchors is None:
            return None
        return tuple(
            Piece(average(n, s, s + m), (*anchor.rows, *_window(n, s, s + m, scaled(2, anchor.weights))))
            for anchor in anchors
            for s in range(f + 1)
        )

    def by_mass(self, w: Sequence[Fraction], phi: Fraction) -> tuple[Piece, ...] | None:
        """One piece for each of the anchor's and each window of the mass 1 - phi."""
        anchors = self.anchor.by_mass(w, phi)
        return None if anchors is None else tuple(windows(w, phi, anchors))

    def parts(self, n: int, f: int) -> tuple[Any, Form, int]:
        """What refines, and the anchor."""
        return SimpleNamespace(name="ctma"), self.anchor, n

    def statement(self) -> str:
        """In words."""
        return f"mean of the m rows nearest to the {self.anchor.statement()}"
