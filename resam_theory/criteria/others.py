r"""Criteria that are no ratio of error and spread, and what a coefficient kappa implies for them [derived here].

None of these implications can be turned round: an angle, a breakdown point or the error without attack bounds no
coefficient. Whether their constants are the best is said in each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sympy as sp

from .. import kinds
from .. import symbols as s
from .classic import constant

__all__ = ["OTHERS", "Other"]


@dataclass(frozen=True)
class Other:
    """``quantity`` ``sign`` ``bound`` follows from (f, kappa)-robustness; ``tight``: whether some input attains it."""

    name: str
    title: str
    statement: str
    source: str
    quantity: str
    bound: sp.Expr
    proof: str
    tight: str
    sign: str = "≤"


OTHERS: Final = (
    Other(
        "blanchard",
        "(α, f)-Byzantine resilience",
        "⟨E F, g⟩ ≥ (1 − sin α)‖g‖² > 0 with sin α = η √d σ/‖g‖ < 1, for independent honest inputs of one distribution "
        "of mean g and E‖x − g‖² = dσ², whatever the f others are; and each E‖F‖^r, r ≤ 4, is at most a combination of "
        "products of moments of that distribution",
        "published: Blanchard et al., Machine Learning with Adversaries, NIPS 2017",
        kinds.Criterion.BLANCHARD.symbol,
        sp.sqrt(constant("kappa", "blanchard") * s.kappa),
        "‖E F − g‖² ≤ E‖F − mean_S‖² ≤ κ E V_S = κ ((m-1)/m) dσ² (Jensen; the mean of mean_S is g); the moments as "
        "‖F‖ ≤ ‖mean_S‖ + √(κ V_S) is at most a multiple of the sum of the honest norms",
        "not known to be attained",
    ),
    Other(
        "breakdown",
        "breakdown point",
        "the largest number of faulty inputs, fewer than n, for which the output of the rule built for f stays bounded",
        "published: Donoho, Huber, The Notion of Breakdown Point, 1983",
        kinds.Criterion.BREAKDOWN.symbol,
        s.f,
        "a finite coefficient at (n, f) bounds the output on inputs of bounded spread: the breakdown point is >= f",
        "attained by the trimmed mean, which f + 1 faulty inputs break; exact for most rules, as claims",
        "≥",
    ),
    Other(
        "no_attack",
        "error without an attack",
        "‖F − mean‖² ≤ κ₀ V over all n inputs, the rule built for f",
        "derived here",
        kinds.Criterion.NO_ATTACK.symbol,
        (s.kappa * s.n * (s.m - 1) - s.f) / (s.m * (s.n - 1)),
        "average (D2) over all S of m inputs: E V_S = n(m-1)/(m(n-1)) V, and ‖F − mean_S‖² splits into ‖F − mean‖² and "
        "‖mean_S − mean‖², whose average is f/(m(n-1)) V",
        "not known to be attained; exactly f/m for every rule that averages m of its inputs and can leave out any f; "
        "exact for most rules, as claims",
    ),
)
"""In the order of the table."""
