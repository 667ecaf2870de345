r"""From a one-step decrease to a theorem, once for all of (T1), (T2) and their successors.

A potential V = w Q + (1/L)(p ||delta||^2 + 2r <nabla, delta> + q ||nabla||^2) with [[w/2 + q, r], [r, p]] >= 0 that
obeys

    E V' <= E V - (gamma/2) E||nabla||^2 + gamma s E||xi||^2 + (p/L)(1-beta)^2 E||e'||^2                    (decrease)

gives, summing over t = 1..T, with V_{T+1} >= w Q* + (p/L)(1-beta)^2 E||e_{T+1}||^2 and E||xi_t||^2 <= drift:

    (1/T) sum E||nabla_t||^2 <= 2 (w Delta_1 + (q - 2r beta + p beta^2)||nabla_1||^2/L)/(gamma T)
                                + 2s drift + (2p/x)(1-beta)^2 sigma^2/m.

The noise of step T+1 cancels, so the last term carries no factor 1 + 1/T.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Source
from ..derivation.citation import assume, cite
from ..derivation.relations import Relation
from ..derivation.signs import Ranges
from ..derivation.steps import Combination, Step, Summation
from ..derivation.theorem import Theorem
from . import vectors as v
from .lemmas import DEVIATION_SHARP, NOISE
from .start_and_end import CROSS, GAP, START

__all__ = ["ASSUMED", "Decrease", "Drift", "Potential", "sharp_bound", "theorem"]

ASSUMED: Final = ("algorithm", "start", "smooth gradient", "bounded below", "smooth at z", *NOISE.assumptions)
At = tuple[tuple[sp.Symbol, sp.Expr], ...]


@dataclass(frozen=True)
class Potential:
    """The coefficients w, p, r, q of V: pure numbers or functions of the parameters (p, r, q are in units of 1/L)."""

    w: sp.Expr
    p: sp.Expr
    r: sp.Expr = sp.S.Zero
    q: sp.Expr = sp.S.Zero


@dataclass(frozen=True)
class Decrease:
    """A potential that decreases: the parameters, s, and the steps whose facts, weighted, give (decrease)."""

    potential: Potential
    parameters: tuple[tuple[sp.Symbol, sp.Expr, sp.Expr], ...]
    x: sp.Expr
    beta: sp.Expr
    s: sp.Expr
    steps: tuple[Step, ...]
    weights: tuple[tuple[str, sp.Expr], ...]
    assumptions: tuple[str, ...] = ()
    by: tuple[str, ...] = ()

    @property
    def at(self) -> At:
        """What x and beta are, in terms of the parameters."""
        return tuple((old, new) for old, new in ((s.x, self.x), (s.beta, self.beta)) if old != new)

    @property
    def smoothness(self) -> sp.Expr:
        """L = x/gamma."""
        return self.x / s.gamma

    def level(self, loss: sp.Symbol, gradient: sp.Symbol, deviation: sp.Symbol) -> sp.Expr:
        """V in the symbols of one step."""
        V = self.potential
        quadratic = V.p * deviation**2 + 2 * V.r * gradient * deviation + V.q * gradient**2
        return V.w * loss + quadratic / self.smoothness

    @property
    def initial(self) -> sp.Expr:
        """Weight of ||nabla_1||^2/L in E V_1."""
        V = self.potential
        return V.q - 2 * V.r * self.beta + V.p * self.beta**2

    @property
    def gap(self) -> sp.Expr:
        """Factor of Delta_1/(gamma T), for a potential whose ``initial`` is >= 0."""
        return 2 * self.potential.w + 4 * self.initial

    @property
    def drift(self) -> sp.Expr:
        """Factor of rho^2 sigma^2."""
        return 2 * self.s * _memory(self)

    @property
    def noise(self) -> sp.Expr:
        """Factor of sigma^2/m."""
        return 2 * self.potential.p * (1 - self.beta) ** 2 / self.x


def _memory(given: Decrease) -> sp.Expr:
    return (1 - given.beta) / (1 + given.beta)


def _decrease(given: Decrease) -> Relation:
    before, after = given.level(v.Q, v.nabla, v.delta), given.level(v.Q_next, v.nabla_next, v.delta_next)
    fresh = given.potential.p / given.smoothness * (1 - given.beta) ** 2
    gain = -s.gamma * v.nabla**2 / 2 + s.gamma * given.s * v.xi**2 + fresh * v.e**2
    return Relation("decrease", after, before + gain)


def _summed(given: Decrease) -> Summation:
    fact = _decrease(given)
    first = given.level(v.Q1, v.nabla1, v.delta1)
    sums = ((v.nabla**2, v.gradients), (v.xi**2, v.drifts), (v.e**2, v.noises))
    gain = fact.large - given.level(v.Q, v.nabla, v.delta)
    total = sum((gain.coeff(monomial) * whole for monomial, whole in sums), sp.Integer(0))
    return Summation(
        Relation("sum over t", fact.small, first + total),
        premise="decrease",
        potential=given.level(v.Q, v.nabla, v.delta),
        shift=((v.Q, v.Q_next), (v.nabla, v.nabla_next), (v.delta, v.delta_next)),
        start=((v.Q, v.Q1), (v.nabla, v.nabla1), (v.delta, v.delta1)),
        sums=sums,
    )


def _noise_total() -> tuple[Step, ...]:
    """The noise of steps 1..T; ``e'`` is the noise of step T+1 by now."""
    seen = v.noises + v.e1**2 - v.e**2
    total = Relation("noise, sum over t", seen, s.T * s.sigma**2 / s.m)
    sums = ((v.e**2, seen), (s.sigma**2, s.T * s.sigma**2))
    return cite(NOISE), Summation(total, premise="noise", sums=sums)


