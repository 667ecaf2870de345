"""Minimum diameter averaging at n = 30, f = 10, d = 2048, without listing subsets: its time, and under 200 MB."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest

from resam_theory.rules import get

BYTES = 200 * 2**20
N, F, D = 30, 10, 2048


def _clustered() -> np.ndarray:
    """Honest rows around 0, faulty ones in two groups just beyond them."""
    rows = np.random.default_rng(0).normal(size=(N, D))
    rows[: F // 2] += 1.0
    rows[F // 2 : F] -= 1.0
    return rows


INPUTS = {"gaussian": lambda: np.random.default_rng(1).normal(size=(N, D)), "clustered": _clustered}


@pytest.mark.parametrize("kind", INPUTS)
def test_time(benchmark: Any, kind: str) -> None:
    x = INPUTS[kind]()
    benchmark.group = "minimum_diameter_averaging n=30 f=10 d=2048"
    benchmark.pedantic(lambda: get("minimum_diameter_averaging")(x, f=F), rounds=3)


@pytest.mark.parametrize("kind", INPUTS)
def test_memory(benchmark: Any, kind: str) -> None:
    x = INPUTS[kind]()

    def peak() -> int:
        tracemalloc.start()
        get("minimum_diameter_averaging")(x, f=F)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    benchmark.group = "minimum_diameter_averaging n=30 f=10 d=2048, traced"
    assert benchmark.pedantic(peak, rounds=1) < BYTES
