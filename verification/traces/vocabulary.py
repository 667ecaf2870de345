"""The symbols of the analysis read off a recorded run: an inequality becomes two arrays over (steps, replicas).

Squares are recorded moments; an inner product follows from three of them, e.g. 2<delta, xi> = ||delta + xi||^2 -
||delta||^2 - ||xi||^2. The noise of the *next* step, ||e'||^2, is not recorded: it enters with its expected value,
which is exact where the noise has constant variance and an upper bound elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import numpy as np
import sympy as sp

from experiments.trace import Trace
from resam_theory import symbols as s
from resam_theory.convergence import STATEMENTS
from resam_theory.convergence import vectors as v
from resam_theory.derivation.relations import Relation

__all__ = ["VECTORS", "Values", "estimated", "evaluate", "known_values", "readable", "readings", "value_of"]

Values = Mapping[sp.Symbol, float]
"""Numbers for the parameters: beta, gamma, x, sigma, m, ..."""
Readings = Mapping[sp.Expr, np.ndarray]
"""Arrays (steps, replicas), or of shapes that broadcast to it, for monomials in vectors."""


def known_values(trace: Trace) -> dict[sp.Symbol, float]:
    """The parameters of a run: beta, gamma, x = L gamma, L, sigma, n, f, m, T; G and B, 0 if it is homogeneous; mu.

    On unequal data whose (G, B) is not known exactly, the run itself says: a theorem about it uses the dissimilarity at
    the visited points alone, so G^2 is the largest of the recorded ones, with B = 0, and sigma^2 the largest mean noise
    of the honest workers. That is an estimate where not every step is recorded (:func:`estimated`).
    """
    config, constants = trace.config, trace.constants
    return {
        s.beta: trace.beta,
        s.gamma: trace.gamma,
        s.x: trace.gamma * constants.smoothness,
        s.L: constants.smoothness,
        s.sigma: (float(trace["local_noise"].max()) if _measured(trace) else constants.variance) ** 0.5,
        s.n: config.n,
        s.f: config.f,
        s.m: config.n - config.f,
        s.T: config.steps,
        **_dissimilarity(trace),
        **({} if constants.polyak is None else {s.mu: constants.polyak}),
    }


def _measured(trace: Trace) -> bool:
    """Whether (G, B) is read off the run."""
    return not trace.constants.homogeneous and trace.constants.G is None and "dissimilarity" in trace.moments


def estimated(trace: Trace) -> bool:
    """Whether what is known of the run's loss and data is measured rather than proved."""
    return trace.constants.estimated or _measured(trace)


def _dissimilarity(trace: Trace) -> dict[sp.Symbol, float]:
    constants = trace.constants
    if constants.homogeneous:
        return {s.G: 0.0, s.B: 0.0}
    if constants.G is not None and constants.B is not None:
        return {s.G: constants.G, s.B: constants.B}
    return {s.G: float(trace["dissimilarity"].max()) ** 0.5, s.B: 0.0} if _measured(trace) else {}


def readings(trace: Trace, fact: Relation, ratio: float | None = None) -> Readings:
    """The monomials that ``fact`` may contain. With a primed symbol in it, rows are t = 1..T-1, otherwise t = 1..T.

    ``ratio``: the factor whose power t the symbol b_t stands for. Where the honest losses are measured on their own
    (unequal data), Q is their mean, and nothing that involves the momenta is read: those are recorded around another Q.
    """
    symbols = fact.small.free_symbols | fact.large.free_symbols
    pairs = bool(symbols & {v.nabla_next, v.delta_next, v.Q_next, v.W_next, v.W_sent})
    if _measured(trace):
        return _of_honest_losses(trace)
    now = slice(None, -1) if pairs else slice(None)
    got = {name: values[now] for name, values in trace.moments.items()}
    gradient_deviation = (trace["mean2"] - trace["gradient2"] - trace["deviation2"]) / 2
    expected_noise = _evaluated(STATEMENTS["L0"].claim.large, known_values(trace), {})
    read = {
        sp.Integer(1): np.ones((1, 1)),
        v.nabla**2: got["gradient2"],
        v.delta**2: got["deviation2"],
        v.xi**2: got["drift2"],
        v.R**2: got["update2"],
        v.delta * v.xi: (got["error2"] - got["deviation2"] - got["drift2"]) / 2,
        v.R * v.nabla: (got["update2"] + got["gradient2"] - got["error2"]) / 2,
        v.nabla * v.delta: gradient_deviation[now],
        v.nabla1 * v.delta1: gradient_deviation[:1],
        v.W: got["dispersion"],
        v.D2: got["diameter2"],
        v.Q: got["loss"],
        v.Q1: trace["loss"][:1],
        v.nabla1**2: trace["gradient2"][:1],
        v.Q_star: np.full((1, 1), trace.constants.infimum),
        v.b: trace.beta ** (2.0 * trace.steps[now][:, None]),
        v.e**2: expected_noise,
        v.gradients: trace["gradient2"].sum(0, keepdims=True),
        v.one**2: np.ones((1, 1)),
        v.delta1**2: trace["deviation2"][:1],
        v.W1: trace["dispersion"][:1],
    }
    if "dissimilarity" in trace.moments:
        read[v.H] = (trace.config.n - trace.config.f) * got["dissimilarity"]
    if "noise2" in trace.moments:
        read[v.total_noise**2] = got["noise2"]
    if ratio is not None:
        read[v.decay] = ratio ** (1.0 * trace.steps[now][:, None])
        read |= {
            v.decay * term: read[v.decay] * read[term] for term in (v.Q1, v.Q_star, v.delta1**2, v.W1, v.nabla1**2)
        }
        read[v.decay * v.one**2] = read[v.decay]
    if pairs:
        read[v.nabla_next**2] = trace["gradient2"][1:]
        read[v.nabla_next * v.delta_next] = gradient_deviation[1:]
        read[v.delta_next**2] = trace["deviation2"][1:]
        read[v.Q_next] = trace["loss"][1:]
        read[v.W_next] = read[v.W_sent] = trace["dispersion"][1:]
    return read


