"""The coefficients of a run's rule: the best that its claims give, and the rho^2 that follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy as sp

from experiments.config import RunConfig
from resam_theory import symbols as s
from resam_theory.claims import Criterion, Kind
from resam_theory.rules import get

__all__ = ["Coefficients", "coefficients"]


@dataclass(frozen=True)
class Coefficients:
    """kappa, lambda and rho2 as far as they are known."""

    values: Mapping[sp.Symbol, float]


def coefficients(config: RunConfig) -> Coefficients:
    """Smallest claimed upper bounds."""
    out: dict[sp.Symbol, float] = {}
    if config.pre_aggregation.name != "none" or config.rule_options:
        return Coefficients(out)
    for criterion, symbol in ((Criterion.KAPPA, s.kappa), (Criterion.LAMBDA, s.lambda_)):
        found = [
            c.value(config.n, config.f)
            for c in get(config.rule).claims
            if c.criterion == criterion and c.kind in (Kind.UPPER, Kind.TIGHT) and c.domain.admits(config.n, config.f)
        ]
        found = [number for number in found if number < float("inf")]
        if found:
            out[symbol] = min(found)
    m = config.n - config.f
    options = []
    if s.kappa in out:
        options.append(out[s.kappa] * (m - 1) / m)
    if s.lambda_ in out:
        options.append(2 * out[s.lambda_] ** 2 * (m - 1))
    if options:
        out[s.rho2] = min(options)
    return Coefficients(out)
