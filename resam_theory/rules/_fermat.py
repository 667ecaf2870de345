r"""The point of least total distance to n points (Fermat's problem), for a batch, to the last digits.

F(z) = sum_j ||y_j - z|| is minimised over z. With u_j = (y_j - z)/r_j and r_j = ||y_j - z||:

1. *Data points.* The best data point p (k copies of it) is a minimiser iff ||sum_{y_j != p} u_j|| <= k. If equality
   holds, another data point may be a minimiser too; then the points are collinear, n is even, the minimisers form a
   segment between two data points, and its midpoint is returned.
2. *Otherwise* the minimiser is unique and no data point. The step of Vardi and Zhang leads from p to a point with
   F < F(p), so no data point lies in that level set: F is smooth and strictly convex there. Newton's method with
   backtracking, H = sum_j (I - u_j u_j^T)/r_j, then converges from there, quadratically in the end.

F is always compared as F(z) - F(0) = sum_j (||z||^2 - 2<z, y_j>)/(||y_j - z|| + ||y_j||), which loses nothing to a y_j
that is far away. Every problem stops on its own certificate: residual ||sum_j u_j|| and Newton step p. By the theorem
of Kantorovich the error is at most 2||p|| once ||p|| <= mu/(2M), where mu is the least eigenvalue of H and
M = (2/sqrt(3)) sum_j 1/(r_j - 2||p||)^2 bounds the third derivative of F within 2||p||.

Reference: Vardi, Zhang, The multivariate L1-median and associated data depth, PNAS 2000.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import array_api_compat as aac

from . import _distances
from ._distances import HALF_ULP

__all__ = ["Minimiser", "minimise"]

MOST_STEPS: Final = 200
"""Newton steps and backtracks; a few dozen are needed at worst."""
STEP_TOLERANCE: Final = 2.0**-43
"""A problem stops after a full Newton step below this fraction of its spread (the error is then far smaller)."""
_ARMIJO: Final = 1e-4
_SHORTEST: Final = 2.0**-40
"""Backtracking ends here: F no longer distinguishes the points."""


@dataclass(frozen=True)
class Minimiser:
    """Solutions of a batch: ``z`` (B, r); where ``anchored``, z is the midpoint of the data points ``ends`` (B, 2).

    ``residual`` = ||sum_j u_j|| (0 where anchored) and ``step``, the last Newton step, certify each solution.
    """

    z: Any
    anchored: Any
    ends: Any
    residual: Any
    step: Any


def minimise(xp: Any, y: Any) -> Minimiser:
    """Minimise F for y of shape (B, n, r), float64, scaled so that a majority of the points lies near 0 at distance ~1.

    >>> import numpy as np
    >>> minimise(np, np.asarray([[[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]])).z
    array([[0.5, 0.5]])
    """
    n, r = y.shape[1:]
    spread = xp.sort(_norm(xp, y), axis=-1)[:, n // 2]
    distances = xp.sqrt(_distances.by_differences(xp, y))
    best = xp.argmin(_relative_objective(xp, y, distances), axis=-1)
    ends = xp.stack([best, best], axis=-1)
    origin = _row(xp, y, best)
    y = y - origin[:, None, :]
    pull, weight, copies = _pull(xp, y, _row(xp, distances, best))
    size = _norm(xp, pull)
    slack = n * (n + r + 8) * HALF_ULP  # rounding of a sum of n unit vectors
    anchored = size <= copies + slack
    doubtful = anchored & (size >= copies - slack)
    if bool(xp.any(doubtful)):
        ends[doubtful, 1] = _other_end(xp, y[doubtful], distances[doubtful], best[doubtful], slack)
    z = 0.5 * _row(xp, y, ends[:, 1])
    residual, step = xp.zeros_like(size), xp.zeros_like(size)
    moving = xp.nonzero(~anchored)[0]
    if moving.shape[0]:
        reduced = (1 - copies / size)[moving] / weight[moving]
        found = _newton(xp, y[moving], reduced[:, None] * pull[moving], spread[moving])
        z[moving], residual[moving], step[moving] = found
    return Minimiser(origin + z, anchored, ends, residual, step)


def _norm(xp: Any, v: Any) -> Any:
    return xp.sqrt(xp.vecdot(v, v))


def _row(xp: Any, values: Any, index: Any) -> Any:
    return xp.take_along_axis(values, index[:, None, None], axis=1)[:, 0, :]


def _relative_objective(xp: Any, y: Any, distances: Any) -> Any:
    """F(y_i) - F(0) for every i: (B, n)."""
    inner = xp.matmul(y, xp.matrix_transpose(y))
    square = xp.vecdot(y, y)
    bottom = distances + xp.sqrt(square)[:, None, :]
    return xp.sum((square[:, :, None] - 2 * inner) / xp.where(bottom == 0, 1.0, bottom), axis=-1)


def _pull(xp: Any, y: Any, distances: Any) -> tuple[Any, Any, Any]:
    """At the data point 0: the sum of the unit vectors to the others, sum of 1/distance, and the number of copies."""
    away = distances > 0
    inverse = xp.where(away, 1 / xp.where(away, distances, 1.0), 0.0)
    pull = xp.matmul(inverse[:, None, :], y)[:, 0, :]
    return pull, xp.sum(inverse, axis=-1), xp.sum(xp.astype(~away, y.dtype), axis=-1)


def _other_end(xp: Any, y: Any, distances: Any, best: Any, slack: float) -> Any:
    """The minimising data point farthest from ``best`` (itself when it is the only one)."""
    delta = y[:, None, :, :] - y[:, :, None, :]
    away = distances > 0
    units = xp.where(away[..., None], delta / xp.where(away, distances, 1.0)[..., None], 0.0)
    copies = xp.sum(xp.astype(~away, y.dtype), axis=-1)
    minimising = _norm(xp, xp.sum(units, axis=-2)) <= copies + slack
    reach = xp.where(minimising, _row(xp, distances, best), 0.0)
    far = xp.argmax(reach, axis=-1)
    return xp.where(xp.max(reach, axis=-1) > 0, far, best)


def _newton(xp: Any, y: Any, z: Any, spread: Any) -> tuple[Any, Any, Any]:
    """Newton's method with backtracking from z (B, r), F(z) < F at every point: z, residual and last step."""
    batch, n = y.shape[:2]
    result = z, xp.zeros_like(spread), xp.zeros_like(spread)
    active = xp.arange(batch, device=aac.device(y))
    norms = _norm(xp, y)
    length = xp.ones_like(spread)
    for _ in range(MOST_STEPS):
        delta = y - z[:, None, :]
        distances = _norm(xp, delta)
        units = delta / distances[..., None]
        pull = xp.sum(units, axis=1)
        step, slope = _newton_step(xp, units, distances, pull)
        size, residual = _norm(xp, step), _norm(xp, pull)
        full = length == 1
        last = full & ((size <= STEP_TOLERANCE * spread) | (residual <= n * HALF_ULP)) | (length < _SHORTEST)
        trial = z + xp.where(last & ~full, 0.0, length)[:, None] * step
        before, after = _objective(xp, y, norms, z, distances), _objective(xp, y, norms, trial)
        slack = 4 * n * HALF_ULP * (n * _norm(xp, z) + xp.abs(before))
        accepted = last | (after <= before - _ARMIJO * length * slope + slack)
        z = xp.where(accepted[:, None], trial, z)
        length = xp.where(accepted, 1.0, length / 4)
        for store, value in zip(result, (z, residual, size), strict=True):
            store[active] = value
        if bool(xp.any(last)):
            left = xp.nonzero(~last)[0]
            if not left.shape[0]:
                break
            y, z, norms, length, spread, active = (v[left] for v in (y, z, norms, length, spread, active))
    return result


def _newton_step(xp: Any, units: Any, distances: Any, pull: Any) -> tuple[Any, Any]:
    """H^-1 sum_j u_j and its inner product with sum_j u_j, H regularised by its own rounding error."""
    n, r = units.shape[-2:]
    inverse = 1 / distances
    weight = xp.sum(inverse, axis=-1)[:, None, None]
    scaled = xp.matrix_transpose(units * inverse[..., None])
    identity = xp.eye(r, dtype=units.dtype, device=aac.device(units))
    hessian = (1 + n * HALF_ULP) * weight * identity - xp.matmul(scaled, units)
    step = xp.linalg.solve(hessian, pull[..., None])[..., 0]
    return step, xp.vecdot(step, pull)


def _objective(xp: Any, y: Any, norms: Any, z: Any, distances: Any = None) -> Any:
    """F(z) - F(0)."""
    if distances is None:
        distances = _norm(xp, y - z[:, None, :])
    inner = xp.matmul(y, z[..., None])[..., 0]
    return xp.sum((xp.vecdot(z, z)[:, None] - 2 * inner) / (distances + norms), axis=-1)
