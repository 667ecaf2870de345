r"""Criteria of the form ||F(x) - mean_S||^2 <= c spread(S) for all x and every S of m = n - f inputs, one object each.

The spread is exact on rational points: a sympy number, irrational for the largest eigenvalue in general.

>>> points = [(Fraction(0),), (Fraction(1),), (Fraction(5),)]
>>> [str(of.spread(points)) for of in SPREADS]
['25', '14/3', '14/3', '14']
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import sympy as sp

from .. import kinds
from ..claims import FBM, RESAM
from ..definitions.criteria import POWERS
from .classic import Point, spread

__all__ = ["AGNOSTIC", "KAPPA", "LAMBDA", "SPREADS", "XI", "SpreadCriterion"]


@dataclass(frozen=True)
class SpreadCriterion:
    """``name`` is what the command line takes; ``symbol`` the coefficient, of which ``power`` is compared with the
    spread: ||F - mean_S||^2 <= symbol^power spread(S). ``source`` says who stated it, and with which provenance.
    """

    name: kinds.Criterion
    title: str
    statement: str
    source: str
    spread: Callable[[Sequence[Point]], sp.Expr]

    @property
    def symbol(self) -> str:
        """How the coefficient is written."""
        return self.name.symbol

    @property
    def power(self) -> int:
        """Of the coefficient, in the inequality between squares."""
        return POWERS[self.name]


def _rational(value: Fraction) -> sp.Expr:
    return sp.Rational(value.numerator, value.denominator)


def _diameter2(points: Sequence[Point]) -> sp.Expr:
    return _rational(spread(points, range(len(points))).diameter2)


def _variance(points: Sequence[Point]) -> sp.Expr:
    return _rational(spread(points, range(len(points))).variance)


def _pair_mean(points: Sequence[Point]) -> sp.Expr:
    return _rational(spread(points, range(len(points))).pair_mean)


def _top_eigenvalue(points: Sequence[Point]) -> sp.Expr:
    centre = spread(points, range(len(points))).mean
    moved = sp.Matrix([[_rational(a - b) for a, b in zip(p, centre, strict=True)] for p in points])
    scatter = moved.T * moved if moved.shape[1] <= moved.shape[0] else moved * moved.T
    x = sp.Symbol("x")
    roots: Any = sp.real_roots(scatter.charpoly(x).as_expr())
    return roots[-1] / len(points)


LAMBDA: Final = SpreadCriterion(
    kinds.Criterion.LAMBDA,
    "(f, λ)-resilient averaging (D1)",
    "‖F − mean_S‖ ≤ λ D_S, D_S the diameter of S",
    f"published: {RESAM}, Def. 1",
    _diameter2,
)
KAPPA: Final = SpreadCriterion(
    kinds.Criterion.KAPPA,
    "(f, κ)-robustness (D2)",
    "‖F − mean_S‖² ≤ κ V_S, V_S the trace of the covariance of S",
    f"published: {FBM}",
    _variance,
)
XI: Final = SpreadCriterion(
    kinds.Criterion.XI,
    "spectral robustness",
    "‖F − mean_S‖² ≤ ξ L_S, L_S the largest eigenvalue of the covariance of S",
    "published, from memory: Allouah et al., Privacy-Robustness-Utility Trilemma, ICML 2023",
    _top_eigenvalue,
)
AGNOSTIC: Final = SpreadCriterion(
    kinds.Criterion.AGNOSTIC,
    "(δ, c)-agnostic robust averaging, deterministic form",
    "‖F − mean_S‖² ≤ cδ P_S, P_S the mean of ‖x_i − x_j‖² over the ordered pairs of S",
    "published, from memory: Karimireddy, He, Jaggi, ICML 2021 and ICLR 2022",
    _pair_mean,
)
SPREADS: Final = (LAMBDA, KAPPA, XI, AGNOSTIC)
"""In the order of the table."""
