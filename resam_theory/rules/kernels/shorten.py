"""Long rows are shortened to the length of another row, at any scale."""

from __future__ import annotations

from typing import Any

from . import arrays, norms

__all__ = ["to_length_of"]


def to_length_of(xp: Any, rows: Any, place: int) -> Any:
    """The rows (..., n, d), the longer ones shortened to the ``place``-th least length, counted from 0.

    >>> import numpy as np
    >>> to_length_of(np, np.asarray([[1.0], [-4.0], [3.0]]), 1)[:, 0].tolist()
    [1.0, -3.0, 3.0]
    """
    squares = norms.squares(xp, rows)
    if norms.squared_norms_are_safe(xp, arrays.detached(squares), rows.shape[-1]):
        edge = xp.sort(squares, axis=-1)[..., place, None]
        factor = xp.sqrt(edge / xp.where(squares > edge, squares, edge))
        return rows * xp.astype(factor, rows.dtype)[..., None]
    return _at_any_scale(xp, rows, place)


def _at_any_scale(xp: Any, rows: Any, place: int) -> Any:
    """The same where squares of norms leave the range: norms over sqrt(d), which do not."""
    sizes = norms.row_rms(xp, arrays.detached(rows))
    at = xp.argsort(sizes, axis=-1)[..., place : place + 1]
    edge = xp.take_along_axis(sizes, at, axis=-1)
    outside = (sizes > edge)[..., None]
    shortest = _length(xp, arrays.take_rows(xp, rows, at), edge[..., None])
    unit = xp.where(outside, rows, xp.ones_like(rows))
    return xp.where(outside, unit / norms.row_rms(xp, unit)[..., None] * shortest, rows)


def _length(xp: Any, row: Any, size: Any) -> Any:
    """The norm of a row (..., 1, d) over sqrt(d), differentiable also where it is 0."""
    some = size > 0
    return xp.where(some, norms.row_rms(xp, xp.where(some, row, xp.ones_like(row)))[..., None], xp.zeros_like(size))
