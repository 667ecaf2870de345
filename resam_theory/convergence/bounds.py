r"""The closed-form bounds with numbers put in: best parameters, rate, steps to reach a target.

Every theorem bounds (1/T) sum E||nabla_t||^2 by an expression in Delta_1, sigma, rho2, m, T, gamma and its parameters.
Floats only choose the parameters here: a bound holds for every admissible choice, so a poor optimum costs tightness,
never
validity.

>>> problem = Problem(smoothness=1.0, variance=1.0, gap=1.0, steps=10_000, m=11)
>>> best = optimise("T2", 4 / 7 * 10 / 11, problem)
>>> round(best.value, 4), round(best.beta, 4)
(0.0477, 0.9666)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import numpy as np
import sympy as sp
from scipy.optimize import minimize, minimize_scalar

from .. import symbols as s
from ..errors import require_count, require_real
from . import vectors as v
from .forms import BOUNDS, LEFT, PARAMETRISED
from .potential import Decrease

__all__ = [
    "Problem",
    "TheoremBound",
    "at_momentum",
    "at_step",
    "closed_form",
    "least_count",
    "optimise",
    "rate",
    "require_heterogeneity",
    "steps_to",
]

_STARTS: Final = (1e-4, 1e-2, 1.0)
_FAR: Final = 35.0
"""Logarithmic coordinates beyond this change a parameter by less than a rounding error."""
_PENALTY: Final = 1e3
"""Cost of parameters outside the admissible set: far above the logarithm of any bound, and decreasing towards it."""
MAX_STEPS: Final = 10**15
"""More steps than this count as "not reached"."""


@dataclass(frozen=True)
class Problem:
    """L, sigma^2, Delta_1, T, m and (G, B); ValueError names the argument that is not admissible."""

    smoothness: float
    variance: float
    gap: float
    steps: int
    m: int
    G: float = 0.0
    B: float = 0.0

    def __post_init__(self) -> None:
        require_real("smoothness L", self.smoothness, low=0, open_low=True)
        require_real("variance sigma^2", self.variance, low=0)
        require_real("gap Delta_1", self.gap, low=0)
        require_count("steps T", self.steps)
        require_count("m", self.m)
        require_real("G", self.G, low=0)
        require_real("B", self.B, low=0)


@dataclass(frozen=True)
class TheoremBound:
    """The value of a theorem's bound and the parameters that give it."""

    theorem: str
    value: float
    gamma: float
    beta: float
    parameters: dict[str, float]


@cache
def closed_form(theorem: str) -> sp.Expr:
    """The bound of a theorem in gamma, T, m, rho2, sigma, Delta_1, L and its parameters, with ||nabla_1||^2 <= 2L
    Delta_1."""
    form = PARAMETRISED[theorem]
    bound = BOUNDS[theorem].subs(v.nabla1**2, 2 * form.x / s.gamma * s.gap)
    return sp.expand(bound.subs(s.gamma, form.x / s.L))


@cache
def _compiled(theorem: str) -> tuple[Callable[..., float], Callable[..., float], Callable[..., float]]:
    form = PARAMETRISED[theorem]
    own = tuple(row[0] for row in form.parameters)
    common = (s.L, s.sigma, s.gap, s.T, s.m, s.kappa if theorem in LEFT else s.rho2, s.G, s.B)
    value = sp.lambdify((*own, *common), closed_form(theorem), "math")
    return value, sp.lambdify(own, form.x, "math"), sp.lambdify(own, form.beta, "math")


def _inside(theorem: str, coordinates: Sequence[float]) -> list[float]:
    """Positive coordinates to parameters of the theorem's region."""
    point: list[float] = []
    for at, (low, high) in zip(coordinates, _ends(theorem), strict=True):
        top = high(*point)
        point.append(low + at if math.isinf(top) else (low + top * at) / (1 + at))
    return point


@cache
def _ends(theorem: str) -> tuple[tuple[float, Callable[..., float]], ...]:
    """Per parameter its lower end and the upper one as a function of the parameters before it."""
    rows = PARAMETRISED[theorem].parameters
    names = [row[0] for row in rows]
    return tuple((float(low), sp.lambdify(names[:i], high, "math")) for i, (_, low, high) in enumerate(rows))


