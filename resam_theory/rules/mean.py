r"""Mean: F(x) = (1/n) sum_i x_i. The reference that is not robust.

One faulty row moves it anywhere: it is neither (f, lambda)-resilient averaging nor (f, kappa)-robust for any f >= 1.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from ..claims import Criterion, Kind
from ..errors import require_n_f
from ..proof.bounds import Use
from . import _breakdown, _claims, _without_attack
from ._base import Extremal, Rule
from ._parts import ANY, Addition
from .kernels import arrays, weighted

__all__ = ["RULES", "aggregate"]

NAME: Final = "mean"


@arrays.through_numpy
def aggregate(x: Any, f: int) -> Any:
    """Mean of the rows of x, shape (..., n, d) -> (..., d); hostile rows as in ``kernels.arrays``.

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0, 1.0], [2.0, 3.0]]), f=0)
    array([1., 2.])
    """
    problems = arrays.check(x, f)
    result = arrays.row_sum(problems.xp, x)
    result /= problems.n
    if result.dtype != x.dtype:  # the sum of many rows
        result = problems.xp.astype(result, x.dtype)
    if arrays.is_moderate(result):  # and so is no row hostile: the sum would not be finite
        return result
    return arrays.mean(problems.xp, arrays.prepare(x, f).x)


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """S at 0 and the faulty at 1: D_S = V_S = 0 but F = f/n, so no coefficient will do."""
    n, f = require_n_f(n, f, f_min=1)
    return Extremal.on_line([0] * (n - f) + [1] * f, f, Fraction(f, n), "refutes every coefficient")


_BESIDE: Final = (
    Addition(
        (_without_attack.exact(NAME, "0", 0),),
        (_without_attack.proof(NAME, "0", Use("mean of all", (("m", "a + 2*f"), ("n", "a + 2*f"))), (("none", "1"),)),),
        (_without_attack.clusters(NAME, "0", ("m", "0"), ("f", "1")),),
    ),
    Addition(
        (_breakdown.claim(NAME, Kind.UPPER, "0", 0),),
        (),
        (_breakdown.broken(NAME, "0", ("1", "n*t"), sizes=ANY),),
    ),
)

RULES: Final = (
    Rule(
        name=NAME,
        title="Mean",
        reference="Farhadkhani et al., RESAM, ICML 2022 (averaging is not robust)",
        aggregate=aggregate,
        weigh=weighted.mean,
        claims=_claims.unbounded(NAME, "the mean", "theory.md, section 2"),
        families=_claims.unbounded_families(NAME, ("m", "0", True), ("f", "1", False)),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal},
        beside=(*_BESIDE,),
        traits=frozenset({"translation", "scale", "orthogonal", "permutation", "hull", "coordinate_wise"}),
    ),
)
