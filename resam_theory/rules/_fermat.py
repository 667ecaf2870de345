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

import math
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
MERGED: Final = 2.0**-38
"""Points closer than this fraction of the spread are first taken for one: Newton cannot enter between them."""
_FAR: Final = 2.0**8
"""Spreads; up to here the total distances themselves are accurate to n 2^-45 spreads."""
_FEW: Final = 4
"""Coordinates up to which the entries of H are summed one by one, along the batch."""
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


def minimise(xp: Any, y: Any, merged: float = MERGED) -> Minimiser:
    """Minimise F for y of shape (B, n, r), float64, scaled so that a majority of the points lies near 0 at distance ~1.

    Points within ``merged`` spreads of each other count as copies while it is decided whether a data point is the
    minimiser; a minimiser that is none is found for the merged points, then for the true ones.

    >>> import numpy as np
    >>> minimise(np, np.asarray([[[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]])).z
    array([[0.5, 0.5]])
    """
    n, r = y.shape[1:]
    y = _distances.contiguous(xp, xp.permute_dims(y, (1, 2, 0)))  # (n, r, B): operations run along the batch
    distances = xp.sqrt(_distances.by_differences(xp, xp.permute_dims(y, (2, 0, 1))))
    norms = _norm(xp, y)
    spread = _distances.sum_of_sorted(xp, norms, n // 2, n // 2 + 1)
    y, distances = _merge(xp, y, distances, merged * spread)
    best = xp.argmin(_relative_objective(xp, y, distances, norms, spread), axis=0)
    ends = xp.stack([best, best])
    origin = _pick(xp, y, best)
    y = y - origin
    radii = _pick(xp, distances, best)
    pull, weight, copies = _pull(xp, y, radii)
    size = _norm(xp, pull)
    slack = n * (n + r + 8) * HALF_ULP  # rounding of a sum of n unit vectors
    anchored = size <= copies + slack
    doubtful = anchored & (size >= copies - slack)
    if bool(xp.any(doubtful)):
        ends[1, doubtful] = _other_end(xp, y[:, :, doubtful], distances[:, :, doubtful], best[doubtful], slack)
    z = 0.5 * _pick(xp, y, ends[1])
    residual, step = xp.zeros_like(size), xp.zeros_like(size)
    moving = xp.nonzero(~anchored)[0]
    if moving.shape[0] == size.shape[0]:
        z, residual, step = _newton(xp, y, (1 - copies / size) / weight * pull, spread)
    elif moving.shape[0]:
        start = (1 - copies / size) / weight * pull
        parts = (xp.take(values, moving, axis=-1) for values in (y, start, spread))
        z[:, moving], residual[moving], step[moving] = _newton(xp, *parts)
    return Minimiser((origin + z).T, anchored, ends.T, residual, step)


def _merge(xp: Any, y: Any, distances: Any, reach: Any) -> tuple[Any, Any]:
    """Every point replaced by the first within ``reach`` (B,): points and distances."""
    near = distances <= reach
    if int(xp.count_nonzero(near)) <= math.prod(reach.shape) * y.shape[0]:  # only every point to itself
        return y, distances
    if not bool(xp.any(near & (distances > 0))):
        return y, distances
    n = y.shape[0]
    earliness = xp.reshape(xp.arange(n, 0, -1, dtype=y.dtype, device=aac.device(y)), (n, 1, 1))
    first = xp.argmax(xp.astype(near, y.dtype) * earliness, axis=0)  # (n, B)
    y = xp.take_along_axis(y, xp.broadcast_to(first[:, None, :], y.shape), axis=0)
    return y, xp.sqrt(_distances.by_differences(xp, xp.permute_dims(y, (2, 0, 1))))


def _norm(xp: Any, v: Any) -> Any:
    """The norms of v (..., r, B): (..., B)."""
    return xp.sqrt(_inner(xp, v, v))


def _inner(xp: Any, v: Any, w: Any) -> Any:
    """The inner products of v and w (..., r, B): (..., B); few coordinates one by one, along the batch."""
    if v.shape[-2] > _FEW:
        return xp.sum(v * w, axis=-2)
    total = v[..., 0, :] * w[..., 0, :]
    for c in range(1, v.shape[-2]):
        total += v[..., c, :] * w[..., c, :]
    return total


def _pick(xp: Any, values: Any, index: Any) -> Any:
    """``values[index[b], :, b]`` for values (n, k, B): (k, B)."""
    return xp.take_along_axis(values, index[None, None, :], axis=0)[0]


def _relative_objective(xp: Any, y: Any, distances: Any, norms: Any, spread: Any) -> Any:
    """F(y_i) - F(0) for every i: (n, B). The difference of the sums loses nothing while no point is far away."""
    result = xp.sum(distances, axis=0)
    far = xp.max(norms, axis=0) > _FAR * spread
    if bool(xp.any(far)):
        rows = xp.permute_dims(y[:, :, far], (2, 0, 1))
        top = xp.permute_dims(xp.matmul(rows, xp.matrix_transpose(rows)), (1, 2, 0))
        norms = norms[:, far]
        bottom = distances[:, :, far] + norms[:, None, :]  # (j, i, B)
        top = (norms * norms)[None, :, :] - 2 * top
        result[:, far] = xp.sum(top / xp.where(bottom == 0, 1.0, bottom), axis=0)
    return result


def _pull(xp: Any, y: Any, distances: Any) -> tuple[Any, Any, Any]:
    """At the data point 0: the sum of the unit vectors to the others, sum of 1/distance, and the number of copies."""
    away = distances > 0
    inverse = xp.where(away, 1 / xp.where(away, distances, 1.0), 0.0)
    pull = xp.sum(inverse[:, None, :] * y, axis=0)
    return pull, xp.sum(inverse, axis=0), xp.sum(xp.astype(~away, y.dtype), axis=0)


def _other_end(xp: Any, y: Any, distances: Any, best: Any, slack: float) -> Any:
    """The minimising data point farthest from ``best`` (itself when it is the only one)."""
    delta = y[None, :, :, :] - y[:, None, :, :]  # (i, j, r, B)
    away = distances > 0
    units = xp.where(away[:, :, None, :], delta / xp.where(away, distances, 1.0)[:, :, None, :], 0.0)
    copies = xp.sum(xp.astype(~away, y.dtype), axis=1)
    minimising = _norm(xp, xp.sum(units, axis=1)) <= copies + slack
    reach = xp.where(minimising, _pick(xp, distances, best), 0.0)
    far = xp.argmax(reach, axis=0)
    return xp.where(xp.max(reach, axis=0) > 0, far, best)


def _newton(xp: Any, y: Any, z: Any, spread: Any) -> tuple[Any, Any, Any]:
    """Newton's method with backtracking from z (r, B), F(z) < F at every point: z, residual and last step."""
    n, _, batch = y.shape
    result = z, xp.zeros_like(spread), xp.zeros_like(spread)
    active = xp.arange(batch, device=aac.device(y))
    norms = _norm(xp, y)
    length = xp.ones_like(spread)
    delta = y - z
    distances = _norm(xp, delta)
    value = _objective(xp, y, norms, z, distances)
    for _ in range(MOST_STEPS):
        units = delta / distances[:, None, :]
        pull = xp.sum(units, axis=0)
        step, slope = _newton_step(xp, units, distances, pull)
        size, residual = _norm(xp, step), _norm(xp, pull)
        full = length == 1
        last = full & ((size <= STEP_TOLERANCE * spread) | (residual <= n * HALF_ULP)) | (length < _SHORTEST)
        trial = z + xp.where(last & ~full, 0.0, length) * step
        trial_delta = y - trial
        trial_distances = _norm(xp, trial_delta)
        trial_value = _objective(xp, y, norms, trial, trial_distances)
        slack = 4 * n * HALF_ULP * (n * _norm(xp, z) + xp.abs(value))
        accepted = last | (trial_value <= value - _ARMIJO * length * slope + slack)
        z, delta = xp.where(accepted, trial, z), xp.where(accepted, trial_delta, delta)
        distances, value = xp.where(accepted, trial_distances, distances), xp.where(accepted, trial_value, value)
        length = xp.where(accepted, 1.0, length / 4)
        if active.shape[0] == batch:
            result = z, residual, size
        else:
            result[0][:, active], result[1][active], result[2][active] = z, residual, size
        if bool(xp.any(last)):
            left = xp.nonzero(~last)[0]
            if not left.shape[0]:
                break
            y, delta, distances, norms = (xp.take(v, left, axis=-1) for v in (y, delta, distances, norms))
            z, value, length, spread, active = (xp.take(v, left, axis=-1) for v in (z, value, length, spread, active))
    return result


def _newton_step(xp: Any, units: Any, distances: Any, pull: Any) -> tuple[Any, Any]:
    """H^-1 sum_j u_j and its inner product with sum_j u_j, H regularised by its own rounding error."""
    n, r, batch = units.shape
    inverse = 1 / distances
    weight = (1 + n * HALF_ULP) * xp.sum(inverse, axis=0)
    scaled = units * inverse[:, None, :]
    if batch > 1 and r <= _FEW:
        step = _solve_few(xp, units, scaled, weight, pull)
    else:
        product = xp.matmul(xp.permute_dims(scaled, (2, 1, 0)), xp.permute_dims(units, (2, 0, 1)))
        identity = xp.eye(r, dtype=units.dtype, device=aac.device(units))
        step = xp.linalg.solve(weight[:, None, None] * identity - product, pull.T[..., None])[..., 0].T
    return step, _inner(xp, step, pull)


def _solve_few(xp: Any, units: Any, scaled: Any, weight: Any, pull: Any) -> Any:
    """H^-1 pull, H = weight I - sum_j units_j scaled_j^T, for few coordinates: H = L D L^T along the batch."""
    n, r, _ = units.shape
    floor = n * HALF_ULP * weight  # H has no eigenvalue below it; rounding may lead there
    low: list[list[Any]] = [[None] * r for _ in range(r)]  # L D
    diagonal: list[Any] = []
    solved: list[Any] = []
    for a in range(r):
        for b in range(a + 1):
            entry = -xp.sum(units[:, a] * scaled[:, b], axis=0)
            for c in range(b):
                entry = entry - low[a][c] * low[b][c] / diagonal[c]
            low[a][b] = entry
        diagonal.append(xp.maximum(weight + low[a][a], floor))
        value = pull[a]
        for c in range(a):
            value = value - low[a][c] * solved[c]
        solved.append(value / diagonal[a])
    for a in reversed(range(r)):
        for c in range(a + 1, r):
            solved[a] = solved[a] - low[c][a] / diagonal[a] * solved[c]
    return xp.stack(solved)


def _objective(xp: Any, y: Any, norms: Any, z: Any, distances: Any) -> Any:
    """F(z) - F(0)."""
    return xp.sum((_inner(xp, z, z) - 2 * _inner(xp, y, z)) / (distances + norms), axis=0)
