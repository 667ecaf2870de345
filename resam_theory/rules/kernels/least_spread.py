r"""The m of n rows of least spread, from the table of squared distances alone: trace, or largest eigenvalue, of the
covariance.

Let A(S) be the scatter sum_S (x - mean_S)(x - mean_S)^T. Its trace is the sum of squared distances over the pairs of S,
divided by |S|; its largest eigenvalue is that of -J D J/2, D the squared distances inside S and J = 1 - 11^T/|S|.

**Search.** A row is kept or left out, the most outlying rows first, so that sets which spread too much show early. Of a
state, P the rows kept so far, k = m - |P| the number still wanted from the candidates C:

* trace: pairs(P) plus the k least over c in C of sum_P d(c, .) + (1/2)(the k - 1 least d(c, .)) bounds the sum over the
  pairs of every completion from below;
* eigenvalue: A(P) <= A(S) for P in S; and with v the top eigenvector of A(P + C), no completion has less than the least
  variance of m consecutive values of <v, x>.

States that cannot beat the best set found are given up. Worst case all C(n, f) sets (rows without outliers in many
dimensions); far outliers are found at once, whatever f.

**Ties.** Of the sets that agree with the least spread to within rounding, the first in lexicographic order of the rows:
where more than one was met, a second search with that threshold finds it, in that order.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .compiled import compiled

__all__ = ["first_subsets"]


@compiled
def _scatter(table: Any, rows: Any, count: int) -> Any:
    """The Gram matrix of x - mean over the first ``count`` rows: its eigenvalues are those of the scatter."""
    matrix = np.empty((count, count))
    means = np.zeros(count)
    for i in range(count):
        for j in range(count):
            means[i] += table[rows[i], rows[j]] / count
    mean = means.sum() / count
    for i in range(count):
        for j in range(count):
            matrix[i, j] = -0.5 * (table[rows[i], rows[j]] - means[i] - means[j] + mean)
    return matrix


@compiled
def _largest(table: Any, rows: Any, count: int) -> float:
    return max(np.linalg.eigvalsh(_scatter(table, rows, count))[count - 1], 0.0) if count > 1 else 0.0


@compiled
def _along(table: Any, rows: Any, count: int) -> Any:
    """The values <v, x> - mean of the rows, v the direction of their largest spread."""
    values, vectors = np.linalg.eigh(_scatter(table, rows, count))
    return vectors[:, count - 1] * np.sqrt(max(values[count - 1], 0.0))


@compiled
def _window(along: Any, m: int) -> float:
    """The least sum of squared deviations, of m of the values, from their mean."""
    ordered = np.sort(along)
    best = np.inf
    for start in range(len(ordered) - m + 1):
        mean = square = 0.0
        for i in range(start, start + m):
            mean += ordered[i] / m
        for i in range(start, start + m):
            square += (ordered[i] - mean) ** 2
        best = min(best, square)
    return best


@compiled
def _pairs(table: Any, rows: Any, count: int) -> float:
    total = 0.0
    for i in range(count):
        for j in range(i):
            total += table[rows[i], rows[j]]
    return total


@compiled
def _spectral_bound(case: Any, state: Any, depth: int, rows: Any, m: int) -> float:
    """At most the largest eigenvalue of every completion; equal to it where nothing is left to decide."""
    table, order = case[0], case[2]
    n, count = len(order), 0
    for i in range(depth):
        if state[i]:
            rows[count] = order[i]
            count += 1
    low = _largest(table, rows, count)
    if count in (m, depth):
        return low
    for i in range(depth, n):
        rows[count] = order[i]
        count += 1
    if count == m:
        return _largest(table, rows, count)
    return max(low, _window(_along(table, rows, count), m) * (1 - 1e-9))  # its own rounding


@compiled
def _trace_bound(case: Any, state: Any, depth: int, rows: Any, m: int) -> float:
    """At most the sum over the pairs of every completion; equal to it where nothing is left to decide."""
    table, near, order = case
    n, count = len(order), 0
    for i in range(depth):
        if state[i]:
            rows[count] = order[i]
            count += 1
    wanted = m - count
    if wanted == n - depth:
        for i in range(depth, n):
            rows[count] = order[i]
            count += 1
        return _pairs(table, rows, m)
    total = _pairs(table, rows, count)
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
    ``limits[1]`` (from 9 on: at least 9); ``kept``: one of them, with ``first`` the first in the given order."""
    order, m = case[2], len(kept)
    best, slack = limits
    n, ties, size = len(order), 0, 1
    states = np.zeros((2 * n + 2, n), np.bool_)
    depths = np.zeros(2 * n + 2, np.int64)
    rows = np.empty(n, np.int64)
    while size > 0:
        size -= 1
        state, depth = states[size].copy(), depths[size]
        value = _spectral_bound(case, state, depth, rows, m) if spectral else _trace_bound(case, state, depth, rows, m)
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
def _first_subsets(squares: Any, orders: Any, spectral: bool, slack: float, chosen: Any) -> None:
    n, _, batch = squares.shape
    m = chosen.shape[1]
    table, near, sums = np.empty((n, n)), np.empty((n, n)), np.empty(n)
    kept = np.empty(m, np.int64)
    for problem in range(batch):
        for i in range(n):
            sums[i] = 0.0
            for j in range(n):
                table[i, j] = squares[i, j, problem]
            ordered = np.sort(table[i])  # its own 0 first
            near[i, 0] = 0.0
            for k in range(1, n):
                near[i, k] = near[i, k - 1] + ordered[k]
            sums[i] = near[i, m - 1]
        outlying = np.argsort(-sums)
        start = np.argsort(table[outlying[n - 1]])[:m]
        for i in range(m):
            kept[i] = start[i]
        best = _largest(table, kept, m) if spectral else _pairs(table, kept, m)
        alive = _alive(table, m, (2 if spectral else 1) * best * slack)
        best, ties = _search((table, near, outlying[alive[outlying]]), (best, slack), spectral, False, kept)
        if ties > 1:
            order = orders[problem]
            _search((table, near, order[alive[order]]), (best, slack), spectral, True, kept)
        for i in range(m):
            chosen[problem, i] = kept[i]


def first_subsets(squares: np.ndarray, orders: np.ndarray, m: int, spectral: bool, slack: float) -> np.ndarray:
    """For each problem the first of its subsets of m rows of least spread, as ascending row numbers: (B, m).

    ``squares`` (n, n, B) are the squared distances. Subsets are compared in the order ``orders`` (B, n) of the rows;
    values are tied within a factor ``slack``.

    >>> x = np.asarray([0.0, 4.0, 1.0, 3.0])
    >>> squares = ((x[:, None] - x) ** 2)[:, :, None]
    >>> first_subsets(squares, np.argsort(x)[None], 2, False, 1.0)
    array([[0, 2]])
    """
    chosen = np.empty((squares.shape[2], m), dtype=np.int64)
    _first_subsets(np.ascontiguousarray(squares), np.ascontiguousarray(orders), spectral, slack, chosen)
    return np.sort(chosen, axis=1)
