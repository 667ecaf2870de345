r"""Sign majority (the aggregation of signSGD with majority vote): in each coordinate the sign of the sum of signs.

**No finite coefficient (L7) [derived here].** S at 2, wherever the faulty are: the output is 1, S a single point.
What it does satisfy: where more than n/2 honest values of a coordinate have the same sign, so has the output.

Reference: Bernstein, Zhao, Azizzadenesheli, Anandkumar, signSGD with Majority Vote is Communication Efficient and Fault
Tolerant, ICLR 2019.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from ..claims import Criterion
from ..errors import require_n_f
from . import _breakdown, _claims, _without_attack
from ._base import Extremal, Rule
from .kernels import arrays

__all__ = ["RULES", "aggregate"]

NAME: Final = "sign_majority"


@arrays.through_numpy
def aggregate(x: Any, f: int) -> Any:
    """Sign of the sum of signs of the rows in each coordinate, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[2.0], [3.0], [-6.0]]), f=1)
    array([1.])
    """
    problems = arrays.prepare(x, f)
    xp = problems.xp
    return xp.sign(xp.sum(xp.sign(problems.x), axis=-2))


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """S at 2, the faulty too: D_S = V_S = 0, but the output is 1."""
    n, f = require_n_f(n, f, f_min=1)
    return Extremal(((Fraction(2),),) * n, tuple(range(n - f)), (Fraction(1),), "refutes every coefficient")


RULES: Final = (
    Rule(
        name=NAME,
        title="Sign majority",
        reference="Bernstein et al., signSGD with Majority Vote, ICLR 2019",
        aggregate=aggregate,
        claims=_claims.unbounded(NAME, "sign majority", "L7"),
        aliases=("signsgd",),
        families=_claims.unbounded_families(NAME, ("m", "2", True), ("f", "2", False)),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal},
        beside=(
            _without_attack.missed(NAME, "sign majority", "2"),
            _breakdown.every(NAME, "majority of signs"),
        ),
        traits=frozenset({"permutation", "coordinate_wise", "piecewise_constant"}),
    ),
)
