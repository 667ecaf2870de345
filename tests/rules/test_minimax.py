"""The minimax rule: the line, hostile rows, certified values, the conjecture under attack, one line for wrong calls."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
import sympy as sp
import torch

from resam_theory.claims import Criterion, Kind
from resam_theory.rules import get
from verification.evidence import Evidence, Side, Status, Target
from verification.search import search
from verification.solve.gather import bounds
from verification.verdicts import settle

from .enclosing import enclose

RULE = get("minimax")


def ratio(x: np.ndarray, z: np.ndarray, m: int) -> float:
    """max_S ||z - mean_S||/D_S, by hand."""
    found = 0.0
    for chosen in combinations(range(len(x)), m):
        rows = x[list(chosen)]
        extent = max(np.linalg.norm(a - b) for a in rows for b in rows)
        found = max(found, float(np.linalg.norm(z - rows.mean(axis=0)) / extent))
    return found


@pytest.mark.parametrize(("n", "f", "d"), [(3, 1, 1), (5, 2, 1), (5, 2, 2), (6, 2, 3), (7, 3, 2), (6, 1, 9)])
def test_no_other_point_has_a_smaller_ratio(n: int, f: int, d: int) -> None:
    random = np.random.default_rng(n + d)
    x = random.normal(size=(n, d))
    z = RULE(x, f=f)
    least = ratio(x, z, n - f)
    assert least <= 2**0.5 * f / (n - f)
    for size in (1e-1, 1e-3, 1e-5):
        for _ in range(20):
            assert ratio(x, z + size * random.normal(size=d), n - f) >= least * (1 - 1e-9)


def test_on_the_line_arrays_compute_the_definition() -> None:
    random = np.random.default_rng(0)
    for n, f in ((3, 1), (5, 1), (5, 2), (8, 3)):
        for x in random.integers(-3, 4, size=(20, n, 1)):
            ((expected,),) = RULE.exact([(Fraction(int(v)),) for v in x[:, 0]], f)
            assert RULE(x.astype(float), f=f)[0] == pytest.approx(float(expected), abs=1e-12)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300, -1e308, 5e-324])
def test_hostile_rows(value: float) -> None:
    for n, f, d in ((5, 2, 1), (7, 3, 3), (6, 2, 20)):
        x = np.random.default_rng(n).normal(size=(n, d))
        x[:f] = value
        z, honest = RULE(x, f=f), x[f:]
        extent = max(np.linalg.norm(a - b) for a in honest for b in honest)
        assert np.linalg.norm(z - honest.mean(axis=0)) <= 2**0.5 * f / (n - f) * extent


@pytest.mark.parametrize("scale", [1e-300, 1e-150, 1e150, 1e300])
def test_the_unit_does_not_matter(scale: float) -> None:
    x = np.random.default_rng(3).normal(size=(5, 2))
    assert ratio(x, RULE(x * scale, f=2) / scale, 3) == pytest.approx(ratio(x, RULE(x, f=2), 3), rel=1e-9)


def test_batches_tensors_and_copies() -> None:
    x = np.random.default_rng(4).normal(size=(2, 3, 5, 2))
    found = RULE(x, f=2)
    np.testing.assert_array_equal(found[1, 2], RULE(x[1, 2], f=2))
    assert torch.equal(RULE(torch.as_tensor(x), f=2), torch.as_tensor(found))
    assert RULE(torch.zeros(5, 2, dtype=torch.float16), f=2).dtype == torch.float16
    same = np.asarray([[1.0, 2.0]] * 3 + [[9.0, 9.0]] * 2)
    assert RULE(same, f=2).tolist() == [1.0, 2.0]


def test_wrong_calls_are_one_line() -> None:
    with pytest.raises(ValueError, match=r"\(30, 10\) is not admissible for minimax: need C\(n, f\) <= 3003") as caught:
        RULE(np.zeros((30, 2)), f=10)
    assert "\n" not in str(caught.value)
    with pytest.raises(TypeError, match="minimax is not differentiable"):
        RULE(torch.zeros(5, 2, requires_grad=True), f=1)


@pytest.mark.parametrize(("n", "f", "d"), [(5, 2, 2), (6, 2, 3), (7, 3, 2)])
def test_values_are_enclosed_exactly_and_the_conjecture_stands(n: int, f: int, d: int) -> None:
    random = np.random.default_rng(d)
    for _ in range(5):
        points = [tuple(Fraction(int(v), 8) for v in row) for row in random.integers(-40, 41, size=(n, d))]
        found = enclose(points, f)
        assert 0 <= found.low <= found.high
        assert float(found.high - found.low) <= 1e-7 * float(found.high)
        assert found.high <= Fraction(f, n - f) ** 2


@pytest.mark.parametrize(("n", "f", "d"), [(5, 2, 2), (6, 2, 3)])
def test_search_attacks_the_conjecture(n: int, f: int, d: int) -> None:
    """It reaches f/m, the floor, and nothing above; so the conjecture x 0.99 is refuted."""
    options = {"n": n, "f": f, "d": d, "seed": 1, "max_evaluations": 600, "accuracy": 1.5e-8}
    found = search(lambda x: RULE(x, f=f), **options)[Criterion.LAMBDA].value
    assert 0.999 * f / (n - f) <= found <= f / (n - f) * (1 + 1e-6)


def test_bounds_hold_for_all_sizes_and_falsified_ones_do_not() -> None:
    uppers = {
        (n, f, d): min(
            float(e.value) for e in bounds(RULE, Criterion.LAMBDA, n, f, d) if e.exact and e.side is Side.UPPER
        )
        for n, f, d in ((5, 2, 1), (5, 1, 3), (7, 2, 2), (7, 3, 2), (7, 2, 3), (7, 3, float("inf")))
    }
    assert uppers[5, 2, 1] == pytest.approx(2 / 3)
    assert uppers[5, 1, 3] == pytest.approx(1 / 4)
    assert uppers[7, 2, 2] == pytest.approx(2 / 5)  # n >= 3f + 1: a centrepoint
    assert uppers[7, 3, 2] == pytest.approx((4 / 3) ** 0.5 * 3 / 4)
    assert uppers[7, 2, 3] == pytest.approx(1.5**0.5 * 2 / 5)  # what is proved in the plane says nothing in space
    assert uppers[7, 3, float("inf")] == pytest.approx(2**0.5 * 3 / 4)


def test_an_open_claim_is_refuted_or_open_and_never_certified() -> None:
    claim = next(claim for claim in RULE.claims if claim.kind is Kind.OPEN)
    target = Target("minimax", Criterion.LAMBDA, 7, 3, 3)
    low, up = (Evidence(side, sp.Rational(3, 4), True, "given") for side in (Side.LOWER, Side.UPPER))
    assert settle(claim, target, (low, up)).status is Status.OPEN
    assert not settle(claim, target, (low, up)).status.certified
    above = Evidence(Side.LOWER, sp.Rational(76, 100), True, "given")
    assert settle(claim, target, (above,)).status is Status.REFUTED
    assert not settle(claim, target, (above,)).holds
    assert settle(claim.scaled(sp.Rational(99, 100)), target, (low,)).status is Status.REFUTED
