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

Compiled: the problems are small, so one after the other in registers and cache is what costs least.

Reference: Vardi, Zhang, The multivariate L1-median and associated data depth, PNAS 2000.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from .compiled import compiled, compiled_sums
from .distances import HALF_ULP

__all__ = ["Minimiser", "minimise"]

MOST_STEPS: Final = 200
"""Newton steps; a few dozen are needed at worst."""
STEP_TOLERANCE: Final = 2.0**-43
"""A problem stops after a full Newton step below this fraction of its spread (the error is then far smaller)."""
MERGED: Final = 2.0**-38
"""Points closer than this fraction of the spread are first taken for one: Newton cannot enter between them."""
_FAR: Final = 2.0**8
"""Spreads; up to here the total distances themselves are accurate to n 2^-45 spreads."""
_ARMIJO: Final = 1e-4
_SHORTEST: Final = 2.0**-40
"""Backtracking ends here: F no longer distinguishes the points."""
_TINY: Final = 2.0**-1000
"""In place of a distance 0, which rounding alone can lead to."""


@dataclass(frozen=True)
class Minimiser:
    """Solutions of a batch: ``z`` (B, r); where ``anchored``, z is the midpoint of the data points ``ends`` (B, 2).

    ``residual`` = ||sum_j u_j||, ``step``, the last Newton step, ``nearest``, the least r_j, and ``flattest``, the
    least pivot of H as a fraction of sum_j 1/r_j, certify each solution; they are 0 where it is anchored.
    """

    z: np.ndarray
    anchored: np.ndarray
    ends: np.ndarray
    residual: np.ndarray
    step: np.ndarray
    nearest: np.ndarray
    flattest: np.ndarray


def minimise(y: np.ndarray) -> Minimiser:
    """Minimise F for y of shape (B, n, r), float64, scaled so that a majority of the points lies near 0 at distance ~1.

    Points within :data:`MERGED` spreads of each other count as copies.

    >>> minimise(np.asarray([[[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]])).z
    array([[0.5, 0.5]])
    """
    batch, _, r = y.shape
    z, ends, certificate = np.empty((batch, r)), np.empty((batch, 2), dtype=np.int64), np.zeros((batch, 4))
    _minimise_all(np.ascontiguousarray(y, dtype=np.float64), z, ends, certificate)
    return Minimiser(z, certificate[:, 2] == 0, ends, *certificate.T)


@compiled
def _minimise_all(problems: Any, z: Any, ends: Any, certificate: Any) -> None:
    """Solves every problem; ``certificate`` (B, 4): the last fields of Minimiser."""
    _, n, r = problems.shape
    y = np.empty((n, r))
    for problem in range(len(problems)):
        for j in range(n):
            for c in range(r):
                y[j, c] = problems[problem, j, c]
        _minimise_one(y, z[problem], ends[problem], certificate[problem])


@compiled
def _minimise_one(y: Any, z: Any, ends: Any, certificate: Any) -> None:
    """Solves the problem y (n, r), which it overwrites; ``z`` (r,), ``ends`` (2,), ``certificate`` (4,) are set."""
    n, r = y.shape
    distances, norms, origin = np.empty((n, n)), np.empty(n), np.empty(r)
    _tabulate(y, distances, norms)
    spread = _median(norms)
    if _merge(y, distances, MERGED * spread):
        _tabulate(y, distances, norms)
    best = _least_total(y, distances, norms, spread)
    for c in range(r):
        origin[c] = y[best, c]
    for j in range(n):
        for c in range(r):
            y[j, c] -= origin[c]
        norms[j] = distances[best, j]
    other = _other_end(y, distances, best)
    ends[0], ends[1] = best, best if other < 0 else other
    for c in range(r):
        z[c] = 0.5 * y[ends[1], c]
    if other < 0:
        _newton(y, norms, spread, z, certificate)
    for c in range(r):
        z[c] += origin[c]


@compiled_sums
def _inner(v: Any, w: Any) -> float:
    total = 0.0
    for c in range(len(v)):
        total += v[c] * w[c]
    return total


@compiled_sums
def _distance(v: Any, w: Any) -> float:
    total = 0.0
    for c in range(len(v)):
        total += (v[c] - w[c]) * (v[c] - w[c])
    return math.sqrt(total)


@compiled
def _tabulate(y: Any, distances: Any, norms: Any) -> None:
    for i in range(len(y)):
        norms[i] = math.sqrt(_inner(y[i], y[i]))
        distances[i, i] = 0.0
        for j in range(i):
            distances[i, j] = distances[j, i] = _distance(y[i], y[j])


@compiled
def _median(values: Any) -> float:
    """The value with floor(n/2) others before it in order."""
    for i in range(len(values)):
        before = 0
        for j in range(len(values)):
            before += values[j] < values[i] or (values[j] == values[i] and j < i)
        if before == len(values) // 2:
            return values[i]
    return 0.0


@compiled
def _merge(y: Any, distances: Any, reach: float) -> bool:
    """Every point becomes equal to the first within ``reach``; whether that moved one."""
    moved = False
    for i in range(len(y) - 1, 0, -1):  # in this order the first points are still what they were
        for j in range(i):
            if distances[i, j] <= reach:
                if distances[i, j] > 0:
                    moved = True
                    for c in range(y.shape[1]):
                        y[i, c] = y[j, c]
                break
    return moved


