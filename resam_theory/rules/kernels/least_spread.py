r"""The m of n rows of least spread, from the table of squared distances alone: trace, or largest eigenvalue, of the
covariance.

Let A(S) be the scatter sum_S (x - mean_S)(x - mean_S)^T. Its trace is the sum of squared distances over the pairs of S,
divided by |S|; its largest eigenvalue is that of -J D J/2, D the squared distances inside S and J = 1 - 11^T/|S|.

**Search.** A row is kept or left out, the most outlying rows first, so that sets which spread too much show early. Of a
state, P the rows kept so far, k = m - |P| the number still wanted from the candidates C:

* trace: pairs(P) plus the k least over c in C of sum_P d(c, .) + (1/2)(the k - 1 least d(c, .)) bounds the sum over the
  pairs of every completion from below;
* eigenvalue: for every Z >= 0 with trace 1 the largest eigenvalue of A(S) is at least <Z, A(S)>, the trace in the
  metric of Z: the bound above, with the distances of one Z that is chosen beforehand so that its least value is large
  (multiplicative weights against the sets it finds). Where this does not decide, A(P) <= A(S) for P in S; and with v
  the top eigenvector of A(P + C), no completion has less than the least variance of P and k consecutive values of C
  along v.

States that cannot beat the best set found are given up. Worst case all C(n, f) sets; far outliers are found at once,
whatever f. A search for the least eigenvalue that has seen :data:`MOST_STATES` states ends with an error.

**Ties.** Of the sets that agree with the least spread to within rounding, the first in lexicographic order of the rows:
where more than one was met, a second search with that threshold finds it, in that order.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from .compiled import compiled
from .row_kernels import copy
from .spread_bounds import (
    along_top,
    coordinates,
    largest_eigenvalue,
    least_window,
    metric_of_large_trace,
    pairs,
    sums_of_nearest,
)

__all__ = ["MOST_STATES", "first_subsets"]

MOST_STATES: Final = 100_000
"""States after which a search for the least eigenvalue is given up: some seconds."""


@compiled
def _spectral_bound(case: Any, state: Any, depth: int, rows: Any, goal: Any) -> float:
    """At most the largest eigenvalue of every completion to m rows; equal to it where nothing is left to decide, unless
    that is beyond the limit; ``goal``: m, limit."""
    order, y = case[2], case[3]
    m, limit = goal
    low = _trace_bound((case[4], case[5], order), state, depth, rows, m) / m * (1 - 1e-9)
    if low > limit:
        return low
    n, count = len(order), np.int64(0)  # a literal 0 would have what it is given to compiled for it alone as well
    for i in range(depth):
        if state[i]:
            rows[count] = order[i]
            count += 1
    if count == m or m - count == n - depth:
        for i in range(depth, n if count < m else depth):
            rows[count] = order[i]
            count += 1
        return largest_eigenvalue(y, rows, m)
    low = max(low, largest_eigenvalue(y, rows, count) * (1 - 1e-9))
    if low > limit or count == depth:
        return low
    fixed = count
    for i in range(depth, n):
        rows[count] = order[i]
        count += 1
    return max(low, least_window(along_top(y, rows, count), fixed, m - fixed))


@compiled
def _trace_bound(case: Any, state: Any, depth: int, rows: Any, m: int) -> float:
    """At most the sum over the pairs of every completion; equal to it where nothing is left to decide."""
    table, near, order = case
    n, count = len(order), np.int64(0)
    for i in range(depth):
        if state[i]:
            rows[count] = order[i]
            count += 1
    wanted = m - count
    if wanted == n - depth:
        for i in range(depth, n):
            rows[count] = order[i]
            count += 1
        return pairs(table, rows, m)
    total = pairs(table, rows, count)
    if wanted == 0:
        return total
    costs = np.empty(n - depth)
    for i in range(depth, n):
        cost = 0.5 * near[order[i], wanted - 1]
        for j in range(count):
            cost += table[order[i], rows[j]]
        costs[i - depth] = cost
    costs.sort()
    for i in range(wanted):
        total += costs[i] * (1 - 1e-12)  # another order of summation
    return total


@compiled
def _search(case: Any, limits: Any, spectral: bool, first: bool, kept: Any) -> Any:
    """The least value of m rows, at most ``limits[0]``, and how many sets agree with it to within the factor
    ``limits[1]`` (from 9 on: at least 9; -1: given up); ``kept``: one of them, with ``first`` the first in the order.
    """
    order, m = case[2], len(kept)
    best, slack = limits
    n, ties, size, seen = len(order), 0, 1, 0
    states = np.zeros((2 * n + 2, n), np.bool_)
    depths = np.zeros(2 * n + 2, np.int64)
    rows = np.empty(n, np.int64)
    while size > 0:
        size -= 1
        state, depth = states[size].copy(), depths[size]
        if spectral:
            seen += 1
            if seen > MOST_STATES:
                return best, -1
            value = _spectral_bound(case, state, depth, rows, (m, best * slack))
        else:
            value = _trace_bound((case[0], case[1], order), state, depth, rows, m)
        if value > best * slack or (ties > 8 and value >= best):
            continue
        count = 0
        for i in range(depth):
            count += state[i]
        if count == m or count + n - depth == m:
            ties = 1 if value * slack < best else ties + 1
            if value < best or ties == 1:
                count = 0
                for i in range(n):
                    if state[i] or (i >= depth and m - count == n - i):
                        kept[count] = order[i]
                        count += 1
            best = min(best, value)
            if first:
                return best, 1
            continue
        for keep in (False, True):  # the last is taken first
            for i in range(n):
                states[size, i] = state[i]
            states[size, depth] = keep
            depths[size] = depth + 1
            size += 1
    return best, ties


@compiled
def _alive(table: Any, m: int, limit: float) -> Any:
    """The rows that have m rows, themselves included, within ``limit``: no other row can be one of the best set.

    Two rows at squared distance t alone have the eigenvalue t/2, and pairs that sum up to t. What is left lies within
    few such distances, so that no far row, finite or not, takes part in the arithmetic.
    """
    n = len(table)
    alive = np.zeros(n, np.bool_)
    for i in range(n):
        count = 0
        for j in range(n):
            count += table[i, j] <= limit
        alive[i] = count >= m
    return alive


@compiled
def _first_subsets(squares: Any, orders: Any, most: int, slack: float, chosen: Any) -> bool:
    """``most`` > 0: by the largest eigenvalue, in so many dimensions; whether every search came to its end."""
    n, _, batch = squares.shape
    m, spectral = chosen.shape[1], most > 0
    table, every = np.empty((n, n)), np.arange(n)
    kept = np.empty(m, np.int64)
    for problem in range(batch):
        for i in range(n):
            for j in range(n):
                table[i, j] = squares[i, j, problem]
        near = sums_of_nearest(table, every)
        outlying = np.argsort(-near[:, m - 1])
        start = np.argsort(table[outlying[n - 1]])[:m]
        copy(start, kept)
        best = pairs(table, kept, m)  # m times the trace: m times the largest eigenvalue is at most this
        alive = _alive(table, m, 2 * best / m * slack if spectral else best * slack)
        rows = every[alive]
        y, metric, sums = table, table, near
        if spectral:
            y = coordinates(table, rows, most)
            metric, best = metric_of_large_trace(y, rows, m, kept)
            sums = sums_of_nearest(metric, rows)
            outlying = rows[np.argsort(-sums[rows, m - 1])]
        else:
            outlying = outlying[alive[outlying]]
        order = outlying
        for first in (False, True):
            best, ties = _search((table, near, order, y, metric, sums), (best, slack), spectral, first, kept)
            if ties < 0:
                return False
            if ties < 2:
                break
            order = orders[problem]
            order = order[alive[order]]
        copy(kept, chosen[problem])
    return True


def first_subsets(squares: np.ndarray, orders: np.ndarray, m: int, slack: float, *, dimensions: int = 0) -> np.ndarray:
    """For each problem the first of its subsets of m rows of least spread, as ascending row numbers: (B, m).

    ``squares`` (n, n, B) are the squared distances of points of R^``dimensions`` where the spread is the largest
    eigenvalue; 0: the trace. Subsets are compared in the order ``orders`` (B, n) of the rows; values are tied within a
    factor ``slack``. ValueError where :data:`MOST_STATES` states decide nothing.

    >>> x = np.asarray([0.0, 4.0, 1.0, 3.0])
    >>> squares = ((x[:, None] - x) ** 2)[:, :, None]
    >>> first_subsets(squares, np.argsort(x)[None], 2, 1.0)
    array([[0, 2]])
    """
    n = len(squares)
    chosen = np.empty((squares.shape[2], m), dtype=np.int64)
    most = min(dimensions, n)
    if not _first_subsets(np.ascontiguousarray(squares), np.ascontiguousarray(orders), most, slack, chosen):
        raise ValueError(
            f"(n, f) = ({n}, {n - m}) is not admissible for these rows: {MOST_STATES} states of the search have not "
            "shown which set has the least largest eigenvalue; need fewer rows or dimensions, or rows that lie apart"
        )
    return np.sort(chosen, axis=1)
