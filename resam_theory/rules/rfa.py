r"""RFA: the geometric median by a fixed number of smoothed Weiszfeld steps.

    z_0 = mean,   z_{t+1} = sum_i w_i x_i / sum_i w_i,   w_i = 1/max(nu, ||x_i - z_t||),   F = z_T.

**No finite coefficient (L7) [derived here]**, whatever T and nu: with S at 0 and the faulty at L, z_0 = f L/n > 0 and
every step is a proper average of 0 and L: the output is not 0, S a single point.

**What T and nu lose [derived here].** S at 0, the faulty within L of it.

* At most max(nu, f L/n), whatever T is. *Proof.* With W = sum over the faulty of w_j, ||x_j|| <= ||z|| + 1/w_j, so that
  ||z_{t+1}|| <= (||z|| W + f)/(m/max(nu, ||z||) + W), which is at most max(nu, ||z||) as f <= m; ||z_0|| <= f L/n. QED
* All faulty at L: the odds u/(1 - u) of u = z_t/L are f/m at t = 0 and are multiplied by f/m in each step (as long as
  z_t >= nu): the output is L r/(1 + r), r = (f/m)^(T+1).
* For f >= 2 steps do not help: f - 1 faulty at L and one *held* at z_0 = (f-1) L/(n-1), where its weight is 1/nu. The
  output is at least z_0 - nu (n-2f+2)^T (:func:`held`): T = 3 steps lose (f-1)/(n-1) L, the mean itself f L/n.

**What holds all the same: a certified error [derived here].** With the residual g = ||(1/n) sum_i (x_i - F)/max(nu,
||x_i - F||)||, which is computed (:func:`certificate`), for every S in every dimension

    ||F - mean_S||^2 <= k (V_S + nu^2),   k = n (1 + g)/(2m - n (1 + g)),   if that is positive;

the geometric median has h/(m-h) V_S, h = floor(n/2). *Proof.* As for :mod:`.huber` with sum q_i <= n g: sum_P q_i^2 <=
min(|P|, n - |P| + n g) <= n (1 + g)/2. QED Enough steps: a step minimises a quadratic majorant of sum rho(||x_i - z||),
rho as in :mod:`.huber`, of curvature sum w_i <= n/nu, so that the loss falls by at least n nu g^2/2: one of the first T
iterates has g^2 <= 2 R/(nu T), R the mean of ||x_i - z_0||. As T grows the limit is Huber's location with threshold nu.

*Conventions.* T = 3 and nu = 10^-6 unless given; ByzFL's GeometricMedian has nu = 0.1.

Reference: Pillutla, Kakade, Harchaoui, Robust Aggregation for Federated Learning, IEEE TSP 2022.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Final, NamedTuple

from ..claims import Criterion, Kind
from ..definitions.filters import Weiszfeld
from ..errors import require_count, require_n_f, require_real
from . import _breakdown, _claims
from ._base import Extremal, Rule
from ._parts import ANY, Addition
from .kernels import arrays

__all__ = ["RULES", "Certificate", "aggregate", "certificate", "held"]

NAME: Final = "rfa"
STEPS: Final = 3
SMOOTHING: Final = 1e-6


@arrays.through_numpy
def aggregate(x: Any, f: int, *, steps: int = STEPS, smoothing: float = SMOOTHING) -> Any:
    """RFA of the rows of x, shape (..., n, d) -> (..., d); f only bounds how many rows may be hostile.

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [0.0], [0.0], [8.0]]), f=1, steps=1)
    array([0.8])
    """
    problems = arrays.prepare(x, f)
    xp, x = problems.xp, problems.x
    steps = require_count("steps", steps)
    least = require_real("smoothing", smoothing, low=0, open_low=True) / (4 * math.sqrt(problems.d))
    z = arrays.mean(xp, x)
    for _ in range(steps):
        moved = 0.25 * x - 0.25 * z[..., None, :]  # a quarter: differences cannot overflow
        largest = xp.max(xp.abs(arrays.detached(moved)), axis=-1)
        largest = xp.where(largest > 0, largest, xp.ones_like(largest))
        unit = moved / largest[..., None]
        squares = xp.sum(unit * unit, axis=-1)
        zero = squares == 0
        sizes = xp.where(zero, 0.0, largest * (xp.sqrt(xp.where(zero, 1.0, squares)) / math.sqrt(problems.d)))
        near = sizes < least
        weights = 1 / xp.where(near, xp.full_like(sizes, least), sizes)
        weights = weights / xp.sum(weights, axis=-1, keepdims=True)
        z = (weights[..., None, :] @ x)[..., 0, :]
    return z


class Certificate(NamedTuple):
    """||F - mean_S||^2 <= ``coefficient`` (V_S + smoothing^2) for every S; inf where the residual is too large."""

    residual: float
    coefficient: float


def certificate(x: Any, f: int, z: Any, *, smoothing: float = SMOOTHING) -> Certificate:
    """What is certain of z (d,) as an aggregate of the rows of x (n, d), however it was computed.

    >>> import numpy as np
    >>> x = np.asarray([[0.0], [0.0], [0.0], [8.0]])
    >>> certificate(x, 1, aggregate(x, 1, steps=1))
    Certificate(residual=0.5, coefficient=inf)
    >>> round(certificate(x, 1, aggregate(x, 1, steps=30)).coefficient, 6)
    2.0
    """
    problems = arrays.prepare(x, f)
    xp, n, m = problems.xp, problems.n, problems.m
    moved = arrays.detached(problems.x) - arrays.detached(z)
    sizes = xp.sqrt(xp.sum(moved * moved, axis=-1))
    pulls = moved / xp.where(sizes > smoothing, sizes, xp.full_like(sizes, smoothing))[:, None]
    residual = float(xp.sqrt(xp.sum(xp.mean(pulls, axis=0) ** 2)))
    room = 2 * m - n * (1 + residual)
    return Certificate(residual, n * (1 + residual) / room if room > 0 else math.inf)


def held(n: int, f: int, *, steps: int = STEPS, smoothing: Fraction = Fraction(1, 10**6)) -> Extremal:
    """f >= 2: S at 0, f - 1 faulty at n - 1, one at f - 1, where the mean of all is and the steps stay.

    >>> case = held(15, 4)
    >>> case.output is not None and round(float(case.output[0]), 3)
    2.999
    """
    n, f = require_n_f(n, f, f_min=2)
    points = tuple((Fraction(value),) for value in [0] * (n - f) + [n - 1] * (f - 1) + [f - 1])
    output = Weiszfeld(steps, str(smoothing)).outputs(points, f)[0]
    return Extremal(points, tuple(range(n - f)), output, "one faulty row holds the steps where they began")


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """S at 0, the faulty at 1: D_S = V_S = 0, but the output is not 0."""
    n, f = require_n_f(n, f, f_min=1)
    return Extremal.on_line([0] * (n - f) + [1] * f, f, None, "refutes every coefficient")


_BREAKDOWN: Final = Addition(
    (_breakdown.claim(NAME, Kind.UPPER, "0", 0),), (), (_breakdown.broken(NAME, "0", ("1", "n**4*t"), sizes=ANY),)
)

RULES: Final = (
    Rule(
        name=NAME,
        title="Geometric median by smoothed Weiszfeld steps (RFA)",
        reference="Pillutla, Kakade, Harchaoui, Robust Aggregation for Federated Learning, IEEE TSP 2022",
        aggregate=aggregate,
        claims=_claims.unbounded(NAME, "RFA with a fixed number of steps", "L7"),
        families=_claims.unbounded_families(NAME, ("m", "0", True), ("f", "n**4", False)),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal},
        beside=(_BREAKDOWN,),
        traits=frozenset({"translation", "orthogonal", "permutation", "hull"}),
    ),
)
