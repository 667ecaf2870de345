r"""Winsorised mean: in each coordinate the f lowest values are replaced by the next one, likewise the f highest.

    F(x) = (1/n) ((f+1) x_(f+1) + x_(f+2) + ... + x_(n-f-1) + (f+1) x_(n-f)),   the median for n = 2f + 1.

An L-estimator, so (L1) is exact. With r = n - 2f - 1 >= 1 the isotonic regression of (w_1, ..., w_m) is f zeros, r
times (r+f)/(nr), and (f+1)/n: kappa* = m ((r+f)^2/r + (f+1)^2)/n^2 - 1. The steps k = f + j, j >= 1, of lambda* give
(f+j) f/(mn) <= f/m: lambda* = f/m for d = 1, the floor. For r = 0 it is the median: kappa* = f.

*Conventions.* Libraries cut a share of the values on each side (scipy.stats.mstats.winsorize(limits)); here it is f.

Reference: Dixon, Simplified Estimation from Censored Normal Samples, Annals of Mathematical Statistics 1960.
"""

from __future__ import annotations

from typing import Final

import sympy as sp

from .. import symbols as s
from ..definitions.order_by_size import OrderBySize
from . import _block_weights, _breakdown, _claims, _without_attack
from ._parts import Addition
from .l_estimator import member

__all__ = ["RULES"]

NAME: Final = "winsorised_mean"
SCHEME: Final = "winsorised"
_R: Final = s.n - 2 * s.f - 1
_KAPPA: Final = s.m * ((_R + s.f) ** 2 / _R + (s.f + 1) ** 2) / s.n**2 - 1
_TEXT: Final = "m*((r + f)**2/r + (f + 1)**2)/n**2 - 1"
_PLACE: Final = "L1; docstring of the rule's module"


RULES: Final = (
    member(
        NAME,
        "Coordinate-wise winsorised mean",
        "Dixon, Simplified Estimation from Censored Normal Samples, 1960",
        OrderBySize(SCHEME),
        claims=(
            *_claims.coordinate_wise_claims(
                NAME,
                _KAPPA,
                s.f / s.m,
                ("m((r+f)^2/r + (f+1)^2)/n^2 - 1, r = n-2f-1 >= 1", "f/m"),
                _PLACE,
                where=s.n >= 2 * s.f + 2,
            ),
            *_claims.coordinate_wise_claims(
                NAME,
                s.f,
                s.f / s.m,
                ("f, n = 2f+1", "f/m"),
                _PLACE,
                suffix="_majority",
                where=sp.Eq(s.n, 2 * s.f + 1),
            ),
        ),
        proofs=_block_weights.proofs(NAME, "(r + f)/n", _TEXT, ("f/m", (("f", "1", ""), ("r", "1", "")))),
        families=_block_weights.families(NAME, _TEXT, "(r + f)/(n*r)", "(f + 1)/n"),
        beside=(
            Addition(
                (_without_attack.exact(NAME, "f/m", s.f / s.m),),
                (
                    _block_weights.unattacked(
                        NAME, _block_weights.POOLED, "f/(f + r + 1)", (("f", "1", ""), ("r", "0", ""))
                    ),
                ),
                (_without_attack.clusters(NAME, "f/m", ("m", "0"), ("f", "1")),),
            ),
            _breakdown.at_f(NAME, "n*t", parts=_block_weights.PARTS),
        ),
    ),
)
