"""The public strategies: admissible inputs, the roles kept, shrinking towards what a person can read."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from verification import (
    InputSet,
    clustered_points,
    general_position,
    hostile_input_sets,
    input_sets,
    orthogonal_matrices,
    row_orders,
    scales,
    translations,
)

QUICK = settings(max_examples=30, database=None)


@QUICK
@given(input_sets(n=st.integers(1, 9), d=st.integers(1, 3)))
def test_input_sets_are_admissible(inputs: InputSet) -> None:
    n = len(inputs.x)
    f = n - len(inputs.honest)
    assert 0 <= 2 * f < n
    assert len(set(inputs.honest)) == n - f
    assert np.isfinite(inputs.x).all()
    rows = inputs.x[list(inputs.honest)]
    magnitude = np.abs(inputs.x).max() + 1.0
    assert np.allclose(inputs.mean, rows.mean(axis=0), atol=1e-12 * magnitude)
    assert inputs.variance <= inputs.diameter**2 / 2 * (1 + 1e-9)  # (C1)
    assert inputs.diameter**2 <= 2 * (n - f) * inputs.variance * (1 + 1e-9)  # (C2)


@QUICK
@given(hostile_input_sets(n=7, f=2, d=3))
def test_hostile_rows_are_the_faulty_ones(inputs: InputSet) -> None:
    honest = inputs.x[list(inputs.honest)]
    assert np.isfinite(honest).all()
    assert np.abs(honest).max() <= 8


@QUICK
@given(orthogonal_matrices(d=3), row_orders(n=5), translations(d=3), scales())
def test_transformations(matrix: np.ndarray, order: tuple[int, ...], shift: np.ndarray, scale: float) -> None:
    assert np.allclose(matrix @ matrix.T, np.eye(3), atol=1e-14)
    assert sorted(order) == list(range(5))
    assert np.array_equal(shift, np.round(shift))
    assert np.frexp(scale)[0] == 0.5  # a power of two: scaling is exact


def test_shrinking_leads_to_few_small_points() -> None:
    """The smallest input on which a mean is fooled has one point away from zero, at distance one."""
    fooled = find(
        input_sets(n=5, f=1, d=2),
        lambda i: bool(np.linalg.norm(i.x.mean(axis=0) - i.mean) > 0.1 * i.diameter),
        settings=settings(max_examples=500, database=None, derandomize=True),
    )
    assert np.count_nonzero(fooled.x) == 1
    assert np.abs(fooled.x).sum() == 1


@pytest.mark.parametrize("what", ["tie", "far", "cluster", "scaled"])
def test_adversarial_geometry_is_reached(what: str) -> None:
    def reached(inputs: InputSet) -> bool:
        rows, size = inputs.x, np.abs(inputs.x).max()
        distinct = len(np.unique(rows, axis=0))
        faulty = np.delete(rows, inputs.honest, axis=0)
        return {
            "tie": distinct == len(rows) - 1,
            "far": size > 0 and np.abs(faulty).max() >= 100 * max(np.abs(rows[list(inputs.honest)]).max(), 1e-9),
            "cluster": distinct == 2,
            "scaled": 0 < size < 1e-3,
        }[what]

    example = find(input_sets(n=4, f=1, d=1), reached, settings=settings(max_examples=2000, database=None))
    assert reached(example)


def test_general_position_separates_ties() -> None:
    x = np.zeros((6, 2))
    moved = general_position(x, seed=1)
    assert len(np.unique(moved)) == moved.size
    assert np.abs(moved).max() < 0.01
    assert not np.array_equal(moved, general_position(x, seed=2))
    assert find(clustered_points(n=3, d=1), lambda p: True).tolist() == [[0.0], [0.0], [0.0]]


def test_input_sets_can_be_pasted() -> None:
    inputs = InputSet(np.array([[0.0, 1.5], [2.0, -3.0], [0.0, 0.0]]), (0, 2))
    again = eval(repr(inputs), {"np": np, "InputSet": InputSet})
    assert np.array_equal(again.x, inputs.x)
    assert again.honest == inputs.honest
