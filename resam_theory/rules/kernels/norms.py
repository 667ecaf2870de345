"""Euclidean norms of rows that neither overflow nor underflow, and their order in exact arithmetic."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from . import arrays, row_kernels

__all__ = ["row_rms", "row_sizes", "smallest", "squared_norms_are_safe", "squares"]

_HALF_ULP: Final = 2.0**-53
_AT_ONCE: Final = 2**14
"""Numbers up to which numpy's sum of squares costs less than loading the compiler; exact ones are added in blocks."""


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


def squares(xp: Any, x: Any) -> Any:
    """Squared norms of the rows (..., n, d) in float64, (..., n), which may overflow; long rows are read once.

    >>> squares(np, np.asarray([[3.0, 4.0], [1.0, 0.0]])).tolist()
    [25.0, 1.0]
    """
    if arrays.is_compilable(x) and x.size > _AT_ONCE:
        found = np.empty(x.shape[:-1])
        row_kernels.squared_norms(np.ascontiguousarray(x).reshape(-1, x.shape[-1]), found.reshape(-1))
        return found
    wide = xp.astype(x, xp.float64, copy=False)
    with arrays.quiet(x):
        return xp.vecdot(wide, wide, axis=-1)


def row_rms(xp: Any, x: Any) -> Any:
    """Root mean square of each row, shape (..., n): its norm over sqrt(d), which never overflows.

    >>> import numpy as np
    >>> row_rms(np, np.asarray([[1e308, 1e308], [5e-324, 5e-324], [0.0, 0.0]])).tolist()
    [1e+308, 5e-324, 0.0]
    """
    largest, ratio = row_sizes(xp, x)
    return (largest * (ratio / math.sqrt(x.shape[-1])))[..., 0]


def smallest(xp: Any, x: Any, m: int) -> tuple[Any, Any]:
    """``(below, tied)``, masks (..., n): the rows whose norm is below the m-th smallest, and those where it is equal.

    Decided in exact arithmetic: norms in float64 leave open only those within their rounding error of the m-th
    smallest, and these are compared as integers.

    >>> below, tied = smallest(np, np.asarray([[0.0, 2.0**60], [1.0, 2.0**60], [2.0, 2.0**60]]), 2)
    >>> below.tolist(), tied.tolist()
    ([True, False, False], [False, True, False])
    """
    sizes = _sizes(xp, x)
    edge = xp.sort(sizes, axis=-1)[..., m - 1 : m]
    slack = 2 * (x.shape[-1] + 4) * _HALF_ULP * edge
    below, open_ = sizes < edge - slack, (sizes >= edge - slack) & (sizes <= edge + slack)
    if int(xp.count_nonzero(open_)) == math.prod(x.shape[:-2]):  # one a problem
        return below, open_
    first = xp.argmax(xp.astype(open_, xp.int8), axis=-1)
    same = xp.all(xp.abs(x) == xp.abs(arrays.take_rows(xp, x, first[..., None])), axis=-1)
    alike = xp.all(same | ~open_, axis=-1)
    if bool(xp.all(alike)):  # copies and mirror images of one row
        return below, open_
    rows, below, open_, alike = (arrays.on_host(values) for values in (x, below, open_, alike))
    below, tied = below.copy(), open_.copy()
    for problem in np.argwhere(~alike):
        _decide(rows[tuple(problem)], below[tuple(problem)], tied[tuple(problem)], m)
    return arrays.like(x, below), arrays.like(x, tied)


def _sizes(xp: Any, x: Any) -> Any:
    """Float64 numbers ordered like the norms: their squares, or root mean squares where those leave the range."""
    found = squares(xp, x)
    if squared_norms_are_safe(xp, found, x.shape[-1]):
        return found
    return row_rms(xp, xp.astype(x, xp.float64, copy=False))


def _decide(x: Any, below: Any, tied: Any, m: int) -> None:
    """Settle the rows that are ``tied`` so far, in place."""
    rows = np.flatnonzero(tied)
    values = _exact_squares(x[rows])
    edge = sorted(values)[m - 1 - int(np.count_nonzero(below))]
    below[rows] = [value < edge for value in values]
    tied[rows] = [value == edge for value in values]


def _exact_squares(x: Any) -> list[int]:
    """The squared norms of the rows as integers, in a unit of their own."""
    mantissa, exponent = np.frexp(x.astype(np.float64))
    whole, shift = np.ldexp(mantissa, 53).astype(np.int64), 2 * (exponent - exponent[x != 0].min(initial=0))
    shift = np.where(x != 0, shift, 0)
    sums = [0] * len(x)
    for start in range(0, x.shape[1], _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        for i in range(len(x)):
            pairs = zip(whole[i, part].tolist(), shift[i, part].tolist(), strict=True)
            sums[i] += sum((value * value) << by for value, by in pairs)
    return sums
