"""One line of a report: an inequality, what was measured, its bound, the factor between them, and whether it holds."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Final

import numpy as np

from experiments.trace import Trace
from resam_theory.convergence import vectors as v
from resam_theory.derivation.relations import Relation

from .vocabulary import Values, estimated, evaluate

__all__ = ["LEVEL", "Line", "check_fact", "quantile", "rounding"]

LEVEL: Final = 1e-6
"""Probability that a true inequality in expectation is called violated (Gaussian approximation), per inequality."""
_OPERATIONS: Final = 8
"""Roundings per summed entry that lead to a moment: momentum update, difference, square, sums over workers, steps."""


@dataclass(frozen=True)
class Line:
    """``small <= large`` on a run. ``measured``, ``bound``: means over steps and replicas; ``factor``: bound/measured.

    ``excess``: the largest (small - large)/allowed over steps (and of the mean over steps), where ``allowed`` is the
    rounding error, or the half-width of a one-sided confidence interval; the line holds iff excess <= 1. ``step``:
    where (0: the mean over steps). ``estimated``: rests on estimated constants, so that a violation refutes nothing.
    """

    name: str
    statement: str
    kind: str
    measured: float
    bound: float
    excess: float
    step: int
    estimated: bool = False

    @property
    def holds(self) -> bool:
        """Whether nothing contradicts the inequality."""
        return self.excess <= 1.0

    @property
    def factor(self) -> float:
        """bound/measured; NaN where that means nothing (a side that is not positive)."""
        return self.bound / self.measured if self.measured > 0 and self.bound > 0 else float("nan")

    def as_json(self) -> dict[str, Any]:
        """For evidence and reports."""
        return {**vars(self), "factor": self.factor, "holds": self.holds}


def rounding(trace: Trace) -> float:
    """Relative error of a moment: entries summed (D, n) times roundings each times the unit roundoff."""
    eps = float(np.finfo(trace["loss"].dtype).eps)
    return _OPERATIONS * (trace.config.n + trace.theta_first.shape[1]) * eps


def quantile(comparisons: int) -> float:
    """Standard errors allowed when ``comparisons`` one-sided comparisons share the level (Bonferroni)."""
    return NormalDist().inv_cdf(1 - LEVEL / comparisons)


def check_fact(
    name: str,
    statement: str,
    fact: Relation,
    trace: Trace,
    values: Values,
    *,
    pathwise: bool,
    ratio: float | None = None,
) -> Line:
    """Check ``fact`` along a run, at every step and replica (pathwise) or in expectation over the replicas.

    In expectation: at every step, and for the mean over all steps, where the replicas' independent means make a sharper
    test. Needs at least two replicas then, and every step recorded: ValueError.
    """
    if not trace.every_step:
        raise ValueError(
            f"record.every = {trace.config.every} is not admissible: a check of lemmas needs every step, 1"
        )
    small, large, size = np.broadcast_arrays(*evaluate(fact, trace, values, ratio))
    difference = small - large
    slack = rounding(trace) * (size + _cancelled(fact, trace))
    if pathwise:
        excess = difference / np.maximum(slack, np.finfo(np.float64).tiny)
        worst = np.unravel_index(int(excess.argmax()), excess.shape)
        top, step = float(excess[worst]), int(worst[0]) + 1
    else:
        top, step = _in_expectation(difference, slack)
    kind = "pathwise" if pathwise else "in expectation"
    return Line(name, statement, kind, float(small.mean()), float(large.mean()), top, step, estimated(trace))


def _cancelled(fact: Relation, trace: Trace) -> np.ndarray | float:
    """delta is a difference: with an error r of relative size epsilon in mean and gradient, | ||delta + r||^2 -
    ||delta||^2 | <= epsilon ||delta||^2 + (1 + 1/epsilon) ||r||^2, and ||r||^2/epsilon <= epsilon (||mean|| +
    ||gradient||)^2."""
    if not (fact.small.free_symbols | fact.large.free_symbols) & {v.delta, v.delta_next, v.delta1}:
        return 0.0
    return ((np.sqrt(trace["mean2"]) + np.sqrt(trace["gradient2"])) ** 2).max(0, keepdims=True)


def _in_expectation(difference: np.ndarray, slack: np.ndarray) -> tuple[float, int]:
    replicas = difference.shape[1]
    if replicas < 2:
        raise ValueError(f"algorithm.replicas = {replicas} is not admissible: an expectation needs at least 2")
    rows = np.vstack((difference, difference.mean(0)))
    error = rows.std(1, ddof=1) / replicas**0.5
    allowed = quantile(len(rows)) * error + np.append(slack.mean(1), slack.mean())
    excess = rows.mean(1) / np.maximum(allowed, np.finfo(np.float64).tiny)
    worst = int(excess.argmax())
    return float(excess[worst]), worst + 1 if worst < len(difference) else 0
