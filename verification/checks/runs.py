"""The check that holds lemmas and theorems against recorded runs: it can contradict a proof, never replace one.

Evidence for a PROOF target is numerical: ``value`` is the largest measured/bound over the runs (how much of the bound
is used), or 1 where the sides have no sign. A violated line gives PROOF evidence with value 0: a proof and a run that
disagree must not pass unseen.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

import sympy as sp

from experiments.config import RunConfig
from resam_theory.claims import Criterion
from resam_theory.rules import RULES

from ..evidence import Context, Evidence, Side, Target
from ..theory.sources import least_rho2
from ..traces import Line, check_trace
from ..traces.agreement import Agreement
from ..traces.attained import ACCURACY, ATTAINED, attained
from ..traces.floor import BETAS, floor_config, measure
from ..traces.variants import AGREEMENTS

__all__ = ["configs", "recorded_runs", "traces"]

_PREFIX: Final = "convergence.proof."
_QUADRATIC: Final = {"name": "quadratic", "spectrum": [1.0, 0.3, 0.1], "variance": 1.0}
_N, _F = 11, 3


def _config(rule: str, attack: str, theorem: str | float, seed: int, **other: Any) -> RunConfig:
    beta = theorem if isinstance(theorem, str) else 0.8
    variants = {name: other.pop(name) for name in ("workers", "privacy") if name in other}
    algorithm = {
        **{"rule": rule, "n": _N, "f": _F, "gamma": theorem, "beta": beta},
        **{"steps": 60, "replicas": 300, **variants},
    }
    return RunConfig.of({"objective": _QUADRATIC, "algorithm": algorithm, "attack": attack, "seed": seed} | other)


def _unequal(*, gamma: float, beta: float, variance: float = 0.0, replicas: int = 1, **variants: Any) -> RunConfig:
    """The losses that are hardest for the trimmed mean, (1, 0.3)-dissimilar."""
    algorithm = {"rule": "trimmed_mean", "n": _N, "f": _F, "gamma": gamma, "beta": beta, "steps": 200, **variants}
    objective = {"name": "per_rule_worst", "G": 1.0, "B": 0.3, "start": 3.0, "variance": variance}
    return RunConfig.of({"objective": objective, "algorithm": algorithm | {"replicas": replicas}})


def configs(context: Context) -> list[RunConfig]:
    """The runs of a profile: quick = three rules; full = every rule with a coefficient, five attacks, and real data."""
    seed = context.seed
    chosen = [
        _config("trimmed_mean", "one_sided", "T2", seed),
        _config("krum", "mimic", "T1", seed + 1),
        _config("geometric_median", "alie", "T2-cross", seed + 2),
    ]
    chosen += [
        _unequal(gamma=1.0, beta=0.0, replicas=1),  # (T5), (T5-PL)
        _unequal(gamma=1 / 32, beta=1 - 2 / 32, replicas=1),  # (T6), (T6-cross), (T6-eta2), (T7-hetero)
        _unequal(gamma=1 / 128, beta=1 - 8 / 128, variance=0.5, replicas=100),  # (T6-eta8)
        _unequal(gamma=0.5, beta=0.0, workers={"name": "local", "steps": 4, "rate": 0.01}),  # (T12)
        _unequal(gamma=0.1, beta=0.0, replicas=200, sample={"size": 8, "faulty": 3}),  # (T11)
        _config("trimmed_mean", "alie", 0.1, seed + 7, workers={"name": "storm", "rate": 0.1}),  # (T8)
        _config("median", "foe", 0.1, seed + 8, workers="nesterov"),  # (V2)
        _config("trimmed_mean", "foe", "T2", seed + 9, privacy=0.5),  # (V1) and (T2) with it
    ]
    if context.profile != "full":
        return chosen
    rules = [rule.name for rule in RULES if rule.admits(_N, _F) and least_rho2(rule.name, _N, _F)]
    attacks = ("alie", "foe", "one_sided", "mimic", "optimised_foe")
    chosen += [_config(rule, attack, "T2", seed + 3) for rule in rules for attack in attacks]
    chosen += [_config("trimmed_mean", "greedy", theorem, seed + 4) for theorem in ("T1", "T2")]
    for objective in ("logistic", "robust_regression"):
        data = {"name": "breast_cancer" if objective == "logistic" else "diabetes"}
        chosen.append(_config("trimmed_mean", "alie", "T2", seed + 5, objective=objective, data=data))
        if objective == "logistic":
            unequal = data | {"split": "one_class"}
            chosen.append(_config("trimmed_mean", "alie", "T2-eta2", seed + 6, objective=objective, data=unequal))
    return chosen


@lru_cache(maxsize=2)
def _lines(chosen: tuple[str, int]) -> tuple[tuple[str, Line], ...]:
    from experiments.algorithm import run  # imports torch: not needed to read what is kept

    found = []
    for config in configs(Context(*chosen)):
        found += [(config.id, line) for line in check_trace(run(config))]
    return tuple(found)


def recorded_runs(context: Context) -> tuple[tuple[str, Line], ...]:
    """(config id, line) for every line of the profile's runs; computed once per profile and seed."""
    return _lines((context.profile, context.seed))


