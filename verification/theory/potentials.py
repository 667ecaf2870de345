r"""How far a theorem is from the best that a quadratic potential can prove, for given rho^2, m and x.

To leading order the optimised bound is 2 sqrt(A B L Delta_1 sigma^2/T): potentials are compared by A B. The best
potential at x is found by a semidefinite programme, rounded, and its bound proved in exact arithmetic
(:mod:`..lyapunov`), so its A B is a certified *upper* bound on the least; that the programme found the least is
numerical. No analysis that uses the drift bound alone has A B below 1.584 rho^2 (numerical, theory.md after T2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import sympy as sp

from resam_theory import symbols as s
from resam_theory.convergence.bounds import rate

from ..lyapunov import certified_best

__all__ = ["Distance", "distance"]

DRIFT_ONLY: Final = 1.584
"""Least A B/rho^2 of any analysis that uses only the drift bound: numerical, from theory.md."""
SMALL: Final = 0.01
"""The x at which potentials are compared: the products are those of x -> 0 to about a per cent."""


@dataclass(frozen=True)
class Distance:
    """A B of a theorem, of the best potential found (proved at x), and of the numerical floor, with their ratios."""

    theorem: str
    rho2: float
    m: int
    x: float
    product: float
    best: float
    proved: bool

    @property
    def factor(self) -> float:
        """By which factor the leading term of the theorem exceeds that of the best potential."""
        return (self.product / self.best) ** 0.5

    @property
    def floor_factor(self) -> float:
        """By which factor it exceeds what no analysis of this kind beats (numerical)."""
        return (self.product / (DRIFT_ONLY * self.rho2)) ** 0.5 if self.rho2 else float("inf")

    def as_json(self) -> dict[str, Any]:
        """For the command."""
        return {**vars(self), "factor": self.factor, "floor_factor": self.floor_factor}


def distance(theorem: str, rho2: float, m: int, x: float = SMALL) -> Distance:
    """Compare ``theorem`` with the best quadratic potential at x for these weights.

    >>> found = distance("T2-eta2", 0.5, 11)
    >>> found.proved, 1 < found.factor < 1.2
    (True, True)
    """
    leading = rate(theorem) ** 2 * s.T / (4 * s.L * s.gap * s.sigma**2)
    product = float(sp.simplify(leading).subs({s.rho2: rho2, s.m: m}))
    _, proved = certified_best(x, rho2, 1 / m)
    return Distance(theorem, rho2, m, x, product, proved.product, proved.holds)