def at_step(theorem: str, gamma: float, rho2: float, problem: Problem) -> TheoremBound:
    """The bound at the step size ``gamma``, for a theorem with one parameter; refused outside its admissible set.

    >>> at_step("T1", 0.05, 1.0, Problem(1.0, 1.0, 1.0, 100, 3))
    Traceback (most recent call last):
    ...
    ValueError: gamma = 0.05 is not admissible: need 0 < gamma <= 0.0416667
    """
    form = _one_parameter(theorem)
    top = _largest_x(theorem) / problem.smoothness
    gamma = require_real("gamma", gamma, low=0, high=top, open_low=True)
    x = gamma * problem.smoothness
    parameter = x if form.x == s.x else _beta_of_x(theorem)(x)
    return _evaluated(theorem, [parameter], rho2, problem)


def at_momentum(theorem: str, beta: float, rho2: float, problem: Problem) -> TheoremBound:
    """The bound at the momentum ``beta``, for a theorem with one parameter; refused outside its admissible set.

    >>> at_momentum("T2-cross", 0.5, 1.0, Problem(1.0, 1.0, 1.0, 100, 3))
    Traceback (most recent call last):
    ...
    ValueError: beta = 0.5 is not admissible: need 0.75 <= beta < 1
    """
    form = _one_parameter(theorem)
    _, _, momentum = _compiled(theorem)
    least = float(momentum(_largest_x(theorem))) if form.x == s.x else 0.0
    beta = require_real("beta", beta, low=least, high=1, open_high=True)
    parameter = beta if form.x != s.x else float(sp.solve(form.beta - sp.Float(beta, 20), s.x)[0])
    return _evaluated(theorem, [parameter], rho2, problem)


def _one_parameter(theorem: str) -> Decrease:
    if theorem not in PARAMETRISED or len(PARAMETRISED[theorem].parameters) != 1:
        single = ", ".join(name for name, form in PARAMETRISED.items() if len(form.parameters) == 1)
        raise ValueError(f"theorem = {theorem} is not admissible: need one of {single}")
    return PARAMETRISED[theorem]


def _largest_x(theorem: str) -> float:
    form = PARAMETRISED[theorem]
    return float(form.parameters[0][2]) if form.x == s.x else float(form.x.subs(s.beta, 0))


@cache
def _beta_of_x(theorem: str) -> Callable[[float], float]:
    roots = sp.solve(PARAMETRISED[theorem].x - s.x, s.beta)
    return sp.lambdify(s.x, sp.Max(0, roots[-1]) if len(roots) == 1 else roots[-1], "math")


def _evaluated(theorem: str, parameters: Sequence[float], rho2: float, problem: Problem) -> TheoremBound:
    value, x, beta = _compiled(theorem)
    names = [str(row[0]) for row in PARAMETRISED[theorem].parameters]
    return TheoremBound(
        theorem,
        float(value(*parameters, *_numbers(rho2, problem))),
        float(x(*parameters)) / problem.smoothness,
        float(beta(*parameters)),
        dict(zip(names, parameters, strict=True)),
    )


def _numbers(rho2: float, problem: Problem) -> tuple[float, ...]:
    return (
        *(problem.smoothness, math.sqrt(problem.variance), problem.gap, problem.steps, problem.m),
        *(rho2, problem.G, problem.B),
    )


@cache
def _twice_s(theorem: str) -> Callable[..., float]:
    """2s as a function of the theorem's parameters; 0 on identically distributed data, where nothing depends on it."""
    return sp.lambdify([row[0] for row in PARAMETRISED[theorem].parameters], LEFT.get(theorem, sp.S.Zero), "math")


def require_heterogeneity(theorem: str, kappa: float, problem: Problem) -> None:
    """ValueError with the largest B unless the theorem holds for this kappa at some parameters: 2 s kappa B^2 < 1.

    >>> require_heterogeneity("T6", 1.0, Problem(1.0, 1.0, 1.0, 100, 3, G=1.0, B=1.0))
    Traceback (most recent call last):
    ...
    ValueError: B = 1 is not admissible for T6 with kappa = 1: need B < 0.707107
    """
    if theorem not in LEFT or kappa == 0:
        return
    least = float(LEFT[theorem]) if LEFT[theorem].is_number else 1.0  # the family: 1 + 1/a, as near to 1 as one likes
    largest = 1 / math.sqrt(least * kappa)
    if largest <= problem.B:
        raise ValueError(
            f"B = {problem.B:g} is not admissible for {theorem} with kappa = {kappa:g}: need B < {largest:g}"
        )


