r"""The best constants between criteria of the form ||F - mean_S||^2 <= c spread(S) (theory.md, C5) [derived here].

A coefficient a of spread A gives the coefficient ``constant * a`` of spread B, where ``constant`` is the supremum of
A(S)/B(S) over sets of m points of R^d: all of them are attained, by a set that is built here. Proofs, with V the trace
and L the largest eigenvalue of the covariance, D the diameter, P the mean of ||x_i - x_j||^2 over the ordered pairs:

* V = ((m-1)/2m) P is an identity; P <= D^2 with equality for a simplex;
* L <= V <= min(d, m-1) L: eigenvalues, of which so many are not 0; equality on a line, and for a simplex;
* two points at distance D have V >= D^2/2m, already along the line through them, so L >= D^2/2m: equality for two
  points opposite to the rest;
* along any direction the values lie in an interval of length <= D: their variance is at most floor(m^2/4)/m^2 D^2, with
  equality for two clusters.

>>> constant(KAPPA.name, XI.name), constant(XI.name, LAMBDA.name)
(Min(d, m - 1), floor(m**2/4)/m**2)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import sympy as sp

from .. import symbols as s
from .classic import Point, constant
from .spreads import AGNOSTIC, KAPPA, LAMBDA, XI, SpreadCriterion

__all__ = ["BETWEEN_SPREADS", "BetweenSpreads"]

Shape = Callable[[int], list[Point]]


@dataclass(frozen=True)
class BetweenSpreads:
    """``target``'s coefficient is at most ``constant`` times that of ``given`` (powers as the criteria say).

    ``attained(m)``: m points, of as many dimensions as they need, at which the two spreads have this ratio.
    """

    given: SpreadCriterion
    target: SpreadCriterion
    constant: sp.Expr
    attained: Shape
    shape: str

    def factor(self, m: int, d: int | float) -> sp.Expr:
        """The constant for sets of m points of R^d."""
        dimension = sp.oo if d == float("inf") else sp.Integer(int(d))
        return sp.sympify(self.constant).subs({s.m: m}).subs({s.d: dimension})


def _simplex(m: int) -> list[Point]:
    return [tuple(Fraction(int(i == j)) for j in range(m)) for i in range(m)]


def _opposite(m: int) -> list[Point]:
    return [(Fraction(1),), (Fraction(-1),), *[(Fraction(0),)] * (m - 2)]


def _clusters(m: int) -> list[Point]:
    return [(Fraction(int(i < m // 2)),) for i in range(m)]


_SIMPLEX, _PAIR, _TWO = (
    (_simplex, "a simplex (d ≥ m - 1)"),
    (_opposite, "two opposite points, the rest in the middle"),
    (_clusters, "two clusters"),
)
_ATTAINED: Final = (
    (KAPPA, LAMBDA, _SIMPLEX),
    (KAPPA, XI, _SIMPLEX),
    (KAPPA, AGNOSTIC, _TWO),
    (LAMBDA, KAPPA, _PAIR),
    (LAMBDA, XI, _PAIR),
    (LAMBDA, AGNOSTIC, _PAIR),
    (XI, KAPPA, _TWO),
    (XI, LAMBDA, _TWO),
    (XI, AGNOSTIC, _TWO),
    (AGNOSTIC, KAPPA, _TWO),
    (AGNOSTIC, LAMBDA, _SIMPLEX),
    (AGNOSTIC, XI, _SIMPLEX),
)
BETWEEN_SPREADS: Final = tuple(BetweenSpreads(a, b, constant(a.name, b.name), *shape) for a, b, shape in _ATTAINED)
"""Every ordered pair of different spreads."""
