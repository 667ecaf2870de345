"""Euclidean norms of rows that neither overflow nor underflow."""

from __future__ import annotations

import math
from typing import Any

from . import arrays

__all__ = ["row_rms", "row_sizes", "squared_norms_are_safe"]


def squared_norms_are_safe(xp: Any, squares: Any, d: int) -> bool:
    """Whether sums of d squares are free of overflow, and of underflow beyond one rounding.

    A square below the smallest normal number ``tiny`` errs by at most ``tiny``; d of them are at most eps times
    ``squares`` when squares >= d tiny / eps.
    """
    limits = xp.finfo(squares.dtype)
    floor = d * limits.smallest_normal / limits.eps
    with arrays.quiet(squares):
        return bool(xp.all(xp.isfinite(squares) & (squares >= floor)))


def row_sizes(xp: Any, x: Any) -> tuple[Any, Any]:
    """``(largest, ratio)`` of shape (..., n, 1): the norm of a row is largest * ratio, 1 <= ratio <= sqrt(d).

    ``largest`` is the largest absolute value of the row, 1 for a zero row (ratio 0). The product may overflow, so it is
    left to the caller.
    """
    largest = xp.max(xp.abs(x), axis=-1, keepdims=True)
    largest = xp.where(largest > 0, largest, xp.ones_like(largest))
    unit = x / largest
    return largest, xp.sqrt(xp.sum(unit * unit, axis=-1, keepdims=True))


def row_rms(xp: Any, x: Any) -> Any:
    """Root mean square of each row, shape (..., n): its norm over sqrt(d), which never overflows.

    >>> import numpy as np
    >>> row_rms(np, np.asarray([[1e308, 1e308], [5e-324, 5e-324], [0.0, 0.0]])).tolist()
    [1e+308, 5e-324, 0.0]
    """
    largest, ratio = row_sizes(xp, x)
    return (largest * (ratio / math.sqrt(x.shape[-1])))[..., 0]
