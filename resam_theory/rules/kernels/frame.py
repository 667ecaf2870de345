r"""Coordinates in which the deciding rows are near 0 at moderate distances, whatever the origin and unit of the data.

Far origins lose no digits: the rows are centred at a point near every majority of them. Nothing overflows: distances
that are not moderate are brought there by a power of two, and rows still farther than 2^300 move in along their ray.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import array_api_compat as aac
import numpy as np

from . import distances

__all__ = ["FARTHEST", "Frame", "frame", "reduced"]

FARTHEST: Final = 2.0**300
"""Distances up to this, and down to its inverse, are moderate: sums of their squares are far from overflow."""

_FEW: Final = 4
"""Coordinates up to which it is faster to go through them one by one, along the batch."""


@dataclass(frozen=True)
class Frame:
    """Rows x = (centre + unit * y) / shrink, y of shape (B, n, d) float64; far rows of y are moved in."""

    y: Any
    centre: Any
    unit: Any
    shrink: Any


def frame(xp: Any, x: Any) -> Frame:
    """The frame of the rows x (B, n, d).

    The unit is 1 unless a distance is not moderate; then it is a power of two near the distance (in the largest
    coordinate) from the centre that holds a majority.

    >>> frame(np, np.asarray([[[1e200], [3e200], [4e200]]])).y.ravel().round(2)
    array([-2.61,  0.  ,  1.31])
    """
    n = x.shape[1]
    centre = xp.astype(_centre(xp, x), xp.float64)
    y = x - centre
    size = _size(xp, y)
    one = xp.ones_like(size[:, 0])
    if bool(xp.all((size == 0) | ((size <= FARTHEST) & (size >= 1 / FARTHEST)))):
        return Frame(y, centre[:, 0, :], one, one)
    shrink = xp.where(xp.all(xp.isfinite(size), axis=-1), one, 0.25)
    centre = centre * shrink[:, None, None]
    y = x * shrink[:, None, None] - centre
    size = _size(xp, y)
    middle = xp.sort(size, axis=-1)[:, n // 2]
    least = xp.min(xp.where(size > 0, size, xp.inf), axis=-1)
    unit = distances.power_of_two(xp, xp.where(middle > 0, middle, least))
    factor = xp.minimum(1 / unit[:, None], FARTHEST / xp.where(size > 0, size, 1.0))
    return Frame(y * factor[..., None], centre[:, 0, :], unit, shrink)


def _size(xp: Any, y: Any) -> Any:
    """The largest absolute coordinate of each row."""
    if y.shape[-1] > _FEW:
        return xp.maximum(xp.max(y, axis=-1), -xp.min(y, axis=-1))
    size = xp.abs(y[..., 0])
    for c in range(1, y.shape[-1]):
        size = xp.maximum(size, xp.abs(y[..., c]))
    return size


def _centre(xp: Any, x: Any) -> Any:
    """A point near every ball that holds a majority, (B, 1, d): the (lower) coordinate-wise median for d <= n, else the
    row with the nearest majority."""
    n, d = x.shape[1:]
    if d <= n:
        columns = distances.contiguous(xp, xp.permute_dims(x, (1, 0, 2)))
        return distances.sum_of_sorted(xp, columns, (n - 1) // 2, (n + 1) // 2)[:, None, :]
    radii = distances.squared_distances(xp, x, n // 2, n // 2 + 1)[1]
    return xp.take_along_axis(x, xp.argmin(radii, axis=0)[:, None, None], axis=1)


def reduced(xp: Any, y: Any) -> Any:
    """The rows of y in an orthonormal basis of their span, by QR factorisation: (B, n, min(n, d))."""
    batch, n, d = y.shape
    if d <= n:
        return y
    width = max(n, distances.BLOCK // max(1, 4 * batch * n))
    parts = [_triangle(xp, y[:, :, start : start + width]) for start in range(0, d, width)]
    return xp.matrix_transpose(parts[0] if len(parts) == 1 else _triangle(xp, xp.concat(parts, axis=1), tall=True))


def _triangle(xp: Any, y: Any, *, tall: bool = False) -> Any:
    """The triangular factor R of the matrix whose columns are the rows of y (or of y itself when it is ``tall``)."""
    columns = y if tall else xp.matrix_transpose(y)
    if aac.is_torch_array(y):
        import torch

        return torch.linalg.qr(columns, mode="r").R
    return np.linalg.qr(columns, mode="r")
