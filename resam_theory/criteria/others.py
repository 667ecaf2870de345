r"""Criteria that are no ratio of error and spread, and what a coefficient kappa implies for them [derived here].

What follows from the other criteria, and that hardly anything follows back, is in :mod:`.between`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sympy as sp

from .. import kinds
from .. import symbols as s
from .classic import constant

__all__ = ["BLANCHARD", "BREAKDOWN", "NO_ATTACK", "OTHERS", "Other"]


@dataclass(frozen=True)
class Other:
    """``quantity`` ``sign`` ``bound`` follows from (f, kappa)-robustness, the best that does; ``tight``: what attains
    it."""

    name: str
    title: str
    statement: str
    source: str
    quantity: str
    bound: sp.Expr
    proof: str
    tight: str
    sign: str = "≤"
    power: int = 1


BLANCHARD: Final = Other(
    "blanchard",
    "(α, f)-Byzantine resilience",
    "⟨E F, g⟩ ≥ (1 − sin α)‖g‖² > 0 with sin α = η √d σ/‖g‖ < 1, for independent honest inputs of one distribution "
    "of mean g and E‖x − g‖² = dσ², whatever the f others are; and each E‖F‖^r, r ≤ 4, is at most a combination of "
    "products of moments of that distribution",
    "published: Blanchard et al., Machine Learning with Adversaries, NIPS 2017",
    kinds.Criterion.BLANCHARD.symbol,
    constant("kappa", "blanchard") * s.kappa,
    "‖E F − g‖² ≤ E‖F − mean_S‖² ≤ κ E V_S = κ ((m-1)/m) dσ² (Jensen; the mean of mean_S is g); the moments as "
    "‖F‖ ≤ ‖mean_S‖ + √(κ V_S) is at most a multiple of the sum of the honest norms",
    "the farthest rule, honest inputs drawn from d orthogonal unit vectors, as d grows",
    power=2,
)
BREAKDOWN: Final = Other(
    "breakdown",
    "breakdown point",
    "the largest number of faulty inputs, fewer than n, for which the output of the rule built for f stays bounded",
    "published: Donoho, Huber, The Notion of Breakdown Point, 1983",
    kinds.Criterion.BREAKDOWN.symbol,
    s.f,
    "a finite coefficient at (n, f) bounds the output on inputs of bounded spread: the breakdown point is >= f",
    "the trimmed mean, which f + 1 faulty inputs break",
    "≥",
)
NO_ATTACK: Final = Other(
    "no_attack",
    "error without an attack",
    "‖F − mean‖² ≤ κ₀ V over all n inputs, the rule built for f",
    "derived here",
    kinds.Criterion.NO_ATTACK.symbol,
    (s.kappa * s.n * (s.m - 1) - s.f) / (s.m * (s.n - 1)),
    "average (D2) over all S of m inputs: E V_S = n(m-1)/(m(n-1)) V, and ‖F − mean_S‖² splits into ‖F − mean‖² and "
    "‖mean_S − mean‖², whose average is f/(m(n-1)) V",
    "the farthest rule on a simplex of n inputs (d ≥ n)",
)
OTHERS: Final = (BLANCHARD, BREAKDOWN, NO_ATTACK)
"""In the order of the table."""
