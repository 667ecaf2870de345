"""How far each rule is from what it cannot do without, on (15, 100 000): least times of one process, by ``make bench``.

Every rule has to read the rows once (a dot product of all entries with themselves), those that measure all rows and
then average some of them twice, centred clipping so in each of its steps. Rules of order statistics also need minima
and maxima, as many as their network has comparators with two results or one; other rules of distances the squared
differences of all pairs of rows. Those are measured by a compiled loop over blocks that stay in the first cache.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
import torch

from resam_theory.rules import get
from resam_theory.rules.centered_clipping import STEPS
from resam_theory.rules.kernels.compiled import compiled
from resam_theory.rules.kernels.order_statistics import Operation, Program, sum_program

pytestmark = pytest.mark.slow

N, F, D, SMALL_D = 15, 4, 100_000, 64
ROUNDS, BLOCK, REPEATS = 25, 1024, 200
PAIRS = N * (N - 1) // 2
KINDS = tuple(product(("numpy", "torch"), ("float32", "float64")))


def halves(program: Program) -> int:
    """Minima, maxima and additions of a program, of which a comparator with two results has two."""
    return sum(2 if step[0] == Operation.SORT else 1 for step in program.steps)


NEEDED: dict[str, tuple[str, int]] = {
    "mean": ("readings", 1),
    "comparative_gradient_elimination": ("readings", 2),
    "monna": ("readings", 2),
    "centered_clipping": ("readings", 2 * STEPS),
    "trimmed_mean": ("minima", halves(sum_program(N, F, N - F))),
    "median": ("minima", halves(sum_program(N, N // 2, N // 2 + 1))),
    "krum": ("differences", PAIRS),
    "multi_krum": ("differences", PAIRS),
    "minimum_diameter_averaging": ("differences", PAIRS),
    "geometric_median": ("differences", PAIRS),
    "caf": ("differences", PAIRS),
}
"""What a rule needs of each column."""


@compiled
def minima(a: Any, out: Any) -> None:
    for _ in range(REPEATS):
        for t in range(len(a)):
            out[t] = min(a[t], out[t])


@compiled
def differences(a: Any, out: Any) -> None:
    for _ in range(REPEATS):
        for t in range(len(a)):
            out[t] += (a[t] - out[t]) * (a[t] - out[t])


def least(call: Callable[[], Any]) -> float:
    """The least time of a call."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def reading(x: Any) -> float:
    flat = x.ravel()
    return least(lambda: flat @ flat)


def needed(name: str, x: Any) -> tuple[str, float]:
    """What the rule cannot do without, and the time that it takes."""
    what, count = NEEDED[name]
    if what == "readings":
        return what, count * reading(x)
    loop = minima if what == "minima" else differences
    a = np.zeros(BLOCK, dtype=str(x.dtype).removeprefix("torch."))
    out = np.zeros_like(a)
    loop(a, out)  # compiled
    return what, count * x.shape[1] * least(lambda: loop(a, out)) / (BLOCK * REPEATS)


def test_operations_of_networks_are_counted() -> None:
    assert halves(sum_program(3, 1, 2)) == 4  # three comparators, of two of which one result is used


@pytest.mark.parametrize("kind", KINDS, ids="-".join)
@pytest.mark.parametrize("name", NEEDED)
def test_time_beside_what_is_needed(benchmark: Any, rows_of: Any, name: str, kind: tuple[str, str]) -> None:
    library, dtype = kind
    x = rows_of(N, SMALL_D if benchmark.disabled else D, dtype, library)
    torch.set_num_threads(1)
    once, (what, seconds) = reading(x), needed(name, x)
    benchmark.group = f"{name} {library} {dtype}"
    output = benchmark.pedantic(get(name), args=(x,), kwargs={"f": F}, rounds=ROUNDS, warmup_rounds=2)
    benchmark.extra_info.update(reading=once, rate=x.nbytes / once, needs=what, seconds=seconds)
    assert len(output) == x.shape[1]
