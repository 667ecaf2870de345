r"""RESAM: momentum at the workers, a resilient rule at the server (Farhadkhani et al., ICML 2022, Algorithm 1).

Worker i keeps m_t^i = beta m_{t-1}^i + (1 - beta) g_t^i with m_0^i = 0; the server sets R_t = F(m_t^1, ..., m_t^n) and
theta_{t+1} = theta_t - gamma R_t. Workers 0..m-1 are honest, the last f are the adversary's. All R replicas
(independent repetitions) and all n workers advance together: one tensor (R, n, D), one call of the rule per step.
Variants: other messages than momentum (:mod:`.messages`), and a server that hears a sample of the workers per round.

>>> from experiments.config import RunConfig
>>> trace = run(RunConfig.of({"algorithm": {"n": 7, "f": 2, "steps": 50, "replicas": 3}, "attack": "foe"}))
>>> trace["gradient2"].shape, bool((trace["gradient2"][-1] < trace["gradient2"][0]).all())
((50, 3), True)
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from resam_theory.rules import Rule, get, source_digest

from .attacks import Attack, View, find_attack
from .blocks import parts_at_once
from .building import objective_of, samples_of
from .config import WEIGHTS, RunConfig
from .messages import Messages, find_workers, gradients
from .moments import moments
from .objectives import Constants, Draw, Flips, Objective, Whole
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
    weights: Tensor | None = None

    def aggregate(self, x: Tensor, f: int | None = None, weights: Tensor | None = None) -> Tensor:
        """The server's aggregation of x (..., n, D), with a rule built for ``f`` faulty rows (None: the run's f).

        ``weights``: (..., n), in place of the run's (n,), if it has any.
        """
        config = self.config
        faulty = config.f if f is None else f
        weights = self.weights if weights is None else weights
        options: dict[str, Any] = dict(config.rule_options) | (
            {"generator": self.generator} if self.rule.random else {}
        )
        problems = x.flatten(0, -3)
        parts = problems.split(parts_at_once(x, math.prod(x.shape[-2:])))
        if weights is None:
            updates = [self.rule(part, f=faulty, **options) for part in parts]
        else:
            options |= {"faulty_weight": config.faulty_weight} if config.faulty_weight else {"f": faulty}
            each = weights.expand(x.shape[:-1]).reshape(problems.shape[:-1]).split([len(part) for part in parts])
            updates = [self.rule(part, weights=w, **options) for part, w in zip(parts, each, strict=True)]
        return (updates[0] if len(parts) == 1 else torch.cat(updates)).view(*x.shape[:-2], -1)

    @property
    def scale(self) -> float:
        """What turns the messages into momenta m_t: 1, or 1 - beta for undamped momentum."""
        return find_workers(self.config.workers.name).scale(self.beta)

    @cached_property
    def isometric(self) -> bool:
        """Whether ``aggregate`` commutes with orthogonal maps that keep the coordinates by which ties are broken."""
        return not self.rule.random and not self.rule.traits.isdisjoint({"orthogonal", "orthogonal_but_ties"})


def admit(config: RunConfig) -> None:
    """ValueError (one line) when the rule, as configured, refuses n and f: it is called once, on zeros."""
    options = json.dumps(dict(config.rule_options), sort_keys=True)
    if config.weights != WEIGHTS[0]:
        _try_weights(config.rule, config.n, options)
        return
    _try_rule(config.rule, config.n, config.f, options)
    if config.sample:
        _try_rule(config.rule, config.sample["size"], config.sample["faulty"], options)


@lru_cache(maxsize=1024)
def _try_rule(rule: str, rows: int, f: int, options: str) -> None:
    try:
        get(rule)(torch.zeros(rows, 1, dtype=torch.float64), f=f, **json.loads(options))
    except (ValueError, TypeError) as error:
        raise ValueError(f"algorithm.rule = {rule!r} is not admissible for {rows} rows and f = {f}: {error}") from error


def _try_weights(rule: str, rows: int, options: str) -> None:
    """Equal weights; what f workers hold is known once the data are dealt."""
    try:
        get(rule)(torch.zeros(rows, 1, dtype=torch.float64), f=0, weights=[1.0] * rows, **json.loads(options))
    except (ValueError, TypeError) as error:
        raise ValueError(f"algorithm.rule = {rule!r} is not admissible with algorithm.weights: {error}") from error


def _weights(config: RunConfig, data_dir: Path | None) -> Tensor | None:
    """How many examples each worker has, (n,); ValueError (one line) where f of them can hold half."""
    if config.weights == WEIGHTS[0]:
        return None
    counts = torch.tensor(samples_of(config, data_dir), dtype=torch.float64, device=config.device)
    rows, faulty = (config.sample["size"], config.sample["faulty"]) if config.sample else (config.n, config.f)
    heard = counts.sort().values
    most = float(heard[config.n - faulty :].sum() / (heard[config.n - faulty :].sum() + heard[: rows - faulty].sum()))
    if not config.faulty_weight and most >= 0.5:
        raise ValueError(
            f"algorithm.f = {faulty} is not admissible with weights = 'samples': {faulty} workers can have "
            f"{100 * most:.1f} % of the examples, need less than half, or algorithm.faulty_weight"
        )
    return counts


def prepare(config: RunConfig, data_dir: Path | None = None) -> Experiment:
    """Load the data, build the objective, draw theta_1 and turn gamma and beta into numbers."""
    if config.rule_digest and source_digest(config.rule) != config.rule_digest:
        raise ValueError(f"rule {config.rule} is not the one of this run: its file has changed since")
    objective = objective_of(config, data_dir)
    generator = torch.Generator(config.device).manual_seed(config.seed)
    theta = objective.start(config.replicas, generator)
    rule = get(config.rule)
    gamma, beta = rates(config, objective, theta)
    attack, weights = find_attack(config.attack.name), _weights(config, data_dir)
    return Experiment(config, objective, rule, attack, generator, theta, gamma, beta, weights)


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
    scale = experiment.scale
    constants = _constants(experiment)
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
            honest = workers.honest if scale == 1 else scale * workers.honest
            values = moments(honest, scale * update, whole.gradient)
            values |= _evaluations(experiment, theta, whole, parameter, workers)
            recorder.add(index, values)
            if 2 * index >= len(recorder.steps) - 1:
                gradient_sum += whole.gradient
                recorded += 1
        workers.before = theta
        theta = theta - scale * experiment.gamma * update
        if not all(bool(end.isfinite()) for end in theta.aminmax()):  # one pass, NaN included
            raise _diverged(experiment, theta, "theta", t)
    final = {"loss": objective.value(theta), "accuracy": objective.accuracy(theta)}
    return Trace(
        config,
        constants,
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
    the attack remembers; ``before`` (R, D): theta of the last round; ``asked`` (R, nhat): whom the server heard;
    ``noise`` (R,): the mean over the honest of ||g_i - grad Q||^2, with private noise.
    """

    sent: Tensor
    m: int
    own: Tensor | None
    messages: Messages
    memory: Any = None
    before: Tensor | None = None
    asked: Tensor | None = None
    noise: Tensor | None = None

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
        return Workers(sent, config.n - config.f, own, Messages.of(config.workers, experiment.beta, sent))


