"""Faulty workers that send one point, or nearly one point: the geometric median must not stick to it.

Found by the gradients of the digits: four equal rows in R^585 were no longer equal after the reduction to n dimensions.
"""

from __future__ import annotations

import numpy as np
import pytest

from resam_theory.rules import get

N, F = 15, 4
ROUNDING = 4e-12
"""Relative: MERGED = 2^-38 moves each of at most n rows, so the objective, by this share of the spread."""


def objective(x: np.ndarray, z: np.ndarray) -> np.ndarray:
    return np.linalg.norm(x - z[:, None, :], axis=-1).sum(axis=1)


def best_known(x: np.ndarray) -> np.ndarray:
    """The objective of a plain, slow iteration (Weiszfeld's) and of the copied row: an upper bound of the minimum."""
    z = np.median(x, axis=1)
    for _ in range(100):
        weight = 1 / np.maximum(np.linalg.norm(x - z[:, None, :], axis=-1), 1e-13)
        z = (x * weight[..., None]).sum(axis=1) / weight.sum(axis=1)[:, None]
    return np.minimum(objective(x, z), objective(x, x[:, -1, :]))


def inputs(d: int, copies: int, apart: float) -> np.ndarray:
    rng = np.random.default_rng(d)
    x = rng.standard_normal((16, N, d))
    where = rng.standard_normal((16, 1, d)) * rng.choice([0.5, 1, 2, 5], (16, 1, 1))
    x[:, N - copies :] = where + apart * rng.standard_normal((16, copies, d))
    return x


@pytest.mark.parametrize("d", [2, 10, 20, 600])
@pytest.mark.parametrize("copies", [4, 6])
@pytest.mark.parametrize("apart", [0.0, 1e-16, 1e-14, 1e-12, 1e-9])
def test_no_point_is_better(d: int, copies: int, apart: float) -> None:
    x = inputs(d, copies, apart)
    found = objective(x, get("geometric_median")(x, f=F))
    assert np.all(found <= best_known(x) * (1 + ROUNDING))


@pytest.mark.parametrize("d", [10, 20, 600])
def test_single_precision_agrees_with_double(d: int) -> None:
    x = inputs(d, 4, 0.0).astype(np.float32)
    single = get("geometric_median")(x, f=F).astype(float)
    double = get("geometric_median")(x.astype(float), f=F)
    spread = np.linalg.norm(x - np.median(x, axis=1, keepdims=True), axis=-1).max(axis=1)
    assert np.all(np.linalg.norm(single - double, axis=-1) <= N * np.finfo(np.float32).eps * spread)


def test_the_bound_rejects_the_copied_row() -> None:
    x = inputs(20, 4, 0.0)
    assert np.any(objective(x, x[:, -1, :]) > best_known(x) * (1 + ROUNDING))