@dataclass(frozen=True)
class Drift:
    """A bound on ``sum_t E||xi_t||^2``: the steps that conclude "drift, sum over t", and what they need.

    ``left``: the factor that stays in front of the mean squared gradient (1 unless the bound contains the gradients).
    """

    steps: tuple[Step, ...]
    assumptions: tuple[str, ...]
    parameters: tuple[tuple[sp.Symbol, Any, Any], ...]
    left: sp.Expr = sp.S.One


def _homogeneous(given: Decrease) -> Drift:
    """(L2) at every step."""
    total = Relation("drift, sum over t", v.drifts, s.T * s.rho2 * _memory(given) * s.sigma**2)
    sums = ((v.xi**2, v.drifts), (s.sigma**2, s.T * s.sigma**2))
    steps = (assume("drift bound", given.at), Summation(total, premise="drift", sums=sums))
    return Drift(steps, ("drift bound",), ((s.rho2, 0, sp.oo),))


def _end(given: Decrease) -> tuple[Step, ...]:
    """V_{T+1} >= w Q* + its fresh noise."""
    V, L = given.potential, given.smoothness
    gap = cite(GAP, at=(*given.at, (v.Q, v.Q_next), (v.nabla, v.nabla_next)), name="last gap")
    fact = Relation(
        "last level",
        V.w * v.Q_star + V.p / L * (1 - given.beta) ** 2 * v.e**2,
        given.level(v.Q_next, v.nabla_next, v.delta_next),
    )
    weights = (("last gap", V.w / (2 * L)), ("expected square", -V.p / L), ("expected product", -2 * V.r / L))
    return gap, Combination(fact, tuple((name, weight) for name, weight in weights if weight != 0))


def theorem(
    names: tuple[str, str, str],
    given: Decrease,
    *,
    large: sp.Expr,
    gap: sp.Expr,
    source: Source,
    drift: Drift | None = None,
) -> Theorem:
    """The theorem ``S_nabla/T <= large`` from a decreasing potential; ``gap`` is the factor of Delta_1/(gamma T) in it,
    before the division by ``drift.left``.

    ``large`` is written with Delta_1 = Q_1 - Q*, sigma, rho2, m, T and the parameters. ``drift``: (L2) by default.
    """
    V, L = given.potential, given.smoothness
    used = _homogeneous(given) if drift is None else drift
    scale = 2 / (s.gamma * s.T)
    claim = Relation("claim", v.gradients / s.T, large.subs(s.gap, v.Q1 - v.Q_star))
    weights = (
        ("sum over t", scale),
        ("last level", scale),
        ("first square", scale * V.p / L),
        ("first product", scale * 2 * V.r / L),
        ("first gap", (gap - 2 * V.w) / (2 * L * s.gamma * s.T)),
        ("noise, sum over t", scale * V.p / L * (1 - given.beta) ** 2),
        ("drift, sum over t", 2 * given.s / s.T),
    )
    steps = (
        cite(DEVIATION_SHARP, "expected square", given.at),
        cite(CROSS, at=given.at),
        *given.steps,
        Combination(_decrease(given), given.weights, by=given.by),
        _summed(given),
        *_noise_total(),
        *used.steps,
        *_end(given),
        cite(START, "first square", given.at),
        cite(START, "first product", given.at),
        cite(GAP, at=(*given.at, (v.Q, v.Q1), (v.nabla, v.nabla1)), name="first gap"),
        Combination(claim, tuple((name, weight / used.left) for name, weight in weights if weight != 0)),
    )
    assumptions = tuple(dict.fromkeys((*ASSUMED, *used.assumptions, *given.assumptions)))
    region = Ranges.of(*given.parameters, (s.gamma, 0, sp.oo), (s.m, 1, sp.oo), (s.T, 1, sp.oo), *used.parameters)
    return Theorem(*names, region, assumptions, claim, steps, source, bound=large)


def sharp_bound(given: Decrease, gap: sp.Expr | None = None) -> sp.Expr:
    """The bound with nothing given away after (decrease); ``gap``: a number to use as factor of Delta_1/(gamma T)."""
    first = given.gap if gap is None else gap
    return first * s.gap / (s.gamma * s.T) + s.sigma**2 * (given.drift * s.rho2 + given.noise / s.m)
