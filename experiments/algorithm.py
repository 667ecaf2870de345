r"""RESAM: momentum at the workers, a resilient rule at the server (Farhadkhani et al., ICML 2022, Algorithm 1).

Worker i keeps m_t^i = beta m_{t-1}^i + (1 - beta) g_t^i with m_0^i = 0; the server sets R_t = F(m_t^1, ..., m_t^n) and
theta_{t+1} = theta_t - gamma R_t. Workers 0..m-1 are honest, the last f are the adversary's. All R replicas
(independent repetitions) and all n workers advance together: one tensor (R, n, D), one call of the rule per step.

>>> from experiments.config import RunConfig
>>> trace = run(RunConfig.of({"algorithm": {"n": 7, "f": 2, "steps": 50, "replicas": 3}, "attack": "foe"}))
>>> trace["gradient2"].shape, bool((trace["gradient2"][-1] < trace["gradient2"][0]).all())
((50, 3), True)
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from resam_theory.rules import Rule, get, source_digest

from .attacks import Attack, View, find_attack
from .blocks import parts_at_once
from .building import objective_of
from .config import RunConfig
from .objectives import Flips, Objective, Whole
from .schedule import rates
from .trace import Recorder, Trace

__all__ = ["Diverged", "Experiment", "Workers", "admit", "communicate", "prepare", "run", "simulate"]


class Diverged(ArithmeticError):
    """The parameters, or the gradients there, are no longer finite numbers."""


@dataclass(frozen=True, eq=False)
class Experiment:
    """A config turned into objects: the objective (data loaded), the rule, the attack, the two rates as numbers."""

    config: RunConfig
    objective: Objective
    rule: Rule
    attack: Attack
    generator: torch.Generator
    theta: Tensor
    gamma: float
    beta: float

    def aggregate(self, x: Tensor) -> Tensor:
        """The server's aggregation of x (..., n, D)."""
        config = self.config
        options: dict[str, Any] = dict(config.rule_options) | (
            {"generator": self.generator} if self.rule.random else {}
        )
        problems = x.flatten(0, -3)
        parts = problems.split(parts_at_once(x, math.prod(x.shape[-2:])))
        updates = [self.rule(part, f=config.f, **options) for part in parts]
        return (updates[0] if len(parts) == 1 else torch.cat(updates)).view(*x.shape[:-2], -1)

    @cached_property
    def isometric(self) -> bool:
        """Whether ``aggregate`` commutes with orthogonal maps that keep the coordinates by which ties are broken."""
        return not self.rule.random and not self.rule.traits.isdisjoint({"orthogonal", "orthogonal_but_ties"})


def admit(config: RunConfig) -> None:
    """ValueError (one line) when the rule, as configured, refuses n and f: it is called once, on zeros."""
    _try_rule(config.rule, config.n, config.f, json.dumps(dict(config.rule_options), sort_keys=True))


@lru_cache(maxsize=1024)
def _try_rule(rule: str, rows: int, f: int, options: str) -> None:
    try:
        get(rule)(torch.zeros(rows, 1, dtype=torch.float64), f=f, **json.loads(options))
    except (ValueError, TypeError) as error:
        raise ValueError(f"algorithm.rule = {rule!r} is not admissible for {rows} rows and f = {f}: {error}") from error


def prepare(config: RunConfig, data_dir: Path | None = None) -> Experiment:
    """Load the data, build the objective, draw theta_1 and turn gamma and beta into numbers."""
    if config.rule_digest and source_digest(config.rule) != config.rule_digest:
        raise ValueError(f"rule {config.rule} is not the one of this run: its file has changed since")
    objective = objective_of(config, data_dir)
    generator = torch.Generator(config.device).manual_seed(config.seed)
    theta = objective.start(config.replicas, generator)
    rule = get(config.rule)
    gamma, beta = rates(config, objective, theta)
    return Experiment(config, objective, rule, find_attack(config.attack.name), generator, theta, gamma, beta)


def run(
    config: RunConfig, data_dir: Path | None = None, track: Callable[[Iterable[int]], Iterable[int]] = iter
) -> Trace:
    """Run RESAM as ``config`` says. ``track`` wraps the loop over steps, for a progress bar.

    Errors: ValueError or TypeError (one line) for what can only be seen once the data is there or the rule is called.
    """
    return simulate(prepare(config, data_dir), track)