@compiled
def _other_end(y: Any, distances: Any, best: int) -> int:
    """The minimising data point farthest from ``best`` (itself when it is the only one); -1: none is a minimiser."""
    n, r = y.shape
    size, copies = _pull(y, distances, best)
    slack = n * (n + r + 8) * HALF_ULP  # rounding of a sum of n unit vectors
    if size > copies + slack:
        return -1
    other = best
    if size >= copies - slack:
        for i in range(n):
            if distances[best, i] > distances[best, other]:
                size, copies = _pull(y, distances, i)
                if size <= copies + slack:
                    other = i
    return other


@compiled
def _least_total(y: Any, distances: Any, norms: Any, spread: float) -> int:
    """The point with the least F(y_i) - F(0). The totals themselves lose nothing while no point is far away."""
    far, best, least = False, 0, np.inf
    for norm in norms:
        far = far or norm > _FAR * spread
    for i in range(len(y)):
        total = 0.0
        for j in range(len(y)):
            if not far:
                total += distances[i, j]
            elif distances[i, j] + norms[j] > 0:
                total += (norms[i] * norms[i] - 2 * _inner(y[i], y[j])) / (distances[i, j] + norms[j])
        if total < least:
            best, least = i, total
    return best


@compiled
def _pull(y: Any, distances: Any, i: int) -> tuple[float, int]:
    """At the point i: the length of the sum of the unit vectors to the others, and the number of its copies."""
    pull, copies = np.zeros(y.shape[1]), 0
    for j in range(len(y)):
        if distances[i, j] == 0:
            copies += 1
            continue
        inverse = 1 / distances[i, j]
        for c in range(len(pull)):
            pull[c] += inverse * (y[j, c] - y[i, c])
    return math.sqrt(_inner(pull, pull)), copies


@compiled
def _newton(y: Any, norms: Any, spread: float, z: Any, certificate: Any) -> None:
    """Newton's method with backtracking: z is set, and residual, last step and least distance.

    The best data point is 0; from it the step of Vardi and Zhang leads to a z with F(z) < F at every point.
    """
    n, r = y.shape
    pull, step, trial, distances = np.zeros(r), np.empty(r), np.empty(r), np.empty(n)
    weight, copies = 0.0, 0
    for j in range(n):
        if norms[j] == 0:
            copies += 1
            continue
        weight += 1 / norms[j]
        for c in range(r):
            pull[c] += y[j, c] / norms[j]
    first = (1 - copies / math.sqrt(_inner(pull, pull))) / weight
    for c in range(r):
        z[c] = first * pull[c]
    value = _objective(y, norms, z, distances)
    for _ in range(MOST_STEPS):
        certificate[3] = _newton_step(y, z, distances, pull, step)
        size, residual = math.sqrt(_inner(step, step)), math.sqrt(_inner(pull, pull))
        certificate[0], certificate[1], certificate[2] = residual, size, distances[0]
        for distance in distances:
            certificate[2] = min(certificate[2], distance)
        if size <= STEP_TOLERANCE * spread or residual <= n * HALF_ULP:
            for c in range(r):
                z[c] += step[c]
            return
        slope = _inner(step, pull)
        slack = 4 * n * HALF_ULP * (n * math.sqrt(_inner(z, z)) + abs(value))
        length = 1.0
        while True:
            for c in range(r):
                trial[c] = z[c] + length * step[c]
            reached = _objective(y, norms, trial, distances)
            if reached <= value - _ARMIJO * length * slope + slack:
                break
            length /= 4
            if length < _SHORTEST:
                return
        for c in range(r):
            z[c] = trial[c]
        value = reached


@compiled
def _objective(y: Any, norms: Any, z: Any, distances: Any) -> float:
    """F(z) - F(0), and the distances from z."""
    total, square = 0.0, _inner(z, z)
    for j in range(len(y)):
        distances[j] = max(_distance(y[j], z), _TINY)
        total += (square - 2 * _inner(y[j], z)) / (distances[j] + norms[j])
    return total


@compiled
def _newton_step(y: Any, z: Any, distances: Any, pull: Any, step: Any) -> float:
    """``pull`` = sum_j u_j and ``step`` = H^-1 pull, by H = L D L^T, regularised by the rounding error of H.

    Returns the least entry of D as a fraction of sum_j 1/r_j.
    """
    n, r = y.shape
    weight, unit, diagonal, hessian = 0.0, np.empty(r), np.empty(r), np.zeros((r, r))
    for a in range(r):
        pull[a] = 0.0
    for j in range(n):
        inverse = 1 / distances[j]
        weight += inverse
        for c in range(r):
            unit[c] = inverse * (y[j, c] - z[c])
            pull[c] += unit[c]
        for a in range(r):
            row, factor = hessian[a], inverse * unit[a]
            for b in range(a + 1):
                row[b] -= factor * unit[b]
    weight *= 1 + n * HALF_ULP
    floor = n * HALF_ULP * weight  # H has no eigenvalue below it; rounding may lead there
    least = weight
    for a in range(r):  # row a of H becomes row a of L
        row = hessian[a]
        for b in range(a):
            row[b] -= _inner(row[:b], hessian[b, :b])
        square = 0.0
        for b in range(a):
            low = row[b] / diagonal[b]
            square += low * row[b]
            row[b] = low
        diagonal[a] = max(weight + row[a] - square, floor)
        least = min(least, diagonal[a])
        step[a] = pull[a] - _inner(row[:a], step[:a])
    for a in range(r - 1, -1, -1):
        step[a] /= diagonal[a]
    for a in range(r - 1, -1, -1):
        for b in range(a):
            step[b] -= hessian[a, b] * step[a]
    return least / weight