def traces(target: Target, context: Context) -> Iterable[Evidence]:
    """Evidence from recorded runs about a PROOF target of the convergence theory.

    >>> list(traces(Target("krum", Criterion.KAPPA, 7, 2), Context()))
    []
    """
    if target.criterion is not Criterion.PROOF or not target.subject.startswith(_PREFIX):
        return
    start = time.perf_counter()
    name = target.subject.removeprefix(_PREFIX)
    if name == "T4":
        yield from _floors(context, start)
        return
    if name in ATTAINED:
        yield _agreements(attained(name), f"{ACCURACY:g} of 1", start)
        return
    if name in AGREEMENTS:
        yield _agreements(AGREEMENTS[name](), "the Monte-Carlo error", start)
    lines = [(run_id, line) for run_id, line in recorded_runs(context) if line.name in (name, f"{name}.lyapunov")]
    if not lines:
        return
    used = [1 / line.factor for _, line in lines if line.name == name and not math.isnan(line.factor)]
    data = {"lines": [{"run": run_id, **line.as_json()} for run_id, line in lines], "profile": context.profile}
    method = f"recorded runs: {len(lines)} lines, {len({run_id for run_id, _ in lines})} runs"
    broken = [line for _, line in lines if not line.holds and not line.estimated]
    yield _evidence(max(used, default=1.0), bool(broken), method, data, start)


def _agreements(found: Sequence[Agreement], within: str, start: float) -> Evidence:
    """What is predicted exactly."""
    method = f"{len(found)} runs, measured/predicted within {within}"
    data = {"runs": [item.as_json() for item in found]}
    return _evidence(max(item.ratio for item in found), not all(item.holds for item in found), method, data, start)


def _floors(context: Context, start: float) -> Iterable[Evidence]:
    betas = BETAS if context.profile == "full" else BETAS[:3]
    rules = ("trimmed_mean", "median") if context.profile == "full" else ("trimmed_mean",)
    floors = [measure(floor_config(rule, 15, 5, beta, seed=context.seed)) for rule in rules for beta in betas]
    data = {"floors": [floor.as_json() for floor in floors]}
    method = f"recorded runs: (E nabla)^2 against the floor at beta = {', '.join(f'{beta:g}' for beta in betas)}"
    yield _evidence(max(f.ratio for f in floors), not all(f.holds for f in floors), method, data, start)


def _evidence(used: float, violated: bool, method: str, data: dict[str, Any], start: float) -> Evidence:
    seconds = time.perf_counter() - start
    if violated:
        return Evidence(Side.PROOF, sp.Integer(0), False, f"{method}: VIOLATED", data, seconds)
    return Evidence(Side.LOWER, used, False, method, data, seconds)
