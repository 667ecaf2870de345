r"""Sums of order statistics of few values per column, by networks of comparators.

A comparator (i, j) puts min(x_i, x_j) in place i and max(x_i, x_j) in place j. As every comparator treats all columns
alike, a network is a straight-line program whose operations act on rows, many columns at a time; nothing is transposed,
and a block of columns stays in the cache for the whole program. Batcher's odd-even merge sort gives the comparators;
those that cannot change what is asked for are dropped.

What is asked for is a *label* per place: places with the same label are wanted as a multiset only (for their sum, or
for nothing when the label is DROP); a label that occurs once asks for that order statistic itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, NamedTuple

import array_api_compat as aac
import numpy as np

from . import arrays
from .compiled import compiled

__all__ = [
    "DROP",
    "Operation",
    "Program",
    "ProgramWriter",
    "columns",
    "network",
    "run",
    "sorted_sum",
    "sum_program",
    "trimmed_mean",
    "weighted_sum",
]

DROP: Final = -1
LARGEST_NETWORK: Final = 128  # the comparators, about n log(n)^2 / 4, still beat sorting the columns (measured)
SMALLEST_WIDTH: Final = 1024  # with fewer columns sorting takes less than a millisecond, and loading the compiler more
LANES: Final = 128
"""Columns of a block: an operation on 256 numbers costs much more than its dispatch, and 64 such rows fit the cache."""


class Operation(IntEnum):
    """What a step does with the rows that it reads."""

    SORT = 0
    """a, b -> min(a, b), max(a, b)"""
    LOW = 1
    """a, b -> min(a, b)"""
    HIGH = 2
    """a, b -> max(a, b)"""
    ADD = 3
    """a, b -> a + b"""
    ERROR = 4
    """a, b -> what rounding took from a + b, exactly (Knuth's two-sum)"""
    CLOSER = 5
    """a, b, s, e -> b if a + b < s + e in exact arithmetic, else a: the closer one to c = (s + e)/2, a at a tie"""


class Comparator(NamedTuple):
    """Places i < j, and whether the minimum and the maximum are needed afterwards."""

    i: int
    j: int
    low: bool
    high: bool


class Program(NamedTuple):
    """Steps on ``rows`` rows, the n inputs first; the last step writes the result.

    A step is (operation, a, b, c, e, d): it writes to row d, and to row c the smaller of two that are sorted.
    """

    steps: np.ndarray
    rows: int


def _batcher(n: int) -> Iterator[tuple[int, int]]:
    """Comparators of odd-even merge sort for any n (Batcher, Sorting networks and their applications, 1968)."""
    merged = 1
    while merged < n:
        step = merged
        while step >= 1:
            for start in range(step % merged, n - step, 2 * step):
                for i in range(start, min(start + step, n - step)):
                    if i // (2 * merged) == (i + step) // (2 * merged):
                        yield i, i + step
            step //= 2
        merged *= 2


@lru_cache(maxsize=256)
def network(labels: tuple[int, ...]) -> tuple[Comparator, ...]:
    """The comparators that bring every order statistic to a place with its label.

    Going backwards through a sorting network, a comparator whose two results are wanted under the same label permutes a
    multiset and is dropped.

    >>> network((DROP, 0, DROP))[-1]
    Comparator(i=1, j=2, low=True, high=False)
    """
    wanted: list[int] = list(labels)
    fresh = max(labels, default=0) + 1
    kept = []
    for i, j in reversed(tuple(_batcher(len(labels)))):
        if wanted[i] == wanted[j]:
            continue
        kept.append(Comparator(i, j, wanted[i] != DROP, wanted[j] != DROP))
        wanted[i], wanted[j] = fresh, fresh + 1
        fresh += 2
    return tuple(reversed(kept))


class ProgramWriter:
    """Writes down a program: values are numbered, the n inputs come first, every operation makes new ones."""

    def __init__(self, n: int) -> None:
        self._n = self._values = n
        self._steps: list[tuple[int, tuple[int, ...], tuple[int, ...]]] = []

    def apply(self, operation: int, *reads: int) -> tuple[int, ...]:
        """The numbers of the results of an operation."""
        count = 2 if operation == Operation.SORT else 1
        writes = tuple(range(self._values, self._values + count))
        self._values += count
        self._steps.append((operation, reads, writes))
        return writes

    def sort(self, labels: tuple[int, ...]) -> list[int]:
        """The inputs brought to places with the labels: the value in every place (of no use where it says DROP)."""
        at = list(range(self._n))
        for i, j, low, high in network(labels):
            if low and high:
                at[i], at[j] = self.apply(Operation.SORT, at[i], at[j])
            elif low:
                (at[i],) = self.apply(Operation.LOW, at[i], at[j])
            else:
                (at[j],) = self.apply(Operation.HIGH, at[i], at[j])
        return at

    def total(self, values: list[int]) -> int:
        """The sum of the values, from left to right."""
        sofar, *others = values
        for value in others:
            (sofar,) = self.apply(Operation.ADD, sofar, value)
        return sofar

    def program(self, result: int) -> Program:
        """The steps with a row for every value; a row is free again after its last use, but not for that step itself:
        rows that differ let the compiler take many columns at a time.
        """
        if not self._steps or self._steps[-1][2][-1] != result:
            self.apply(Operation.LOW, result, result)
        last = {value: number for number, (_, reads, _) in enumerate(self._steps) for value in reads}
        row, free, rows = {value: value for value in range(self._n)}, [], self._n
        steps = np.zeros((len(self._steps), 6), dtype=np.int64)
        for number, (operation, reads, writes) in enumerate(self._steps):
            for value in writes:
                if not free:
                    free, rows = [rows], rows + 1
                row[value] = free.pop()
            used = [row[value] for value in reads + writes]
            middle = [*used[2:-1], 0, 0]
            steps[number] = (operation, *used[:2], *middle[:2], used[-1])
            free += [row[value] for value in {*reads, *writes} if last.get(value, number) == number]
        return Program(steps, rows)


@compiled
def _run(values: Any, steps: Any, work: Any, divisor: Any, out: Any) -> None:
    n, width = values.shape
    for start in range(0, width, LANES):
        count = min(LANES, width - start)
        for i in range(n):
            row, source = work[i], values[i, start : start + count]
            for t in range(count):
                row[t] = source[t]
        for s in range(steps.shape[0]):
            operation = steps[s, 0]
            a, b, c, d = work[steps[s, 1]], work[steps[s, 2]], work[steps[s, 3]], work[steps[s, 5]]
            if operation == Operation.SORT:
                for t in range(LANES):
                    low, high = min(a[t], b[t]), max(a[t], b[t])
                    c[t] = low
                    d[t] = high
            elif operation == Operation.LOW:
                for t in range(LANES):
                    d[t] = min(a[t], b[t])
            elif operation == Operation.HIGH:
                for t in range(LANES):
                    d[t] = max(a[t], b[t])
            elif operation == Operation.ADD:
                for t in range(LANES):
                    d[t] = a[t] + b[t]
            elif operation == Operation.ERROR:
                for t in range(LANES):
                    total = a[t] + b[t]
                    second = total - a[t]
                    d[t] = (a[t] - (total - second)) + (b[t] - second)
            else:
                e = work[steps[s, 4]]
                for t in range(LANES):
                    total = a[t] + b[t]
                    second = total - a[t]
                    error = (a[t] - (total - second)) + (b[t] - second)
                    d[t] = b[t] if total < c[t] or (total == c[t] and error < e[t]) else a[t]
        row, target = work[steps[-1, 5]], out[start : start + count]
        for t in range(count):
            target[t] = row[t] / divisor


def run(values: np.ndarray, program: Program, divisor: int = 1) -> np.ndarray:
    """The result of a program on finite ``values`` (n, columns), divided: (columns,)."""
    work = np.empty((program.rows, LANES), dtype=values.dtype)
    out = np.empty(values.shape[1], dtype=values.dtype)
    _run(np.ascontiguousarray(values), program.steps, work, values.dtype.type(divisor), out)
    return out


@lru_cache(maxsize=256)
def sum_program(n: int, low: int, high: int) -> Program:
    """The program of :func:`sorted_sum`."""
    recorder = ProgramWriter(n)
    places = recorder.sort(tuple(0 if low <= place < high else DROP for place in range(n)))
    return recorder.program(recorder.total(places[low:high]))


def sorted_sum(values: np.ndarray, low: int, high: int, divisor: int = 1) -> np.ndarray:
    """The sum of the order statistics low, ..., high - 1 (from 0) of every column, divided: (columns,)."""
    return run(values, sum_program(len(values), low, high), divisor)


def columns(problems: arrays.Problems) -> np.ndarray | None:
    """The rows as a numpy array (n, columns) if a network pays off and no sum can overflow, else None."""
    x, n = problems.x, problems.n
    if not (problems.moderate and arrays.is_compilable(x)):
        return None
    if not 2 <= n <= LARGEST_NETWORK or x.size < n * SMALLEST_WIDTH:
        return None
    return x if x.ndim == 2 else np.moveaxis(x, -2, 0).reshape(n, -1)


def trimmed_mean(problems: arrays.Problems, k: int) -> Any:
    """Mean of the order statistics k+1..n-k of every column, shape (..., d)."""
    xp, x, n = problems.xp, problems.x, problems.n
    values = columns(problems)
    if values is None:
        return arrays.mean(xp, xp.sort(x, axis=-2, stable=False)[..., k : n - k, :])
    return sorted_sum(values, k, n - k, n - 2 * k).reshape(x.shape[:-2] + x.shape[-1:])


def weighted_sum(problems: arrays.Problems, weights: Sequence[Fraction]) -> Any:
    """sum_j w_j x_(j) of every column, w >= 0 with the sum 1: shape (..., d). Positions without weight are not read."""
    xp, x = problems.xp, problems.x
    used = [j for j, weight in enumerate(weights) if weight]
    low, high = used[0], used[-1] + 1
    y = xp.sort(x, axis=-2, stable=False)[..., low:high, :]
    if len(set(weights[low:high])) == 1:
        return arrays.mean(xp, y)
    column = xp.asarray([float(w) for w in weights[low:high]], dtype=y.dtype, device=aac.device(x))[:, None]
    quarter = 1.0 if problems.moderate else 0.25  # a sum of values near the largest float may not round beyond it
    total = xp.sum((quarter * y) * column, axis=-2) / quarter
    return xp.minimum(xp.maximum(total, y[..., 0, :]), y[..., -1, :])
