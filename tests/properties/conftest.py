"""A zoo of deliberately broken rules, each with the property that names its fault."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest


@dataclass(frozen=True)
class Broken:
    """A broken rule, the property that must fail, and how it is checked."""

    rule: Callable[..., Any]
    fault: str
    options: dict[str, Any] = field(default_factory=dict)


def _distances(x: np.ndarray) -> np.ndarray:
    return ((x[:, None] - x[None]) ** 2).sum(axis=-1)


def krum_of_fourth_powers(x: np.ndarray, f: int) -> np.ndarray:
    """Krum that squares the squared distances once more."""
    scores = np.sort(_distances(x) ** 2, axis=1)[:, : len(x) - f].sum(axis=1)
    return x[scores.argmin()]


def meamed_around_lower_median(x: np.ndarray, f: int) -> np.ndarray:
    """Mean around median with the lower of the two middle values, for even n."""
    n = len(x)
    middle = np.sort(x, axis=0)[(n - 1) // 2]
    nearest = np.argsort(np.abs(x - middle), axis=0, kind="stable")[: n - f]
    return np.take_along_axis(x, nearest, axis=0).mean(axis=0)


def weiszfeld_with_absolute_smoothing(x: np.ndarray) -> np.ndarray:
    """Geometric median whose distances are smoothed by 1e-2, whatever the scale of the data."""
    z = np.median(x, axis=0)
    for _ in range(50):
        weight = 1 / np.maximum(np.linalg.norm(x - z, axis=1), 1e-2)
        z = (weight[:, None] * x).sum(axis=0) / weight.sum()
    return z


def trims_one_side(x: np.ndarray, f: int) -> np.ndarray:
    """A trimmed mean that drops the largest f values only."""
    return np.sort(x, axis=0)[: len(x) - f].mean(axis=0)


def mda_of_consecutive_rows(x: np.ndarray, f: int) -> np.ndarray:
    """Minimum diameter averaging that looks at runs of consecutive rows only."""
    n = len(x)
    runs = [[(i + j) % n for j in range(n - f)] for i in range(n)]
    distances = _distances(x)
    return x[min(runs, key=lambda run: distances[np.ix_(run, run)].max())].mean(axis=0)


def leaks_nan(x: np.ndarray) -> np.ndarray:
    """A median that lets NaN through."""
    return np.median(x, axis=0)


def small_bias(x: np.ndarray) -> np.ndarray:
    """A median that adds 1e-6 to data of scale 1e-3."""
    bias = 1e-6 if np.abs(x).max() < 5e-3 else 0.0
    return np.median(np.nan_to_num(x), axis=0) + bias


def sorts_in_place(x: np.ndarray) -> np.ndarray:
    """A median that sorts the rows it was given."""
    x.sort(axis=0)
    return x[len(x) // 2].copy()


def reverses_its_list(rows: list[np.ndarray]) -> np.ndarray:
    """A median that takes a list and reverses it in place."""
    assert isinstance(rows, list)
    rows.reverse()
    return np.median(np.stack(rows), axis=0)


def moves_with_the_origin(x: np.ndarray) -> np.ndarray:
    """A median shrunk towards 0."""
    return 0.99 * np.median(x, axis=0)


def rotates(x: np.ndarray) -> np.ndarray:
    """A coordinate-wise median, which is not what a claim of orthogonal equivariance needs."""
    return np.median(x, axis=0)


def leaves_the_hull(x: np.ndarray) -> np.ndarray:
    """Extrapolates beyond the median, away from the mean."""
    return 2 * np.median(x, axis=0) - x.mean(axis=0)


def random_choice(x: np.ndarray) -> np.ndarray:
    """A random one of the five central rows."""
    order = np.argsort(_distances(x).sum(axis=1))
    return x[np.random.default_rng().choice(order[:5])]


def remembers(x: np.ndarray, memory: list[np.ndarray] = []) -> np.ndarray:  # noqa: B006 - the fault
    """A median averaged with that of the call before."""
    before = memory[-1] if memory else np.zeros(1)
    memory.append(np.median(x, axis=0))
    return (before + memory[-1]) / 2 if before.shape == memory[-1].shape else memory[-1]


def mixes_the_batch(x: np.ndarray) -> np.ndarray:
    """A batched median with a memory-saving shortcut: one scale for the whole batch."""
    scale = np.abs(x).max() + 1
    return np.round(np.median(x, axis=-2) / scale * 2**20) / 2**20 * scale


def always_double(x: np.ndarray) -> np.ndarray:
    """A median that returns float64."""
    return np.median(x.astype(np.float64), axis=0)


def too_far(x: np.ndarray, f: int) -> np.ndarray:
    """The row farthest from the median: no resilient averaging with the constant of Krum."""
    return x[np.linalg.norm(x - np.median(x, axis=0), axis=1).argmax()]


def returns_none(x: np.ndarray) -> None:
    """Forgets to return."""


def wrong_shape(x: np.ndarray) -> np.ndarray:
    """The median along the wrong axis."""
    return np.median(x, axis=1)


def raises_on_ties(x: np.ndarray) -> np.ndarray:
    """Divides by the smallest distance."""
    if np.unique(x, axis=0).shape != x.shape:
        raise ZeroDivisionError("two rows are equal")
    return np.median(x, axis=0)


def nan_on_ties(x: np.ndarray) -> np.ndarray:
    """Weights by inverse distances to the median, also where they are 0."""
    weight = 1 / np.linalg.norm(x - np.median(x, axis=0), axis=1)
    return (weight[:, None] * x).sum(axis=0) / weight.sum()


def hangs_on_ties(x: np.ndarray) -> np.ndarray:
    """An iteration that does not end where two rows are equal."""
    while np.unique(x, axis=0).shape != x.shape:
        time.sleep(1)
    return np.median(x, axis=0)


def dies_on_ties(x: np.ndarray) -> np.ndarray:
    """Ends the process, as a segmentation fault does."""
    if np.unique(x, axis=0).shape != x.shape:
        os._exit(11)
    return np.median(x, axis=0)


def exact_mda(x: np.ndarray, f: int) -> np.ndarray:
    """Minimum diameter averaging by enumeration, in six lines: correct."""
    distances = _distances(x)
    subsets = itertools.combinations(range(len(x)), len(x) - f)
    return x[list(min(subsets, key=lambda s: distances[np.ix_(s, s)].max()))].mean(axis=0)


ZOO = {
    f"{broken.rule.__name__}-{broken.fault}": broken
    for broken in (
        Broken(krum_of_fourth_powers, "definition", {"like": "krum"}),
        Broken(meamed_around_lower_median, "reflection_equivariance", {"n": 8, "f": 2}),
        Broken(weiszfeld_with_absolute_smoothing, "scale_equivariance", {"accuracy": 1e-3}),
        Broken(trims_one_side, "resilient_averaging"),
        Broken(mda_of_consecutive_rows, "permutation_invariance"),
        Broken(leaks_nan, "bounded_under_hostile_rows"),
        Broken(small_bias, "scale_equivariance"),
        Broken(sorts_in_place, "input_unmodified"),
        Broken(reverses_its_list, "input_unmodified"),
        Broken(moves_with_the_origin, "translation_equivariance"),
        Broken(rotates, "orthogonal_equivariance", {"traits": ["orthogonal"], "d": 2}),
        Broken(leaves_the_hull, "coordinate_hull", {"traits": ["hull"]}),
        Broken(random_choice, "determinism"),
        Broken(remembers, "determinism"),
        Broken(mixes_the_batch, "batch_equals_loop"),
        Broken(always_double, "dtype_kept"),
        Broken(too_far, "resilient_averaging", {"lambda_": 1.3, "kappa": 9.0}),
        Broken(too_far, "robustness", {"lambda_": 1.3, "kappa": 9.0}),
        Broken(returns_none, "well_formed"),
        Broken(wrong_shape, "well_formed"),
        Broken(raises_on_ties, "well_formed"),
        Broken(nan_on_ties, "well_formed"),
        Broken(hangs_on_ties, "well_formed", {"timeout": 0.3}),
        Broken(dies_on_ties, "well_formed"),
    )
}


@pytest.fixture(params=sorted(ZOO))
def broken(request: pytest.FixtureRequest) -> Broken:
    return ZOO[request.param]


@pytest.fixture
def correct_mda() -> Callable[..., Any]:
    return exact_mda
