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

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from .attacks import View
from .building import Experiment, prepare
from .config import RunConfig
from .messages import Messages, gradients
from .moments import moments
from .objectives import Constants, Draw, Flips, Whole
from .trace import Recorder, Trace

__all__ = ["Diverged", "Workers", "communicate", "run", "simulate"]


class Diverged(ArithmeticError):
    """The parameters, or the gradients there, are no longer finite numbers."""


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
