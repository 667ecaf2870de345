r"""(T11) A server that hears only a sample of the workers in each round, with full gradients of unequal data.

Each round draws nhat of n workers without replacement. On the event that no round has more than fhat faulty ones, a
uniform subset of mhat = nhat - fhat of the sampled honest workers is a uniform subset of all m honest ones, so with
their variance V_H, and zeta their mean minus nabla,

    E||zeta||^2 = tau V_H,  tau = (m-mhat)/(mhat(m-1)),     E V_S = nu V_H,  nu = m(mhat-1)/(mhat(m-1)) = 1 - tau

(finite population correction), and ||xi||^2 <= kappahat V_S with kappahat = kappa*(nhat, fhat). For x < 1

    k_x = kappahat nu + x tau/(1-x):   (1/T) sum E||nabla_t||^2 <= [2 Delta_1/(gamma T) + k_x G^2]/(1 - k_x B^2).

The event depends on the sampling alone, not on the algorithm; :mod:`.participation` gives its exact probability.
"""

from __future__ import annotations

from typing import Final

import sympy as sp

from .. import symbols as s
from ..claims import Provenance, Source
from ..derivation.citation import assume
from ..derivation.relations import Assumption, Relation, declare
from ..derivation.signs import Ranges
from ..derivation.steps import Combination
from ..derivation.theorem import Theorem
from . import vectors as v
from .gradient_descent import mean_bound, summed
from .lemmas import ONE

__all__ = ["K_SAMPLE", "MHAT", "SAMPLING", "STATEMENTS_SAMPLING"]

MHAT: Final = sp.Symbol("mhat", positive=True)
_nu: Final = s.m * (MHAT - 1) / (MHAT * (s.m - 1))
_tau: Final = (s.m - MHAT) / (MHAT * (s.m - 1))
K_SAMPLE: Final = s.kappa * _nu + _tau * s.x / (1 - s.x)
_U: Final = v.one**2

declare(
    Assumption(
        "sampled",
        "theta' = theta - gamma R, R = nabla + zeta + xi; zeta = mean of a uniform mhat-subset of the honest gradients "
        "minus nabla, on the event that no round has more than fhat faulty workers",
        None,
        ((v.R, v.nabla + v.zeta + v.xi),),
    ),
    Assumption("unbiased sample", "E<nabla, zeta> = 0", Relation("unbiased sample", v.nabla * v.zeta, sp.S.Zero, True)),
    Assumption(
        "sampling without replacement, mean",
        "E||zeta||^2 = (m-mhat)/(mhat(m-1)) V_H",
        Relation("sampled mean", v.zeta**2, _tau * v.V_honest, True),
    ),
    Assumption(
        "sampling without replacement, variance",
        "E V_S = m(mhat-1)/(mhat(m-1)) V_H",
        Relation("sampled variance", v.V_sample, _nu * v.V_honest, True),
    ),
    Assumption(
        "robust on the sample",
        "||xi||^2 <= kappahat V_S, kappahat the rule's coefficient at (nhat, fhat)",
        Relation("property of the rule", v.xi**2, s.kappa * v.V_sample),
    ),
)
_facts: Final = (
    "smooth value",
    "robust on the sample",
    "sampling without replacement, mean",
    "sampling without replacement, variance",
    "dissimilarity, variance",
    "unbiased sample",
)
_left: Final = 1 - K_SAMPLE * s.B**2
_constant: Final = K_SAMPLE * s.G**2 * _U
_descent: Final = Relation("descent", v.Q_next, v.Q + s.gamma / 2 * (-_left * v.nabla**2 + _constant))
SAMPLING: Final = Theorem(
    "T11",
    "Sampled workers",
    "0 < x < 1/(1 + tau B^2), k = kappahat nu + x tau/(1-x), k B^2 < 1, on the event that no round has more than fhat "
    "faulty workers: "
    "(1/T) sum E||nabla_t||^2 <= [2 Delta_1/(gamma T) + k G^2]/(1 - k B^2)",
    Ranges.of(
        (s.gamma, 0, sp.oo),
        (MHAT, 1, sp.oo),
        (s.m, MHAT, sp.oo),
        (s.T, 1, sp.oo),
        (s.G, 0, sp.oo),
        (s.B, 0, sp.oo),
        (s.x, 0, 1 / (1 + _tau * s.B**2)),
        (s.kappa, 0, (1 / s.B**2 - _tau * s.x / (1 - s.x)) / _nu),
    ),
    ("sampled", *_facts, "bounded below"),
    mean_bound(_left, _constant),
    (
        *(assume(name) for name in _facts),
        Combination(
            _descent,
            (
                ("smooth value", ONE),
                ("property of the rule", s.gamma / 2),
                ("sampled mean", s.gamma / 2 * s.x / (1 - s.x)),
                ("sampled variance", s.gamma / 2 * s.kappa),
                ("dissimilarity", s.gamma / 2 * K_SAMPLE),
                ("unbiased sample", -s.gamma),
            ),
            by=("sampled",),
        ),
        *summed(_left, _constant),
    ),
    Source(Provenance.DERIVED, where="T11"),
)
STATEMENTS_SAMPLING: Final = (SAMPLING,)
