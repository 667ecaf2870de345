r"""Huber aggregation: the M-estimator of location with Huber's loss and a fixed threshold t.

    F = argmin_z sum_i rho(||x_i - z||),   rho(r) = r^2/(2t) for r <= t, r - t/2 beyond;

that is sum_i (x_i - z)/max(t, ||x_i - z||) = 0. For t -> 0 it is the geometric median, for t -> infinity the mean.

**No finite coefficient [derived here].** With S at 0 and the faulty at 2t, the output is f t/m > 0, S a single point.

**What it does satisfy [derived here].** With h = floor(n/2), for every S in every dimension

    ||F - mean_S||^2 <= h/(m-h) (V_S + t^2):

the constant of the geometric median, with the threshold added to the spread. *Proof.* s_i = (x_i - F)/
max(t, r_i), r_i = ||x_i - F||, w the unit vector along mean_S - F, q_i = <s_i, w>: q_i in [-1, 1] and sum q_i = 0, so
that over P = {i in S: q_i > 0}, sum_P q_i^2 <= sum_P q_i <= min(|P|, n - |P|) <= h. Then ||mean_S - F|| = (1/m) sum_S
max(t, r_i) q_i <= ((1/m) sum_S max(t, r_i)^2)^(1/2) (h/m)^(1/2), and (1/m) sum_S max(t, r_i)^2 <= V_S + ||mean_S -
F||^2 + t^2. Solve. QED As t is in the units of the data, no choice of t is right for all inputs.

**Method.** Newton's steps on the sum of losses from the coordinate-wise median, a Weiszfeld step where one does not
lower it, until the gradient is rounding. Where the minimisers are a segment (even n, rows on a line) the output is one
of them.

*Conventions.* The paper weighs rows by their numbers of samples and takes t from the data; PyTorch's ``HuberLoss`` is
t times this loss. RFA's smoothed Weiszfeld steps with smoothing t tend to this output, not to the geometric median.

Reference: Zhao, Yu, Wang, A Huber Loss Minimization Approach to Byzantine Robust Federated Learning, AAAI 2024; Huber,
Robust Estimation of a Location Parameter, 1964.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Final, NamedTuple

import array_api_compat as aac
import sympy as sp

from .. import symbols as s
from ..claims import Criterion, Kind
from ..errors import require_n_f, require_real
from ..open_ends import opened
from . import _breakdown, _claims, _geometric_median_proofs, _without_attack
from ._base import Extremal, Rule
from ._parts import Addition
from .kernels import arrays

__all__ = ["RULES", "aggregate"]

NAME: Final = "huber"
THRESHOLD: Final = 1
_STEPS: Final = 300
"""Most steps; Newton's take about ten."""


@arrays.through_numpy
def aggregate(x: Any, f: int, *, threshold: Any = THRESHOLD) -> Any:
    """Huber's location of the rows of x, shape (..., n, d) -> (..., d); f only bounds how many rows may be hostile.

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [0.0], [9.0]]), f=1)
    array([0.5])
    """
    problems = arrays.prepare(x, f)
    xp, n, d = problems.xp, problems.n, problems.d
    t = require_real("threshold", threshold, low=0, open_low=True) / (4 * math.sqrt(d))
    rows = xp.reshape(xp.astype(problems.x, xp.float64), (math.prod(problems.x.shape[:-2]), n, d))
    plain = arrays.detached(rows)
    with arrays.quiet(plain):
        z = _minimiser(xp, plain, t)
        for _ in range(2 if arrays.needs_grad(rows) else 0):  # at the solution: derivatives, no change of value
            here = _look(xp, rows, z, t)
            z = z + 4 * math.sqrt(d) * _newton(xp, here)
    return xp.reshape(xp.astype(z, problems.x.dtype), (*problems.x.shape[:-2], d))


class _Here(NamedTuple):
    """What the rows look like from z, lengths in the unit 4 sqrt(d), in which none overflows."""

    sizes: Any
    reach: Any
    units: Any
    pulls: Any
    loss: Any


def _look(xp: Any, x: Any, z: Any, t: float) -> _Here:
    moved = 0.25 * x - 0.25 * z[:, None, :]
    largest = xp.max(xp.abs(arrays.detached(moved)), axis=-1)
    largest = xp.where(largest > 0, largest, xp.ones_like(largest))
    unit = moved / largest[..., None]
    squares = xp.sum(unit * unit, axis=-1)
    zero = squares == 0
    length = xp.sqrt(xp.where(zero, 1.0, squares))
    sizes = xp.where(zero, 0.0, largest * (length / math.sqrt(x.shape[-1])))
    units = unit / length[..., None]
    far = sizes > t
    reach = xp.where(far, sizes, xp.full_like(sizes, t))
    pulls = units * xp.where(far, xp.ones_like(sizes), sizes / t)[..., None]
    loss = xp.mean(xp.where(far, sizes - 0.5 * t, 0.5 * sizes * (sizes / t)), axis=-1)
    return _Here(sizes, reach, units, pulls, loss)


