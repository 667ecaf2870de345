"""The runs of the evaluation on MNIST: a grid of rules x attacks x beta x f x data split, with tuned step sizes.

Tuning, as the papers do: for each rule, beta and split, of several step sizes the one whose worst accuracy over the
tuning attacks is best on examples that are withheld from training and are no test examples. Those runs have another
seed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from experiments.config import RunConfig
from experiments.store import Run, Store

from ._base import Frame, Lab
from .runs import finished

__all__ = ["REFERENCE", "Cell", "Parameters", "Training", "configs", "data", "tuning"]

REFERENCE: Final = ("mean", "none", 0)
"""(rule, attack, f) of the line that every other one is held against."""
_TUNING_SEED: Final = 1000
"""Added to the seed for tuning runs."""


@dataclass(frozen=True)
class Training:
    """What a run has beside the grid; ``replicas`` are the seeds of the bands."""

    objective: Mapping[str, Any]
    steps: int
    every: int
    replicas: int
    data: str = "mnist_5k"
    n: int = 15
    seed: int = 0


@dataclass(frozen=True)
class Parameters:
    """The grid. ``rates``: per beta the step sizes to choose from, nothing to choose where there is one.

    ``splits``: names with options, ``tuned_under``: attacks, ``tuned_f``: the number of faulty workers.
    """

    training: Training
    rules: tuple[str, ...]
    attacks: tuple[str, ...]
    faults: tuple[int, ...]
    rates: tuple[tuple[float, tuple[float, ...]], ...]
    tuned_under: tuple[str, ...]
    tuned_f: int
    splits: tuple[Mapping[str, Any], ...] = ({"name": "shared"},)

    @property
    def betas(self) -> tuple[float, ...]:
        """The momenta."""
        return tuple(beta for beta, _ in self.rates)


@dataclass(frozen=True)
class Cell:
    """One curve."""

    rule: str
    attack: str
    f: int
    beta: float
    split: int


_OPTIONS: Final[Mapping[str, Any]] = {"mimic": {"warmup": 50}}


def _config(p: Parameters, cell: Cell, gamma: float, *, held_out: bool = False) -> RunConfig:
    t = p.training
    rates = {"gamma": gamma, "beta": cell.beta, "steps": t.steps, "replicas": t.replicas}
    return RunConfig.of(
        {
            "objective": dict(t.objective),
            "data": {
                "name": t.data,
                "split": dict(p.splits[cell.split]),
                "accuracy_on": "held_out" if held_out else "test",
            },
            "algorithm": {"rule": cell.rule, "n": t.n, "f": cell.f, **rates},
            "attack": {"name": cell.attack, **_OPTIONS.get(cell.attack, {})},
            "record": {"every": t.every},
            "seed": t.seed + (_TUNING_SEED if held_out else 0),
        }
    )


def _places(p: Parameters) -> Iterator[tuple[str, float, int, tuple[float, ...]]]:
    """(rule, beta, split, step sizes) of everything that has a step size of its own; the reference first."""
    for split in range(len(p.splits)):
        for rule in (REFERENCE[0], *p.rules):
            for beta, gammas in p.rates:
                yield rule, beta, split, gammas


def _trials(p: Parameters, rule: str, beta: float, split: int) -> list[Cell]:
    if rule == REFERENCE[0]:
        return [Cell(*REFERENCE, beta, split)]
    return [Cell(rule, attack, p.tuned_f, beta, split) for attack in p.tuned_under]


def tuning(p: Parameters) -> dict[tuple[str, float, int, float], list[RunConfig]]:
    """(rule, beta, split, gamma) -> the runs that judge this step size; nothing where there is no choice."""
    return {
        (rule, beta, split, gamma): [_config(p, cell, gamma, held_out=True) for cell in _trials(p, rule, beta, split)]
        for rule, beta, split, gammas in _places(p)
        if len(gammas) > 1
        for gamma in gammas
    }


def configs(p: Parameters) -> Sequence[RunConfig]:
    """The runs that can be named before the step sizes are chosen: the tuning runs, or all where nothing is chosen."""
    tried = [config for runs in tuning(p).values() for config in runs]
    fixed = {beta: gammas[0] for beta, gammas in p.rates if len(gammas) == 1}
    return [*tried, *(_config(p, cell, fixed[cell.beta]) for cell in _grid(p) if cell.beta in fixed)]


def _grid(p: Parameters) -> list[Cell]:
    cells = [Cell(*REFERENCE, beta, split) for split in range(len(p.splits)) for beta in p.betas]
    return cells + [
        Cell(rule, attack, f, beta, split)
        for split in range(len(p.splits))
        for attack in p.attacks
        for f in p.faults
        for beta in p.betas
        for rule in p.rules
    ]


def _final(run: Run) -> float:
    """Mean final accuracy; 0 where the run diverged, an error that names it where it failed otherwise."""
    if run.status == "done":
        return float(run.metrics["accuracy_last"])
    reason = run.error.strip().splitlines()[-1]
    if "Diverged" not in reason:
        raise ValueError(f"run {run.id} ({run.config.in_words()}) failed: {reason}")
    return 0.0


def _chosen(p: Parameters, lab: Lab) -> dict[tuple[str, float, int], float]:
    """The step size of each (rule, beta, split): the best worst held-out accuracy; of equal ones the smallest."""
    plan = tuning(p)
    judged = {run.id: _final(run) for run in finished([c for runs in plan.values() for c in runs], lab)}
    best: dict[tuple[str, float, int], tuple[float, float]] = {}
    for (rule, beta, split, gamma), runs in plan.items():
        score = (min(judged[config.id] for config in runs), -gamma)
        best[rule, beta, split] = max(best.get((rule, beta, split), (-1.0, 0.0)), score)
    out = {key: -gamma for key, (_, gamma) in best.items()}
    return out | {(rule, beta, split): gs[0] for rule, beta, split, gs in _places(p) if len(gs) == 1}


def data(p: Parameters, lab: Lab) -> Frame:
    """One row per curve and recorded step: mean accuracy, least and largest over the seeds, the step size used."""
    gammas = _chosen(p, lab)
    cells = _grid(p)
    runs = finished([_config(p, cell, gammas[cell.rule, cell.beta, cell.split]) for cell in cells], lab)
    store, rows = Store(lab.store), []
    for cell, run in zip(cells, runs, strict=True):
        split = dict(p.splits[cell.split])
        head = {"rule": cell.rule, "attack": cell.attack, "f": cell.f, "beta": cell.beta, "run": run.id}
        head |= {"split": " ".join(str(value) for value in split.values()), "gamma": run.config.gamma}
        _final(run)  # names a run that failed
        for step, values in _curve(run, store, p.training):
            numbers = {"accuracy": values.mean(), "low": values.min(), "high": values.max()}
            rows.append({**head, "step": step, **{name: round(float(v), 6) for name, v in numbers.items()}})
    return pd.DataFrame(rows)


def _curve(run: Run, store: Store, training: Training) -> Iterator[tuple[int, np.ndarray]]:
    """(steps done, accuracies of the seeds); all 0 for a run that diverged."""
    if run.status != "done":
        for step in range(0, training.steps + 1, training.every):
            yield step, np.zeros(training.replicas)
        return
    trace = store.trace(run)
    yield from ((int(t) - 1, row) for t, row in zip(trace.steps, trace["accuracy"], strict=True))
    yield training.steps, trace.final["accuracy"]
