"""The rules that turn products into sums and expectations: what each replaces, and which assumptions allow it."""

from __future__ import annotations

from typing import Final

import sympy as sp

from .. import symbols as s
from ..derivation.relations import Replacement
from . import vectors as v

__all__ = [
    "CONDITIONING",
    "FIRST_STEP",
    "MEAN_OF_WORKERS",
    "PAST_WORKERS",
    "SUM_OVER_WORKERS",
    "UNCORRELATED",
    "WORKER_NOISE",
]

_ZERO: Final = sp.Integer(0)

CONDITIONING: Final = Replacement(
    "martingale difference",
    "E<w, e_{t+1}> = 0 for every w that the past of step t+1 determines: delta_t, nabla_{t+1}, nabla_t - nabla_{t+1}",
    ("unbiased",),
    ((v.delta * v.e, _ZERO), (v.u * v.e, _ZERO), (v.nabla_next * v.e, _ZERO)),
)
FIRST_STEP: Final = Replacement(
    "martingale difference", "E<nabla_1, e_1> = 0: theta_1 is given", ("unbiased",), ((v.nabla1 * v.e1, _ZERO),)
)
SUM_OVER_WORKERS: Final = Replacement(
    "sum over the honest workers",
    "sum_i y_i = 0, sum_i e_i' = m e', and ||sum_i e_i'||^2 = N + X: algebra, no assumption",
    (),
    (
        (v.y_next**2, v.W_next),
        (v.y**2, v.W),
        (v.y * v.e_worker, v.C),
        (v.y * v.e, _ZERO),
        (v.e_worker**2, v.N),
        (v.e_worker * v.e, (v.N + v.X) / s.m),
        (v.e**2, (v.N + v.X) / s.m),
    ),
    whole=True,
)
MEAN_OF_WORKERS: Final = Replacement(
    "mean of the honest workers", "||e'||^2 = (N + X)/m^2: algebra, no assumption", (), ((v.sum_e**2, v.N + v.X),)
)
PAST_WORKERS: Final = Replacement(
    "martingale difference", "E<y_i, e_i'> = 0: the past determines y_i", ("unbiased",), ((v.C, _ZERO),)
)
UNCORRELATED: Final = Replacement(
    "independence", "E<e_i', e_j'> = 0 for i != j", ("unbiased", "independent"), ((v.X, _ZERO),)
)
WORKER_NOISE: Final = Replacement(
    "bounded variance", "E N <= m sigma^2", ("bounded variance",), ((v.N, s.m * s.sigma**2),), bound=True
)
