r"""Trimmed sums and extreme order statistics of few values per column by networks of comparators.

A comparator (i, j) puts min(x_i, x_j) in place i and max(x_i, x_j) in place j. As every comparator treats all columns
alike, it is two vector operations on whole rows and nothing is transposed; a block of columns stays in the cache for
the whole network. Batcher's odd-even merge sort gives the comparators; those that cannot change what is asked for are
dropped.

What is asked for is a *label* per place: places with the same label are wanted as a multiset only (for their sum, or
for nothing when the label is DROP); a label that occurs once asks for that order statistic itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np

from . import _arrays

__all__ = ["DROP", "by_network", "columns", "network", "trimmed_mean"]

DROP: Final = -1
LARGEST_NETWORK: Final = 40  # beyond, sorting the columns costs less than the network (measured)
SMALLEST_WIDTH: Final = 1024  # with fewer columns the calls of a network cost more than sorting (measured)
BLOCK_BYTES: Final = (
    1 << 16
)  # one row of a block: long enough that a call's cost is small, 15 to 30 of them stay in the cache


class Comparator(NamedTuple):
    """Places i < j, and whether the minimum and the maximum are needed afterwards."""

    i: int
    j: int
    low: bool
    high: bool


class Program(NamedTuple):
    """A network as vector operations ``ufunc(row[a], row[b], out=row[c])`` on n inputs followed by ``buffers`` rows.

    ``places[i]`` is the row that holds place i in the end. The inputs are never written to.
    """

    steps: tuple[tuple[Any, int, int, int], ...]
    places: tuple[int, ...]
    buffers: int


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


@lru_cache(maxsize=256)
def program(labels: tuple[int, ...]) -> Program:
    """:func:`network` with every minimum and maximum given a free row; a freed row is used again at once."""
    n = len(labels)
    at, free, rows = list(range(n)), [], n
    steps = []

    def new_row() -> int:
        nonlocal rows
        if not free:
            free.append(rows)
            rows += 1
        return free.pop()

    for i, j, low, high in network(labels):
        a, b = at[i], at[j]
        if low:
            at[i] = new_row()
            steps.append((np.fmin, a, b, at[i]))  # cheaper than np.minimum, and there is no NaN
        if high:
            at[j] = new_row()
            steps.append((np.fmax, a, b, at[j]))
        free.extend(row for row in (a, b) if row >= n)
    return Program(tuple(steps), tuple(at), rows - n)


def columns(problems: _arrays.Problems) -> np.ndarray | None:
    """The rows as a numpy array (n, columns) if a network pays off and no sum can overflow, else None."""
    x, n = problems.x, problems.n
    if not (problems.moderate and isinstance(x, np.ndarray) and x.dtype in (np.float32, np.float64)):
        return None
    if not 2 <= n <= LARGEST_NETWORK or x.size < n * SMALLEST_WIDTH:
        return None
    return x if x.ndim == 2 else np.moveaxis(x, -2, 0).reshape(n, -1)


def by_network(values: np.ndarray, labels: tuple[int, ...]) -> Iterator[tuple[slice, list[np.ndarray]]]:
    """Blocks of columns of finite ``values`` (n, columns): the slice and its n rows, each holding values of its label.

    The rows are only valid until the next block and must not be written to (they may be views of ``values``); rows
    labelled DROP hold nothing of use.
    """
    width = values.shape[1]
    steps, places, spare = program(labels)
    block = min(width, BLOCK_BYTES // values.itemsize)
    buffers = np.empty((spare, block), dtype=values.dtype)
    for start in range(0, width, block):
        part = slice(start, min(start + block, width))
        rows = [*values[:, part], *buffers[:, : part.stop - start]]
        for operation, a, b, out in steps:
            operation(rows[a], rows[b], rows[out])
        yield part, [rows[place] for place in places]


def total(rows: list[np.ndarray], out: np.ndarray) -> np.ndarray:
    """The sum of the rows, in ``out``."""
    np.copyto(out, rows[0])
    for row in rows[1:]:
        np.add(out, row, out)
    return out


def trimmed_mean(problems: _arrays.Problems, k: int) -> Any:
    """Mean of the order statistics k+1..n-k of every column, shape (..., d)."""
    xp, x, n = problems.xp, problems.x, problems.n
    values = columns(problems)
    if values is None:
        return _arrays.mean(xp, xp.sort(x, axis=-2, stable=False)[..., k : n - k, :])
    labels = tuple(0 if k <= place < n - k else DROP for place in range(n))
    result = np.empty(values.shape[1], dtype=values.dtype)
    for part, rows in by_network(values, labels):
        total(rows[k : n - k], result[part])
    result /= n - 2 * k
    return result.reshape(x.shape[:-2] + x.shape[-1:])
