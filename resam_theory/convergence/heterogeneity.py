r"""Heterogeneous data: the assumption as an object, and the extension of (L1), (L2) and the theorem that it allows.

(G, B)-dissimilarity: (1/m) sum_i ||grad Q_i(theta) - grad Q(theta)||^2 <= G^2 + B^2 ||grad Q(theta)||^2 for all
theta, Q
the mean of the m honest losses (Allouah et al., Fixing by Mixing, AISTATS 2023). The deviations of the workers obey
y' = beta y + (1-beta)(h' + e_i' - e'), h' the dissimilarity of the worker's gradient, and by convexity of the square

    E W' <= beta E W + (1-beta) m (G^2 + B^2 E||nabla'||^2) + (1-beta)^2 (m-1) sigma^2,           W_0 = 0.

Summed over the steps, with ||xi||^2 <= kappa W/m, this bounds the drift in terms of the gradients themselves:

    sum_t E||xi_t||^2 <= kappa B^2 sum_t E||nabla_t||^2 + T kappa (G^2 + (1-beta)(m-1) sigma^2/m).

With G = B = 0 the noise term is (1+beta) times that of (L2): h depends on earlier noise, so the cross terms do not
vanish. Put into a theorem with drift factor s it leaves (1 - 2 s kappa B^2) in front of the mean squared gradient, so
such a theorem needs 2 s kappa B^2 < 1.
"""

from __future__ import annotations

from typing import Final

import sympy as sp

from .. import symbols as s
from ..claims import Provenance, Source
from ..derivation.citation import assume, cite
from ..derivation.relations import Relation, Replacement
from ..derivation.signs import Ranges
from ..derivation.steps import Combination, Definition, ExpectedProduct, Summation
from ..derivation.theorem import Theorem
from . import expectations as rule
from . import vectors as v
from .lemmas import BETA, ONE

__all__ = ["DISPERSION_HETERO", "DISPERSION_STEP", "STATEMENTS_HETERO"]

_SUM_H: Final = Replacement(
    "sum over the honest workers",
    "sum_i h_i' = 0 and sum_i y_i = 0: algebra, no assumption",
    (),
    (
        *rule.SUM_OVER_WORKERS.replaces[:3],
        (v.h**2, v.H),
        (v.y * v.h, v.Y),
        (v.h * v.e_worker, v.CH),
        (v.h * v.e, sp.S.Zero),
        *rule.SUM_OVER_WORKERS.replaces[3:],
        (v.z**2, v.Z),
    ),
    whole=True,
)
_PAST_H: Final = Replacement(
    "martingale difference", "E<h_i', e_i'> = 0: theta_{t+1} determines h_i'", ("unbiased",), ((v.CH, sp.S.Zero),)
)
_square: Final = Relation(
    "expected square",
    v.W_next,
    s.beta**2 * v.W
    + 2 * s.beta * (1 - s.beta) * v.Y
    + (1 - s.beta) ** 2 * v.H
    + (1 - s.beta) ** 2 * (s.m - 1) * s.sigma**2,
)
_one_step: Final = Relation(
    "one step",
    v.W_next,
    s.beta * v.W
    + (1 - s.beta) * s.m * (s.G**2 * v.one**2 + s.B**2 * v.nabla_next**2)
    + (1 - s.beta) ** 2 * (s.m - 1) * s.sigma**2,
)
_total: Final = Relation(
    "dispersion, sum over t",
    v.dispersions,
    s.m * s.B**2 * v.gradients + s.T * (s.m * s.G**2 * v.one**2 + (1 - s.beta) * (s.m - 1) * s.sigma**2),
)
_drift: Final = Relation(
    "drift, sum over t",
    v.drifts,
    s.kappa * s.B**2 * v.gradients + s.T * s.kappa * (s.G**2 * v.one**2 + (1 - s.beta) * (s.m - 1) / s.m * s.sigma**2),
)
_HETERO: Final = ((s.G, 0, sp.oo), (s.B, 0, sp.oo))
_shifted: Final = v.dispersions - v.W_next
"""sum over t = 0..T-1 of W_t, with W_0 = 0 and W_next standing for W_T once the sum is taken."""

