r"""The best quadratic potential as a semidefinite programme.

Fix x = L gamma, beta, and the weights rho^2 and 1/m. A potential V = w Q + (1/L)(p ||delta||^2 + 2r <nabla, delta> +
q ||nabla||^2) with the two interpolation inequalities of an L-smooth function between theta_t and theta_{t+1} (weights
(pair +- w)/2) proves the bound A Delta_1/(gamma T) + x B sigma^2 of :mod:`resam_theory.convergence.potential`, where

    A = 2w + 4 max(0, q - 2r beta + p beta^2),   x B = 2 s rho^2 (1-beta)/(1+beta) + 2 (p/x)(1-beta)^2/m,

iff the form of the one-step decrease in (nabla, delta, xi, v), v = u/x, is semidefinite. All that is linear in
(w, p, r, q, mu = pair x/4, s), so the least B for a given A is a semidefinite programme, and the optimised bound is
2 sqrt(A B L Delta_1 sigma^2/T) to leading order: the product A B is what a potential is judged by.

Floats and a solver: nothing here is a proof. :mod:`.certify` rounds and proves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import clarabel
import numpy as np
from scipy import sparse
from scipy.optimize import minimize

__all__ = ["MARGIN", "FoundPotential", "best_product", "one_step_form", "solve"]

MARGIN: Final = 1e-6
"""How far inside the semidefinite cone the solver is asked to stay: far above its accuracy (1e-9), far below the
entries."""
_CLARABEL: Final[Any] = clarabel  # an extension module without type information
_NAMES: Final = ("w", "p", "r", "q", "mu", "s", "B", "A")


@dataclass(frozen=True)
class FoundPotential:
    """A potential found by the solver, with the A and B it claims, at x, beta, rho^2 and 1/m."""

    w: float
    p: float
    r: float
    q: float
    mu: float
    s: float
    A: float
    B: float
    x: float
    beta: float
    rho2: float
    inverse_m: float

    @property
    def product(self) -> float:
        """A B: the square of half the constant in the leading term of the optimised bound."""
        return self.A * self.B


def _outer(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (np.outer(a, b) + np.outer(b, a)) / 2


def one_step_form(x: float, beta: float) -> np.ndarray:
    """Matrices F_w .. F_s and the constant of the form that must be <= 0, shape (7, 4, 4), in (nabla, delta, xi, v)."""
    g, delta, xi, v = np.eye(4)
    out, after, slope = g + delta + xi, delta + x * v, g - x * v
    return np.stack(
        (
            -_outer(2 * g - x * v, out) / 2,
            (beta**2 * _outer(after, after) - _outer(delta, delta)) / x,
            2 * (beta * _outer(slope, after) - _outer(g, delta)) / x,
            -2 * _outer(g, v) + x * _outer(v, v),
            _outer(out, out) - _outer(v, v),
            -_outer(xi, xi),
            _outer(g, g) / 2,
        )
    )


def _svec(matrix: np.ndarray) -> np.ndarray:
    """Upper triangle by columns, off-diagonal entries times sqrt(2): what the solver's cone expects."""
    size = len(matrix)
    return np.array([matrix[i, j] * (1 if i == j else np.sqrt(2)) for j in range(size) for i in range(j + 1)])


def solve(x: float, beta: float, rho2: float, inverse_m: float, A: float) -> FoundPotential | None:
    """The potential with the least B among those with at most this A; None where the solver finds none."""
    forms = one_step_form(x, beta)
    memory = (1 - beta) / (1 + beta) / x
    rows, right = [], []

    def at_least_zero(coefficients: dict[str, float], constant: float = 0.0) -> None:
        rows.append([-coefficients.get(name, 0.0) for name in _NAMES])
        right.append(constant)

    at_least_zero({"B": 1, "s": -2 * rho2 * memory, "p": -2 * (1 - beta) ** 2 / x**2 * inverse_m})
    at_least_zero({"w": -2}, A)
    at_least_zero({"w": -2, "q": -4, "r": 8 * beta, "p": -4 * beta**2}, A)
    at_least_zero({"mu": 4 / x, "w": -1})
    at_least_zero({"w": 1})
    at_least_zero({"s": 1})
    linear = len(rows)
    for i in range(2):  # 2x2: [[w/2 + q, r], [r, p]]
        for j in range(i, 2):
            entry = {(0, 0): {"w": 0.5, "q": 1}, (0, 1): {"r": np.sqrt(2)}, (1, 1): {"p": 1}}[i, j]
            at_least_zero(entry, -MARGIN if i == j else 0.0)
    decrease = [np.concatenate([[_svec(form)[k] for form in forms[:6]], [0.0, 0.0]]) for k in range(10)]
    rows += [row.tolist() for row in decrease]
    right += (-_svec(forms[6]) - MARGIN * _svec(np.eye(4))).tolist()
    cones = [_CLARABEL.NonnegativeConeT(linear), _CLARABEL.PSDTriangleConeT(2), _CLARABEL.PSDTriangleConeT(4)]
    objective = np.array([1.0 if name == "B" else 0.0 for name in _NAMES])
    settings = _CLARABEL.DefaultSettings()
    settings.verbose = False
    size = len(_NAMES)
    fixed = sparse.csc_matrix((size, size))
    rows.append([1.0 if name == "A" else 0.0 for name in _NAMES])
    right.append(A)
    cones.append(_CLARABEL.ZeroConeT(1))
    answer = _CLARABEL.DefaultSolver(
        fixed, objective, sparse.csc_matrix(np.array(rows)), np.array(right), cones, settings
    ).solve()
    if str(answer.status) != "Solved":
        return None
    w, p, r, q, mu, s, B, _ = answer.x
    return FoundPotential(w, p, r, q, mu, s, A, B, x, beta, rho2, inverse_m)


def best_product(x: float, rho2: float, inverse_m: float) -> FoundPotential:
    """The potential with the least A B over A and beta = 1 - eta x, at this x."""

    def cost(point: np.ndarray) -> float:
        eta, A = np.exp(point)
        found = solve(x, 1 - eta * x, rho2, inverse_m, A) if eta * x < 1 else None
        return 1e3 if found is None else float(np.log(found.product))

    start = np.log([2.0, 2.2])
    result = minimize(cost, start, method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-6, "maxiter": 120})
    eta, A = np.exp(result.x)
    found = solve(x, 1 - eta * x, rho2, inverse_m, A)
    if found is None:
        raise ValueError(f"x = {x} is not admissible: the solver finds no potential there")
    return found
