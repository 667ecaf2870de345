r"""(T8) Variance reduction at the workers (STORM) under a robust rule, on identically distributed data.

m_i' = g_i'(theta') + (1-a)(m_i - g_i'(theta)), both gradients from the same sample. With z_i' = a e_i' + (1-a) d_i',
e_i' the noise of g_i'(theta') and d_i' the noise of g_i'(theta') - g_i'(theta), the deviations obey

    y_i' = (1-a) y_i + z_i' - z',    delta' = (1-a) delta + z',

and mean squared smoothness bounds E||d_i'||^2 <= ell^2 gamma^2 ||R||^2. With psi = (1 + kappa(m-1))/m, a potential
Q + (gamma/a)(||delta||^2 + kappa W/m) decreases while 8 ell^2 gamma^2 psi <= a. A first message that is the mean of b_0
stochastic gradients makes V_1 <= Delta_1 + (gamma/a) psi sigma^2/b_0 (T8-start).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Provenance, Source
from ..derivation.citation import assume
from ..derivation.relations import Assumption, Relation, Replacement, declare
from ..derivation.signs import Ranges
from ..derivation.steps import Combination, Definition, ExpectedProduct, Summation
from ..derivation.theorem import Theorem
from . import expectations as rule
from . import vectors as v
from .lemmas import ONE

__all__ = ["BATCH", "PSI", "STATEMENTS_STORM", "STORM"]

PSI: Final = (1 + s.kappa * (s.m - 1)) / s.m
_KEPT: Final = 1 - s.a
_ZERO: Final = sp.S.Zero
_mean2: Final = (v.N_noise + v.X_noise) / s.m**2

declare(
    Assumption(
        "variance-reduced workers",
        "y_i' = (1-a) y_i + z_i' - z', delta' = (1-a) delta + z', z' the mean of the z_i' = a e_i' + (1-a) d_i'; "
        "theta' = theta - gamma R",
        None,
        ((v.y_next, _KEPT * v.y + v.noise_worker - v.noise_mean), (v.delta_next, _KEPT * v.delta + v.noise_mean)),
    ),
    Assumption(
        "mean squared smoothness",
        "E||d_i'||^2 <= ell^2 ||theta' - theta||^2 for every honest i: E||g_i(theta') - g_i(theta)||^2 <= ell^2 "
        "||theta' - theta||^2, and a noise is at most the whole",
        Relation("mean squared smoothness", v.N_change, s.m * s.ell**2 * s.gamma**2 * v.R**2),
    ),
    Assumption(
        "bounded variance, sum",
        "E||e_i'||^2 <= sigma^2 for every honest i",
        Relation("bounded variance, sum", v.N, s.m * s.sigma**2),
    ),
    Assumption(
        "two noises",
        "||a e_i' + (1-a) d_i'||^2 <= 2 a^2 ||e_i'||^2 + 2 (1-a)^2 ||d_i'||^2, summed over honest i",
        Relation("two noises", v.N_noise, 2 * s.a**2 * v.N + 2 * _KEPT**2 * v.N_change),
    ),
    Assumption("output", "R = nabla + delta + xi", None, ((v.R, v.nabla + v.delta + v.xi),)),
    Assumption(
        "reduction rate",
        "8 ell^2 gamma^2 psi <= a, psi = (1 + kappa(m-1))/m",
        Relation("reduction rate", 8 * s.ell**2 * s.gamma**2 * PSI * v.R**2, s.a * v.R**2),
    ),
    Assumption("dispersion >= 0, next", "W' is a sum of squares", Relation("dispersion >= 0, next", _ZERO, v.W_next)),
)
_SUM: Final = rule.SUM_OVER_WORKERS.of(
    "sum_i y_i = 0 and sum_i z_i' = m z': algebra, no assumption",
    {v.e_worker: v.noise_worker, v.e: v.noise_mean, v.C: v.C_noise, v.N: v.N_noise, v.X: v.X_noise},
)
_PAST: Final = Replacement(
    "martingale difference",
    "E<y_i, z_i'> = 0 and E<delta, z'> = 0: the past determines y_i and delta",
    ("unbiased",),
    ((v.C_noise, _ZERO), (v.delta * v.noise_mean, _ZERO)),
)
_MEAN: Final = Replacement(
    "mean of the honest workers", "||z'||^2 = (N_z + X_z)/m^2: algebra", (), ((v.noise_mean**2, _mean2),)
)
_APART: Final = Replacement(
    "independence", "E<z_i', z_j'> = 0 for i != j", ("unbiased", "independent"), ((v.X_noise, _ZERO),)
)
_shift: Final = ((v.Q, v.Q_next), (v.delta, v.delta_next), (v.W, v.W_next))
_start: Final = ((v.Q, v.Q1), (v.delta, v.delta1), (v.W, v.W1))
_level: Final = v.Q + s.gamma / s.a * v.delta**2 + s.gamma * s.kappa / (s.a * s.m) * v.W
_after: Any = _level.subs(dict(_shift), simultaneous=True)
_first: Any = _level.subs(dict(_start), simultaneous=True)
_fresh: Final = 2 * s.gamma * s.a * PSI * s.sigma**2
_decrease: Final = Relation("decrease", _after, _level - s.gamma / 2 * v.nabla**2 + _fresh)
_claim: Final = Relation(
    "claim", v.gradients / s.T, 2 * (_first - v.Q_star) / (s.gamma * s.T) + 4 * s.a * PSI * s.sigma**2
)
_spread: Final = s.gamma / (s.a * s.m) * PSI
_end: Final = 2 / (s.gamma * s.T)
STORM: Final = Theorem(
    "T8",
    "Variance-reduced workers",
    "8 ell^2 gamma^2 psi <= a <= 1, x <= 1/2, psi = (1 + kappa(m-1))/m: (1/T) sum E||nabla_t||^2 <= 2 V_1/(gamma T) + "
    "4 a psi sigma^2, V_1 = Delta_1 + (gamma/a) E[||delta_1||^2 + kappa W_1/m]",
    Ranges.of(
        (s.a, 0, 1),
        (s.ell, 0, sp.oo),
        (s.gamma, 0, sp.oo),
        (s.x, 0, sp.Rational(1, 2)),
        (s.m, 1, sp.oo),
        (s.kappa, 0, sp.oo),
        (s.T, 1, sp.oo),
    ),
    (
        "variance-reduced workers",
        "smooth value",
        "robust",
        "mean squared smoothness",
        "bounded variance, sum",
        "two noises",
        "output",
        "reduction rate",
        "unbiased",
        "independent",
        "bounded below",
        "dispersion >= 0",
        "dispersion >= 0, next",
    ),
    _claim,
    (
        Definition(
            Relation("one worker", v.y_next, _KEPT * v.y + v.noise_worker - v.noise_mean, equal=True),
            by=("variance-reduced workers",),
        ),
        Definition(
            Relation("recursion of delta", v.delta_next, _KEPT * v.delta + v.noise_mean, equal=True),
            by=("variance-reduced workers",),
        ),
        ExpectedProduct(
            Relation("deviation", v.delta_next**2, _KEPT**2 * v.delta**2 + v.N_noise / s.m**2, equal=True),
            factors=("recursion of delta", "recursion of delta"),
            rules=(_PAST, _MEAN, _APART),
        ),
        ExpectedProduct(
            Relation("dispersion", v.W_next, _KEPT**2 * v.W + (s.m - 1) / s.m * v.N_noise, equal=True),
            factors=("one worker", "one worker"),
            rules=(_SUM, _PAST, _APART),
        ),
        *(
            assume(name)
            for name in (
                "smooth value",
                "robust",
                "mean squared smoothness",
                "bounded variance, sum",
                "two noises",
                "reduction rate",
                "dispersion >= 0",
            )
        ),
        Combination(
            _decrease,
            (
                ("smooth value", ONE),
                ("deviation", s.gamma / s.a),
                ("dispersion", s.gamma * s.kappa / (s.a * s.m)),
                ("property of the rule", s.gamma),
                ("two noises", _spread),
                ("mean squared smoothness", 2 * _spread * _KEPT**2),
                ("bounded variance, sum", 2 * _spread * s.a**2),
                ("reduction rate", s.gamma * _KEPT**2 / (4 * s.a)),
                ("dispersion >= 0", s.gamma * s.kappa / s.m * _KEPT),
            ),
            by=("output",),
        ),
        Summation(
            Relation("sum over t", _after, _first - s.gamma / 2 * v.gradients + s.T * _fresh),
            premise="decrease",
            potential=_level,
            shift=_shift,
            start=_start,
            sums=((v.nabla**2, v.gradients), (s.sigma**2, s.T * s.sigma**2)),
        ),
        assume("bounded below", ((v.Qz, v.Q_next),)),
        assume("dispersion >= 0, next"),
        Combination(
            _claim,
            (
                ("sum over t", _end),
                ("bounded below", _end),
                ("dispersion >= 0, next", 2 * s.kappa / (s.a * s.m * s.T)),
            ),
        ),
    ),
    Source(Provenance.DERIVED, where="T8"),
)

BATCH: Final = sp.Symbol("b_0", positive=True)
"""Stochastic gradients in the first message."""
_y1, _delta1 = v.y1, v.delta1
declare(
    Assumption(
        "first batch",
        "m_1 of honest worker i is the mean of b_0 stochastic gradients at theta_1, with noise z_i: y_1 = z_i - z, "
        "delta_1 = z, z the mean of the z_i",
        None,
        ((_y1, v.batch_worker - v.batch_mean), (_delta1, v.batch_mean)),
    ),
    Assumption(
        "bounded variance, first batch",
        "E||z_i||^2 <= sigma^2/b_0 for every honest i: b_0 independent stochastic gradients at theta_1",
        Relation("bounded variance, first batch", v.N_batch, s.m * s.sigma**2 / BATCH),
    ),
)
_AT_1: Final[Any] = {
    v.noise_worker: v.batch_worker,
    v.noise_mean: v.batch_mean,
    v.N_noise: v.N_batch,
    v.X_noise: v.X_batch,
}


def _at_first(given: Replacement, *extra: tuple[sp.Expr, sp.Expr]) -> Replacement:
    """The rule for the noises of the first batch."""
    pairs: Any = [(a.subs(_AT_1), b.subs(_AT_1)) for a, b in given.replaces if not a.has(v.y, v.y_next)]
    return replace(given, replaces=(*extra, *pairs))


_SUM_1: Final = _at_first(_SUM, (_y1**2, v.W1))
_first_level: Final = Relation("first level", _first, v.Q1 + s.gamma / s.a * PSI * s.sigma**2 / BATCH)
STORM_START: Final = Theorem(
    "T8-start",
    "Variance-reduced workers, the first level",
    "m_1 the mean of b_0 stochastic gradients at theta_1: V_1 <= Delta_1 + (gamma/a) psi sigma^2/b_0",
    Ranges.of((s.a, 0, sp.oo), (s.gamma, 0, sp.oo), (s.m, 1, sp.oo), (s.kappa, 0, sp.oo), (BATCH, 1, sp.oo)),
    ("first batch", "bounded variance, first batch", "unbiased", "independent"),
    _first_level,
    (
        Definition(Relation("one worker", _y1, v.batch_worker - v.batch_mean, equal=True), by=("first batch",)),
        Definition(Relation("first deviation", _delta1, v.batch_mean, equal=True), by=("first batch",)),
        ExpectedProduct(
            Relation("deviation", _delta1**2, v.N_batch / s.m**2, equal=True),
            factors=("first deviation", "first deviation"),
            rules=(_at_first(_MEAN), _at_first(_APART)),
        ),
        ExpectedProduct(
            Relation("dispersion", v.W1, (s.m - 1) / s.m * v.N_batch, equal=True),
            factors=("one worker", "one worker"),
            rules=(_SUM_1, _at_first(_APART)),
        ),
        assume("bounded variance, first batch"),
        Combination(
            _first_level,
            (
                ("deviation", s.gamma / s.a),
                ("dispersion", s.gamma * s.kappa / (s.a * s.m)),
                ("bounded variance, first batch", _spread),
            ),
        ),
    ),
    Source(Provenance.DERIVED, where="T8"),
)
STATEMENTS_STORM: Final = (STORM, STORM_START)
