r"""The theorems on unequal data with numbers: per rule the bound, the error that stays, the breakdown, the steps.

The coefficient is the certified kappa* at (n, f, d), its least certified upper bound where the interval is open; of a
composition what its stage makes of that of the rule that follows (E1).
Full gradients: (T5), (T5-PL). Stochastic gradients with momentum: the least bound of the (T6) forms; under the
Polyak-Lojasiewicz inequality (T7-hetero-gap), for the gap Q - Q*. No algorithm beats f G^2/(n - (2+B^2) f)
(T5-lower), and none has any bound from (2+B^2) f = n on (T5-breakdown).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import sympy as sp
from scipy.optimize import minimize_scalar

from resam_theory import symbols as s
from resam_theory.claims import Criterion
from resam_theory.compose.listed import LISTED
from resam_theory.convergence import STATEMENTS
from resam_theory.convergence import vectors as v
from resam_theory.convergence.bounds import Problem, least_count, optimise, steps_to
from resam_theory.errors import require_d, require_n_f, require_real
from resam_theory.rules import RULES, get

from .sources import certified

__all__ = ["MOMENTUM", "Unequal", "UnequalBound", "admissible", "minimax", "rows"]

MOMENTUM: Final = ("T6", "T6-cross", "T6-family", "T6-eta1.75", "T6-eta2", "T6-eta4", "T6-eta8")


@dataclass(frozen=True)
class Unequal:
    """The problem: (G, B), and mu of the Polyak-Lojasiewicz inequality where it is assumed."""

    n: int
    f: int
    d: int | float | str
    problem: Problem
    mu: float | None
    epsilon: float

    def __post_init__(self) -> None:
        require_d(self.d)
        require_real("epsilon", self.epsilon, low=0, open_low=self.problem.gap > 0)
        if self.mu is not None:
            require_real("mu", self.mu, low=0, high=self.problem.smoothness, open_low=True)


@dataclass(frozen=True)
class UnequalBound:
    """One rule. ``breakdown``: gradient descent with it needs B < 1/sqrt(kappa). ``reason``: why there is no bound."""

    rule: str
    kappa: sp.Expr | None
    exact: bool
    breakdown: float | None
    theorem: str = ""
    floor: float | None = None
    bound: float | None = None
    gamma: float | None = None
    beta: float | None = None
    steps: int | None = None
    reason: str = ""


def minimax(n: int, f: int, G: float, B: float) -> float:
    """f G^2/(n - (2+B^2) f), the error that no algorithm beats; infinite from the breakdown on.

    >>> minimax(15, 4, 1.0, 0.5)
    0.6666666666666666
    """
    left = n - (2 + B * B) * f
    return f * G * G / left if left > 0 else math.inf


def admissible(given: Unequal) -> None:
    """ValueError with the admissible set where no algorithm has a bound: (2+B^2) f >= n."""
    n, f = require_n_f(given.n, given.f)
    B = given.problem.B
    if f and (2 + B * B) * f >= n:
        most, largest = math.ceil(n / (2 + B * B)) - 1, math.sqrt(n / f - 2)
        raise ValueError(
            f"(n, f) = ({n}, {f}) with B = {B:g} is not admissible: no algorithm has a bound there (T5-breakdown); "
            f"need f <= {most}, or B < {largest:.6g}"
        )


def rows(rule: str | None, given: Unequal) -> list[UnequalBound]:
    """One row per rule (None: all of them, and compositions); a single rule that is not admissible is refused with the
    admissible set."""
    admissible(given)
    chosen = [get(rule).name] if rule else [*(item.name for item in RULES), *LISTED]
    found = [_row(name, given) for name in chosen]
    if rule and found[0].reason:
        raise ValueError(found[0].reason)
    return found


def _row(rule: str, given: Unequal) -> UnequalBound:
    n, f = given.n, given.f
    try:
        low, high = _coefficient(rule, given)
    except ValueError as refusal:  # not defined at (n, f), or by a definition that no solver takes
        return UnequalBound(rule, None, False, None, reason=f"rule {rule!r}: {refusal}")
    if high is None:
        reason = f"rule = {rule!r} is not admissible: no certified kappa at (n, f) = ({n}, {f})"
        return UnequalBound(rule, None, False, None, reason=reason)
    kappa = float(high)
    breakdown = 1 / math.sqrt(kappa) if kappa else math.inf
    row = UnequalBound(rule, high, low == high, breakdown)
    if breakdown <= given.problem.B:
        reason = f"B = {given.problem.B:g} is not admissible for rule {rule!r} at (n, f) = ({n}, {f}): need B < "
        return replace(row, reason=f"{reason}1/sqrt(kappa) = {breakdown:.6g}")
    try:
        return _stochastic(row, kappa, given) if given.problem.variance else _deterministic(row, kappa, given)
    except ValueError as refusal:
        return replace(row, reason=str(refusal))


def _coefficient(rule: str, given: Unequal) -> tuple[sp.Expr | None, sp.Expr | None]:
    """(largest attained, least certified upper bound) of kappa*; with f = 0 of the mean 0."""
    if given.f == 0:
        zero = sp.Integer(0) if rule == "mean" else None
        return zero, zero
    return certified(rule, Criterion.KAPPA, given.n, given.f, given.d)


def _large(statement: str, values: dict[sp.Symbol, float], gap: float) -> float:
    """The right side of a claim with numbers put in, Q_1 - Q* = gap."""
    large = STATEMENTS[statement].claim.large.subs([(v.Q1, gap), (v.Q_star, 0), (v.one, 1)])
    return float(large.subs(list(values.items())))


def _deterministic(row: UnequalBound, kappa: float, given: Unequal) -> UnequalBound:
    """gamma = 1/L, the largest admissible step, is the best for both."""
    problem, mu = given.problem, given.mu
    L, gap = problem.smoothness, problem.gap
    values: dict[sp.Symbol, float] = {
        s.kappa: kappa,
        s.G: problem.G,
        s.B: problem.B,
        s.gamma: 1 / L,
        s.T: problem.steps,
    }
    left = 1 - kappa * problem.B**2
    if mu is None:
        floor = _large("T5", values, 0.0)
        bound = _large("T5", values, gap)
        need = given.epsilon - floor
        steps = None if need <= 0 else max(1, math.ceil(2 * L * gap / (left * need) * (1 - 1e-12)))
        return replace(row, theorem="T5", floor=floor, bound=bound, gamma=1 / L, beta=0.0, steps=steps)
    values |= {s.mu: mu}
    ratio = 1 - mu / L * left
    floor = _large("T5-PL", {**values, v.decay: 0.0}, gap)
    bound = _large("T5-PL", {**values, v.decay: ratio**problem.steps}, gap)
    return replace(
        row, theorem="T5-PL", floor=floor, bound=bound, gamma=1 / L, beta=0.0, steps=_decayed(gap, floor, ratio, given)
    )


def _decayed(gap: float, floor: float, ratio: float, given: Unequal) -> int | None:
    """The least t with ratio^t gap + (1 - ratio^t) floor <= epsilon."""
    if given.epsilon <= floor:
        return None
    if gap <= given.epsilon:
        return 0
    return 1 if ratio <= 0 else max(1, math.ceil(math.log((given.epsilon - floor) / (gap - floor)) / math.log(ratio)))


def _stochastic(row: UnequalBound, kappa: float, given: Unequal) -> UnequalBound:
    """The least bound of the theorems with momentum; with mu, (T7-hetero)."""
    problem = given.problem
    if given.mu is not None:
        return _polyak(row, kappa, given)
    tried, refusals = [], []
    for theorem in MOMENTUM:
        try:
            tried.append(optimise(theorem, kappa, problem))
        except ValueError as refusal:
            refusals.append(str(refusal))
    if not tried:
        raise ValueError(refusals[-1])
    best = min(tried, key=lambda bound: bound.value)
    floor = kappa * problem.G**2 / (1 - kappa * problem.B**2)
    steps = None
    if given.epsilon > floor:
        counts = [
            steps_to(bound.theorem, kappa, problem, given.epsilon) for bound in tried if len(bound.parameters) == 1
        ]
        steps = min((count for count in counts if count is not None), default=None)
    return replace(
        row, theorem=best.theorem, floor=floor, bound=best.value, gamma=best.gamma, beta=best.beta, steps=steps
    )


@cache
def _gap_bound() -> Callable[..., float]:
    """The bound of (T7-hetero-gap) on E(Q_{t+1} - Q*) in b, x, L, mu, m, sigma, kappa, G, B, Delta_1."""
    claim = STATEMENTS["T7-hetero-gap"].claim
    reached = (claim.large / (claim.small / (v.Q_next - v.Q_star))).subs([(v.Q1, s.gap + v.Q_star), (v.one, 1)])
    known = (v.decay, s.x, s.L, s.mu, s.m, s.sigma, s.kappa, s.G, s.B, s.gap)
    return sp.lambdify(known, sp.simplify(reached.subs(s.gamma, s.x / s.L)), "math")


def _polyak(row: UnequalBound, kappa: float, given: Unequal) -> UnequalBound:
    """(T7-hetero-gap) at the best x, for Q - Q*."""
    problem, mu = given.problem, float(given.mu or 0)
    L = problem.smoothness
    c = 1 / (1 - mu / (2 * L))
    left = 1 - 2 * c * kappa * problem.B**2
    if left <= 0:
        largest = 1 / math.sqrt(2 * c * kappa)
        raise ValueError(
            f"B = {problem.B:g} is not admissible for (T7-hetero) and {row.rule!r}: need B < {largest:.6g}"
        )
    floor = c * kappa * problem.G**2 / (mu * left)
    numbers = (L, mu, problem.m, math.sqrt(problem.variance), kappa, problem.G, problem.B, problem.gap)

    def bound(x: float, steps: int) -> float:
        return _gap_bound()((1 - x * mu * left / L) ** steps, x, *numbers)

    def best(steps: int) -> tuple[float, float]:
        found = minimize_scalar(lambda z: bound(math.exp(z), steps), bounds=(-30, math.log(0.5)), method="bounded")
        x = math.exp(float(found.x))  # pyright: ignore[reportAttributeAccessIssue]
        return bound(x, steps), x

    value, x = best(problem.steps)
    count = least_count(lambda steps: best(steps)[0] <= given.epsilon) if given.epsilon > floor else None
    return replace(row, theorem="T7-hetero-gap", floor=floor, bound=value, gamma=x / L, beta=1 - 2 * x, steps=count)
