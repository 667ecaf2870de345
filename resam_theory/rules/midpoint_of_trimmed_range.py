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
from . import _block_weights, _claims
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
    ),
)
