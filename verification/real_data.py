r"""The coefficients on real data: gradients of logistic regression on the digits, some workers replaced by an attack.

The handwritten digits that ship with scikit-learn are split over n workers; at two models (the start, and after a
number of plain steps) every worker computes a minibatch gradient, in R independent draws. f workers are replaced by
each attack, every rule aggregates, and

    lambda_measured = ||F - mean_S|| / D_S,      kappa_measured = ||F - mean_S||^2 / V_S

is taken with S the honest workers. A measured ratio is a float and one S only: a lower bound on lambda*, kappa*, and it
shows how much of the worst case this attack reaches on this data.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final

import numpy as np
import torch
from torch import Tensor

from experiments.attacks import Attack, View, find_attack
from experiments.datasets import load
from experiments.datasets.splits import deal
from experiments.objectives import Objective, Setup, find_objective
from experiments.registry import Choice
from resam_theory.claims import Criterion
from resam_theory.rules import RULES, Rule

from .checks.structured import measured_ratios
from .measurement import Measurement
from .solve import bounds

__all__ = ["ATTACKS", "Measurement", "measure"]

ATTACKS: Final[Mapping[str, tuple[str, ...]]] = {
    "quick": ("sign_flip", "foe", "alie", "mimic", "nonfinite", "optimised_alie"),
    "full": (
        "sign_flip",
        "foe",
        "alie",
        "mimic",
        "gaussian",
        "zero",
        "nonfinite",
        "optimised_foe",
        "optimised_alie",
        "greedy",
    ),
}
_BATCH: Final = 25
_RIDGE: Final = 1e-2
_STEPS: Final = 30


def _objective(n: int, seed: int) -> Objective:
    data, kind = load("digits"), find_objective("logistic")
    shards = tuple(deal(Choice("iid"), data.y, n, seed))
    return kind.build(Setup(n, seed, data=data, shards=shards, homogeneous=False), batch=_BATCH, ridge=_RIDGE)


def _models(objective: Objective, n: int, replicas: int, generator: torch.Generator) -> list[Tensor]:
    """The start, and the model after some steps of plain distributed SGD: large gradients, and small noisy ones."""
    theta = start = objective.start(replicas, generator)
    for _ in range(_STEPS):
        theta = theta - objective.sample(theta, n, generator).mean(-2) / objective.constants.smoothness
    return [start, theta]


def _proved(rule: Rule, criterion: Criterion, n: int, f: int) -> float | None:
    """The smallest certified upper bound that holds in every dimension."""
    values = [float(item.value) for item in bounds(rule.name, criterion, n, f, "inf") if item.side == "upper"]
    finite = [value for value in values if math.isfinite(value)]
    return min(finite, default=None)


def _view(objective: Objective, gradients: Tensor, theta: Tensor, rule: Rule, *, f: int, seed: int) -> View:
    m = gradients.shape[-2] - f
    return View(
        honest=gradients[..., :m, :],
        own=gradients[..., m:, :],
        theta=theta,
        objective=objective,
        rule=rule,
        aggregate=partial(_aggregate, rule, f),
        gamma=1 / objective.constants.smoothness,
        step=1,
        generator=torch.Generator().manual_seed(seed),
    )


def _aggregate(rule: Rule, f: int, x: Tensor) -> Tensor:
    return rule(x, f=f)


def _ratios(rule: Rule, attack: Attack, views: Sequence[View]) -> tuple[float, float]:
    pairs = []
    for view in views:
        faulty = attack.send(view, **attack.options).rows
        x = torch.cat((view.honest, faulty), dim=-2)
        pairs.append(measured_ratios(x.numpy(), rule(x, f=view.f).numpy(), view.n - view.f))
    lam, kap = (np.concatenate(column) for column in zip(*pairs, strict=True))
    return float(lam.max()), float(kap.max())


def measure(
    n: int = 15,
    f: int = 4,
    *,
    replicas: int = 2,
    seed: int = 0,
    attacks: Sequence[str] = ATTACKS["quick"],
    rules: Iterable[Rule] = RULES,
) -> list[Measurement]:
    """Every rule that is defined at (n, f) under every attack on the gradients of the digits."""
    generator = torch.Generator().manual_seed(seed)
    objective = _objective(n, seed)
    models = [(theta, objective.sample(theta, n, generator)) for theta in _models(objective, n, replicas, generator)]
    rows = []
    for rule in rules:
        if not rule.admits(n, f):
            continue
        d = models[0][0].shape[-1]
        known = (
            *(_proved(rule, criterion, n, f) for criterion in (Criterion.LAMBDA, Criterion.KAPPA)),
            *(rule.published(criterion, n, f, d) for criterion in (Criterion.LAMBDA, Criterion.KAPPA)),
        )
        views = [_view(objective, gradients, theta, rule, f=f, seed=seed) for theta, gradients in models]
        rows += [Measurement(rule.name, name, *_ratios(rule, find_attack(name), views), *known) for name in attacks]
    return rows
