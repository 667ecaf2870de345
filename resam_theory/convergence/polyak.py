r"""(T7), (T7-hetero): linear convergence of RESAM under the Polyak-Lojasiewicz inequality, on equal and unequal data.

beta = 1 - 2x, 0 < x <= 1/2, 0 < mu <= L, c = 2x/(2x - gamma mu). On equal data V = Q - Q* + (c/2L) ||delta||^2 obeys

    E V' <= (1 - gamma mu) E V + gamma sigma^2 2x [rho^2/(1+beta) + c/m].

On unequal data the dispersion W of the momenta joins the potential, and the gradient leaves it:
V = Q - Q* + (c/2L) ||delta||^2 + gamma tau W/m - gamma kappa c B^2 ||nabla||^2, tau = kappa/(2x - gamma mu), contracts
with 1 - r, r = gamma mu (1 - 2 c kappa B^2). V is not a sum of squares, but V >= 0 is not needed for the bound on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Provenance, Source
from ..derivation.citation import assume, cite
from ..derivation.contraction import Contraction
from ..derivation.relations import Relation
from ..derivation.signs import Ranges
from ..derivation.steps import Combination, Step
from ..derivation.theorem import Theorem
from . import vectors as v
from .heterogeneity import DISPERSION_STEP
from .lemmas import DESCENT_SHARP, DEVIATION_SHARP, NOISE, ONE

__all__ = [
    "EQUAL",
    "MOMENTUM_POLYAK",
    "MOMENTUM_POLYAK_HETERO",
    "STATEMENTS_POLYAK",
    "STEP",
    "UNEQUAL_DATA",
    "PolyakPotential",
]

_beta: Final = 1 - 2 * s.x
_at: Final = ((s.beta, _beta),)
_SHIFT: Final = ((v.Q, v.Q_next), (v.delta, v.delta_next), (v.nabla, v.nabla_next), (v.W, v.W_next))
_START: Final = ((v.Q, v.Q1), (v.delta, v.delta1), (v.nabla, v.nabla1), (v.W, v.W1))
STEP: Final = ((s.gamma, 0, sp.oo), (s.x, 0, sp.Rational(1, 2)), (s.mu, 0, s.x / s.gamma), (s.m, 1, sp.oo))
_ASSUMED: Final = ("algorithm", "smooth gradient", "smooth value", "Polyak-Lojasiewicz")


@dataclass(frozen=True)
class PolyakPotential:
    """V = Q - Q* + p ||delta||^2 + dispersion W - gradient ||nabla||^2 contracts with 1 - rate, up to a constant.

    ``kappa`` and ``G``, ``B``: 0 on equal data, where rho^2 bounds the drift and ``drift`` is its part of the constant.
    """

    kappa: sp.Expr
    G: sp.Expr
    B: sp.Expr
    drift: sp.Expr = sp.S.Zero

    @property
    def c(self) -> sp.Expr:
        """2x/(2x - gamma mu)."""
        return 2 * s.x / (2 * s.x - s.gamma * s.mu)

    @property
    def p(self) -> sp.Expr:
        """c/(2L)."""
        return s.gamma * self.c / (2 * s.x)

    @property
    def dispersion(self) -> sp.Expr:
        """gamma tau/m."""
        return s.gamma * self.kappa / (2 * s.x - s.gamma * s.mu) / s.m

    @property
    def left(self) -> sp.Expr:
        """1 - 2 c kappa B^2."""
        return 1 - 2 * self.kappa * self.c * self.B**2

    @property
    def rate(self) -> sp.Expr:
        """r."""
        return s.gamma * s.mu * self.left

    @property
    def first(self) -> sp.Expr:
        """K: what the noise and the dissimilarity add at the first step, from m_0 = 0."""
        noise = 2 * s.x * s.sigma**2 * (self.kappa * (s.m - 1) + 1) / s.m
        return s.gamma * self.c * (self.kappa * self.G**2 * v.one**2 + noise)

    @property
    def constant(self) -> sp.Expr:
        """What every later step adds."""
        return self.first + self.drift

    def level(self, loss: sp.Symbol, deviation: sp.Symbol, gradient: sp.Symbol, dispersion: sp.Symbol) -> sp.Expr:
        """V in the symbols of one step."""
        grown = s.gamma * self.kappa * self.c * self.B**2
        return loss - v.Q_star + self.p * deviation**2 + self.dispersion * dispersion - grown * gradient**2


EQUAL: Final = PolyakPotential(
    *(sp.S.Zero, sp.S.Zero, sp.S.Zero), drift=2 * s.x * s.gamma * s.sigma**2 * s.rho2 / (2 * (1 - s.x))
)
UNEQUAL_DATA: Final = PolyakPotential(s.kappa, s.G, s.B)


def _contracted(given: PolyakPotential) -> tuple[Relation, Contraction]:
    """The one-step fact ``V' <= (1 - rate) V + constant`` and the recursion that it gives."""
    level = given.level(v.Q, v.delta, v.nabla, v.W)
    after: Any = level.subs(dict(_SHIFT), simultaneous=True)
    first: Any = level.subs(dict(_START), simultaneous=True)
    claim = Relation("claim", after, v.decay * first + (1 - v.decay) * given.constant / given.rate)
    shift, start = (tuple(pair for pair in pairs if level.has(pair[0])) for pairs in (_SHIFT, _START))
    recursion = Contraction(
        claim,
        premise="one step of V",
        potential=level,
        ratio=1 - given.rate,
        constant=given.constant,
        power=v.decay,
        shift=shift,
        start=start,
    )
    return Relation("one step of V", after, (1 - given.rate) * level + given.constant), recursion


