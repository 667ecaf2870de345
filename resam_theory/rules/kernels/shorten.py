"""Long rows are shortened to the length of another row, or to a given one, at any scale."""

from __future__ import annotations

from typing import Any

from . import arrays, norms

__all__ = ["measured", "to_length", "to_length_of"]


def measured(x: Any, f: int) -> tuple[arrays.Problems, Any]:
    """:func:`.arrays.prepare`, and the squared lengths of the rows: one reading where all of them are finite."""
    problems = arrays.check(x, f)
    squares = norms.squares(problems.xp, problems.x)
    if bool(problems.xp.all(problems.xp.isfinite(arrays.detached(squares)))):
        return problems, squares
    problems = arrays.prepare(x, f)
    return problems, norms.squares(problems.xp, problems.x)


def to_length_of(xp: Any, rows: Any, squares: Any, place: int) -> Any:
    """The rows (..., n, d) of squared lengths ``squares``, the longer ones shortened to the ``place``-th least length,
    counted from 0.

    >>> import numpy as np
    >>> rows = np.asarray([[1.0], [-4.0], [3.0]])
    >>> to_length_of(np, rows, norms.squares(np, rows), 1)[:, 0].tolist()
    [1.0, -3.0, 3.0]
    """
    if norms.squared_norms_are_safe(xp, arrays.detached(squares), rows.shape[-1]):
        edge = xp.sort(squares, axis=-1)[..., place, None]
        factor = xp.sqrt(edge / xp.where(squares > edge, squares, edge))
        return rows * xp.astype(factor, rows.dtype)[..., None]
    return _at_any_scale(xp, rows, place)


def to_length(xp: Any, rows: Any, squares: Any, length: float) -> Any:
    """The rows (..., n, d) of squared lengths ``squares``, those longer than ``length`` > 0 shortened to it.

    >>> import numpy as np
    >>> rows = np.asarray([[0.0, 1.0], [3.0, 4.0], [6e200, 8e200]])
    >>> to_length(np, rows, norms.squares(np, rows), 2.5).round(12).tolist()
    [[0.0, 1.0], [1.5, 2.0], [1.5, 2.0]]
    """
    edge = length**2
    if norms.squared_norms_are_safe(xp, xp.where(squares < edge, edge, arrays.detached(squares)), rows.shape[-1]):
        factor = length / xp.sqrt(xp.where(squares > edge, squares, edge))
        return rows * xp.astype(xp.where(squares > edge, factor, 1.0), rows.dtype)[..., None]
    size = length / rows.shape[-1] ** 0.5
    outside = (norms.row_rms(xp, arrays.detached(rows)) > size)[..., None]
    unit = xp.where(outside, rows, xp.ones_like(rows))
    return xp.where(outside, unit / norms.row_rms(xp, unit)[..., None] * size, rows)


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
