r"""Geometric median (GM): a point of least total distance, argmin_z sum_i ||x_i - z||.

**Uniqueness.** The minimiser is unique unless the rows are collinear and n is even; the minimisers then form the
segment between two rows, and the output is its midpoint: independent of the order of the rows, kept by translations,
scalings and rotations, and for d = 1 the usual median.

**Accuracy.** The rows are centred at a row whose floor(n/2) nearest others are near it and scaled by a power of two, so
that neither a far origin nor the unit matters. Rows more than 2^300 times farther away are moved along their ray (their
pull is a unit vector: it keeps its direction). For d > n the problem is reduced to n coordinates by a QR factorisation,
whose error is relative to each row's own distance. :mod:`.kernels.fermat` then solves it to the last digits. The error
in float64 is a few n u times the spread (u = 2^-53, spread = the radius of the ball around a row that holds a majority)
unless the rows are nearly collinear; for nearly collinear rows and even n it is multiplied by the condition of the
problem, the ratio of the largest to the least eigenvalue of the Hessian. float32 is solved in float64 and rounded.

**Derivatives** (torch, any order). By the implicit function theorem, :mod:`.kernels.fermat_gradient`; where z is a row,
dz is that row's; at a midpoint, the mean of the two rows' (one of the one-sided derivatives where rows coincide).

(B2) [derived here]. kappa*(GM) = h/(m-h), h = floor(n/2). Proof: theory.md, B2. A point within epsilon times the spread
of a minimiser adds that error to ||F - mean_S||.

lambda*, d >= 2, is open. Every worst case has the f faulty at the output: from anywhere they pull with a force of at
most f. So lambda* is the largest ||mean_S|| over sets S of diameter 1 whose c rows at 0 and the f faulty balance the
unit vectors to the others, ||sum|| <= f + c. Numerically (SLSQP from 15 starts for each c) that is h/m at (5, 2) and
(7, 2) in d = 2 and 3: there the upper end of the interval has room. For d >= m and f near n/2 it exceeds h/m.

Reference: Weber 1909; Weiszfeld 1937; Minsker, Geometric Median and Robust Estimation in Banach Spaces, Bernoulli 2015;
Pillutla, Kakade, Harchaoui, Robust Aggregation for Federated Learning, IEEE TSP 2022.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Final, NamedTuple

import numpy as np
import sympy as sp

from .. import symbols as s
from ..claims import FBM, RESAM, Claim, Criterion, Kind, Provenance, Source
from ..criteria import KAPPA_TO_LAMBDA
from ..errors import require_d, require_n_f
from ..open_ends import opened
from . import _breakdown, _claims, _geometric_median_proofs, _without_attack
from ._base import Extremal, Rule
from ._parts import Addition
from .kernels import arrays, distances, fermat, fermat_gradient, frame, row_kernels, weighted
from .kernels.fermat_by_distances import weights_by_distances, weiszfeld_weights

__all__ = ["RULES", "aggregate", "extremal"]

NAME: Final = "geometric_median"
_TOLERATED: Final = 2.0**-36
"""The error of ||sum of unit vectors|| up to which the distances between the rows will do."""
_TOLERATED_SINGLE: Final = 2.0**-28
"""The same for data of fewer than 64 bits."""


class _Solution(NamedTuple):
    """z (B, d) float64; where ``anchored``, it is the midpoint of the rows ``ends`` (B, 2); the ``unit`` of lengths."""

    z: Any
    unit: Any
    anchored: Any
    ends: Any


def aggregate(x: Any, f: int) -> Any:
    """Geometric median of the rows of x, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0, 0.0], [2.0, 0.0], [0.0, 2.0], [2.0, 2.0], [1.0, 1.0]]), f=2)
    array([1., 1.])
    """
    problems = arrays.prepare(x, f)
    xp = problems.xp
    if arrays.needs_grad(problems.x):
        flat = xp.reshape(xp.astype(problems.x, xp.float64), (math.prod(problems.x.shape[:-2]), problems.n, problems.d))
        z = fermat_gradient.implicit(flat, lambda rows: _solution(problems._replace(x=rows)))
    else:
        z = _solution(problems).z
    return xp.reshape(xp.astype(z, problems.x.dtype), (*problems.x.shape[:-2], problems.d))


def _solution(problems: arrays.Problems) -> _Solution:
    """The solution in the namespace of the problems."""
    xp, rows = distances.working(problems)
    with arrays.quiet(rows):
        found = _solve(xp, rows)
    return _Solution(*(distances.back(problems, values) for values in found))


def _solve(xp: Any, rows: Any) -> _Solution:
    """By the distances between the rows where d > n and that is accurate enough, elsewhere by their coordinates."""
    batch, n, d = rows.shape
    if d <= n:
        return _by_coordinates(xp, rows)
    squares = arrays.on_host(distances.by_differences(xp, rows))
    tolerated = _TOLERATED if rows.dtype.itemsize >= 8 else _TOLERATED_SINGLE
    weights, centre, sure = weights_by_distances(squares, tolerated)
    if not sure.any():
        return _by_coordinates(xp, rows)
    z = _combination(xp, rows, arrays.like(rows, weights), arrays.like(rows, centre))
    unit, ends = np.ones(batch), np.zeros((batch, 2), dtype=np.int64)
    solution = _Solution(z, *(arrays.like(rows, values) for values in (unit, ~sure, ends)))
    if not sure.all():
        rest = xp.nonzero(solution.anchored)[0]
        for values, others in zip(solution, _by_coordinates(xp, xp.take(rows, rest, axis=0)), strict=True):
            values[rest] = others
    return solution


def _combination(xp: Any, x: Any, weights: Any, centre: Any) -> Any:
    """sum_i w_i x_i, sum_i w_i = 1, of the rows x (B, n, d), summed about the row number ``centre``: (B, d) float64."""
    if arrays.is_compilable(x):
        out = np.empty((x.shape[0], x.shape[2]))
        row_kernels.combinations(np.ascontiguousarray(x), weights, centre, out)
        return out
    origin = xp.astype(xp.take_along_axis(x, centre[:, None, None], axis=1), xp.float64)
    return (origin + xp.matmul(weights[:, None, :], xp.astype(x, xp.float64) - origin))[:, 0, :]


def _by_coordinates(xp: Any, rows: Any) -> _Solution:
    axes = frame.frame(xp, rows)
    reduced = frame.reduced(xp, axes.y)
    points = arrays.on_host(reduced)
    found = fermat.minimise(points)
    z, anchored, ends = (arrays.like(rows, values) for values in (found.z, found.anchored, found.ends))
    if reduced is not axes.y:
        with np.errstate(all="ignore"):  # where it is a row, that is dealt with below
            weights = arrays.like(rows, weiszfeld_weights(points, found.z))
        z = xp.matmul(weights[:, None, :], axes.y)[:, 0, :]
    z = (axes.centre + axes.unit[:, None] * z) / axes.shrink[:, None]
    if found.anchored.any():
        z[anchored] = _midpoint(xp, rows[anchored], ends[anchored])
    return _Solution(z, axes.unit, anchored, ends)


def _midpoint(xp: Any, x: Any, ends: Any) -> Any:
    """The midpoint of the two rows of x numbered by ``ends`` (B, 2), in float64."""
    rows = xp.astype(xp.take_along_axis(x, ends[..., None], axis=1), xp.float64)
    return 0.5 * rows[:, 0, :] + 0.5 * rows[:, 1, :]


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """For every d: h = floor(n/2) rows of S at 1, the m - h others of S and the f faulty at 0. The output is 0.

    It attains kappa* = h/(m-h) and the ratio h/m of (D1). For even n, 0 is one end of the segment of medians; for
    d >= 2 a turn of two of the rows at 1 by angles +e and -e about 0 makes it the only one: the value is a supremum.
    """
    n, f = require_n_f(n, f, f_min=1)
    require_d(d)
    h = n // 2
    points = tuple((Fraction(int(i < h)),) for i in range(n))
    return Extremal(points, tuple(range(n - f)), (Fraction(0),), "attained at a tie" if n % 2 == 0 else "attained")


_H: Final = sp.floor(s.n / 2)
_KAPPA: Final = _H / (s.m - _H)
_BESIDE: Final = (
    Addition(
        (_without_attack.exact(NAME, "h/(n-h), h = floor(n/2)", _H / (s.n - _H)),),
        (_geometric_median_proofs.half(NAME, "no_attack"),),
        (_geometric_median_proofs.UNATTACKED,),
    ),
    Addition(
        (_breakdown.claim(NAME, Kind.TIGHT, "floor((n-1)/2)", sp.floor((s.n - 1) / 2)),),
        (_geometric_median_proofs.half(NAME, "breakdown"),),
        (_breakdown.at_half(NAME, "t", of=("f", "f")),),
    ),
)

_OPEN: Final = (
    opened(
        Criterion.LAMBDA,
        "the bound by angles takes one row of S at a time; (C1) forgets the diameter",
        "floor(n/2) rows of S at 1 and the rest at 0, or a simplex with the output as a vertex",
        "the largest ||mean_S|| over sets of diameter 1 whose unit vectors sum to at most the pull of the rows "
        "at the output: not convex",
        d_min=2,
    ),
)


RULES: Final = (
    Rule(
        name=NAME,
        title="Geometric median",
        reference="Minsker, Geometric Median and Robust Estimation in Banach Spaces, Bernoulli 2015",
        aggregate=aggregate,
        weigh=weighted.geometric_median,
        claims=(
            _claims.from_memory(
                NAME, Criterion.LAMBDA, "lambda = 1 + m/sqrt((n-2f) n)", 1 + s.m / sp.sqrt((s.n - 2 * s.f) * s.n), RESAM
            ),
            _claims.upper(
                NAME,
                Criterion.LAMBDA,
                "lambda*^2 <= kappa* (m-1)/(2m), kappa* = h/(m-h), h = floor(n/2)",
                sp.sqrt(KAPPA_TO_LAMBDA.expression.subs(s.kappa, _KAPPA)),
                "B2, C1",
            ),
            _claims.upper(
                NAME,
                Criterion.LAMBDA,
                "lambda*^2 <= ((m-1)/m) max(1/(2(1-c^2)), 2/(3-c)), c = f/m",
                sp.sqrt((s.m - 1) / s.m * sp.Max(1 / (2 * (1 - (s.f / s.m) ** 2)), 2 / (3 - s.f / s.m))),
                "the angles under which the output sees S",
                name="angles",
            ),
            Claim(
                f"{NAME}.lambda.floor",
                NAME,
                Criterion.LAMBDA,
                Kind.LOWER,
                "lambda* >= floor(n/2)/m",
                _H / s.m,
                Source(Provenance.DERIVED, where="B2"),
            ),
            _claims.published(
                NAME, Criterion.KAPPA, "kappa = 4 (1 + f/(n-2f))^2", 4 * (1 + s.f / (s.n - 2 * s.f)) ** 2, FBM
            ),
            _claims.exact(NAME, Criterion.KAPPA, "kappa* = h/(m-h) in every dimension, h = floor(n/2)", _KAPPA, "B2"),
        ),
        aliases=("gm",),
        proofs=_geometric_median_proofs.PROOFS,
        families=_geometric_median_proofs.FAMILIES,
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal},
        open=_OPEN,
        beside=(*_BESIDE,),
        traits=frozenset({"translation", "scale", "orthogonal", "permutation", "hull"}),
    ),
)
