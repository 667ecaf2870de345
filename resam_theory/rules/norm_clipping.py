r"""Norm clipping: rows longer than the median of the norms are shortened to it; then the mean.

**No finite coefficient (L7) [derived here].** S at p, the faulty at -p: all norms are equal, nothing is clipped, and
the output is (n-2f)/n p although S is a single point. The output is at most as long as the median of the norms, so
its breakdown point is that of the median; that bounds its length, not its error.

*Conventions.* Clipping to a fixed length is the pre-aggregation ``clipping``; here the length adapts.

Reference: Sun, Kairouz, Suresh, McMahan, Can You Really Backdoor Federated Learning?, 2019, arXiv 1911.07963.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Criterion, Kind
from ..errors import require_n_f
from ..open_ends import opened
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place
from . import _breakdown, _claims, _without_attack
from ._base import Extremal, Rule
from ._parts import Addition
from .kernels import arrays

__all__ = ["RULES", "aggregate"]

NAME: Final = "norm_clipping"


@arrays.through_numpy
def aggregate(x: Any, f: int) -> Any:
    """Mean of the rows clipped to the median norm, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[1.0], [1.0], [-6.0]]), f=1)
    array([0.33333333])
    """
    problems = arrays.prepare(x, f)
    xp, x, n = problems.xp, problems.x, problems.n
    largest = xp.max(xp.abs(arrays.detached(x)), axis=-1)
    largest = xp.where(largest > 0, largest, xp.ones_like(largest))
    unit = x / largest[..., None]
    squares = xp.sum(unit * unit, axis=-1)
    zero = squares == 0
    sizes = xp.where(zero, 0.0, largest * (xp.sqrt(xp.where(zero, 1.0, squares)) / math.sqrt(problems.d)))
    ordered = xp.sort(sizes, axis=-1)
    limit = (0.5 * ordered[..., (n - 1) // 2] + 0.5 * ordered[..., n // 2])[..., None]
    longer = sizes > limit
    factor = xp.where(longer, limit / xp.where(longer, sizes, 1.0), 1.0)
    return arrays.mean(xp, x * factor[..., None])


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """S at 1, the faulty at -1: D_S = V_S = 0, but the output is (n-2f)/n."""
    n, f = require_n_f(n, f, f_min=1)
    return Extremal.on_line([1] * (n - f) + [-1] * f, f, Fraction(n - 2 * f, n), "refutes every coefficient")


_H: Final = sp.floor(s.n / 2)
_PROOF: Final = Bound(
    f"{NAME}.no_attack.all",
    "no_attack",
    "h/(n - h)",
    tuple(
        Case(
            name,
            Region.of(("f", "1", ""), ("h", least, "")),
            (("n", n), ("m", f"{n} - f")),
            (("f", "f"), ("h", "h")),
            (
                Use("half of the rows shortened", (("h", "h"), ("m", n), ("n", n))),
                Combine("no attack", "E2", f"h/({n} - h)*V", (("moved", "1"),)),
            ),
        )
        for name, n, least in (("odd n", "2*h + 1", "f"), ("even n", "2*h", "f + 1"))
    ),
    "n is odd or even",
    names=(("h", "n//2"),),
)
_SHORT: Final = Family(
    f"{NAME}.no_attack.attained",
    "no_attack",
    "h/(n - h)",
    (
        Place(
            "odd n",
            Region.of(("f", "1", ""), ("h", "f", "")),
            (("n", "2*h + 1"), ("m", "2*h + 1 - f")),
            (("f", "f"), ("h", "h")),
            (Cluster("h + 1", ("0",), honest=True), Cluster("h", ("1",), honest=True)),
        ),
    ),
    (("h", "n//2"),),
)
_BESIDE: Final = (
    Addition(
        (
            _without_attack.exact(NAME, "h/(n-h), h = floor(n/2), n odd", _H / (s.n - _H), parity="odd"),
            _claims.upper(
                NAME,
                Criterion.NO_ATTACK,
                "kappa_0* <= 1, n even; not known to be attained",
                1,
                "A8",
                parity="even",
            ),
        ),
        (_PROOF,),
        (_SHORT,),
    ),
    Addition(
        (_breakdown.claim(NAME, Kind.TIGHT, "floor((n-1)/2)", sp.floor((s.n - 1) / 2)),),
        (_breakdown.half(NAME, "rows shortened to the median of the norms"),),
        (_breakdown.at_half(NAME, "4*t", of=("f", "f")),),
    ),
)

_OPEN: Final = (
    opened(
        Criterion.NO_ATTACK,
        "projections on a ball that move at most half of the rows (A8)",
        "n/2 - 1 rows at 1, the rest at 0: the median of the norms lies between two rows where one more is far",
        "the two rows in the middle, whose norms are averaged, as unknowns of the proof",
        parity="even",
    ),
)

RULES: Final = (
    Rule(
        name=NAME,
        title="Mean of rows clipped to the median norm",
        reference="Sun et al., Can You Really Backdoor Federated Learning?, 2019",
        aggregate=aggregate,
        claims=_claims.unbounded(NAME, "norm clipping", "L7"),
        families=_claims.unbounded_families(NAME, ("m", "1", True), ("f", "-1", False)),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal},
        beside=(*_BESIDE,),
        open=_OPEN,
        traits=frozenset({"scale", "orthogonal", "permutation"}),
    ),
)
