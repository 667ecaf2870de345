"""Which of two values is nearer to a centre: sums are compared, exactly, not differences that were rounded."""

from __future__ import annotations

import math
from typing import Any

import array_api_compat as aac
import numpy as np

from . import arrays
from .exactly import exact_in_float64

__all__ = ["below_centre", "below_midpoint", "window"]


def below_midpoint(xp: Any, low: Any, high: Any, below: Any, above: Any) -> Any:
    """Whether low + high < below + above, exactly: ``high`` is nearer to the midpoint of ``below`` and ``above``.

    With s + e = a + b, s the rounded sum and e its error, the rounded sums decide unless they are equal, and then the
    errors do.
    """
    shrink = xp.where((low > 1) | (high < -1), 0.25, 1.0)  # exact, and then no sum that both sides reach overflows
    with arrays.quiet(low):
        one, error = arrays.two_sum(low * shrink, high * shrink)
        other, other_error = arrays.two_sum(below * shrink, above * shrink)
        return (one < other) | ((one == other) & (error < other_error))


def window(xp: Any, y: Any, count: int) -> Any:
    """Of the ascending values y (..., r, d) in each column the ``count`` nearest to the median, (..., count, d).

    They are consecutive; the window moves up by one as long as what it gains is nearer than what it loses.

    >>> window(np, np.asarray([[0.0], [1.0], [5.0], [6.0]]), 2)[:, 0].tolist()
    [1.0, 5.0]
    """
    r = y.shape[-2]
    below, above = y[..., (r - 1) // 2 : (r - 1) // 2 + 1, :], y[..., r // 2 : r // 2 + 1, :]
    moves = below_midpoint(xp, y[..., : r - count, :], y[..., count:, :], below, above)
    start = xp.sum(xp.astype(moves, xp.int64), axis=-2, keepdims=True)
    places = xp.arange(count, dtype=start.dtype, device=aac.device(start))
    return xp.take_along_axis(y, start + places[:, None], axis=-2)


def below_centre(xp: Any, y: Any, wide: Any, f: int) -> Any:
    """Whether y_j + y_(j+m) < 2 mu, exactly, for j < f: mu the trimmed mean of the ascending values y (..., n, d).

    ``wide``: y in float64, in a unit in which no sum overflows. What float64 cannot decide is summed without error.
    """
    n = y.shape[-2]
    m, count = n - f, n - 2 * f
    low, high = wide[..., :f, :], wide[..., m:, :]
    twice = 2 * xp.sum(wide[..., f:m, :], axis=-2, keepdims=True)  # times n - 2f: no quotient is rounded
    less = count * (low + high) < twice
    size = xp.max(xp.abs(wide[..., f:m, :]), axis=-2, keepdims=True)
    slack = 2.0**-52 * n * count * (xp.abs(low) + xp.abs(high) + size)
    open_ = xp.abs(count * (low + high) - twice) <= slack
    if not bool(xp.any(open_)):
        return less
    sure = exact_in_float64(xp.reshape(arrays.detached(wide), (1, -1, 1)), n * n)[0]
    if sure:
        return less
    values, found = arrays.on_host(wide), arrays.on_host(less).copy()
    for *at, j, c in np.argwhere(arrays.on_host(open_)).tolist():
        column = values[*at, :, c].tolist()
        terms = [column[j], column[m + j]] * count + [-2 * value for value in column[f:m]]
        found[*at, j, c] = math.fsum(terms) < 0
    return arrays.like(y, found)
