r"""RFA: the geometric median by a fixed number of smoothed Weiszfeld steps.

    z_0 = mean,   z_{t+1} = sum_i w_i x_i / sum_i w_i,   w_i = 1/max(nu, ||x_i - z_t||),   F = z_T.

**No finite coefficient (L7) [derived here]**, whatever T and nu: with S at 0 and the faulty at 1, z_0 = f/n > 0 and
every step is a proper average of 0 and 1: the output is not 0, S a single point. What it does satisfy: the output
lies in the convex hull, and as T grows and nu falls it tends to the geometric median, whose kappa* is h/(m-h); how
far it is from there on given rows: :func:`distance_to_geometric_median`.

*Conventions.* T = 3 and nu = 10^-6 unless given; ByzFL's GeometricMedian has nu = 0.1.

Reference: Pillutla, Kakade, Harchaoui, Robust Aggregation for Federated Learning, IEEE TSP 2022.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Final

from ..claims import Criterion
from ..errors import require_count, require_n_f, require_real
from . import _claims
from ._base import Extremal, Rule
from .kernels import arrays

__all__ = ["RULES", "aggregate", "distance_to_geometric_median"]

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


def distance_to_geometric_median(x: Any, f: int, *, steps: int = STEPS, smoothing: float = SMOOTHING) -> Any:
    """||RFA(x) - GM(x)|| for x of shape (..., n, d), GM computed to the last digits: what T and nu lose, shape (...).

    >>> import numpy as np
    >>> round(float(distance_to_geometric_median(np.asarray([[0.0], [0.0], [0.0], [8.0]]), f=1, steps=1)), 12)
    0.8
    """
    from . import get

    moved = aggregate(x, f, steps=steps, smoothing=smoothing) - get("geometric_median")(x, f=f)
    xp = arrays.check(x, f).xp
    return xp.sqrt(xp.sum(moved * moved, axis=-1))


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """S at 0, the faulty at 1: D_S = V_S = 0, but the output is not 0."""
    n, f = require_n_f(n, f, f_min=1)
    points = tuple((Fraction(int(i >= n - f)),) for i in range(n))
    return Extremal(points, tuple(range(n - f)), None, "refutes every coefficient")


RULES: Final = (
    Rule(
        name=NAME,
        title="Geometric median by smoothed Weiszfeld steps (RFA)",
        reference="Pillutla, Kakade, Harchaoui, Robust Aggregation for Federated Learning, IEEE TSP 2022",
        aggregate=aggregate,
        claims=_claims.unbounded(NAME, "RFA with a fixed number of steps", "L7"),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal},
        traits=frozenset({"translation", "orthogonal", "permutation", "hull"}),
    ),
)
