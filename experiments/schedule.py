"""gamma and beta as numbers: as given, or as a theorem's optimised bound chooses them for this run."""

from __future__ import annotations

from torch import Tensor

from resam_theory.convergence.bounds import Problem, optimise
from resam_theory.convergence.corollaries import least_rho2

from .config import RunConfig
from .objectives import Objective

__all__ = ["rates"]


def rates(config: RunConfig, objective: Objective, theta: Tensor) -> tuple[float, float]:
    """(gamma, beta). A theorem gets the objective's L, sigma^2 and Q*, the largest gap of all replicas, T and rho^2.

    ValueError when the rule has no known rho^2, so that no theorem applies.
    """
    if isinstance(config.gamma, float) and isinstance(config.beta, float):
        return config.gamma, config.beta
    theorem = str(config.gamma)
    row = least_rho2(config.rule, config.n, config.f, theta.shape[1])
    if row is None or config.rule_options:
        raise ValueError(
            f"algorithm.gamma = {theorem!r} is not admissible: no rho^2 is known for this rule as configured"
        )
    known = objective.constants
    gap = float(objective.value(theta).max()) - known.infimum
    problem = Problem(known.smoothness, known.variance, max(gap, 0.0), config.steps, config.n - config.f)
    best = optimise(theorem, float(row.rho2), problem)
    return best.gamma, best.beta
