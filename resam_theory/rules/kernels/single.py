"""One problem in one compiled call, for rules whose many small steps would take longer than their arithmetic.

Each returns False where rows tie to within rounding or squares leave the range: the general code then decides.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from .compiled import compiled, compiled_sums
from .row_kernels import copy, distances_along_rows, means

__all__ = ["TIED", "filter_weights", "mean_of_nearest", "mean_of_scores", "nearest", "scores", "table_of"]

_LEAST: Final = 2.0**-900
_LARGEST: Final = 2.0**1000
"""Squares between these kept their digits."""
TIED: Final = 2.0**-40
"""By which share eigenvalues, and deviations along eigenvectors, may differ and count as equal: their rounding."""


@compiled
def _least(values: Any, slack: float, numbers: Any) -> bool:
    """The numbers, ascending, of the ``len(numbers)`` least values; whether no others are as small up to ``slack``."""
    count = len(numbers)
    edge = np.sort(values)[count - 1]
    if not _LEAST <= edge <= _LARGEST:
        return False
    found = 0
    for i in range(len(values)):
        if values[i] <= edge * (1 + slack):
            if found == count:
                return False
            numbers[found] = i
            found += 1
    return True


@compiled_sums
def _squares_to(x: Any, own: int, squares: Any) -> None:
    n, d = x.shape
    for i in range(n):
        total = 0.0
        for c in range(d):
            delta = np.float64(x[i, c]) - np.float64(x[own, c])
            total += delta * delta
        squares[i] = total


@compiled
def nearest(x: Any, own: int, slack: float, numbers: Any) -> bool:
    """The rows of x (n, d) nearest to row ``own``."""
    squares = np.empty(len(x))
    _squares_to(x, own, squares)
    return _least(squares, slack, numbers)


@compiled
def mean_of_nearest(x: Any, own: int, slack: float, numbers: Any, out: Any) -> bool:
    """Their mean as well, summed in float64."""
    if not nearest(x, own, slack, numbers):
        return False
    means(x.reshape(1, *x.shape), numbers.reshape(1, len(numbers)), out.reshape(1, len(out)))
    return True


@compiled
def table_of(x: Any, squares: Any) -> None:
    """Squared distances (n, n) of the rows of x (n, d), d small."""
    n, d = x.shape
    for i in range(n):
        squares[i, i] = 0.0
        for j in range(i):
            total = 0.0
            for c in range(d):
                delta = np.float64(x[i, c]) - np.float64(x[j, c])
                total += delta * delta
            squares[i, j] = squares[j, i] = total


@compiled
def scores(x: Any, neighbours: int, slack: float, numbers: Any) -> bool:
    """The rows of x (n, d) with the least sums of squared distances to their ``neighbours`` nearest others."""
    n, d = x.shape
    squares, sums = np.empty((n, n)), np.zeros(n)
    if d <= 32:
        table_of(x, squares)
    else:
        wide = np.empty((n, n, 1))
        distances_along_rows(x.reshape(1, n, d), wide)
        for i in range(n):
            copy(wide[i, :, 0], squares[i])
    for i in range(n):
        ordered = np.sort(squares[i])
        for k in range(1, neighbours + 1):
            sums[i] += ordered[k]
    return _least(sums, slack, numbers)


@compiled
def mean_of_scores(x: Any, neighbours: int, slack: float, numbers: Any, out: Any) -> bool:
    """Their mean as well, summed in float64."""
    if not scores(x, neighbours, slack, numbers):
        return False
    means(x.reshape(1, *x.shape), numbers.reshape(1, len(numbers)), out.reshape(1, len(out)))
    return True


@compiled
def filter_weights(squares: Any, y: Any, enough: int, best: Any) -> bool:
    """The covariance filter (CAF): ``best``, the weights of the round of least variance along its top direction.

    ``squares``: the squared distances (n, n); ``y``: the rows (n, d), where d < n, else empty. False where the largest
    variance is multiple, to within rounding.
    """
    n, d = squares.shape[0], y.shape[1]
    weights, least = np.ones(n), np.inf
    root, along, mean, gram = np.empty(n), np.empty(n), np.zeros(d), np.empty((n, n))
    best[:] = 1.0
    for done in range(n):
        total = weights.sum()
        if done and not total > enough * (1 + TIED):
            break
        if d:
            mean[:] = 0.0
            for i in range(n):
                for c in range(d):
                    mean[c] += weights[i] * y[i, c] / total
            matrix = np.zeros((d, d))
            for i in range(n):
                for c in range(d):
                    for e in range(d):
                        matrix[c, e] += weights[i] / total * (y[i, c] - mean[c]) * (y[i, e] - mean[e])
        else:
            means, centre = np.zeros(n), 0.0
            for i in range(n):
                for j in range(n):
                    means[i] += squares[i, j] * weights[j] / total
                centre += means[i] * weights[i] / total
            for i in range(n):
                root[i] = np.sqrt(weights[i] / total)
                for j in range(n):
                    gram[i, j] = -0.5 * (squares[i, j] - means[i] - means[j] + centre)
            matrix = np.empty((n, n))
            for i in range(n):
                for j in range(n):
                    matrix[i, j] = root[i] * gram[i, j] * root[j]
        values, vectors = np.linalg.eigh(matrix)
        size = len(values)
        top = max(values[size - 1], 0.0)
        if top > 0 and size > 1 and values[size - 2] > top * (1 - 1e-9):
            return False
        if top < least * (1 - TIED):
            least = top
            copy(weights, best)
        if top == 0.0:
            break
        largest = 0.0
        for i in range(n):
            along[i] = 0.0
            if d:
                for c in range(d):
                    along[i] += vectors[c, size - 1] * (y[i, c] - mean[c])
                along[i] *= along[i]
            else:
                for j in range(n):
                    along[i] += gram[i, j] * root[j] * vectors[j, size - 1]
                along[i] *= along[i] / top
            if weights[i] > 0:
                largest = max(largest, along[i])
        if not largest > 0:
            break
        for i in range(n):
            if weights[i] > 0:
                weights[i] = 0.0 if along[i] >= largest * (1 - TIED) else weights[i] * (1 - along[i] / largest)
    return True
