"""The geometric median where d > n: solved by the distances between the rows, or by their coordinates."""

from __future__ import annotations

from typing import Any

import array_api_compat
import numpy as np
import pytest
import torch

from resam_theory.rules import geometric_median, get
from resam_theory.rules.kernels import distances, fermat_by_distances

NUMPY = array_api_compat.array_namespace(np.empty(0))
TOLERATED = 2.0**-36
ROUNDING = 40 * 2.0**-50
"""Of 40 coordinates of size one, summed in another order where a batch is computed otherwise."""
FAMILIES = ("gaussian", "scaled", "outliers", "copies", "near a row", "plane", "line", "clusters")


def family(name: str, n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    d = n + int(rng.integers(1, 200))
    x = rng.normal(size=(n, d))
    if name == "outliers":
        x[: n // 3] *= 10.0 ** rng.uniform(0, 6)
    if name == "copies":
        x[: n // 3] = x[0]
    if name == "near a row":
        x[0] = x[1:].mean(axis=0) + 1e-3 * x[0]
    if name == "plane":
        x = rng.normal(size=(n, 2)) @ rng.normal(size=(2, d)) + 1e-9 * x
    if name == "line":
        x = rng.normal(size=(n, 1)) * rng.normal(size=d) + 1e-4 * x
    if name == "clusters":
        x[: n // 2] += 30
    x += rng.normal(size=d) * (rng.integers(2) * 100)
    return x * 10.0 ** rng.uniform(-80, 80) if name == "scaled" else x


def by_distances(x: np.ndarray) -> tuple[np.ndarray, bool]:
    squares = distances.by_differences(NUMPY, x[None])
    weights, centre, sure = fermat_by_distances.weights_by_distances(squares, TOLERATED)
    return geometric_median._combination(NUMPY, x[None], weights, centre)[0], bool(sure[0])


@pytest.mark.parametrize("n", [5, 8, 15, 30])
@pytest.mark.parametrize("name", FAMILIES)
def test_the_two_routes_agree(name: str, n: int) -> None:
    """The error of the sum of n unit vectors, over the least curvature that is let through."""
    allowed = TOLERATED / (n * fermat_by_distances._FLATTEST)
    for seed in range(10):
        x = family(name, n, seed)
        with np.errstate(all="ignore"):
            z, sure = by_distances(x)
            slow = geometric_median._by_coordinates(NUMPY, x[None]).z[0]
        if sure:
            nearest = np.linalg.norm(x - slow, axis=1).max()
            assert np.linalg.norm(z - slow) <= allowed * nearest


@pytest.mark.parametrize("name", FAMILIES)
def test_when_distances_are_enough(name: str) -> None:
    answers = {by_distances(family(name, 15, seed))[1] for seed in range(10)}
    if name in ("gaussian", "scaled"):
        assert answers == {True}
    if name in ("line", "near a row"):
        assert answers == {False}


def test_a_wrong_weight_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = geometric_median._combination
    monkeypatch.setattr(geometric_median, "_combination", lambda xp, x, w, c: whole(xp, x, w * (1 + 1e-7), c))
    with pytest.raises(AssertionError):
        test_the_two_routes_agree("gaussian", 15)


def test_a_combination_in_torch() -> None:
    """What a CUDA tensor meets."""
    x, weights = np.random.default_rng(0).normal(size=(2, 5, 9)), np.full((2, 5), 0.2)
    torch_x = torch.from_numpy(x)
    xp: Any = array_api_compat.array_namespace(torch_x)
    centre = np.asarray([3, 1])
    found = geometric_median._combination(xp, torch_x, torch.from_numpy(weights), torch.from_numpy(centre))
    np.testing.assert_allclose(found.numpy(), x.mean(axis=1), rtol=0, atol=ROUNDING)
    np.testing.assert_allclose(
        geometric_median._combination(NUMPY, x, weights, centre), x.mean(axis=1), rtol=0, atol=ROUNDING
    )


def test_a_batch_takes_both_routes() -> None:
    x = np.stack([np.random.default_rng(seed).normal(size=(7, 40)) for seed in range(6)])
    x[1::2, 1:4] = x[1::2, :1]  # a majority of copies: their place is the answer
    together = get("geometric_median")(x, f=3)
    for problem, z in zip(x, together, strict=True):
        np.testing.assert_allclose(get("geometric_median")(problem, f=3), z, rtol=0, atol=ROUNDING)
    np.testing.assert_allclose(together[1::2], x[1::2, 0], rtol=0, atol=ROUNDING)
