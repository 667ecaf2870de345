r"""The noise-free run on unequal data that comes closest to (T6).

On the losses of ``per_rule_worst``, started where it ends, a run stays at ||grad Q||^2 = kappa G^2/(1 - kappa B^2). Its
bound by (T6-family) at (a, eta, x) tends to (1+1/a)(1 - kappa B^2)/(1 - (1+1/a) kappa B^2) times that for many steps;
what a finite number of steps adds is 2(1 + beta^2 (1+a)/eta) Delta_1/(gamma T). The parameters are those for which the
bound is least for the given number of steps; what is reported is the bound over what the run then measures.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from scipy.optimize import minimize

from experiments.algorithm import run
from experiments.config import RunConfig
from resam_theory import symbols as s
from resam_theory.convergence import STATEMENTS

from .attained import exact_kappa
from .certified import coefficients
from .vocabulary import evaluate, known_values

__all__ = ["Closest", "closest"]

_THEOREM: Final = "T6-family"


@dataclass(frozen=True)
class Closest:
    """``factor``: bound over measured mean squared gradient; the parameters of the theorem, and the run's config."""

    rule: str
    n: int
    f: int
    factor: float
    a: float
    eta: float
    beta: float
    config: RunConfig

    def as_json(self) -> dict[str, Any]:
        """For the command."""
        return {**vars(self), "config": self.config.as_dict()}


@lru_cache(maxsize=32)
def closest(
    rule: str = "trimmed_mean", n: int = 15, f: int = 4, *, steps: int = 20_000, B: float = 0.0, beta: float = 0.0
) -> Closest:
    """The run of ``steps`` steps with momentum at least ``beta`` for which the bound is least.

    >>> 1 < closest(steps=500).factor < 1.05
    True
    """
    kappa = exact_kappa(rule, n, f)
    floor = kappa / (1 - kappa * B * B)  # G = L = 1

    def parameters(logs: np.ndarray) -> tuple[float, float, float]:
        """a, eta >= sqrt(1+a), x <= (1-beta)/eta."""
        a, slack, less = np.exp(np.clip(logs, -30, 30))
        eta = float(np.sqrt(1 + a) * (1 + slack))
        return float(a), eta, (1 - beta) / eta / (1 + float(less))

    def bound(logs: np.ndarray) -> float:
        a, eta, x = parameters(logs)
        left = 1 - (1 + 1 / a) * kappa * B * B
        if left <= 0:
            return np.inf
        momentum = 1 - eta * x
        gap = 2 * (1 + momentum**2 * (1 + a) / eta)
        return (gap * floor / 2 / (x * steps) + (1 + 1 / a) * kappa) / left

    starts = (np.log([size, 0.1, 0.1]) for size in (10.0, 100.0, 1000.0))
    found = min((minimize(bound, start, method="Nelder-Mead") for start in starts), key=lambda item: item.fun)
    a, eta, x = parameters(found.x)
    config = RunConfig.of(
        {
            "objective": {"name": "per_rule_worst", "G": 1.0, "B": B, "start": floor**0.5},
            "algorithm": {"rule": rule, "n": n, "f": f, "gamma": x, "beta": 1 - eta * x, "steps": steps},
        }
    )
    trace = run(config)
    values = {**known_values(trace), **coefficients(trace), s.a: a, s.eta: eta}
    small, large, _ = evaluate(STATEMENTS[_THEOREM].claim, trace, values)
    return Closest(rule, n, f, float(large.mean() / small.mean()), a, eta, trace.beta, config)
