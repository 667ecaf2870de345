"""The coefficients of a run's rule: the least that its claims give, and the rho^2 that follows."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from experiments.trace import Trace
from resam_theory import symbols as s
from resam_theory.convergence.corollaries import corollaries

__all__ = ["Coefficients", "coefficients"]

Coefficients = Mapping[sp.Symbol, float]


def coefficients(trace: Trace) -> Coefficients:
    """kappa, lambda and rho2 of the run's rule at its (n, f, D), as far as they are known.

    Empty for a rule with options or pre-aggregation: its claims do not speak of that.
    """
    config = trace.config
    if config.pre_aggregation.name != "none" or config.rule_options:
        return {}
    rows = corollaries(config.rule, config.n, config.f, trace.theta_first.shape[1])
    found = {
        s.kappa: [row.coefficient for row in rows if "kappa" in row.source],
        s.lambda_: [row.coefficient for row in rows if "lambda" in row.source],
        s.rho2: [row.rho2 for row in rows],
    }
    return {symbol: min(map(float, numbers)) for symbol, numbers in found.items() if numbers}