@torch.no_grad()
def simulate(experiment: Experiment, track: Callable[[Iterable[int]], Iterable[int]] = iter) -> Trace:
    """Run a prepared experiment from its theta_1 (its random generator advances: prepare anew for the same run)."""
    config, objective, theta = experiment.config, experiment.objective, experiment.theta
    workers = Workers.of(experiment)
    recorder = Recorder(config.steps, config.every, config.replicas, theta.dtype, config.device)
    gradient_sum, recorded = torch.zeros_like(theta), 0
    for t in track(range(1, config.steps + 1)):
        try:
            update, parameter = communicate(experiment, theta, workers, t)
        except Exception as error:
            if bool(workers.honest.isfinite().all()):
                raise
            raise _diverged(experiment, workers.honest, "the honest momenta", t) from error
        if (t - 1) % config.every == 0:
            whole = objective.whole(theta)
            index = (t - 1) // config.every
            values = _moments(workers.honest, update, whole.gradient)
            values |= _evaluations(objective, theta, whole, parameter, workers.m)
            recorder.add(index, values)
            if 2 * index >= len(recorder.steps) - 1:
                gradient_sum += whole.gradient
                recorded += 1
        theta = theta - experiment.gamma * update
        if not all(bool(end.isfinite()) for end in theta.aminmax()):  # one pass, NaN included
            raise _diverged(experiment, theta, "theta", t)
    final = {"loss": objective.value(theta), "accuracy": objective.accuracy(theta)}
    return Trace(
        config,
        objective.constants,
        experiment.gamma,
        experiment.beta,
        recorder.steps,
        recorder.moments(),
        (gradient_sum / recorded).cpu().numpy(),
        experiment.theta.cpu().numpy(),
        theta.cpu().numpy(),
        {name: value.cpu().numpy() for name, value in final.items()},
    )


def _diverged(experiment: Experiment, values: Tensor, what: str, t: int) -> Diverged:
    bad = int((~values.isfinite().flatten(1).all(1)).sum())
    return Diverged(
        f"diverged at step {t}: {what} no longer finite in {bad} of {len(values)} replicas "
        f"(gamma = {experiment.gamma:g}, beta = {experiment.beta:g}); choose a smaller algorithm.gamma"
    )


@dataclass(eq=False)
class Workers:
    """What changes from round to round; every tensor is updated in place.

    ``sent`` (R, n, D): what the server receives, the momenta of the m honest workers and then the faulty rows; ``own``
    (R, f, D): the momenta that the faulty workers would have, None if the attack has no use for them; ``memory``: what
    the attack remembers.
    """

    sent: Tensor
    m: int
    own: Tensor | None
    memory: Any = None

    @property
    def honest(self) -> Tensor:
        """The honest momenta, (R, m, D)."""
        return self.sent[:, : self.m]

    @property
    def faulty(self) -> Tensor:
        """What the faulty workers send, (R, f, D)."""
        return self.sent[:, self.m :]

    @staticmethod
    def of(experiment: Experiment) -> Workers:
        """All momenta 0."""
        config, theta = experiment.config, experiment.theta
        sent = theta.new_zeros(config.replicas, config.n, theta.shape[1])
        own = theta.new_zeros(config.replicas, config.f, theta.shape[1]) if experiment.attack.uses_own else None
        return Workers(sent, config.n - config.f, own)


@torch.no_grad()
def communicate(experiment: Experiment, theta: Tensor, workers: Workers, t: int) -> tuple[Tensor, Tensor | None]:
    """One round at theta (R, D): gradients, momenta (updated in place), attack, aggregation.

    Returns R_t of shape (R, D) and the attack's parameter.
    """
    config, attack = experiment.config, experiment.attack
    honest, m = workers.honest, workers.m
    flips = Flips(config.f, attack.relabels) if attack.relabels and config.f else None
    used = m if workers.own is None else None
    pieces = experiment.objective.sample_by_replicas(theta, config.n, experiment.generator, flips, used)
    for block, gradients in pieces:
        honest[block].lerp_(gradients[:, :m], 1 - experiment.beta)
        if workers.own is not None:
            workers.own[block].lerp_(gradients[:, m:], 1 - experiment.beta)
    parameter = None
    if config.f > 0:
        view = View(
            *(honest, workers.faulty if workers.own is None else workers.own, theta),
            *(experiment.objective, experiment.rule),
            *(experiment.aggregate, experiment.gamma, t, experiment.generator, workers.memory, experiment.isometric),
        )
        chosen = attack.send(view, **config.attack.options)
        workers.faulty.copy_(chosen.rows)
        parameter, workers.memory = chosen.parameter, chosen.memory
    return experiment.aggregate(workers.sent), parameter


def _moments(honest: Tensor, update: Tensor, gradient: Tensor) -> dict[str, Tensor]:
    mean = honest.mean(-2)
    vectors = {
        "gradient2": gradient,
        "deviation2": mean - gradient,
        "mean2": mean,
        "drift2": update - mean,
        "update2": update,
        "error2": update - gradient,
    }
    stacked = torch.stack(tuple(vectors.values()))
    distances = torch.cdist(honest, honest, compute_mode="donot_use_mm_for_euclid_dist")  # the other mode cancels
    return {
        **dict(zip(vectors, torch.linalg.vecdot(stacked, stacked), strict=True)),
        "dispersion": ((honest - mean[:, None]) ** 2).sum((-2, -1)),
        "diameter2": distances.amax((-2, -1)) ** 2,
    }


def _evaluations(
    objective: Objective, theta: Tensor, whole: Whole, parameter: Tensor | None, honest: int
) -> dict[str, Tensor | None]:
    steady = objective.constants.constant_noise or objective.constants.estimated
    local = None if objective.constants.homogeneous else objective.local(theta, honest)
    named = dict(zip(("local_loss", "local_gradient2", "dissimilarity", "local_noise"), local or (), strict=False))
    return named | {
        "loss": whole.value,
        "noise_variance": None if steady else whole.noise_variance,
        "accuracy": objective.accuracy(theta) if objective.has_accuracy else None,
        "parameter": parameter,
    }
