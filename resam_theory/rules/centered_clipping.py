r"""Centred clipping with a fixed centre and radius.

    v_0 = centre,   v_{l+1} = v_l + (1/n) sum_i (x_i - v_l) min(1, tau / ||x_i - v_l||),   F(x) = v_L.

The centre (0 unless given; in training: the previous output), the radius tau and the number of steps L are options.

Reference: Karimireddy, He, Jaggi, Learning from History for Byzantine Robust Optimization, ICML 2021.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import numpy as np

from ..claims import Criterion
from ..definitions.registry import definition_of
from ..errors import require_count, require_n_f, require_real
from . import _breakdown, _claims, _without_attack
from ._base import Extremal, Rule
from .kernels import arrays, distances, norms, row_kernels

__all__ = ["RULES", "aggregate"]

NAME: Final = "centered_clipping"
RADIUS: Final = 1
STEPS: Final = 3


@arrays.through_numpy
def aggregate(x: Any, f: int, *, centre: Any = None, radius: float = RADIUS, steps: int = STEPS) -> Any:
    """Centred clipping of the rows of x, shape (..., n, d) -> (..., d); ``centre`` broadcasts to (..., d).

    f only bounds how many rows may be hostile; the rule itself does not use it.

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0, 0.5], [0.0, 1e308]]), f=0, steps=1)
    array([0.  , 0.75])
    """
    problems = arrays.prepare(x, f)
    xp, x = problems.xp, problems.x
    radius = require_real("radius", radius, low=0, open_low=True)
    steps = require_count("steps", steps)
    if problems.moderate and arrays.is_compilable(x) and x.size > distances.AT_ONCE:
        v = _compiled_steps(x, centre, radius, steps)
        if v is not None:
            return v
    moved = x if centre is None else x - centre[..., None, :]
    v = _clipped_mean(xp, moved, radius)
    v = v if centre is None else v + centre
    for _ in range(steps - 1):
        v = v + _clipped_mean(xp, x - v[..., None, :], radius)
    return v


def _compiled_steps(x: np.ndarray, centre: Any, radius: float, steps: int) -> np.ndarray | None:
    """The same in float64, two readings of x a step and nothing written; None where squares leave the range."""
    *batch, n, d = x.shape
    rows = np.ascontiguousarray(x).reshape(-1, n, d)
    v = np.zeros((len(rows), d))
    if centre is not None:
        v[:] = np.broadcast_to(centre, (*batch, d)).reshape(-1, d)
    if not row_kernels.clip(rows, v, float(radius), steps, np.empty(rows.shape[:2])):
        return None
    return v.astype(x.dtype, copy=False).reshape(*batch, d)


def _clipped_mean(xp: Any, moved: Any, radius: float) -> Any:
    """(1/n) sum_i y_i min(1, radius/||y_i||) for rows y of shape (..., n, d)."""
    n, d = moved.shape[-2:]
    with arrays.quiet(moved):
        squares = xp.vecdot(moved, moved, axis=-1)
    outside = squares > radius**2
    safe = xp.where(outside, squares, 1.0)  # keeps the derivative at 0 finite
    if norms.squared_norms_are_safe(xp, safe, d):
        weights = xp.where(outside, radius / xp.sqrt(safe), 1.0) / n
        return arrays.weighted_sum(xp, weights, moved)
    largest, ratio = norms.row_sizes(xp, moved)
    outside = ratio > radius / largest
    safe = xp.where(outside, ratio, 1.0)
    return arrays.mean(xp, xp.where(outside, (moved / largest) * (radius / safe), moved))


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """(B6): S at steps * radius + 1, out of reach of the centre 0, the faulty at 0: D_S = V_S = 0 but F < mean_S."""
    n, f = require_n_f(n, f, f_min=1)
    far = Fraction(STEPS * RADIUS + 1)
    points = tuple((far if i < n - f else Fraction(0),) for i in range(n))
    return Extremal(points, tuple(range(n - f)), definition_of(NAME).outputs(points, f)[0], "refutes every coefficient")


RULES: Final = (
    Rule(
        name=NAME,
        title="Centred clipping",
        reference="Karimireddy, He, Jaggi, Learning from History, ICML 2021",
        aggregate=aggregate,
        claims=_claims.unbounded(NAME, "centred clipping with fixed centre and radius", "B6"),
        aliases=("cc",),
        families=_claims.unbounded_families(
            NAME, ("m", f"{STEPS * RADIUS + 1:g}", True), ("f", f"{STEPS * RADIUS + 1:g}", False)
        ),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal},
        beside=(
            _without_attack.missed(NAME, "centred clipping", f"{STEPS * RADIUS + 1:g}"),
            _breakdown.every(NAME, "steps of bounded length"),
        ),
        traits=frozenset({"orthogonal", "permutation"}),
    ),
)