DISPERSION_STEP: Final = Theorem(
    "L1-hetero",
    "Momentum dispersion, heterogeneous data",
    "(G, B)-dissimilar data: E W' <= beta E W + (1-beta) m (G^2 + B^2 E||nabla'||^2) + (1-beta)^2 (m-1) sigma^2",
    Ranges.of((s.m, 1, sp.oo), BETA, *_HETERO),
    ("dissimilar workers", "dissimilarity", "squares", "unbiased", "independent", "bounded variance"),
    _one_step,
    (
        Definition(
            Relation("one worker", v.y_next, s.beta * v.y + (1 - s.beta) * (v.h + v.e_worker - v.e), equal=True),
            by=("dissimilar workers",),
        ),
        ExpectedProduct(
            _square,
            factors=("one worker", "one worker"),
            rules=(_SUM_H, rule.PAST_WORKERS, _PAST_H, rule.UNCORRELATED, rule.WORKER_NOISE),
        ),
        Definition(Relation("difference", v.z, v.y - v.h, equal=True), by=("dissimilar workers",)),
        ExpectedProduct(
            Relation("square of the difference", v.Z, v.W - 2 * v.Y + v.H, equal=True),
            factors=("difference", "difference"),
            rules=(_SUM_H,),
        ),
        assume("squares"),
        assume("dissimilarity"),
        Combination(
            _one_step,
            (
                ("expected square", ONE),
                ("square of the difference", s.beta * (1 - s.beta)),
                ("squares", s.beta * (1 - s.beta)),
                ("dissimilarity", 1 - s.beta),
            ),
        ),
    ),
    Source(Provenance.DERIVED, "this project, for the assumption of Allouah et al., AISTATS 2023", "L1"),
)

DISPERSION_HETERO: Final = Theorem(
    "L2-hetero",
    "Dispersion and drift, heterogeneous data",
    "(G, B)-dissimilar data: sum_t E||xi_t||^2 <= kappa B^2 sum_t E||nabla_t||^2 "
    "+ T kappa (G^2 + (1-beta)(m-1) sigma^2/m)",
    Ranges.of((s.m, 1, sp.oo), BETA, *_HETERO, (s.kappa, 0, sp.oo), (s.T, 1, sp.oo)),
    (*DISPERSION_STEP.assumptions, "momentum starts at 0", "robust"),
    _drift,
    (
        cite(DISPERSION_STEP),
        Summation(
            Relation(
                "telescoped",
                v.W_next,
                -(1 - s.beta) * _shifted
                + (1 - s.beta) * s.m * (s.B**2 * v.gradients + s.T * s.G**2 * v.one**2)
                + s.T * (1 - s.beta) ** 2 * (s.m - 1) * s.sigma**2,
            ),
            premise="one step",
            potential=v.W,
            shift=((v.W, v.W_next),),
            start=((v.W, sp.S.Zero),),
            sums=(
                (v.W, _shifted),
                (v.nabla_next**2, v.gradients),
                (v.one**2, s.T * v.one**2),
                (s.sigma**2, s.T * s.sigma**2),
            ),
        ),
        assume("momentum starts at 0"),
        Combination(_total, (("telescoped", 1 / (1 - s.beta)), ("momentum starts at 0", s.beta / (1 - s.beta)))),
        assume("robust"),
        Summation(
            Relation("robust, sum over t", v.drifts, s.kappa / s.m * v.dispersions),
            premise="property of the rule",
            sums=((v.xi**2, v.drifts), (v.W, v.dispersions)),
        ),
        Combination(_drift, (("robust, sum over t", ONE), ("dispersion, sum over t", s.kappa / s.m))),
    ),
    Source(Provenance.DERIVED, "this project, for the assumption of Allouah et al., AISTATS 2023", "L1"),
)

STATEMENTS_HETERO: Final = (DISPERSION_STEP, DISPERSION_HETERO)
