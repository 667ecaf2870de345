"""How tight is a theorem? A search for the run that comes closest to its bound.

Searched: the step size, the number of steps, the start and the curvature of the coordinate that starts there, the
noise (none, Gaussian, two-point with a rare value, as in the extremal inputs), (n, f) and the attack. Random first,
then small moves around the best. Every factor reported is of a run whose config replays it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from experiments.algorithm import run
from experiments.config import RunConfig
from experiments.trace import Trace
from resam_theory import symbols as s
from resam_theory.convergence import STATEMENTS

from .certified import coefficients
from .floor import BETAS, floor_config, measure
from .rates import Slope, in_faults, in_memory, in_variance
from .statements import parameters
from .vocabulary import evaluate

__all__ = ["Tightness", "exponents", "factor", "search"]

_SYSTEMS: Final = ((3, 1), (5, 2), (15, 4), (15, 7), (21, 10))
_ATTACKS: Final = ("one_sided", "foe", "alie", "none")
_NOISES: Final = ("gaussian", "skewed", "sign")
_REPLICAS: Final = 128
_KEPT: Final = 0.5  # share of the trials that are moves around the best


@dataclass(frozen=True)
class Tightness:
    """The closest run: ``factor`` = bound/measured, and the share of the bound that the gap term makes up."""

    theorem: str
    factor: float
    gap_share: float
    config: RunConfig
    trials: int

    def as_json(self) -> dict[str, Any]:
        """For evidence and reports."""
        return {**vars(self), "config": self.config.as_dict()}


def factor(trace: Trace, theorem: str) -> tuple[float, float]:
    """(bound/measured, share of the gap term in the bound) of a theorem on a run; infinite where it does not apply."""
    statement = STATEMENTS[theorem]
    for values in parameters(statement, trace, coefficients(trace)):
        small, large, _ = evaluate(statement.claim, trace, values)
        _, gap, _ = evaluate(statement.claim, trace, {**values, s.sigma: 0.0})
        bound = float(large.mean())
        if small.mean() > 0 and bound > 0:
            return bound / float(small.mean()), float(gap.mean()) / bound
    return np.inf, np.nan


def _draw(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "x": float(np.exp(rng.uniform(np.log(0.02), np.log(0.5)))),
        "steps": int(np.exp(rng.uniform(0, np.log(300)))),
        "start": float(np.exp(rng.uniform(np.log(0.03), np.log(30)))) * int(rng.integers(0, 4) > 0),
        "curvature": float(rng.uniform(0.02, 1)),
        "variance": float(rng.integers(0, 3) > 0),
        "noise": str(rng.choice(_NOISES)),
        "system": int(rng.integers(len(_SYSTEMS))),
        "attack": str(rng.choice(_ATTACKS)),
    }


def _near(point: dict[str, Any], rng: np.random.Generator) -> dict[str, Any]:
    """One coordinate drawn anew, the numbers moved by up to a third."""
    moved = {
        **point,
        **{name: point[name] * float(np.exp(rng.uniform(-0.3, 0.3))) for name in ("start", "curvature", "x")},
    }
    name = str(rng.choice(list(point)))
    moved[name] = _draw(rng)[name]
    return {**moved, "x": min(moved["x"], 0.5), "curvature": min(moved["curvature"], 1.0)}


def _config(point: dict[str, Any], rule: str, seed: int) -> RunConfig:
    n, f = _SYSTEMS[point["system"]]
    return RunConfig.of(
        {
            "objective": {
                "name": "quadratic",
                "spectrum": [1.0, point["curvature"]],  # the first coordinate only fixes L = 1
                "start": [0.0, point["start"]],
                "variance": point["variance"],
                "noise": point["noise"],
                "rare": f / (n - f),
            },
            "algorithm": {
                **{"rule": rule, "n": n, "f": f, "gamma": point["x"], "beta": 1 - 2 * point["x"]},
                **{"steps": point["steps"], "replicas": _REPLICAS},
            },
            "attack": point["attack"],
            "seed": seed,
        }
    )


def search(theorem: str = "T2", rule: str = "trimmed_mean", *, trials: int = 80, seed: int = 0) -> Tightness:
    """The run with the smallest bound/measured that ``trials`` runs find, for a theorem with beta = 1 - 2x."""
    rng = np.random.default_rng(seed)
    best: tuple[float, float, dict[str, Any]] = (np.inf, np.nan, {})
    for trial in range(trials):
        point = _draw(rng) if trial < (1 - _KEPT) * trials else _near(best[2], rng)
        found, share = factor(run(_config(point, rule, seed)), theorem)
        if not best[2] or found < best[0]:
            best = (found, share, point)
    return Tightness(theorem, best[0], best[1], _config(best[2], rule, seed), trials)


def exponents(seed: int = 0) -> list[Slope]:
    """How the floor (T4) of the trimmed mean depends on (1-beta)/(1+beta), on sigma^2 and on the number of faults."""
    floors = [measure(floor_config("trimmed_mean", 15, 5, beta, seed=seed)) for beta in BETAS[:3]]
    return [in_memory(floors), in_variance("trimmed_mean", 15, 5, seed), in_faults("trimmed_mean", 15, (1, 3, 6), seed)]
