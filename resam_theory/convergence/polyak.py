r"""(T7), (T7-hetero): linear convergence of RESAM under the Polyak-Lojasiewicz inequality, on equal and unequal data.

beta = 1 - 2x, 0 < x <= 1/2, 0 < mu <= L, c = 2x/(2x - gamma mu). On equal data V = Q - Q* + (c/2L) ||delta||^2 obeys

    E V' <= (1 - gamma mu) E V + gamma sigma^2 2x [rho^2/(1+beta) + c/m].

On unequal data the dispersion W of the momenta joins the potential, and the gradient leaves it:
V = Q - Q* + (c/2L) ||delta||^2 + gamma tau W/m - gamma kappa c B^2 ||nabla||^2, tau = kappa/(2x - gamma mu), contracts
with 1 - r, r = gamma mu (1 - 2 c kappa B^2). V is not a sum of squares, but V >= 0 is not needed for the bound on it.
"""

from __future__ import annotations

from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Provenance, Source
from ..proof.citation import assume, cite
from ..proof.contraction import Contraction
from ..proof.facts import Fact
from ..proof.signs import Region
from ..proof.statements import Statement
from ..proof.steps import Combination, Step
from . import vectors as v
from .heterogeneity import DISPERSION_STEP
from .lemmas import DESCENT_SHARP, DEVIATION_SHARP, NOISE, ONE

__all__ = ["MOMENTUM_POLYAK", "MOMENTUM_POLYAK_HETERO", "STATEMENTS_POLYAK"]

_beta: Final = 1 - 2 * s.x
_at: Final = ((s.beta, _beta),)
_c: Final = 2 * s.x / (2 * s.x - s.gamma * s.mu)
_p: Final = s.gamma * _c / (2 * s.x)
"""c/(2L)."""
_SHIFT: Final = ((v.Q, v.Q_next), (v.delta, v.delta_next), (v.nabla, v.nabla_next), (v.W, v.W_next))
_START: Final = ((v.Q, v.Q1), (v.delta, v.delta1), (v.nabla, v.nabla1), (v.W, v.W1))
_STEP: Final = ((s.gamma, 0, sp.oo), (s.x, 0, sp.Rational(1, 2)), (s.mu, 0, s.x / s.gamma), (s.m, 1, sp.oo))
_ASSUMED: Final = ("algorithm", "smooth gradient", "smooth value", "Polyak-Lojasiewicz")


def _contracted(level: sp.Expr, rate: sp.Expr, noise: sp.Expr) -> tuple[Fact, Contraction]:
    """The one-step fact ``V' <= (1 - rate) V + noise`` and the recursion that it gives."""
    after: Any = level.subs(dict(_SHIFT), simultaneous=True)
    first: Any = level.subs(dict(_START), simultaneous=True)
    claim = Fact("claim", after, v.decay * first + (1 - v.decay) * noise / rate)
    shift, start = (tuple(pair for pair in pairs if level.has(pair[0])) for pairs in (_SHIFT, _START))
    recursion = Contraction(
        claim,
        premise="one step of V",
        potential=level,
        ratio=1 - rate,
        constant=noise,
        power=v.decay,
        shift=shift,
        start=start,
    )
    return Fact("one step of V", after, (1 - rate) * level + noise), recursion


_COMMON: Final[tuple[Step, ...]] = (
    cite(DEVIATION_SHARP, "deviation", _at),
    cite(DESCENT_SHARP),
    assume("Polyak-Lojasiewicz"),
)
_noise: Final = 2 * s.x * s.gamma * s.sigma**2 * (s.rho2 / (2 * (1 - s.x)) + _c / s.m)
_step, _recursion = _contracted(v.Q - v.Q_star + _p * v.delta**2, s.gamma * s.mu, _noise)
MOMENTUM_POLYAK: Final = Statement(
    "T7",
    "Momentum under Polyak-Lojasiewicz",
    "0 < x <= 1/2, beta = 1 - 2x, 0 < mu <= L, c = 2x/(2x - gamma mu), V = Q - Q* + (c/2L)||delta||^2: "
    "E V_{t+1} <= b V_1 + (1-b)(2x sigma^2/mu)[rho^2/(1+beta) + c/m], b = (1 - gamma mu)^t",
    Region.of(*_STEP, (s.rho2, 0, sp.oo), (v.decay, 0, 1)),
    (*_ASSUMED, "drift bound", *NOISE.assumptions),
    _recursion.conclusion,
    (
        *_COMMON,
        assume("drift bound", _at),
        Combination(
            _step,
            (("descent", ONE), ("deviation", _p), ("Polyak-Lojasiewicz", s.gamma / 2), ("drift", s.gamma)),
            by=("algorithm",),
        ),
        _recursion,
    ),
    Source(Provenance.DERIVED, where="T7"),
)

_tau: Final = s.kappa / (2 * s.x - s.gamma * s.mu)
_left: Final = 1 - 2 * s.kappa * _c * s.B**2
_level_h: Final = (
    v.Q - v.Q_star + _p * v.delta**2 + s.gamma * _tau * v.W / s.m - s.gamma * s.kappa * _c * s.B**2 * v.nabla**2
)
_noise_h: Final = s.gamma * _c * (s.kappa * s.G**2 * v.one**2 + 2 * s.x * s.sigma**2 * (s.kappa * (s.m - 1) + 1) / s.m)
_rate_h: Final = s.gamma * s.mu * _left
_step_h, _recursion_h = _contracted(_level_h, _rate_h, _noise_h)
MOMENTUM_POLYAK_HETERO: Final = Statement(
    "T7-hetero",
    "Momentum under Polyak-Lojasiewicz on unequal data",
    "0 < x <= 1/2, beta = 1 - 2x, 0 < mu <= L, c = 2x/(2x - gamma mu), 2 c kappa B^2 < 1: E V_{t+1} <= b V_1 + "
    "(1-b) c [kappa G^2 + 2x sigma^2 (kappa(m-1)+1)/m]/(mu (1 - 2 c kappa B^2)), b = (1 - r)^t, "
    "r = gamma mu (1 - 2 c kappa B^2), V = Q - Q* + (c/2L)||delta||^2 + gamma tau W/m - gamma kappa c B^2 ||nabla||^2, "
    "tau = kappa/(2x - gamma mu)",
    Region.of(*_STEP, (s.G, 0, sp.oo), (s.B, 0, sp.oo), (s.kappa, 0, 1 / (2 * _c * s.B**2)), (v.decay, 0, 1)),
    tuple(dict.fromkeys((*_ASSUMED, "dispersion >= 0", "robust", *NOISE.assumptions, *DISPERSION_STEP.assumptions))),
    _recursion_h.conclusion,
    (
        *_COMMON,
        assume("robust"),
        assume("dispersion >= 0"),
        cite(DISPERSION_STEP, at=_at),
        Combination(
            _step_h,
            (
                ("descent", ONE),
                ("deviation", _p),
                ("property of the rule", s.gamma),
                ("one step", s.gamma * _tau / s.m),
                ("Polyak-Lojasiewicz", _rate_h / (2 * s.mu)),
                ("dispersion >= 0", s.gamma * _tau / s.m * (s.gamma * s.mu - _rate_h)),
            ),
            by=("algorithm",),
        ),
        _recursion_h,
    ),
    Source(Provenance.DERIVED, where="T7-hetero"),
)
STATEMENTS_POLYAK: Final = (MOMENTUM_POLYAK, MOMENTUM_POLYAK_HETERO)
