"""The lattice reaches a worst input that sits where distances tie; it runs no input twice and reports what it saw."""

from __future__ import annotations

import numpy as np
import pytest

from resam_theory.claims import Criterion
from verification.search.lattice import Lattice
from verification.search.power import known
from verification.search.state import Population, scores

pytestmark = pytest.mark.slow

_SAME_SPAN = 1 + 1e-12  # spans of integers below 2^9: equal or a relative 1e-3 apart


def _least_diameter_on_a_line(x: np.ndarray, m: int) -> np.ndarray:
    """The mean of the first m consecutive rows of least span: minimum diameter averaging of points on a line."""
    line = np.sort(x[:, :, 0], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(line, m, axis=1)
    span = windows[:, :, -1] - windows[:, :, 0]
    first = (span <= _SAME_SPAN * span.min(axis=1, keepdims=True)).argmax(axis=1)
    return windows[np.arange(len(x)), first].mean(axis=1)[:, None]


@pytest.mark.parametrize(("n", "f", "seed"), [(15, 4, 0), (15, 4, 1), (15, 6, 2)])
def test_finds_the_exact_value_of_a_rule_that_selects(n: int, f: int, seed: int) -> None:
    m, states = n - f, []

    def ratio(population: Population) -> np.ndarray:
        states.append(np.sort(population.x[:, :, 0], axis=1))
        return scores(population.x, _least_diameter_on_a_line(population.x, m), m).kap

    exact = known("minimum_diameter_averaging", Criterion.KAPPA, n, f, 1)
    assert exact is not None
    lattice = Lattice(ratio, np.random.default_rng(seed), 48, n, m)
    lattice.climb(600, lambda: lattice.best.max() >= 0.99 * exact[0])
    assert 0.99 * exact[0] <= lattice.best.max() <= exact[0] * (1 + 1e-6)
    assert sum(map(len, states)) < 20_000


def test_runs_no_input_twice_and_keeps_every_value() -> None:
    """Inputs that differ by a translation and by the order of rows of one role are one input; roles are not."""
    n, m, run = 6, 4, []

    def ratio(population: Population) -> np.ndarray:
        x = population.x[:, :, 0] - population.x.min(axis=1)
        run.extend(map(tuple, np.concatenate([np.sort(x[:, :m]), np.sort(x[:, m:])], axis=1)))
        return scores(population.x, np.median(population.x, axis=1), m).kap

    lattice = Lattice(ratio, np.random.default_rng(0), 48, n, m)
    lattice.climb(40, lambda: False)
    assert len(run) == len(set(run)) > 48
    x = np.take_along_axis(lattice.positions, lattice.labels, axis=1)[:, :, None].astype(float)
    again = scores(x, np.median(x, axis=1), m).kap
    np.testing.assert_allclose(lattice.value, again, rtol=1e-12)


def test_a_turn_ends_when_it_is_told_to() -> None:
    calls: list[int] = []

    def ratio(population: Population) -> np.ndarray:
        calls.append(len(population))
        return np.zeros(len(population))

    lattice = Lattice(ratio, np.random.default_rng(0), 16, 5, 4)
    lattice.climb(100, lambda: bool(calls))
    assert sum(calls) <= 5 * 16  # one island drawn, one round
