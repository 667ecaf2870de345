"""The coefficients of a run's rule: the least that are certified, and the rho^2 that follows."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from experiments.trace import Trace
from resam_theory import symbols as s
from resam_theory.claims import Criterion

from ..theory.sources import sources

__all__ = ["Coefficients", "coefficients"]

Coefficients = Mapping[sp.Symbol, float]


def coefficients(trace: Trace) -> Coefficients:
    """kappa, lambda and rho2 of the run's rule at its (n, f, D), or that of its samples, as far as they are known.

    Empty for a rule with options: what is certified does not speak of that.
    """
    config = trace.config
    if config.rule_options:
        return {}
    n, f = (config.sample["size"], config.sample["faulty"]) if config.sample else (config.n, config.f)
    known = sources(config.rule, n, f, trace.theta_first.shape[1])
    rows = [row for row in known if row.status == "certified"]
    found = {
        s.kappa: [row.coefficient for row in rows if row.criterion is Criterion.KAPPA],
        s.lambda_: [row.coefficient for row in rows if row.criterion is Criterion.LAMBDA],
        s.rho2: [row.rho2 for row in rows],
    }
    return {symbol: min(map(float, numbers)) for symbol, numbers in found.items() if numbers}