@torch.no_grad()
def communicate(experiment: Experiment, theta: Tensor, workers: Workers, t: int) -> tuple[Tensor, Tensor | None]:
    """One round at theta (R, D): gradients, momenta (updated in place), attack, aggregation.

    Returns R_t of shape (R, D) and the attack's parameter.
    """
    config, attack = experiment.config, experiment.attack
    honest, m = workers.honest, workers.m
    flips = Flips(config.f, attack.relabels) if attack.relabels and config.f else None
    drawn = gradients(
        experiment.objective,
        theta,
        chosen=config.workers,
        before=workers.before,
        draw=Draw(config.n, experiment.generator, flips, m if workers.own is None else None),
        privacy=config.privacy,
    )
    exact = experiment.objective.gradient(theta) if config.privacy else None
    workers.noise = None if exact is None else theta.new_empty(len(theta))
    for block, new, old in drawn:
        if exact is not None and workers.noise is not None:
            workers.noise[block] = (new[:, :m] - exact[block, None]).square().sum(-1).mean(-1)
        for rows, part in ((honest, slice(m)), (workers.own, slice(m, None))):
            if rows is not None:
                before = None if old is None else old[:, part]
                workers.messages.advance(rows[block], block, part, new[:, part], before)
    parameter = None
    if config.f > 0:
        view = View(
            *(honest, workers.faulty if workers.own is None else workers.own, theta),
            *(experiment.objective, experiment.rule),
            *(experiment.aggregate, experiment.scale * experiment.gamma, t),
            *(experiment.generator, workers.memory, experiment.isometric),
        )
        chosen = attack.send(view, **config.attack.options)
        workers.faulty.copy_(chosen.rows)
        parameter, workers.memory = chosen.parameter, chosen.memory
    if not config.sample:
        return experiment.aggregate(workers.sent), parameter
    workers.asked = _asked(theta, config.n, config.sample["size"], experiment.generator)
    heard = torch.take_along_dim(workers.sent, workers.asked[..., None], dim=1)
    weights = None if experiment.weights is None else experiment.weights[workers.asked]
    return experiment.aggregate(heard, config.sample["faulty"], weights), parameter


def _asked(theta: Tensor, n: int, size: int, generator: torch.Generator) -> Tensor:
    """Per replica ``size`` of n workers, uniform without replacement: (R, size)."""
    order = torch.rand(len(theta), n, generator=generator, dtype=torch.float64, device=theta.device)
    return order.argsort(dim=1)[:, :size]


def _constants(experiment: Experiment) -> Constants:
    """Those of the objective; private noise adds D s^2 to the variance (V1)."""
    constants = experiment.objective.constants
    extra = experiment.theta.shape[1] * experiment.config.privacy**2
    return replace(constants, variance=constants.variance + extra) if extra else constants


def _evaluations(
    experiment: Experiment, theta: Tensor, whole: Whole, parameter: Tensor | None, workers: Workers
) -> dict[str, Tensor | None]:
    objective = experiment.objective
    steady = objective.constants.constant_noise or objective.constants.estimated
    extra = theta.shape[1] * experiment.config.privacy**2
    local = None if objective.constants.homogeneous else objective.local(theta, workers.m)
    named = dict(zip(("local_loss", "local_gradient2", "dissimilarity", "local_noise"), local or (), strict=False))
    if extra and local is not None:
        named["local_noise"] = local.noise + extra
    asked = workers.asked
    return named | {
        "loss": whole.value,
        "noise_variance": None if steady else whole.noise_variance + extra,
        "accuracy": objective.accuracy(theta) if objective.has_accuracy else None,
        "parameter": parameter,
        "noise2": workers.noise,
        "faulty_asked": None if asked is None else (asked >= workers.m).sum(-1).to(theta.dtype),
    }
