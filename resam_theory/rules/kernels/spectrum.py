"""The direction of largest variance of a few rows, from their squared distances; on the host, in float64.

Rows are taken in lexicographic order and in the unit of their largest difference, so that what an eigenvalue solver
returns depends neither on the numbering of the rows nor on translations and scalings by powers of two.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from . import arrays, distances

__all__ = ["along_top", "back", "gram", "table"]


def table(xp: Any, x: Any, order: Any) -> np.ndarray:
    """Squared distances (B, n, n) of the rows of x (B, n, d) in the order (B, n), each problem in its own unit."""
    quarter = 0.25 * xp.astype(x, xp.float64)
    largest = xp.max(distances.by_differences(xp, quarter, largest=True), axis=(0, 1))
    unit = distances.power_of_two(xp, largest)
    squares = arrays.on_host(distances.by_differences(xp, quarter, 1 / unit)).transpose(2, 0, 1)
    places = arrays.on_host(order)
    return np.take_along_axis(np.take_along_axis(squares, places[:, :, None], 1), places[:, None, :], 2)


def gram(squares: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """<x_i - c, x_j - c> (B, n, n), c the weighted mean; weights (B, n) with sum one.

    >>> gram(np.asarray([[[0.0, 4.0], [4.0, 0.0]]]), np.asarray([[0.5, 0.5]])).tolist()
    [[[1.0, -1.0], [-1.0, 1.0]]]
    """
    means = np.einsum("bij,bj->bi", squares, weights)
    mean = np.einsum("bi,bi->b", means, weights)
    return -0.5 * (squares - means[:, :, None] - means[:, None, :] + mean[:, None, None])


def along_top(squares: np.ndarray) -> np.ndarray:
    """The deviations (B, n) of the rows from their mean along the direction of largest variance."""
    n = squares.shape[1]
    values, vectors = np.linalg.eigh(gram(squares, np.full(squares.shape[:2], 1 / n)))
    return vectors[:, :, -1] * np.sqrt(np.maximum(values[:, -1:], 0.0))


def back(values: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Values (B, n) in the order (B, n), at the numbers of their rows."""
    out = np.empty_like(values)
    np.put_along_axis(out, order, values, 1)
    return out
