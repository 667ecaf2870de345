r"""Midpoint of the trimmed range: (x_(f+1) + x_(n-f))/2 in each coordinate.

An L-estimator, so (L1) is exact. With r = n - 2f - 1 >= 1 the isotonic regression of (w_1, ..., w_m) is f zeros, r
times 1/(2r), and 1/2: kappa* = (m/4)(1 + 1/r) - 1; the steps k = f and k = m - 1 give lambda* = max(f/m, 1/2 - 1/m) for
d = 1. For r = 0 it is the median: kappa* = f, lambda* = f/m. For n much larger than f its kappa* grows like n/4: the
output is decided by two values, however many there are.

Reference: Mendes, Herlihy, Vaidya, Garg, Multidimensional Agreement in Byzantine Systems, Distributed Computing 2015
(the safe-area midpoint on the line).
"""

from __future__ import annotations

from typing import Final

import sympy as sp

from .. import symbols as s
from ..definitions.order_by_size import OrderBySize
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place
from . import _block_weights, _breakdown, _claims, _without_attack
from ._parts import Addition
from .l_estimator import member

__all__ = ["RULES"]

NAME: Final = "midpoint_of_trimmed_range"
SCHEME: Final = "midrange"
_R: Final = s.n - 2 * s.f - 1
_KAPPA: Final = s.m / 4 * (1 + 1 / _R) - 1
_LAMBDA: Final = sp.Max(s.f / s.m, sp.Rational(1, 2) - 1 / s.m)
_TEXT: Final = "m*(1 + 1/r)/4 - 1"
_PLACE: Final = "L1; docstring of the rule's module"
_LINE: Final = (
    ("f/m", (("f", "1", ""), ("r", "1", "f + 1"))),
    ("1/2 - 1/m", (("f", "1", ""), ("r", "f + 1", ""))),
)

_WIDE, _NARROW = "n >= 3*f + 2", "n <= 3*f + 2"
_APART: Final = "(2*f + r + 1)*(1/r + 1/(f + 1))/4 - 1"
_UNATTACKED: Final = Addition(
    (
        _without_attack.exact(
            NAME,
            "(n/4)(1/(n-2f-1) + 1/(f+1)) - 1, n >= 3f+2",
            s.n / 4 * (1 / _R + 1 / (s.f + 1)) - 1,
            where=s.n >= 3 * s.f + 2,
        ),
        _without_attack.exact(NAME, "f/m, n <= 3f+2", s.f / s.m, name="exact_small", where=s.n <= 3 * s.f + 2),
    ),
    (
        _block_weights.unattacked(NAME, "1/2", _APART, (("f", "1", ""), ("r", "f + 1", "")), _WIDE, name="wide"),
        _block_weights.unattacked(
            NAME, _block_weights.POOLED, "f/(f + r + 1)", (("f", "1", ""), ("r", "0", "f + 1")), _NARROW
        ),
    ),
    (
        Family(
            f"{NAME}.no_attack.wide",
            "no_attack",
            _APART,
            tuple(
                Place(
                    name,
                    Region.of(("f", "1", ""), *row),
                    (("n", f"2*f + {r} + 1"), ("m", f"f + {r} + 1"), *(() if row else (("r", r),))),
                    (("f", "f"), *((("r", "n - 2*f - 1"),) if row else ())),
                    tuple(Cluster(k, (x,), honest=True) for k, x in rows),
                )
                for name, r, row, rows in (
                    ("r > f + 1", "r", (("r", "f + 2", ""),), (("f", "0"), ("r", "f + 1"), ("f + 1", "r"))),
                    ("r = f + 1", "(f + 1)", (), (("f", "0"), ("2*f + 2", "1"))),
                )
            ),
            (("r", "n - 2*f - 1"),),
            where=_WIDE,
        ),
        _without_attack.clusters(NAME, "f/m", ("m", "0"), ("f", "1")),
    ),
)


RULES: Final = (
    member(
        NAME,
        "Midpoint of the trimmed range",
        "Mendes, Herlihy, Vaidya, Garg, Multidimensional Agreement in Byzantine Systems, 2015",
        OrderBySize(SCHEME),
        claims=(
            *_claims.coordinate_wise_claims(
                NAME,
                _KAPPA,
                _LAMBDA,
                ("(m/4)(1 + 1/(n-2f-1)) - 1, n >= 2f+2", "max(f/m, 1/2 - 1/m), n >= 2f+2"),
                _PLACE,
                where=s.n >= 2 * s.f + 2,
            ),
            *_claims.coordinate_wise_claims(
                NAME,
                s.f,
                s.f / s.m,
                ("f, n = 2f+1", "f/m, n = 2f+1"),
                _PLACE,
                suffix="_majority",
                where=sp.Eq(s.n, 2 * s.f + 1),
            ),
        ),
        aliases=("trimmed_midrange",),
        proofs=_block_weights.proofs(NAME, "1/2", _TEXT, *_LINE),
        families=_block_weights.families(NAME, _TEXT, "1/(2*r)", "1/2", step="1/2 - 1/m"),
        beside=(_UNATTACKED, _breakdown.at_f(NAME, "n*t", parts=_block_weights.PARTS)),
    ),
)
