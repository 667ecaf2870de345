"""The panels on unequal data of theorem_runs: the best bound (T6), what stays, and runs on the worst losses."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from experiments.config import RunConfig
from resam_theory.claims import Criterion
from resam_theory.convergence.bounds import Problem, TheoremBound, optimise
from resam_theory.convergence.corollaries import corollaries
from verification.theory.unequal import MOMENTUM

from ._base import Lab
from .runs import traces

__all__ = ["Parameters", "configs", "rows"]

_START: Final = 3.0


@dataclass(frozen=True)
class Parameters:
    """Losses of ``per_rule_worst``: L = G = 1, B = ``share``/sqrt(kappa), noise of variance ``variance``, start 3."""

    rules: tuple[str, ...]
    steps: tuple[int, ...]
    replicas: int
    share: float = 0.5
    variance: float = 0.01
    n: int = 15
    f: int = 4
    seed: int = 0


@lru_cache(maxsize=64)
def _kappa(rule: str, n: int, f: int) -> float:
    found = [float(row.coefficient) for row in corollaries(rule, n, f) if row.criterion is Criterion.KAPPA]
    if not found:
        raise ValueError(f"rule = {rule!r} is not admissible: no kappa is known for it at (n, f) = ({n}, {f})")
    return min(found)


@lru_cache(maxsize=256)
def _best(p: Parameters, rule: str, steps: int) -> TheoremBound:
    """The least bound of the (T6) forms, with the gamma and beta that give it."""
    kappa = _kappa(rule, p.n, p.f)
    problem = Problem(1.0, p.variance, _START**2 / 2, steps, p.n - p.f, 1.0, p.share / math.sqrt(kappa))
    return min((optimise(theorem, kappa, problem) for theorem in MOMENTUM), key=lambda bound: bound.value)


def configs(p: Parameters) -> Sequence[RunConfig]:
    """One run per rule and T, with gamma and beta as the best theorem says."""
    made = []
    for rule in p.rules:
        B = p.share / math.sqrt(_kappa(rule, p.n, p.f))
        for steps in p.steps:
            best = _best(p, rule, steps)
            loss = {"name": "per_rule_worst", "G": 1.0, "B": B, "start": _START, "variance": p.variance}
            algorithm = {
                **{"rule": rule, "n": p.n, "f": p.f, "gamma": best.gamma, "beta": best.beta},
                **{"steps": steps, "replicas": p.replicas},
            }
            made.append(RunConfig.of({"objective": loss, "algorithm": algorithm, "seed": p.seed}))
    return made


def rows(p: Parameters, lab: Lab) -> Iterator[dict[str, Any]]:
    """Rows of theorem_runs: curves ``best``, ``floor`` (kappa G^2/(1 - kappa B^2)) and ``measured``."""
    for trace in traces(configs(p), lab):
        rule, steps = trace.config.rule, trace.config.steps
        head = {"data": "unequal", "rule": rule, "T": steps}
        means = trace["gradient2"].mean(0)
        error = float(means.std(ddof=1)) / len(means) ** 0.5
        yield {**head, "curve": "measured", "value": float(means.mean()), "error": error, "run": trace.config.id}
        best, kappa = _best(p, rule, steps), _kappa(rule, p.n, p.f)
        yield {**head, "curve": "best", "value": best.value, "error": 0.0, "note": best.theorem}
        yield {**head, "curve": "floor", "value": kappa / (1 - p.share**2), "error": 0.0, "note": "T5-tight"}
