"""A config turned into objects: the data loaded and dealt, the objective (its constants found once for runs that share
it), the rule, the attack, the two rates."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from resam_theory.rules import Rule, get, source_digest

from .attacks import Attack, find_attack
from .blocks import parts_at_once
from .config import WEIGHTS, RunConfig
from .datasets import Dataset, find_dataset, load
from .datasets.splits import SPLITS, deal
from .messages import find_workers
from .objectives import Objective, Setup, find_objective
from .registry import find
from .schedule import rates

__all__ = ["Experiment", "admit", "objective_of", "prepare", "samples_of"]


def objective_of(config: RunConfig, data_dir: Path | None = None) -> Objective:
    """The objective that ``config`` names; ValueError (one line) where it and the data do not go together.

    Those on data that come with a package are kept: the runs of a sweep mostly share one, and estimating the smoothness
    of a network takes longer than many of them.
    """
    shared = config.data and not find_dataset(config.data).files
    return _kept(_Key(config)) if shared else _built(config, data_dir)


class _Key:
    """A config with data, equal to those with the same objective: the rule and f matter to none of these but by the
    shares that are dealt."""

    def __init__(self, config: RunConfig) -> None:
        self.config = config
        dealt = not _same_for_all(config)
        depends: list[Any] = [config.objective.as_dict(), config.data, config.split.as_dict(), config.accuracy_on]
        depends += [config.n, config.dtype, config.device, (config.f, config.seed) if dealt else None]
        self.text = json.dumps(depends, sort_keys=True)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


@lru_cache(maxsize=2)
def _kept(key: _Key) -> Objective:
    return _built(key.config, None)


def _same_for_all(config: RunConfig) -> bool:
    return find("data.split", config.split.name, SPLITS).homogeneous


def samples_of(config: RunConfig, data_dir: Path | None = None) -> list[int]:
    """How many training examples each worker of ``config`` has; that has data."""
    data = _data(config, data_dir)
    assert data is not None
    return [len(part) for part in deal(config.split, data.y, config.n, config.seed, faulty=config.f)]


def _data(config: RunConfig, data_dir: Path | None) -> Dataset | None:
    data = load(config.data, data_dir) if config.data else None
    return data.held_out() if data is not None and config.accuracy_on == "held_out" else data


def _built(config: RunConfig, data_dir: Path | None) -> Objective:
    kind = find_objective(config.objective.name)
    data = _data(config, data_dir)
    if data is not None and kind.classes is not None and kind.classes != (data.classes > 0):
        wanted = "class labels" if kind.classes else "real targets"
        raise ValueError(f"data.name = {config.data!r} is not admissible: objective {kind.name!r} needs {wanted}")
    shards = tuple(deal(config.split, data.y, config.n, config.seed, faulty=config.f)) if data is not None else ()
    dtype = getattr(torch, config.dtype)
    setting = Setup(
        *(config.n, config.seed, dtype, config.device, data, shards, _same_for_all(config)),
        *(config.f, config.rule),
    )
    return kind.build(setting, **config.objective.options)


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