def _newton(xp: Any, here: _Here) -> Any:
    """H^-1 times the sum of the pulls, H = a - sum over far rows of u u^T/r, a = sum 1/max(t, r); by n x n systems."""
    far = here.sizes >= here.reach
    total = xp.sum(1 / here.reach, axis=-1)
    units = xp.where(far[..., None], here.units, 0.0)
    gram = units @ xp.matrix_transpose(units)
    diagonal = xp.where(far, total[:, None] * here.reach, 1.0)
    identity = xp.eye(gram.shape[-1], dtype=gram.dtype, device=aac.device(gram))
    matrix = diagonal[:, :, None] * identity - gram
    flat = xp.linalg.det(matrix / diagonal[:, :, None])
    matrix = xp.where((xp.abs(arrays.detached(flat)) > 1e-13)[:, None, None], matrix, identity)
    pull = xp.sum(here.pulls, axis=-2)
    inside = xp.linalg.solve(matrix, units @ pull[..., None])
    return (pull + (xp.matrix_transpose(units) @ inside)[..., 0]) / total[:, None]


def _minimiser(xp: Any, x: Any, t: float) -> Any:
    n, d = x.shape[-2:]
    ordered = xp.sort(x, axis=-2)
    z = 0.5 * ordered[:, (n - 1) // 2, :] + 0.5 * ordered[:, n // 2, :]
    moving = xp.arange(len(x), device=aac.device(x))  # the problems that are not solved yet
    for _ in range(_STEPS):
        rows, now = x[moving], z[moving]
        here = _look(xp, rows, now, t)
        pull = xp.max(xp.abs(xp.sum(here.pulls, axis=-2)), axis=-1)
        trial = now + 4 * math.sqrt(d) * _newton(xp, here)
        better = xp.all(xp.isfinite(trial), axis=-1) & (_look(xp, rows, trial, t).loss < here.loss)
        weights = 1 / here.reach
        weights = weights / xp.sum(weights, axis=-1, keepdims=True)
        step = xp.where(better[:, None], trial, (weights[:, None, :] @ rows)[:, 0, :])
        # rows within a small part of t pull little
        rounding = 4 * n * 2.0**-53 * xp.max(xp.abs(here.pulls), axis=(-2, -1))
        left = (pull > rounding) & xp.any(step != now, axis=-1)
        if not bool(xp.any(left)):
            break
        moving = moving[left]
        z[moving] = step[left]
    return z


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """S at 0, the faulty at two thresholds: D_S = V_S = 0, but the output is f t/m."""
    n, f = require_n_f(n, f, f_min=1)
    values = [0] * (n - f) + [2 * THRESHOLD] * f
    return Extremal.on_line(values, f, Fraction(f * THRESHOLD, n - f), "refutes every coefficient")


_H: Final = sp.floor(s.n / 2)
_BESIDE: Final = (
    _without_attack.bounded(
        NAME,
        "h/(n-h), h = floor(n/2); approached by two clusters far apart",
        _H / (s.n - _H),
        _geometric_median_proofs.half(NAME, "no_attack", "Huber's location of all"),
    ),
    Addition(
        (_breakdown.claim(NAME, Kind.LOWER, "floor((n-1)/2)", sp.floor((s.n - 1) / 2)),),
        (_breakdown.half(NAME, "Huber's location where most rows are near"),),
    ),
)

_OPEN: Final = (
    opened(
        Criterion.BREAKDOWN,
        "nothing is proved: half of the rows far away are evaluated for all n, f only where the output has a "
        "closed form",
        "floor((n-1)/2), as the output stays near a majority",
        "the root of the balance of forces with the number of far rows as an unknown",
    ),
)

RULES: Final = (
    Rule(
        name=NAME,
        title="Huber's M-estimator with a fixed threshold",
        reference="Zhao, Yu, Wang, A Huber Loss Minimization Approach, AAAI 2024; Huber, 1964",
        aggregate=aggregate,
        claims=_claims.unbounded(NAME, "Huber aggregation with a fixed threshold", "L7"),
        families=_claims.unbounded_families(NAME, ("m", "0", True), ("f", f"{THRESHOLD:g}", False)),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal},
        beside=(*_BESIDE,),
        open=_OPEN,
        traits=frozenset({"translation", "orthogonal", "permutation", "hull"}),
    ),
)
