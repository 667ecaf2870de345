"""(T4) on runs: the exact floor under one-sided faults, for rules that are linear in order statistics.

Setting: Q = ||theta||^2/2 in D coordinates (the rule is coordinate-wise and the noise independent, so that R replicas
give R D independent repetitions), Gaussian noise, attack ``one_sided``. In the stationary regime
E nabla = -b sigma sqrt((1-beta)/(1+beta)) for *every* stable gamma, while E nabla^2 exceeds its square by a variance of
order gamma. The check is on (E nabla)^2, which has no bias in gamma; E nabla^2 is reported beside it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from experiments.config import RunConfig
from resam_theory import symbols as s
from resam_theory.convergence.floor import floor_constant
from resam_theory.convergence.lemmas import MEMORY

from .lines import quantile
from .vocabulary import value_of

__all__ = ["BETAS", "Floor", "floor_config", "measure", "predict"]

BETAS: Final = (0.0, 0.5, 0.9, 0.99)
_COORDINATES: Final = 64
_RECORDED: Final = 10
"""Recorded steps per time constant: neighbouring steps say the same."""
_RELAXATIONS: Final = 10.0
"""Time constants before averaging starts: what is left of the start is exp(-10), 5e-5 of the floor's root."""


@dataclass(frozen=True)
class Floor:
    """(E nabla)^2 per coordinate and its standard error, against ``predicted``; ``mean_square``: E nabla^2 at gamma.

    ``variance`` is per coordinate.
    """

    rule: str
    n: int
    f: int
    beta: float
    variance: float
    gamma: float
    measured: float
    error: float
    predicted: float
    mean_square: float

    @property
    def ratio(self) -> float:
        """measured/predicted."""
        return self.measured / self.predicted

    @property
    def holds(self) -> bool:
        """Whether the two agree within the Monte-Carlo error and what is left of the start (two-sided)."""
        allowed = quantile(2) * self.error + 2 * math.exp(-_RELAXATIONS) * self.predicted
        return abs(self.measured - self.predicted) <= allowed

    def as_json(self) -> dict[str, Any]:
        """For evidence and figures."""
        return {**vars(self), "ratio": self.ratio, "holds": self.holds}


def floor_config(
    rule: str,
    n: int,
    f: int,
    beta: float,
    *,
    variance: float = 1.0,
    gamma: float = 0.1,
    replicas: int = 16,
    seed: int = 0,
) -> RunConfig:
    """The run that measures one floor; ``variance`` is per coordinate."""
    slowest = max(2 / (1 - beta), 1 / gamma)  # the modes of theta'' + (1-beta) theta' + (1-beta) gamma theta = 0
    steps = math.ceil(2 * _RELAXATIONS * slowest)
    return RunConfig.of(
        {
            "objective": {
                "name": "quadratic",
                "spectrum": [1.0] * _COORDINATES,
                "variance": variance * _COORDINATES,
                "start": [0.0],
            },
            "algorithm": {
                **{"rule": rule, "n": n, "f": f, "gamma": gamma, "beta": beta},
                **{"steps": steps, "replicas": replicas},
            },
            "attack": "one_sided",
            "record": {"every": math.ceil(slowest / _RECORDED)},
            "seed": seed,
        }
    )


def predict(config: RunConfig) -> float:
    """b^2 sigma^2 (1-beta)/(1+beta) per coordinate, for a config of :func:`floor_config`."""
    variance = float(config.objective.options["variance"]) / _COORDINATES
    memory = value_of(MEMORY, {s.beta: float(config.beta)})
    return floor_constant(config.rule, config.n, config.f) ** 2 * variance * memory


def measure(config: RunConfig, predicted: float | None = None) -> Floor:
    """Run and compare with ``predicted`` (None: :func:`predict`)."""
    from experiments.algorithm import run  # imports torch: not needed to say what a floor is

    trace = run(config)
    samples = trace.gradient_mean.reshape(-1)
    centre, error = float(samples.mean()), float(samples.std(ddof=1)) / len(samples) ** 0.5
    half = len(trace.steps) // 2
    return Floor(
        *(config.rule, config.n, config.f, trace.beta, trace.constants.variance / _COORDINATES, trace.gamma),
        *(centre**2, 2 * abs(centre) * error),
        predict(config) if predicted is None else predicted,
        float(trace["gradient2"][half:].mean()) / _COORDINATES,
    )
