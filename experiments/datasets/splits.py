"""How examples are dealt to workers.

``shared``: every worker draws from all examples: the homogeneous setting that the theorems assume, exactly.
``iid``: a random partition. ``dirichlet``: per class, the workers' shares are Dirichlet(alpha, ..., alpha)
(Hsu, Qi, Brown 2019). ``similarity``: a fraction of each worker's examples is i.i.d., the rest is dealt sorted by label
(Karimireddy et al. 2020). ``one_class``: every worker holds examples of one class only, or of as few as possible where
there are more classes than workers.

The examples are dealt to the honest workers, none is left to the faulty ones alone: faulty worker j has those of honest
worker j, for attacks that follow the protocol on data (f < n/2, so that there are enough).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from resam_theory.errors import require_real

from ..registry import Choice, find

__all__ = ["SPLITS", "Split", "deal"]

_Part = Callable[..., list[np.ndarray]]


@dataclass(frozen=True)
class Split:
    """A way to deal: ``part(labels, workers, rng, **options)`` returns one index array per worker."""

    name: str
    part: _Part
    options: Mapping[str, Any] = field(default_factory=dict)
    homogeneous: bool = False
    aliases: tuple[str, ...] = ()


def _shared(labels: np.ndarray, workers: int, rng: np.random.Generator) -> list[np.ndarray]:
    return [np.arange(len(labels))] * workers


def _iid(labels: np.ndarray, workers: int, rng: np.random.Generator) -> list[np.ndarray]:
    return np.array_split(rng.permutation(len(labels)), workers)


def _dirichlet(labels: np.ndarray, workers: int, rng: np.random.Generator, alpha: float) -> list[np.ndarray]:
    require_real("data.split.alpha", alpha, low=0, open_low=True)
    parts: list[list[np.ndarray]] = [[] for _ in range(workers)]
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        cuts = (np.cumsum(rng.dirichlet([alpha] * workers))[:-1] * len(members)).round().astype(int)
        for part, piece in zip(parts, np.split(members, cuts), strict=True):
            part.append(piece)
    return _nobody_empty([np.concatenate(part) for part in parts])


def _similarity(labels: np.ndarray, workers: int, rng: np.random.Generator, gamma: float) -> list[np.ndarray]:
    require_real("data.split.gamma", gamma, low=0, high=1)
    order = rng.permutation(len(labels))
    common = round(gamma * len(labels))
    rest = order[common:]
    by_label = rest[np.argsort(labels[rest], kind="stable")]
    pairs = zip(np.array_split(order[:common], workers), np.array_split(by_label, workers), strict=True)
    return _nobody_empty([np.concatenate(pair) for pair in pairs])


def _one_class(labels: np.ndarray, workers: int, rng: np.random.Generator) -> list[np.ndarray]:
    classes = np.unique(labels)
    parts: list[list[np.ndarray]] = [[] for _ in range(workers)]
    for k, label in enumerate(classes):
        members = rng.permutation(np.flatnonzero(labels == label))
        holders = range(k % workers, workers, len(classes))
        for worker, piece in zip(holders, np.array_split(members, len(holders)), strict=True):
            parts[worker].append(piece)
    return [np.concatenate(part) for part in parts]


def _nobody_empty(parts: list[np.ndarray]) -> list[np.ndarray]:
    """Give each empty worker one example of the largest share."""
    for i, part in enumerate(parts):
        if len(part) == 0:
            largest = max(range(len(parts)), key=lambda j: len(parts[j]))
            parts[i], parts[largest] = parts[largest][:1], parts[largest][1:]
    return parts


SPLITS: Final = (
    Split("shared", _shared, homogeneous=True),
    Split("iid", _iid),
    Split("dirichlet", _dirichlet, {"alpha": 1.0}),
    Split("similarity", _similarity, {"gamma": 0.5}),
    Split("one_class", _one_class),
)


def deal(choice: Choice, labels: np.ndarray, workers: int, seed: int, *, faulty: int = 0) -> list[np.ndarray]:
    """One non-empty index array per worker, a function of (choice, labels, workers, seed, faulty).

    The last ``faulty`` workers have the examples of the first ones again.

    >>> [len(part) for part in deal(Choice("iid"), np.zeros(10), 4, seed=0, faulty=1)]
    [4, 3, 3, 4]
    """
    honest = workers - faulty
    if honest > len(labels):
        raise ValueError(
            f"algorithm.n = {workers} is not admissible: need an example for each of the {honest} honest workers, "
            f"and there are {len(labels)}"
        )
    part = find("data.split", choice.name, SPLITS).part
    parts = part(labels, honest, np.random.default_rng(seed), **choice.options)
    return [*parts, *parts[:faulty]]
