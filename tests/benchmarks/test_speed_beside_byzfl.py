"""Every rule that ByzFL has too, in the same process on the same data; groups make the ratio readable.

ByzFL casts float64 tensors to float32 and stops its geometric median after three steps, so there the comparison favours
it. Where benchmarks are disabled (``make test``) the same code runs on small inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
import torch

from resam_theory.rules import get

pytestmark = pytest.mark.slow

ROUNDS = 25
LOOP_ROUNDS = 3
PROBLEMS = 4096
SMALL_D, SMALL_PROBLEMS = 64, 8
"""Sizes where nothing is measured."""
SHAPES = ((15, 4, 100_000), (30, 9, 2048), (15, 4, 2))
PEERS: dict[str, Callable[[Any, int], Any]] = {
    "mean": lambda byzfl, f: byzfl.Average(),
    "trimmed_mean": lambda byzfl, f: byzfl.TrMean(f),
    "median": lambda byzfl, f: byzfl.Median(),
    "mean_around_median": lambda byzfl, f: byzfl.Meamed(f),
    "geometric_median": lambda byzfl, f: byzfl.GeometricMedian(),  # three smoothed steps; ours converges
    "krum": lambda byzfl, f: byzfl.Krum(f),
    "multi_krum": lambda byzfl, f: byzfl.MultiKrum(f),
    "minimum_diameter_averaging": lambda byzfl, f: byzfl.MDA(f),
    "centered_clipping": lambda byzfl, f: byzfl.CenteredClipping(L=3, tau=1.0),
    "monna": lambda byzfl, f: byzfl.MoNNA(f),
    "caf": lambda byzfl, f: byzfl.CAF(f),  # one step of a power iteration a round; ours computes eigenvectors
    "smea": lambda byzfl, f: byzfl.SMEA(f),  # the same, for every subset
}
LISTS_SUBSETS = {"minimum_diameter_averaging", "smea"}
"""ByzFL's need minutes for n = 30 and for thousands of problems, SMEA for large d as well, where ours may give up."""
SINGLE = tuple(
    (who, name, shape)
    for name, shape, who in product(PEERS, SHAPES, ("ours", "byzfl"))
    if not (who == "byzfl" and name in LISTS_SUBSETS and shape[0] == 30) and (name != "smea" or shape[2] == 2)
)
BATCHED = tuple(
    (who, name) for name, who in product(PEERS, ("ours", "byzfl")) if who == "ours" or name not in LISTS_SUBSETS
)


@pytest.fixture(name="aggregator")
def _aggregator(request: pytest.FixtureRequest) -> Callable[[str, str, int], Callable[[Any], Any]]:
    """``(who, name, f) -> callable``; the test is skipped where it needs ByzFL and there is none."""

    def make(who: str, name: str, f: int) -> Callable[[Any], Any]:
        if who == "ours":
            return lambda x: get(name)(x, f=f)
        byzfl = request.getfixturevalue("byzfl")

        def fresh(x: Any) -> Any:  # centred clipping keeps a state
            return PEERS[name](byzfl, f)(x)

        return fresh

    return make


@pytest.mark.parametrize("kind", tuple(product(("numpy", "torch"), ("float32", "float64"))), ids="-".join)
@pytest.mark.parametrize("case", SINGLE, ids=str)
def test_one_problem(benchmark: Any, rows_of: Any, aggregator: Any, kind: tuple[str, str], case: Any) -> None:
    (library, dtype), (who, name, (n, f, d)) = kind, case
    d = min(d, SMALL_D) if benchmark.disabled else d
    x, aggregate = rows_of(n, d, dtype, library), aggregator(who, name, f)
    benchmark.group = f"{name} {n}x{d} {library} {dtype}"
    benchmark.extra_info["who"] = who
    output = benchmark.pedantic(aggregate, args=(x,), rounds=ROUNDS, warmup_rounds=2)
    assert output.shape == (d,)


@pytest.mark.parametrize("library", ["numpy", "torch"])
@pytest.mark.parametrize("case", BATCHED, ids=str)
def test_batch_of_small_problems(benchmark: Any, aggregator: Any, library: str, case: tuple[str, str]) -> None:
    """Thousands of problems of (15, 2): one call of ours, a loop over ByzFL."""
    who, name = case
    aggregate = aggregator(who, name, 4)
    x: Any = np.random.default_rng(0).normal(size=(SMALL_PROBLEMS if benchmark.disabled else PROBLEMS, 15, 2))
    x = torch.from_numpy(x) if library == "torch" else x
    benchmark.group = f"{name} {PROBLEMS} of 15x2 {library} float64"
    benchmark.extra_info["who"] = who
    call = aggregate if who == "ours" else lambda batch: [aggregate(problem) for problem in batch]
    output = benchmark.pedantic(call, args=(x,), rounds=LOOP_ROUNDS, warmup_rounds=1)
    assert len(output) == len(x)
