r"""Gradient descent with a robust rule on unequal data: (T5), (T5-PL), (T5-minimax), and the mean under poisoning (T9).

Every worker sends its full gradient and theta' = theta - gamma R. The honest losses are (G, B)-dissimilar,

    (1/m) sum_i ||grad Q_i - grad Q||^2 <= G^2 + B^2 ||grad Q||^2    at every theta,

and the rule is (f, kappa)-robust. Smoothness and x = L gamma <= 1 give (L8)

    Q' <= Q - (gamma/2) ||nabla||^2 + (gamma/2) ||xi||^2,    xi = R - nabla,

and ||xi||^2 <= kappa (G^2 + B^2 ||nabla||^2) leaves the factor 1 - kappa B^2 in front of ||nabla||^2: positive exactly
below the breakdown B = 1/sqrt(kappa). Summing gives (T5); the Polyak-Lojasiewicz inequality gives (T5-PL).

(T5-minimax) is (T5) for kappa = f/(n-2f), which the trimmed mean has (B1): its limit f G^2/(n - (2+B^2) f) is the lower
bound (T5-lower) of :mod:`..derivation.worlds`, so that neither can be improved.
"""

from __future__ import annotations

from typing import Final

import sympy as sp

from .. import symbols as s
from ..claims import Provenance, Source
from ..derivation.citation import assume, cite
from ..derivation.contraction import Contraction
from ..derivation.relations import Assumption, Relation, declare
from ..derivation.signs import Ranges
from ..derivation.steps import Combination, Step, Summation
from ..derivation.theorem import Theorem
from . import vectors as v
from .lemmas import ONE

__all__ = ["DESCENT_STEP", "GRADIENT_DESCENT", "POISONED_MEAN", "POLYAK", "STATEMENTS_GD"]

_HERE: Final = Source(Provenance.DERIVED, where="T5")
_U: Final = v.one**2
STEP: Final = ((s.gamma, 0, sp.oo), (s.x, 0, 1))
DISSIMILAR: Final = ((s.G, 0, sp.oo), (s.B, 0, sp.oo), (s.kappa, 0, 1 / s.B**2))
MINIMAX: Final = ((s.G, 0, sp.oo), (s.B, 0, sp.oo), (s.f, 0, sp.oo), (s.n, (2 + s.B**2) * s.f, sp.oo))

declare(
    Assumption(
        "full gradients",
        "theta' = theta - gamma R; every honest worker sends its gradient, so R = nabla + xi and W = H",
        None,
        ((v.R, v.nabla + v.xi), (v.W, v.H_now)),
    ),
    Assumption(
        "mean of all",
        "R is the mean of all n answers: xi = (1/n) sum of the f poisoned grad Q_j - nabla, so by Cauchy-Schwarz "
        "||xi||^2 <= (f/n^2) P",
        Relation("property of the mean", v.xi**2, s.f * v.P / s.n**2),
    ),
    Assumption(
        "poisoning",
        "||grad Q_j - nabla|| <= A at every theta for each of the f poisoned workers",
        Relation("poisoning", v.P, s.f * s.A**2 * v.one**2),
    ),
)

_step: Final = Relation("descent with an error", v.Q_next, v.Q - s.gamma / 2 * v.nabla**2 + s.gamma / 2 * v.xi**2)
DESCENT_STEP: Final = Theorem(
    "L8",
    "Descent with an error",
    "gradient descent, 0 < x <= 1: Q' <= Q - (gamma/2)||nabla||^2 + (gamma/2)||xi||^2",
    Ranges.of(*STEP),
    ("full gradients", "smooth value"),
    _step,
    (assume("smooth value"), Combination(_step, (("smooth value", ONE),), by=("full gradients",))),
    _HERE,
)

_c: Final = 1 - s.kappa * s.B**2
_descent: Final = Relation("descent", v.Q_next, v.Q + s.gamma / 2 * (-_c * v.nabla**2 + s.kappa * s.G**2 * _U))
_drift: Final = Relation("drift", v.xi**2, s.kappa * (s.G**2 * _U + s.B**2 * v.nabla**2))
_ASSUMED: Final = ("full gradients", "smooth value", "robust", "dissimilarity")
DISSIMILAR_STEP: Final = Theorem(
    "L8-hetero",
    "Descent on unequal data",
    "gradient descent, 0 < x <= 1: Q' <= Q + (gamma/2)[-(1 - kappa B^2)||nabla||^2 + kappa G^2]",
    Ranges.of(*STEP, (s.m, 1, sp.oo), (s.G, 0, sp.oo), (s.B, 0, sp.oo), (s.kappa, 0, sp.oo)),
    _ASSUMED,
    _descent,
    (
        cite(DESCENT_STEP),
        assume("robust"),
        assume("dissimilarity", ((v.H, v.H_now), (v.nabla_next, v.nabla))),
        Combination(_drift, (("property of the rule", ONE), ("dissimilarity", s.kappa / s.m)), by=("full gradients",)),
        Combination(_descent, (("descent with an error", ONE), ("drift", s.gamma / 2))),
    ),
    _HERE,
)


def summed(factor: sp.Expr, constant: sp.Expr) -> tuple[Step, ...]:
    """From ``Q' <= Q + (gamma/2)(-factor ||nabla||^2 + constant)`` to the claim about the mean over t = 1..T."""
    total = s.gamma / 2 * (-factor * v.gradients + s.T * constant)
    return (
        Summation(
            Relation("sum over t", v.Q_next, v.Q1 + total),
            premise="descent",
            potential=v.Q,
            shift=((v.Q, v.Q_next),),
            start=((v.Q, v.Q1),),
            sums=((v.nabla**2, v.gradients), (_U, s.T * _U)),
        ),
        assume("bounded below", ((v.Qz, v.Q_next),)),
        Combination(
            mean_bound(factor, constant),
            tuple((name, 2 / (s.gamma * s.T * factor)) for name in ("sum over t", "bounded below")),
        ),
    )