def _of_honest_losses(trace: Trace) -> Readings:
    """The mean of the honest losses, which are >= 0, and what does not depend on the loss."""
    return {
        **{v.xi**2: trace["drift2"], v.W: trace["dispersion"], v.D2: trace["diameter2"]},
        sp.Integer(1): np.ones((1, 1)),
        v.one**2: np.ones((1, 1)),
        v.Q1: trace["local_loss"][:1],
        v.Q_star: np.zeros((1, 1)),
        v.gradients: trace["local_gradient2"].sum(0, keepdims=True),
    }


VECTORS: Final = frozenset(item.symbol for item in v.MEANING) | {v.b}
"""Symbols that are read off the run; all others are parameters."""
_Coefficient = Callable[[Values], float]


@cache
def _compiled(expression: sp.Expr) -> _Coefficient:
    symbols: list[Any] = sorted(expression.free_symbols, key=str)
    function = sp.lambdify(symbols, expression, "math")
    return lambda values: float(function(*(values[symbol] for symbol in symbols)))


def value_of(expression: sp.Expr, values: Values) -> float:
    """An expression in parameters alone as a float.

    >>> value_of(1 - s.beta**2, {s.beta: 0.5})
    0.75
    """
    return _compiled(expression)(values)


@cache
def _terms(expression: sp.Expr) -> tuple[tuple[sp.Expr, _Coefficient], ...]:
    """(monomial in vectors, coefficient as a function of the parameters) of a polynomial in vectors."""
    present: list[Any] = sorted(expression.free_symbols & VECTORS, key=str)
    if not present:
        return ((sp.Integer(1), _compiled(expression)),)
    found = sp.Poly(expression, *present).terms()
    powers = ((sp.Mul(*(x**k for x, k in zip(present, exponents, strict=True))), c) for exponents, c in found)
    return tuple((monomial, _compiled(coefficient)) for monomial, coefficient in powers)


def _evaluated(expression: sp.Expr, values: Values, read: Readings, *, size: bool = False) -> np.ndarray:
    total = np.zeros((1, 1))
    for monomial, coefficient in _terms(expression):
        number = coefficient(values)
        if monomial == 1:
            term = np.full((1, 1), number)
        elif monomial in read:
            term = number * read[monomial]
        else:
            raise ValueError(f"{monomial} is not recorded: the statement cannot be checked along a run")
        total = total + (np.abs(term) if size else term)
    return total


def readable(fact: Relation, trace: Trace, ratio: float | None = None) -> bool:
    """Whether every monomial of the inequality can be read off the run."""
    monomials = {monomial for side in (fact.small, fact.large) for monomial, _ in _terms(side)}
    return monomials <= set(readings(trace, fact, ratio))


def evaluate(
    fact: Relation, trace: Trace, values: Values, ratio: float | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(small, large, sum of the absolute values of all terms) of an inequality, each shaped like (steps, replicas)."""
    read = readings(trace, fact, ratio)
    size = _evaluated(fact.small, values, read, size=True) + _evaluated(fact.large, values, read, size=True)
    return _evaluated(fact.small, values, read), _evaluated(fact.large, values, read), size
