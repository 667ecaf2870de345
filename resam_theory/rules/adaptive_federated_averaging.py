r"""Adaptive federated averaging (AFA): the mean, after rows whose cosine with it is unlike the others' are dropped.

Round t = 0, 1, ...: c_i = cos(x_i, mean of the rows left); where the mean of the c_i is below their median, the rows
with c_i < median - w sd are dropped, else those with c_i > median + w sd; w = 2 + t/2, sd the standard deviation over
the rows left. It ends when none is dropped, after at most n rounds: half of the rows are never dropped.

**No finite coefficient (L7) [derived here].** S at p, the faulty at 2p: all cosines are 1, nothing is dropped, and the
output is (1 + f/n) p although S is a single point. Only directions are looked at: with f = 1 and the faulty row at c p
the output grows with c beyond all bounds, so that the breakdown point is 0. What it does satisfy: the output lies in
the convex hull, and where all rows are equal it is theirs.

*Conventions.* The paper weighs rows by samples and by an estimate of each client's goodness that changes over the
rounds of training; here both are equal, as at the first round, so that the rule is a function. A zero vector has the
cosine 0. Cosines that agree to within rounding do not drop a row.

Reference: Munoz-Gonzalez, Co, Lupu, Byzantine-Robust Federated Machine Learning through Adaptive Model Averaging, 2019,
arXiv 1909.05125.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import array_api_compat as aac

from ..claims import Criterion, Kind
from ..errors import require_n_f, require_real
from . import _breakdown, _claims
from ._base import Extremal, Rule
from ._parts import ANY, Addition
from .kernels import arrays

__all__ = ["RULES", "aggregate"]

NAME: Final = "adaptive_federated_averaging"
WIDTH: Final = 2
GROWTH: Final = 0.5


@arrays.through_numpy
def aggregate(x: Any, f: int, *, width: Any = WIDTH, growth: Any = GROWTH) -> Any:
    """AFA of the rows of x, shape (..., n, d) -> (..., d); f only bounds how many rows may be hostile.

    >>> import numpy as np
    >>> aggregate(np.asarray([[1.0]] * 6 + [[-9.0]]), f=1)
    array([1.])
    """
    problems = arrays.prepare(x, f)
    kept = _kept(problems.xp, arrays.detached(problems.x), *_options(width, growth))
    return _mean(problems.xp, problems.x, kept)


def _options(width: Any, growth: Any) -> tuple[float, float]:
    return require_real("width", width, low=0, open_low=True), require_real("growth", growth, low=0, open_low=True)


def _mean(xp: Any, x: Any, kept: Any) -> Any:
    count = xp.sum(xp.astype(kept, x.dtype), axis=-1)[..., None, None]
    return arrays.mean(xp, xp.where(kept[..., None], x, xp.zeros_like(x)), count=count)


def _kept(xp: Any, x: Any, width: float, growth: float) -> Any:
    """Which rows are left: (..., n)."""
    n, d = x.shape[-2:]
    x = xp.astype(x, xp.float64, copy=False)
    units = _units(xp, x)
    kept = xp.ones(x.shape[:-1], dtype=xp.bool, device=aac.device(x))
    slack = 8 * (n + d) * 2.0**-53
    for done in range(n):
        centre = _units(xp, _mean(xp, x, kept))
        cosines = xp.vecdot(units, centre[..., None, :])
        size = xp.sum(xp.astype(kept, xp.int64), axis=-1, keepdims=True)
        ordered = xp.sort(xp.where(kept, cosines, xp.inf), axis=-1)
        ends = [xp.take_along_axis(ordered, place, axis=-1) for place in ((size - 1) // 2, size // 2)]
        middle = 0.5 * (ends[0] + ends[1])
        count = xp.astype(size, xp.float64)
        average = xp.sum(xp.where(kept, cosines, 0.0), axis=-1, keepdims=True) / count
        spread = xp.sqrt(xp.sum(xp.where(kept, (cosines - average) ** 2, 0.0), axis=-1, keepdims=True) / count)
        away = xp.where(average < middle, middle - cosines, cosines - middle)
        drop = kept & (away > (width + done * growth) * spread + slack)
        if not bool(xp.any(drop)):
            break
        kept = kept & ~drop
    return kept


def _units(xp: Any, x: Any) -> Any:
    """Vectors of length one along the rows, in float64; zero where a row is zero."""
    largest = xp.max(xp.abs(x), axis=-1, keepdims=True)
    scaled = x / xp.where(largest > 0, largest, 1.0)
    return scaled / xp.sqrt(xp.where(largest > 0, xp.sum(scaled * scaled, axis=-1, keepdims=True), 1.0))


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """S at 1, the faulty at 2: D_S = V_S = 0, but the output is 1 + f/n."""
    n, f = require_n_f(n, f, f_min=1)
    return Extremal.on_line([1] * (n - f) + [2] * f, f, Fraction(n + f, n), "refutes every coefficient")


_BREAKDOWN: Final = Addition(
    (_breakdown.claim(NAME, Kind.UPPER, "0", 0),),
    (),
    (_breakdown.broken(NAME, "0", ("1", "1 + n*t"), honest="1", sizes=ANY),),
)

RULES: Final = (
    Rule(
        name=NAME,
        title="Adaptive federated averaging (cosine filter)",
        reference="Munoz-Gonzalez, Co, Lupu, Byzantine-Robust Federated Machine Learning, 2019",
        aggregate=aggregate,
        claims=_claims.unbounded(NAME, "adaptive federated averaging", "L7"),
        aliases=("afa",),
        families=_claims.unbounded_families(NAME, ("m", "1", True), ("f", "2", False)),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal},
        beside=(_BREAKDOWN,),
        traits=frozenset({"scale", "orthogonal", "permutation", "hull"}),
    ),
)