def optimise(theorem: str, rho2: float, problem: Problem) -> TheoremBound:
    """The least bound that ``theorem`` gives over its parameters, and the gamma and beta that give it.

    ``rho2`` is the coefficient: rho^2 on identically distributed data, kappa for a theorem on unequal data (T6 ...).
    """
    rho2 = require_real("rho2", rho2, low=0)
    require_heterogeneity(theorem, rho2, problem)
    value, _, _ = _compiled(theorem)
    numbers = _numbers(rho2, problem)
    lost, twice = rho2 * problem.B**2, _twice_s(theorem)

    def cost(logs: np.ndarray) -> float:
        point = _inside(theorem, np.exp(np.clip(logs, -_FAR, _FAR)).tolist())
        try:
            if twice(*point) * lost >= 1:
                return _PENALTY * twice(*point) * lost
            return math.log(max(value(*point, *numbers), 1e-300))
        except (ZeroDivisionError, OverflowError, ValueError):
            return math.inf

    point = _inside(theorem, np.exp(_minimise(cost, [row[0] for row in PARAMETRISED[theorem].parameters])).tolist())
    if twice(*point) * lost >= 1:
        raise ValueError(f"B = {problem.B:g} is so close to 1/sqrt(kappa) that no parameters of {theorem} were found")
    return _evaluated(theorem, point, rho2, problem)


def _minimise(cost: Callable[[np.ndarray], float], names: list[sp.Symbol]) -> np.ndarray:
    """Where ``cost`` of the logarithmic coordinates is least: bounded search in one variable, else simplex from
    starts."""
    if len(names) == 1:
        found = minimize_scalar(
            lambda z: cost(np.array([z])), bounds=(-_FAR, _FAR), method="bounded", options={"xatol": 1e-9}
        )
        return np.array([found.x])  # pyright: ignore[reportAttributeAccessIssue]
    results = []
    for start in _STARTS:
        logs = np.zeros(len(names))
        logs[-1] = math.log(start) * (-1 if names[-1] is s.beta else 1)
        results.append(
            minimize(cost, logs, method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-12, "maxiter": 800})
        )
    return np.clip(min(results, key=lambda result: result.fun).x, -_FAR, _FAR)


@cache
def _leading(theorem: str) -> tuple[sp.Expr, sp.Expr]:
    """Limits of the gap factor and of (drift rho2 + noise/m)/x as x -> 0."""
    form = PARAMETRISED[theorem]
    bound = BOUNDS[theorem].subs(v.nabla1**2, 2 * form.x / s.gamma * s.gap)
    gap = sp.cancel(bound.subs(s.sigma, 0) * s.gamma * s.T / s.gap)
    noise = sp.cancel((bound.subs(s.gap, 0) / s.sigma**2).subs(s.T, sp.oo) / form.x)
    symbol, at = (s.beta, 1) if form.x != s.x else (s.x, 0)
    leading = (sp.limit(expression, symbol, at) for expression in (gap, noise))
    first, second = (sp.sympify(sp.expand(value)) for value in leading)
    return first, second


def rate(theorem: str) -> sp.Expr:
    """The leading term of the optimised bound for many steps, 2 sqrt(A B L Delta_1 sigma^2/T).

    >>> rate("T2")
    2*sqrt(Delta_1)*sqrt(L)*sigma*sqrt(8*rho2 + 16/m)/sqrt(T)
    """
    gap, noise = _leading(theorem)
    return 2 * sp.sqrt(s.L * s.gap / s.T) * s.sigma * sp.sqrt(sp.expand(gap * noise))


def steps_to(theorem: str, rho2: float, problem: Problem, epsilon: float) -> int | None:
    """The least T for which the optimised bound is <= epsilon; None when more than :data:`MAX_STEPS` are needed."""
    epsilon = require_real("epsilon", epsilon, low=0, open_low=True)

    def reached(steps: int) -> bool:
        trial = replace(problem, steps=steps)
        return optimise(theorem, rho2, trial).value <= epsilon

    return least_count(reached)


def least_count(reached: Callable[[int], bool]) -> int | None:
    """The least number of steps that reaches something, to a tenth of a per cent; None beyond :data:`MAX_STEPS`."""
    high = 1
    while not reached(high):
        high *= 4
        if high > MAX_STEPS:
            return None
    low = high // 4
    while high - low > max(1, high // 1000):
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high
