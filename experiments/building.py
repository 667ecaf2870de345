"""The objective of a config: its data loaded, dealt to the workers, its constants found once for runs that share it."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from ._torch import torch
from .config import RunConfig
from .datasets import Dataset, find_dataset, load
from .datasets.splits import SPLITS, deal
from .objectives import Objective, Setup, find_objective
from .registry import find

__all__ = ["objective_of", "samples_of"]


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