def mean_bound(factor: sp.Expr, constant: sp.Expr) -> Relation:
    """(1/T) sum ||nabla_t||^2 <= [2 Delta_1/(gamma T) + constant]/factor."""
    large = (2 * (v.Q1 - v.Q_star) / (s.gamma * s.T) + constant) / factor
    return Relation("claim", v.gradients / s.T, large)


_heterogeneous: Final = s.kappa * s.G**2 * _U
GRADIENT_DESCENT: Final = Theorem(
    "T5",
    "Gradient descent on unequal data",
    "0 < gamma <= 1/L, kappa B^2 < 1: (1/T) sum ||nabla_t||^2 <= [2 Delta_1/(gamma T) + kappa G^2]/(1 - kappa B^2)",
    Ranges.of(*STEP, (s.m, 1, sp.oo), (s.T, 1, sp.oo), *DISSIMILAR),
    (*_ASSUMED, "bounded below"),
    mean_bound(_c, _heterogeneous),
    (cite(DISSIMILAR_STEP), *summed(_c, _heterogeneous)),
    _HERE,
)
_k: Final = s.n - 2 * s.f
_minimax: Final = Relation(
    "minimax error",
    v.gradients / s.T,
    (2 * _k * (v.Q1 - v.Q_star) / (s.gamma * s.T) + s.f * s.G**2 * _U) / (s.n - (2 + s.B**2) * s.f),
)
MINIMAX_UPPER: Final = Theorem(
    "T5-minimax",
    "The minimax error is attained",
    "kappa = f/(n-2f) (the trimmed mean, B1), 0 < gamma <= 1/L, (2+B^2) f < n: (1/T) sum ||nabla_t||^2 <= "
    "[2(n-2f) Delta_1/(gamma T) + f G^2]/(n - (2+B^2) f), whose limit is the lower bound (T5-lower)",
    Ranges.of(*STEP, (s.m, 1, sp.oo), (s.T, 1, sp.oo), *MINIMAX),
    (*_ASSUMED, "bounded below"),
    _minimax,
    (
        cite(GRADIENT_DESCENT, at=((s.kappa, s.f / _k),)),
        Combination(_minimax, (("claim", ONE),)),
    ),
    _HERE,
)

_q: Final = 1 - s.gamma * s.mu * _c
_one: Final = Relation(
    "one step",
    v.Q_next - v.Q_star,
    _q * (v.Q - v.Q_star) + s.gamma / 2 * s.kappa * s.G**2 * _U,
)
_polyak: Final = Relation(
    "claim",
    v.Q_next - v.Q_star,
    v.decay * (v.Q1 - v.Q_star) + (1 - v.decay) * s.kappa * s.G**2 * _U / (2 * s.mu * _c),
)
POLYAK: Final = Theorem(
    "T5-PL",
    "Gradient descent on unequal data, Polyak-Lojasiewicz",
    "0 < gamma <= 1/L, kappa B^2 < 1, 2 mu (Q - Q*) <= ||grad Q||^2: Q_{t+1} - Q* <= b Delta_1 + "
    "(1-b) kappa G^2/(2 mu (1 - kappa B^2)), b = (1 - gamma mu (1 - kappa B^2))^t",
    Ranges.of(*STEP, (s.mu, 0, s.x / s.gamma), (s.m, 1, sp.oo), *DISSIMILAR, (v.decay, 0, 1)),
    (*_ASSUMED, "Polyak-Lojasiewicz"),
    _polyak,
    (
        cite(DISSIMILAR_STEP),
        assume("Polyak-Lojasiewicz"),
        Combination(_one, (("descent", ONE), ("Polyak-Lojasiewicz", s.gamma * _c / 2))),
        Contraction(
            _polyak,
            premise="one step",
            potential=v.Q - v.Q_star,
            ratio=_q,
            constant=s.gamma / 2 * s.kappa * s.G**2 * _U,
            power=v.decay,
            shift=((v.Q, v.Q_next),),
            start=((v.Q, v.Q1),),
        ),
    ),
    Source(Provenance.DERIVED, where="T5-PL"),
)

_poisoned: Final = s.f**2 / s.n**2 * s.A**2 * _U
_poisoned_step: Final = Relation("descent", v.Q_next, v.Q + s.gamma / 2 * (-(v.nabla**2) + _poisoned))
POISONED_MEAN: Final = Theorem(
    "T9",
    "The mean under poisoned losses",
    "0 < gamma <= 1/L, f workers answer with gradients within A of grad Q: the mean of all n has "
    "(1/T) sum ||nabla_t||^2 <= 2 Delta_1/(gamma T) + (f/n)^2 A^2",
    Ranges.of(*STEP, (s.T, 1, sp.oo), (s.A, 0, sp.oo), (s.f, 0, sp.oo), (s.n, 2 * s.f, sp.oo)),
    ("full gradients", "smooth value", "mean of all", "poisoning", "bounded below"),
    mean_bound(ONE, _poisoned),
    (
        cite(DESCENT_STEP),
        assume("mean of all"),
        assume("poisoning"),
        Combination(
            _poisoned_step,
            (
                ("descent with an error", ONE),
                ("property of the mean", s.gamma / 2),
                ("poisoning", s.gamma * s.f / (2 * s.n**2)),
            ),
        ),
        *summed(ONE, _poisoned),
    ),
    Source(Provenance.DERIVED, where="T9"),
)
STATEMENTS_GD: Final = (DESCENT_STEP, DISSIMILAR_STEP, GRADIENT_DESCENT, MINIMAX_UPPER, POLYAK, POISONED_MEAN)
