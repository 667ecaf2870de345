"""Eigenvalues, windows and metrics behind the bounds of the search for rows of least spread (:mod:`.least_spread`)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from .compiled import compiled
from .row_kernels import copy

__all__ = [
    "along_top",
    "coordinates",
    "largest_eigenvalue",
    "least_window",
    "metric_of_large_trace",
    "pairs",
    "sums_of_nearest",
]

ROUNDS: Final = 8
"""Of the choice of the metric."""


@compiled
def coordinates(table: Any, rows: Any, most: int) -> Any:
    """Points of at most ``most`` dimensions at these squared distances, by the number of the row in the table."""
    count = len(rows)
    matrix, means = np.empty((count, count)), np.zeros(count)
    for i in range(count):
        for j in range(count):
            means[i] += table[rows[i], rows[j]] / count
    mean = means.sum() / count
    for i in range(count):
        for j in range(count):
            matrix[i, j] = -0.5 * (table[rows[i], rows[j]] - means[i] - means[j] + mean)
    values, vectors = np.linalg.eigh(matrix)
    size = min(most, count)
    y = np.zeros((len(table), size))
    for c in range(size):
        root = np.sqrt(max(values[count - 1 - c], 0.0))
        for i in range(count):
            y[rows[i], c] = vectors[i, count - 1 - c] * root
    return y


@compiled
def _scatter(y: Any, rows: Any, count: int) -> Any:
    """The scatter about the mean of the first ``count`` rows, or the Gram matrix of the deviations if smaller."""
    size = y.shape[1]
    mean = np.zeros(size)
    for i in range(count):
        for c in range(size):
            mean[c] += y[rows[i], c] / count
    if count < size:
        matrix = np.empty((count, count))
        for i in range(count):
            for j in range(i + 1):
                total = 0.0
                for c in range(size):
                    total += (y[rows[i], c] - mean[c]) * (y[rows[j], c] - mean[c])
                matrix[i, j] = matrix[j, i] = total
        return matrix
    matrix = np.zeros((size, size))
    for i in range(count):
        for c in range(size):
            for e in range(c + 1):
                matrix[c, e] += (y[rows[i], c] - mean[c]) * (y[rows[i], e] - mean[e])
    for c in range(size):
        for e in range(c):
            matrix[e, c] = matrix[c, e]
    return matrix


@compiled
def largest_eigenvalue(y: Any, rows: Any, count: int) -> float:
    """Of the scatter of the first ``count`` rows."""
    if count < 2:
        return 0.0
    matrix = _scatter(y, rows, count)
    size = len(matrix)
    if size == 1:
        return matrix[0, 0]
    if size == 2:
        half = 0.5 * (matrix[0, 0] - matrix[1, 1])
        return 0.5 * (matrix[0, 0] + matrix[1, 1]) + np.hypot(half, matrix[0, 1])
    return max(np.linalg.eigvalsh(matrix)[size - 1], 0.0)


@compiled
def along_top(y: Any, rows: Any, count: int) -> Any:
    """The values <v, x> of the rows, v a unit vector in the direction of their largest spread."""
    size = y.shape[1]
    along = np.zeros(count)
    matrix = _scatter(y, rows, count)
    vector = np.linalg.eigh(matrix)[1][:, len(matrix) - 1]
    if count < size:  # of the Gram matrix: the direction is a combination of the rows
        direction = np.zeros(size)
        for i in range(count):
            for c in range(size):
                direction[c] += vector[i] * y[rows[i], c]
        mean = vector.sum() / count
        for i in range(count):
            for c in range(size):
                direction[c] -= mean * y[rows[i], c]
        length = np.sqrt((direction**2).sum())
        vector = direction / length if length > 0 else direction
    for i in range(count):
        for c in range(size):
            along[i] += y[rows[i], c] * vector[c]
    return along


@compiled
def least_window(along: Any, fixed: int, wanted: int) -> float:
    """The least sum of squared deviations from their mean of the first ``fixed`` values and ``wanted`` of the others:
    those nearest to some centre, which are consecutive."""
    ordered = np.sort(along[fixed:])
    total = square = 0.0
    for i in range(fixed):
        total += along[i]
        square += along[i] ** 2
    for i in range(wanted):
        total += ordered[i]
        square += ordered[i] ** 2
    m = fixed + wanted
    best = square - total * total / m
    for start in range(len(ordered) - wanted):
        total += ordered[start + wanted] - ordered[start]
        square += ordered[start + wanted] ** 2 - ordered[start] ** 2
        best = min(best, square - total * total / m)
    return best - 1e-9 * abs(best) - 1e-12 * (along**2).sum()  # its own rounding


@compiled
def pairs(table: Any, rows: Any, count: int) -> float:
    """The sum of the table over the pairs of the first ``count`` rows."""
    total = 0.0
    for i in range(count):
        for j in range(i):
            total += table[rows[i], rows[j]]
    return total


@compiled
def sums_of_nearest(table: Any, rows: Any) -> Any:
    """For each of the rows the sums of its 1, 2, ... least distances to the rows, its own 0 first."""
    near = np.zeros((len(table), len(rows)))
    for i in rows:
        ordered = np.sort(table[i][rows])
        for k in range(1, len(rows)):
            near[i, k] = near[i, k - 1] + ordered[k]
    return near


@compiled
def metric_of_large_trace(y: Any, rows: Any, m: int, kept: Any) -> Any:
    """Squared distances in the metric of a Z of trace 1 whose least trace over m rows is large, and the least largest
    eigenvalue met on the way, at ``kept``; multiplicative weights: Z is large where the sets found spread."""
    n, size = y.shape
    total, root = np.zeros((size, size)), np.eye(size) / np.sqrt(size)
    best, found = np.inf, -1.0
    table, answer = np.zeros((n, n)), np.zeros((n, n))
    chosen = np.empty(m, np.int64)
    for step in range(ROUNDS):
        turned = y @ root
        for i in rows:
            for j in rows:
                square = 0.0
                for c in range(size):
                    square += (turned[i, c] - turned[j, c]) ** 2
                table[i, j] = square
        least = np.inf
        for i in rows:
            order = rows[np.argsort(table[i][rows])[:m]]
            value = pairs(table, order, m)
            if value < least:
                least = value
                copy(order, chosen)
        for _ in range(3):  # the m rows nearest to the mean of those chosen
            away = np.zeros(len(rows))
            for k in range(len(rows)):
                for j in chosen:
                    away[k] += table[rows[k], j]
            order = rows[np.argsort(away)[:m]]
            value = pairs(table, order, m)
            if value >= least:
                break
            least = value
            copy(order, chosen)
        if least / m > found:
            found = least / m
            for i in range(n):
                copy(table[i], answer[i])
        largest = largest_eigenvalue(y, chosen, m)
        if largest < best:
            best = largest
            copy(chosen, kept)
        if not largest > 0 or found >= best * (1 - 1e-6):
            break
        centre = np.zeros(size)
        for i in chosen:
            for c in range(size):
                centre[c] += y[i, c] / m
        for i in chosen:
            for c in range(size):
                for e in range(size):
                    total[c, e] += (y[i, c] - centre[c]) * (y[i, e] - centre[e]) / largest
        values, vectors = np.linalg.eigh(total)
        weights = np.exp((values - values[size - 1]) * (2.0 / np.sqrt(step + 1.0)))
        weights /= weights.sum()
        root = vectors * np.sqrt(weights)
    return answer, best