_COMMON: Final[tuple[Step, ...]] = (
    cite(DEVIATION_SHARP, "deviation", _at),
    cite(DESCENT_SHARP),
    assume("Polyak-Lojasiewicz"),
)
_step, _recursion = _contracted(EQUAL)
MOMENTUM_POLYAK: Final = Theorem(
    "T7",
    "Momentum under Polyak-Lojasiewicz",
    "0 < x <= 1/2, beta = 1 - 2x, 0 < mu <= L, c = 2x/(2x - gamma mu), V = Q - Q* + (c/2L)||delta||^2: "
    "E V_{t+1} <= b V_1 + (1-b)(2x sigma^2/mu)[rho^2/(1+beta) + c/m], b = (1 - gamma mu)^t",
    Ranges.of(*STEP, (s.rho2, 0, sp.oo), (v.decay, 0, 1)),
    (*_ASSUMED, "drift bound", *NOISE.assumptions),
    _recursion.conclusion,
    (
        *_COMMON,
        assume("drift bound", _at),
        Combination(
            _step,
            (("descent", ONE), ("deviation", EQUAL.p), ("Polyak-Lojasiewicz", s.gamma / 2), ("drift", s.gamma)),
            by=("algorithm",),
        ),
        _recursion,
    ),
    Source(Provenance.DERIVED, where="T7"),
)

_step_h, _recursion_h = _contracted(UNEQUAL_DATA)
MOMENTUM_POLYAK_HETERO: Final = Theorem(
    "T7-hetero",
    "Momentum under Polyak-Lojasiewicz on unequal data",
    "0 < x <= 1/2, beta = 1 - 2x, 0 < mu <= L, c = 2x/(2x - gamma mu), 2 c kappa B^2 < 1: E V_{t+1} <= b V_1 + "
    "(1-b) c [kappa G^2 + 2x sigma^2 (kappa(m-1)+1)/m]/(mu (1 - 2 c kappa B^2)), b = (1 - r)^t, "
    "r = gamma mu (1 - 2 c kappa B^2), V = Q - Q* + (c/2L)||delta||^2 + gamma tau W/m - "
    "gamma kappa c B^2 ||nabla||^2, tau = kappa/(2x - gamma mu)",
    Ranges.of(
        *STEP, (s.G, 0, sp.oo), (s.B, 0, sp.oo), (s.kappa, 0, 1 / (2 * UNEQUAL_DATA.c * s.B**2)), (v.decay, 0, 1)
    ),
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
                ("deviation", UNEQUAL_DATA.p),
                ("property of the rule", s.gamma),
                ("one step", UNEQUAL_DATA.dispersion),
                ("Polyak-Lojasiewicz", UNEQUAL_DATA.rate / (2 * s.mu)),
                ("dispersion >= 0", UNEQUAL_DATA.dispersion * (s.gamma * s.mu - UNEQUAL_DATA.rate)),
            ),
            by=("algorithm",),
        ),
        _recursion_h,
    ),
    Source(Provenance.DERIVED, where="T7-hetero"),
)
STATEMENTS_POLYAK: Final = (MOMENTUM_POLYAK, MOMENTUM_POLYAK_HETERO)
