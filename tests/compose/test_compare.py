"""resam compare: the ranking is that of certified constants, and a wrong call is one line."""

from __future__ import annotations

import math

import pytest

from resam_theory.convergence.bounds import Problem, optimise
from verification.commands import compare as command
from verification.compare import compare


@pytest.mark.slow
def test_ranking_by_certified_kappa() -> None:
    rows = compare(5, 1, 1, 1.0)
    names = [row.rule for row in rows]
    assert {"trimmed_mean", "nnm+trimmed_mean", "bucketing(s=2)+trimmed_mean"} <= set(names)
    assert not {"mean", "centered_clipping"} & set(names)
    known = [row.kappa for row in rows if row.kappa is not None]
    assert known == sorted(known)
    best = next(row for row in rows if row.rule == "trimmed_mean")
    assert best.kappa == known[0] == pytest.approx(1 / 3)  # the floor f/(n-2f)
    assert (best.price, best.error) == (pytest.approx(1.0), pytest.approx(0.5))
    assert "kappa" in best.exact
    mixed = next(row for row in rows if row.rule == "nnm+trimmed_mean")
    assert mixed.kappa == pytest.approx(4 / 3)
    assert mixed.error == math.inf  # its breakdown is below B = 1


@pytest.mark.slow
def test_a_problem_ranks_by_the_bound_of_the_theorem() -> None:
    """rho^2 of the trimmed mean at (5, 1) on the line: kappa* (m-1)/m = 1/4; 2 lambda*^2 (m-1) = 2 (1/4)^2 3 = 3/8."""
    problem = Problem(2.0, 1.0, 1.0, 1000, 4)
    rows = {row.rule: row for row in compare(5, 1, 1, None, problem)}
    assert rows["trimmed_mean"].bound == pytest.approx(optimise("T2", 1 / 4, problem).value)
    bounds = [row.bound for row in rows.values() if row.bound is not None]
    assert bounds == sorted(bounds)
    assert compare(5, 1, 1, None)[0].bound is None


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"n": 4, "f": 2}, "f = 2"),
        ({"heterogeneity": -1.0}, "heterogeneity"),
        ({"smoothness": 1.0, "steps": 10}, "--variance --gap is missing"),
        ({"smoothness": 0.0, "variance": 1.0, "gap": 1.0, "steps": 10}, "smoothness L"),
    ],
)
def test_a_wrong_call_is_one_line(options: dict[str, float], says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        command(**options)  # pyright: ignore[reportArgumentType]
    assert "\n" not in str(caught.value)
