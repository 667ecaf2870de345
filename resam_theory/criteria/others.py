r"""Criteria that are no ratio of error and spread, and what a coefficient kappa implies for them [derived here].

None of these implications can be turned round: an angle, a breakdown point or the error without attack bounds no
coefficient. Whether their constants are the best is said in each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sympy as sp

from .. import symbols as s

__all__ = ["OTHERS", "Other"]

_G: Final = sp.Symbol("g", positive=True)


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
        "⟨E F, g⟩ ≥ (1 − sin α)‖g‖² for independent honest inputs of mean g and variance σ² per coordinate",
        "published: Blanchard et al., Machine Learning with Adversaries, NIPS 2017",
        "sin α",
        sp.sqrt(s.kappa * (s.m - 1) * s.d / s.m) * s.sigma / _G,
        "E V_S = ((m-1)/m) d σ², Jensen, and the mean of the honest mean is g; ‖g‖ = g",
        "not known to be attained",
    ),
    Other(
        "breakdown",
        "breakdown point",
        "the largest number of faulty inputs for which the output stays bounded",
        "published: Donoho, Huber, The Notion of Breakdown Point, 1983",
        "breakdown point",
        s.f,
        "a finite coefficient at (n, f) bounds the output on inputs of bounded spread: the breakdown point is >= f",
        "attained by the trimmed mean, which f + 1 faulty inputs break",
        "≥",
    ),
    Other(
        "no_attack",
        "error without an attack",
        "‖F − mean‖² ≤ κ₀ V over all n inputs, the rule built for f",
        "derived here",
        "κ₀",
        (s.kappa * s.n * (s.m - 1) - s.f) / (s.m * (s.n - 1)),
        "average (D2) over all S of m inputs: E V_S = n(m-1)/(m(n-1)) V, and ‖F − mean_S‖² splits into ‖F − mean‖² and "
        "‖mean_S − mean‖², whose average is f/(m(n-1)) V",
        "not known to be attained; exactly f/m for every rule that averages m of its inputs and can leave out any f; "
        "exact for most rules: resam constant RULE --criterion no_attack",
    ),
)
"""In the order of the table."""
