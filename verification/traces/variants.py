r"""Runs of the variants of the algorithm: what is measured beside what (V1)-(V3), (T8) and the sampling predict.

Quadratic loss, noise of exactly known variance: the dispersion of what the honest workers send has a closed form for
momentum with private noise (V1), for Nesterov's workers (V2) and for variance reduction (the recursion in the proof of
(T8), where no noise comes from the change of the gradient). Undamped momentum gives the same trajectory (V3). A sampled
round has too many faulty workers with the hypergeometric probability (:mod:`resam_theory.convergence.participation`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from experiments.config import RunConfig
from experiments.trace import Trace
from resam_theory import symbols as s
from resam_theory.convergence import STATEMENTS
from resam_theory.convergence import vectors as v
from resam_theory.convergence.participation import Sample, exceeds

from .agreement import Agreement
from .lines import quantile, rounding
from .vocabulary import known_values, value_of

__all__ = ["AGREEMENTS", "nesterov", "private", "reduced", "sampled", "undamped"]

_N, _F, _D = 15, 4, 20
_SPREAD: Final = {"spectrum": [1.0, 0.3] * (_D // 2), "variance": 1.0}


def _run(attack: str = "foe", objective: dict[str, Any] | None = None, **algorithm: Any) -> Trace:
    from experiments.algorithm import run  # imports torch: not needed to read what is kept

    table = {"n": _N, "f": _F, "steps": 60, "replicas": 200, "gamma": 0.1, "beta": 0.8} | algorithm
    loss = {"name": "quadratic", **_SPREAD} if objective is None else objective
    return run(RunConfig.of({"objective": loss, "algorithm": table, "attack": attack}))


def _mean(what: str, values: np.ndarray, predicted: float, trace: Trace, error: float | None = None) -> Agreement:
    """The mean of independent values beside their expectation; ``error``: the standard one, else as they scatter."""
    allowed = quantile(2) * (float(values.std(ddof=1)) / len(values) ** 0.5 if error is None else error)
    return Agreement(what, float(values.mean()), allowed, predicted, trace.config.id)


def private(s_each: float = 0.3) -> Agreement:
    """(V1) in (L1): the momentum dispersion with noise of variance s^2 per coordinate, over that without.

    >>> private().holds
    True
    """
    trace = _run(privacy=s_each)
    values = {**known_values(trace), s.sigma: (1.0 + _D * s_each**2) ** 0.5}
    predicted = _mean_over_t(STATEMENTS["L1"].claim.large, values, trace)
    what = f"momentum dispersion, private noise s = {s_each:g}"
    return _mean(what, trace["dispersion"].mean(0), predicted, trace)


def nesterov(beta: float = 0.8) -> Agreement:
    """(V2): the dispersion of what Nesterov's workers send, exactly.

    >>> nesterov().holds
    True
    """
    trace = _run(workers="nesterov", beta=beta)
    predicted = _mean_over_t(STATEMENTS["V2"].claim.large, known_values(trace), trace, shift=1)
    what = f"dispersion of the messages, Nesterov, beta = {beta:g}"
    return _mean(what, trace["dispersion"].mean(0), predicted, trace)


def _mean_over_t(expression: Any, values: Any, trace: Trace, shift: int = 0) -> float:
    """The mean over the steps of an expression in b = beta^(2t), taken at t - ``shift``."""
    powers = trace.beta ** (2.0 * (trace.steps - shift))
    return float(np.mean([value_of(expression, {**values, v.b: float(b)}) for b in powers]))


def reduced(rate: float = 0.2) -> Agreement:
    """(T8), its dispersion where d_i' = 0: E W_t = (m-1) sigma^2 [w + (1-w)(1-a)^(2(t-1))], w = a/(2-a).

    >>> reduced().holds
    True
    """
    trace = _run(workers={"name": "storm", "rate": rate})
    limit, kept = rate / (2 - rate), (1 - rate) ** (2.0 * (trace.steps - 1))
    predicted = (_N - _F - 1) * trace.constants.variance * float((limit + (1 - limit) * kept).mean())
    return _mean(f"dispersion, variance reduction, a = {rate:g}", trace["dispersion"].mean(0), predicted, trace)


def undamped() -> Agreement:
    """(V3): the final theta of undamped momentum with step (1-beta) gamma beside that of momentum with step gamma.

    >>> undamped().holds
    True
    """
    first, second = _run(attack="foe", replicas=5), _run(attack="foe", replicas=5, workers="undamped")
    scale = float(np.abs(first.theta_last).max())
    apart = float(np.abs(second.theta_last - first.theta_last).max())
    allowed = rounding(first) * first.config.steps
    return Agreement("theta, undamped momentum", 1 + apart / scale, allowed, 1.0, second.config.id)


def sampled(size: int = 6, faulty: int = 2) -> tuple[Agreement, Agreement]:
    """How often a round, and some round of a run, has more than ``faulty`` faulty ones of the ``size`` that are heard.

    >>> [found.holds for found in sampled()]
    [True, True]
    """
    objective = {"name": "per_rule_worst", "G": 1.0, "B": 0.3, "start": 3.0}
    sample = {"size": size, "faulty": faulty}
    trace = _run("none", objective, n=20, f=4, beta=0.0, steps=40, replicas=1000, sample=sample)
    once = float(exceeds(20, 4, Sample(size, faulty)))
    over = trace["faulty_asked"] > faulty
    ever, chance = np.asarray(over.any(0)), 1 - (1 - once) ** trace.config.steps
    return (
        _share("rounds with too many faulty workers", over, once, trace),
        _share("runs with such a round", ever, chance, trace),
    )


def _share(what: str, hits: np.ndarray, chance: float, trace: Trace) -> Agreement:
    """A share of independent trials beside their probability, with the binomial error."""
    error = math.sqrt(chance * (1 - chance) / hits.size)
    return _mean(what, hits, chance, trace, error)


AGREEMENTS: Final[dict[str, Callable[[], tuple[Agreement, ...]]]] = {
    "V1": lambda: (private(),),
    "V2": lambda: tuple(nesterov(beta) for beta in (0.0, 0.5, 0.9)),
    "V3": lambda: (undamped(),),
    "T8": lambda: tuple(reduced(rate) for rate in (0.05, 0.2, 1.0)),
    "T11": sampled,
}
"""By statement: the runs that measure what it predicts exactly."""
