r"""The weights of n rows that give their geometric median, from the distances between the rows alone.

The inner products <x_i - x_c, x_j - x_c> = (D_ic + D_jc - D_ij)/2 about a row c follow from the squared distances D;
the rows of their Cholesky factor are points with these inner products, so the problem of :mod:`.fermat` has the same
solution for them as a convex combination. Before, a multiple delta of the identity is added, as large as what rounding
may have taken from the least eigenvalue: every squared distance between two points, or to one of their convex
combinations, grows by at most 2 delta, and ||sum_j u_j|| changes by at most n delta / min_j r_j^2.
"""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np

from .compiled import compiled
from .distances import HALF_ULP
from .fermat import minimise
from .frame import FARTHEST

__all__ = ["Weights", "weights_by_distances", "weiszfeld_weights"]

_LIFT: Final = 8.0
"""Roundings of the largest squared distance, times n, that the least eigenvalue of the inner products may lose."""
_FLATTEST: Final = 2.0**-5
"""Least pivot of the Hessian, relative to sum_j 1/r_j, from which on an error of sum_j u_j is not magnified much."""


class Weights(NamedTuple):
    """``weights`` (B, n) with sum one, the row ``centre`` (B,) near them, and whether they are ``sure`` (B,)."""

    weights: np.ndarray
    centre: np.ndarray
    sure: np.ndarray


def weights_by_distances(squares: np.ndarray, tolerated: float) -> Weights:
    """The weights for squared distances (n, n, B); sure where the error of ||sum_j u_j|| is at most ``tolerated``, the
    problem well conditioned, the solution no row and every distance moderate.

    >>> weights, _, sure = weights_by_distances(3 - 3 * np.eye(3)[:, :, None], 2.0**-36)
    >>> weights.round(6).tolist(), sure.tolist()
    ([[0.333333, 0.333333, 0.333333]], [True])
    """
    n, _, batch = squares.shape
    points, centre, delta = np.empty((batch, n, n)), np.empty(batch, dtype=np.int64), np.empty(batch)
    _embed_all(squares, points, centre, delta)
    found = minimise(points)
    sure = (n * delta <= tolerated * found.nearest**2) & (found.flattest >= _FLATTEST)
    anywhere = np.where(sure[:, None], found.z, 1.0)  # no division by zero where the weights are of no use
    return Weights(weiszfeld_weights(points, anywhere), centre, sure)


def weiszfeld_weights(points: np.ndarray, z: np.ndarray) -> np.ndarray:
    """1/distance from z (B, r) to the points (B, n, r), with sum one: (B, n). They express a solution by the points.

    >>> weiszfeld_weights(np.asarray([[[0.0], [3.0]]]), np.asarray([[1.0]])).round(6)
    array([[0.666667, 0.333333]])
    """
    away = points - z[:, None, :]
    inverse = 1 / np.sqrt(np.vecdot(away, away))
    return inverse / inverse.sum(axis=-1, keepdims=True)


@compiled
def _embed_all(squares: Any, points: Any, centre: Any, delta: Any) -> None:
    """``points`` (B, n, n) at the distances, ``centre`` (B,) at 0; ``delta`` (B,), infinite where there are none."""
    n, _, batch = squares.shape
    for problem in range(batch):
        origin = _medoid(squares, problem)
        largest = 0.0
        for j in range(n):
            largest = max(largest, squares[origin, j, problem])
        centre[problem], delta[problem] = origin, _LIFT * n * HALF_ULP * largest
        moderate = FARTHEST**-2 <= largest <= FARTHEST**2
        if not moderate or not _embed(squares, problem, origin, delta[problem], points[problem]):
            delta[problem] = np.inf
            for i in range(n):
                for j in range(n):
                    points[problem, i, j] = 1.0 if i == j else 0.0


@compiled
def _medoid(squares: Any, problem: int) -> int:
    """The row with the least total distance to the others."""
    n, best, least = len(squares), 0, np.inf
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += math.sqrt(squares[i, j, problem])
        if total < least:
            best, least = i, total
    return best


@compiled
def _embed(squares: Any, problem: int, origin: int, delta: float, points: Any) -> bool:
    """The Cholesky factor of the inner products about a row, ``delta`` added to the squares; False if there is none."""
    n = len(squares)
    for i in range(n):
        for j in range(n):
            points[i, j] = 0.0
        for j in range(i + 1):
            twice = squares[i, origin, problem] + squares[j, origin, problem] - squares[i, j, problem]
            value = 0.5 * twice + (delta if i == j else 0.0)
            for c in range(j):
                value -= points[i, c] * points[j, c]
            if j < i:
                points[i, j] = value / points[j, j]
            elif value > 0:
                points[i, i] = math.sqrt(value)
            else:
                return False
    return True
