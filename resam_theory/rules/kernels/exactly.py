r"""Choices between rows that float64 cannot tell apart, decided in exact arithmetic.

Squared distances in float64 leave open only what agrees with the deciding one to within their rounding error. What is
open is settled by the same sums over integers, so that rounding decides nothing: rows are tied iff the scores of the
rows as given are equal. Mostly no integers are needed: the open rows are copies of each other, their scores are sums of
the same distances, or the rows are numbers of so few digits that float64 makes no error.

Rows that another step has computed, and rounded, are :func:`computed`: in them exact arithmetic would only compare
roundings, which depend on the order of sums. What agrees to within rounding is tied there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from operator import mul, sub
from typing import Any, Final

import array_api_compat as aac
import numpy as np

from . import arrays
from .distances import sum_bound

__all__ = ["Pair", "Rows", "Score", "computed", "exact_in_float64", "of_nearest", "open_diameters", "ranked", "settle"]

_DIGITS: Final = 53
_FEW: Final = 2**12
"""Numbers of a problem up to which their digits are looked at first, of all problems at once."""

_BLOCK: Final = 2**20
"""Numbers that are compared at once."""

_COMPUTED: Final[ContextVar[bool]] = ContextVar("computed", default=False)

Pair = tuple[int, int]
"""The numbers of two rows, of copies the first, in ascending order: the name of their distance."""


class Rows:
    """The rows (n, d) of one problem, and as integers, in a unit of their own, those that are asked for.

    >>> rows = Rows(np.asarray([[0.5], [2.0], [0.5]]))
    >>> rows.pair(2, 1), rows.pair(2, 0), rows.square(rows.pair(2, 1)) == rows.square(rows.pair(0, 1)) > 0
    ((0, 1), (0, 0), True)
    """

    def __init__(self, x: np.ndarray, copy_of: list[int] | None = None) -> None:
        """``copy_of``: of each row the first that is equal to it, where that is known."""
        self._x = x
        self._same = _copies(x[None])[0].tolist() if copy_of is None else copy_of
        self._unit: int | None = None
        self._numbers: dict[int, list[int]] = {}
        self._squares: dict[Pair, int] = {}

    def pair(self, i: int, j: int) -> Pair:
        """The name of the distance between two rows."""
        one, other = self._same[i], self._same[j]
        return (one, other) if one < other else (other, one)

    def _row(self, i: int) -> list[int]:
        if self._unit is None:
            self._unit = int(np.frexp(self._x)[1][self._x != 0].min(initial=2**12))
        if i not in self._numbers:
            mantissa, exponent = np.frexp(self._x[i])
            whole = np.ldexp(mantissa, _DIGITS).astype(np.int64)
            shift = np.where(whole != 0, exponent - self._unit, 0)
            self._numbers[i] = [value << by for value, by in zip(whole.tolist(), shift.tolist(), strict=True)]
        return self._numbers[i]

    def square(self, pair: Pair) -> int:
        """A squared distance."""
        if pair[0] == pair[1]:
            return 0
        if pair not in self._squares:
            moved = list(map(sub, self._row(pair[0]), self._row(pair[1])))
            self._squares[pair] = sum(map(mul, moved, moved))
        return self._squares[pair]

    def nearest(self, i: int, count: int, squares: np.ndarray) -> list[Pair]:
        """The distances from row i to the ``count`` nearest rows, the farthest last; ``squares`` (n,): in float64, inf
        for rows that do not count."""
        numbers = np.argsort(squares, kind="stable").tolist()
        edge = squares[numbers[count - 1]]
        slack = 2 * sum_bound(self._x.shape[1]) * edge
        pairs = [self.pair(i, j) for j in numbers]
        low = int(np.count_nonzero(squares < edge - slack))
        high = int(np.count_nonzero(squares <= edge + slack))
        if len(set(pairs[low:high])) > 1:
            pairs[low:high] = sorted(pairs[low:high], key=self.square)
        return pairs[:count]


@contextmanager
def computed() -> Iterator[None]:
    """Inside, rows are results of computations: near ties are ties."""
    token = _COMPUTED.set(True)
    try:
        yield
    finally:
        _COMPUTED.reset(token)


def _copies(x: np.ndarray) -> np.ndarray:
    """Of each row of x (B, n, d) the number of the first that is equal to it: (B, n).

    >>> _copies(np.asarray([[[0.0, 1.0], [0.0, 2.0], [0.0, 1.0]]])).tolist()
    [[0, 1, 0]]
    """
    equal = np.tril(x[:, :, None, 0] == x[:, None, :, 0], -1)
    pairs = np.argwhere(equal)
    step = max(1, _BLOCK // x.shape[2])
    for start in range(0, len(pairs), step):
        b, i, j = pairs[start : start + step].T
        equal[b, i, j] = (x[b, i] == x[b, j]).all(axis=-1)
    equal |= np.eye(x.shape[1], dtype=np.bool_)
    return equal.argmax(axis=-1)


Score = Callable[[Rows, int, tuple[int, ...]], Iterable[Pair]]
"""The squared distances of which the score of a row is the sum; the last is the place of its column in the table."""


def of_nearest(squares: Any, count: int, *, farthest: bool = False) -> Score:
    """The distances from a row to its ``count`` nearest, or that of the ``farthest`` of these alone.

    ``squares`` (n, n, B): column i the squared distances of row i in float64, inf for rows that do not count.
    """

    def score(points: Rows, i: int, at: tuple[int, ...]) -> list[Pair]:
        near = points.nearest(i, count, arrays.on_host(squares[:, i, at[-1]]))
        return near[-1:] if farthest else near

    return score


def exact_in_float64(x: Any, terms: int) -> np.ndarray:
    """Whether, in each problem of x (B, n, d), sums of ``terms`` squares of differences are exact in float64: (B,).

    >>> exact_in_float64(np.asarray([[[1.0], [3.0]], [[0.1], [3.0]]]), 2).tolist()
    [True, False]
    """
    mantissa, top = np.frexp(_host(x).reshape(len(x), -1))
    whole = np.ldexp(mantissa, _DIGITS).astype(np.int64)
    low = top - _DIGITS + np.frexp((whole & -whole).astype(np.float64))[1] - 1
    some = whole != 0
    highest = np.where(some, top, -(2**12)).max(axis=1)
    lowest = np.where(some, low, 2**12).min(axis=1)
    in_range = (2 * lowest >= -1000) & (2 * highest <= 900)
    return ~some.any(axis=1) | (in_range & (2 * (highest - lowest + 1) + math.ceil(math.log2(terms + 1)) <= _DIGITS))


def settle(x: Any, scores: Any, edge: tuple[Any, Any], count: int, score: Score, *, sign: int = 1) -> tuple[Any, Any]:
    """Of the ``scores`` (n, ..., B) of the rows of x (B, n, d), masks of those below the ``count``-th least of their
    column and of those that are equal to it, in exact arithmetic unless the rows are :func:`computed`.

    ``edge``: that score in float64, and how far scores may be off, both (..., B); ``sign`` -1: scores are minus sums.
    """
    if _COMPUTED.get():
        return scores < edge[0] - edge[1], (scores >= edge[0] - edge[1]) & (scores <= edge[0] + edge[1])
    terms = math.prod(x.shape[1:])
    sure = exact_in_float64(x, terms) if terms <= _FEW else np.zeros(len(x), np.bool_)
    values, place, slack = map(arrays.on_host, (scores, *edge))
    off = np.where(sure, 0.0, slack)
    below = values < place - off
    tied = (values <= place + off) & ~below
    many = (np.count_nonzero(below, axis=0) + np.count_nonzero(tied, axis=0) > count) & ~sure
    problems = np.flatnonzero(many.any(axis=tuple(range(many.ndim - 1))))
    points = _host(x[problems])
    same = np.moveaxis(_copies(points), 1, 0)  # (n, problems)
    opened = tied[..., problems]
    named = np.reshape(same, (len(same), *[1] * (opened.ndim - 2), -1))
    differ = np.where(opened, named, -1).max(axis=0) > np.where(opened, named, len(same)).min(axis=0)
    rows: dict[int, Rows] = {}
    for *column, number in np.argwhere(differ & many[..., problems]).tolist():
        at = (*column, int(problems[number]))
        kept, open_ = below[:, *at], tied[:, *at]
        numbers = np.flatnonzero(open_)
        if number not in rows:
            rows[number] = Rows(points[number], same[:, number].tolist())
        exact = rows[number]
        parts = [sorted(pair for pair in score(exact, i, at) if pair[0] != pair[1]) for i in numbers.tolist()]
        if all(part == parts[0] for part in parts):
            continue
        if terms > _FEW and exact_in_float64(points[number : number + 1], terms)[0]:
            kept[:], open_[:] = values[:, *at] < place[at], values[:, *at] == place[at]
            continue
        found = [sign * sum(map(exact.square, part)) for part in parts]
        least = sorted(found)[count - 1 - np.count_nonzero(kept)]
        kept[numbers] = [value < least for value in found]
        open_[numbers] = [value == least for value in found]
    return arrays.like(x, below), arrays.like(x, tied)


def _host(x: Any) -> np.ndarray:
    xp = aac.array_namespace(x)
    return arrays.on_host(xp.astype(arrays.detached(x), xp.float64, copy=False))


def open_diameters(x: Any, squares: np.ndarray, chosen: np.ndarray, slack: float) -> list[tuple[int, np.ndarray]]:
    """The problems in which the diameter of the ``chosen`` rows (B, m) agrees, to within rounding, with a distance that
    it is not, and a table that has the order of their distances without error.

    The squares (n, n, B) of the rows x (B, n, d) may be off by the factor ``slack``.
    """
    if _COMPUTED.get():
        return []
    inside = squares[chosen[:, :, None], chosen[:, None, :], np.arange(len(chosen))[:, None, None]]
    least = inside.max(axis=(1, 2))
    near = (squares * slack**2 >= least) & (squares <= least * slack**2)
    many = np.flatnonzero((np.count_nonzero(near, axis=(0, 1)) > 2) & (least > 0))
    found = []
    terms = math.prod(x.shape[1:])
    sure = exact_in_float64(x[many], terms) if len(many) and terms <= _FEW else np.zeros(len(many), np.bool_)
    for problem, exact in zip(many.tolist(), sure.tolist(), strict=True):
        table, place = squares[:, :, problem], near[:, :, problem]
        rows = None if exact else Rows(_host(x[problem]))
        if rows is not None and len({rows.pair(i, j) for i, j in np.argwhere(place).tolist()}) == 1:
            continue
        if rows is not None and not exact_in_float64(x[problem : problem + 1], terms)[0]:
            found.append((problem, ranked(rows, table, slack)))
        elif len(set(table[place].tolist())) > 1:
            found.append((problem, table))
    return found


def ranked(rows: Rows, squares: np.ndarray, slack: float) -> np.ndarray:
    """The squared distances (n, n) of the rows replaced by their ranks, equal for equal distances only.

    ``slack``: the factor within which they may be off.

    >>> x = np.asarray([[0.0], [1.0], [3.0]])
    >>> ranked(Rows(x), (x - x.T) ** 2, 1 + 2.0**-50).tolist()
    [[0.0, 1.0, 3.0], [1.0, 0.0, 2.0], [3.0, 2.0, 0.0]]
    """
    n = len(squares)
    names = [[rows.pair(i, j) for j in range(n)] for i in range(n)]
    found = {names[i][j]: float(squares[i, j]) for i in range(n) for j in range(i) if len(set(names[i][j])) == 2}
    order = sorted(found, key=found.__getitem__)
    ranks: dict[Pair, float] = {}
    rank, start = 0.0, 0
    for end in range(1, len(order) + 1):
        if end < len(order) and found[order[end]] <= found[order[end - 1]] * slack:
            continue
        group = order[start:end]
        values = {pair: rows.square(pair) if len(group) > 1 else 1 for pair in group}
        places = {value: place for place, value in enumerate(sorted(set(values.values())), 1)}
        ranks |= {pair: rank + places[value] for pair, value in values.items()}
        rank, start = rank + len(places), end
    return np.asarray([[ranks.get(pair, 0.0) for pair in line] for line in names])
