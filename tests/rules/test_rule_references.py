"""Slow, obvious references for the rules that need no distances, at sizes that take every path of the fast code."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
import torch

from resam_theory.rules import Rule, get
from resam_theory.rules.kernels import arrays, order_statistics

pytestmark = pytest.mark.usefixtures("defined")


def mean_reference(x: np.ndarray, f: int) -> np.ndarray:
    return np.asarray([math.fsum(column) / len(column) for column in x.T])


def trimmed_mean_reference(x: np.ndarray, f: int) -> np.ndarray:
    n = len(x)
    return np.asarray([math.fsum(sorted(column)[f : n - f]) / (n - 2 * f) for column in x.T.tolist()])


def median_reference(x: np.ndarray, f: int) -> np.ndarray:
    return np.asarray([statistics.median(column) for column in x.T.tolist()])


def mean_around_median_reference(x: np.ndarray, f: int) -> np.ndarray:
    def of(column: list[float]) -> float:
        middle = statistics.median(column)
        return statistics.fmean(sorted(column, key=lambda value: (abs(value - middle), value))[: len(column) - f])

    return np.asarray([of(column) for column in x.T.tolist()])


def elimination_reference(x: np.ndarray, f: int) -> np.ndarray:
    rows = sorted(x.tolist(), key=lambda row: math.hypot(*row))
    return np.asarray(rows[: len(x) - f]).mean(axis=0)


def clipping_reference(x: np.ndarray, f: int) -> np.ndarray:
    centre = np.zeros(x.shape[1])
    for _ in range(3):
        moves = [row - centre for row in x]
        centre = centre + sum(move * min(1.0, 1.0 / max(math.hypot(*move), 1e-300)) for move in moves) / len(x)
    return centre


REFERENCES: dict[str, Callable[[np.ndarray, int], np.ndarray]] = {
    "mean": mean_reference,
    "trimmed_mean": trimmed_mean_reference,
    "median": median_reference,
    "mean_around_median": mean_around_median_reference,
    "comparative_gradient_elimination": elimination_reference,
    "centered_clipping": clipping_reference,
}
NETWORK = order_statistics.SMALLEST_WIDTH
SHAPES = (
    (1, 0, 3),
    (2, 0, 5),
    (3, 1, 2),
    (8, 3, NETWORK),
    (15, 4, NETWORK + 1),
    (16, 7, NETWORK),
    (45, 9, NETWORK),
    (129, 9, NETWORK),
)


@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=["float32", "float64"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", REFERENCES)
def test_reference(name: str, shape: tuple[int, int, int], dtype: Any, rounding_of: Callable[..., float]) -> None:
    n, f, d = shape
    x = np.random.default_rng(n).normal(size=(n, d)).astype(dtype)
    wanted = REFERENCES[name](x.astype(np.float64), f)
    for array in (x, np.asfortranarray(x), torch.asarray(x), torch.asarray(x).requires_grad_()):
        found = get(name)(array, f=f)
        found = found.detach().numpy() if isinstance(found, torch.Tensor) else found
        np.testing.assert_allclose(found, wanted, rtol=0, atol=rounding_of(x))


@pytest.mark.parametrize("name", ["trimmed_mean", "median", "mean_around_median"])
def test_network_on_a_batch_and_over_several_blocks(name: str, rounding_of: Callable[..., float]) -> None:
    x = np.random.default_rng(0).normal(size=(40, 3, 7, 31))
    assert x.size > 7 * 2 * order_statistics.LANES
    assert order_statistics.columns(arrays.prepare(x, 2)) is not None
    found = get(name)(x, f=2)
    for index in ((0, 0), (11, 1), (39, 2)):
        np.testing.assert_allclose(found[index], REFERENCES[name](x[index], 2), rtol=0, atol=rounding_of(x))


@pytest.mark.parametrize("k", [2, 3])
def test_trimming_more_than_f(k: int, rounding_of: Callable[..., float]) -> None:
    x = np.random.default_rng(0).normal(size=(8, 5))
    found = get("trimmed_mean")(x, f=1, k=k)
    np.testing.assert_allclose(found, trimmed_mean_reference(x, k), rtol=0, atol=rounding_of(x))


def test_clipping_around_a_centre(rounding_of: Callable[..., float]) -> None:
    x = np.random.default_rng(0).normal(size=(4, 7, 5))
    centre = np.arange(5.0)
    found = get("centered_clipping")(x + centre, f=2, centre=centre)
    np.testing.assert_allclose(found, get("centered_clipping")(x, f=2) + centre, rtol=0, atol=rounding_of(x + centre))


@pytest.mark.parametrize("n", range(2, 11))
def test_pruned_networks_keep_what_is_asked_for(n: int) -> None:
    """The 0-1 principle: a network that handles every input of zeros and ones handles every input."""
    bits = np.asarray(list(product((0.0, 1.0), repeat=n))).T
    ordered = np.sort(bits, axis=0)
    for f in range((n + 1) // 2):
        for low, high in ((f, n - f), (0, n - f), (f, n)):
            found = order_statistics.sorted_sum(bits, low, high)
            np.testing.assert_array_equal(found, ordered[low:high].sum(axis=0))
        recorder = order_statistics.ProgramWriter(n)
        places = recorder.sort(tuple(0 if f <= i < n - f else i + 1 for i in range(n)))
        for i in (*range(f), *range(n - f, n)):
            np.testing.assert_array_equal(order_statistics.run(bits, recorder.program(places[i])), ordered[i])


def test_a_network_without_its_last_comparator_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = order_statistics.network
    monkeypatch.setattr(order_statistics, "network", lambda labels: whole(labels)[:-1])
    order_statistics.sum_program.cache_clear()
    with pytest.raises(AssertionError):
        test_pruned_networks_keep_what_is_asked_for(5)
    order_statistics.sum_program.cache_clear()


LAYOUTS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "half precision": lambda x: x.astype(np.float16),
    "other byte order": lambda x: x.astype(x.dtype.newbyteorder()),
    "long double": lambda x: x.astype(np.longdouble),
    "read-only": lambda x: np.lib.stride_tricks.as_strided(x, writeable=False),
    "every other row of a larger array": lambda x: np.repeat(x, 2, axis=-2)[..., ::2, :],
}


@pytest.mark.sampled(11)
@pytest.mark.parametrize("shape", [(9, 3), (9, 700), (20, 9, 700)], ids=str)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_uncommon_numbers_and_layouts(rule: Rule, layout: str, shape: tuple[int, ...]) -> None:
    """Compiled loops know float32 and float64 of this machine; all else takes another way to the same output."""
    x = np.random.default_rng(0).integers(-8, 9, size=shape) + np.arange(shape[-2])[:, None] / 8  # exact in all of them
    found = rule(LAYOUTS[layout](x), f=2)
    assert found.dtype.kind == "f"
    allowed = 4 * float(np.finfo(found.dtype.newbyteorder("=")).eps if found.dtype.itemsize == 2 else 2.0**-40)
    np.testing.assert_allclose(found.astype(float), rule(x, f=2), rtol=0, atol=allowed * np.abs(x).max())


@pytest.mark.parametrize("d", [1, 2, 4, 12])
def test_least_largest_eigenvalue_among_all_sets(d: int) -> None:
    rng = np.random.default_rng(d)
    for n, f in ((5, 1), (8, 3), (9, 4)):
        x = rng.normal(size=(10, n, d)) * rng.choice([1, 1, 20], size=(10, n, 1))
        kept = get("smea").select(x, f=f).kept
        for rows, chosen in zip(x, kept, strict=True):
            sets = [list(rows_of) for rows_of in combinations(range(n), n - f)]
            spreads = [np.linalg.norm(rows[part] - rows[part].mean(axis=0), 2) for part in sets]
            assert sets[int(np.argmin(spreads))] == np.flatnonzero(chosen).tolist()


@pytest.mark.slow
def test_many_rows_without_outliers_end_or_are_refused_in_one_line() -> None:
    rng = np.random.default_rng(0)
    kept = get("smea").select(rng.normal(size=(41, 3)), f=10).kept
    assert kept.sum() == 31
    with pytest.raises(ValueError, match=r"need fewer rows or dimensions") as error:
        get("smea")(rng.normal(size=(41, 100)), f=10)
    assert "\n" not in str(error.value)
