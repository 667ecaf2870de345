"""Pre-aggregations beside ByzFL's in the same process on the same data; groups make the ratio readable."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from itertools import product
from typing import Any

import numpy as np
import pytest
import torch

from resam_theory.compose import pre_aggregation

N, F, D = 15, 4, 100_000
PROBLEMS = 4096
SMALL_D, SMALL_PROBLEMS = 64, 8
"""Sizes where nothing is measured."""
PEERS: dict[str, Callable[[Any], Any]] = {
    "nnm": lambda byzfl: byzfl.NNM(F),
    "bucketing(s=2)": lambda byzfl: byzfl.Bucketing(s=2),
    # these two write into their input: a second call has nothing to do
    "arc": lambda byzfl: lambda x: byzfl.ARC(F)(deepcopy(x)),
    "clipping(radius=2)": lambda byzfl: lambda x: byzfl.Clipping(c=2.0)(deepcopy(x)),
}
KINDS = tuple(product(PEERS, ("numpy", "torch"), ("float32", "float64"), ("ours", "byzfl")))


@pytest.fixture(name="mixer")
def _mixer(request: pytest.FixtureRequest) -> Callable[[str, str], Callable[[Any], Any]]:
    """``(who, name) -> callable``; the test is skipped where it needs ByzFL and there is none."""

    def make(who: str, name: str) -> Callable[[Any], Any]:
        if who == "byzfl":
            return PEERS[name](request.getfixturevalue("byzfl"))
        stage: Any = pre_aggregation(name)
        return lambda x: stage(x, f=1 if name.startswith("bucketing") else F)  # more buckets than 2f

    return make


@pytest.mark.parametrize("case", KINDS, ids="-".join)
def test_one_problem(benchmark: Any, rows_of: Any, mixer: Any, case: tuple[str, str, str, str]) -> None:
    name, library, dtype, who = case
    x = rows_of(N, SMALL_D if benchmark.disabled else D, dtype, library)
    benchmark.group = f"{name} {N}x{D} {library} {dtype}"
    benchmark.extra_info["who"] = who
    assert benchmark.pedantic(mixer(who, name), args=(x,), rounds=9, warmup_rounds=2).shape[-1] == x.shape[-1]


@pytest.mark.parametrize("case", KINDS, ids="-".join)
def test_batch_of_small_problems(benchmark: Any, mixer: Any, case: tuple[str, str, str, str]) -> None:
    """Thousands of problems of (15, 2): one call of ours, a loop over ByzFL."""
    name, library, dtype, who = case
    count = SMALL_PROBLEMS if benchmark.disabled else PROBLEMS
    x: Any = np.random.default_rng(0).normal(size=(count, N, 2)).astype(dtype)
    x = torch.from_numpy(x) if library == "torch" else x
    mix = mixer(who, name)
    benchmark.group = f"{name} {PROBLEMS} of {N}x2 {library} {dtype}"
    benchmark.extra_info["who"] = who
    call = mix if who == "ours" else lambda batch: [mix(problem) for problem in batch]
    assert len(benchmark.pedantic(call, args=(x,), rounds=3, warmup_rounds=1)) == count
