"""Weights are mass: copies, scale, equal weights, exact values by hand, hostile rows, and one line for bad weights."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from resam_theory.rules import get
from resam_theory.rules.kernels import weighted
from verification import check_rule
from verification.properties.strategies import weights as weight_lists

WEIGHED = ("mean", "trimmed_mean", "median", "mean_around_median", "geometric_median", "ctma+geometric_median")
WEIGHED_BY_COORDINATE = WEIGHED[:4]
SMOOTH = {"geometric_median": 1e-5, "ctma+geometric_median": 1e-5}  # of the extent: steps end where they get short


def close(name: str, found: Any, expected: Any, x: np.ndarray) -> None:
    extent = float(np.abs(x).max()) + 1e-300
    np.testing.assert_allclose(found, expected, rtol=0, atol=SMOOTH.get(name, 1e-12) * extent)


@pytest.mark.parametrize("name", [*WEIGHED, "ctma+trimmed_mean", "ctma+mean_around_median"])
@settings(max_examples=40)
@given(data=st.data())
def test_a_weight_is_a_number_of_copies(name: str, data: st.DataObject) -> None:
    """(W1): w_i copies of row i, F of W copies faulty, against the rule without weights; half of the inputs tie."""
    n = data.draw(st.integers(2, 6))
    copies: list[int] = [int(w) for w in data.draw(weight_lists(n=n, whole=True))]
    total = sum(copies)
    faulty = data.draw(st.integers(0, (total - 1) // 2))
    random = np.random.default_rng(data.draw(st.integers(0, 99)))
    x = random.integers(-2, 3, size=(n, 2)).astype(float) if data.draw(st.booleans()) else random.normal(size=(n, 2))
    found = get(name)(x, weights=copies, faulty_weight=faulty / total)
    close(name, found, get(name)(np.repeat(x, copies, axis=0), f=faulty), x)


@pytest.mark.parametrize("name", WEIGHED)
def test_only_ratios_count_and_equal_weights_are_none(name: str) -> None:
    x = np.random.default_rng(1).normal(size=(5, 9, 3))
    weights = np.random.default_rng(2).uniform(0.5, 1.5, size=9)
    rule = get(name)
    close(name, rule(x, f=2, weights=np.full(9, 7.0)), rule(x, f=2), x)
    plain = rule(x, weights=weights, faulty_weight=0.2)
    for factor in (1e-300, 3.0, 1e300):
        close(name, rule(x, weights=weights * factor, faulty_weight=0.2), plain, x)
    for problem, output in zip(x, plain, strict=True):
        close(name, rule(problem, weights=weights, faulty_weight=0.2), output, x)
    stacked = np.stack([weights] * 4 + [np.ones(9)])
    close(name, rule(x, weights=stacked, faulty_weight=0.2)[:4], plain[:4], x)
    order = np.random.default_rng(3).permutation(9)
    close(name, rule(x[:, order], weights=weights[order], faulty_weight=0.2), plain, x)


@pytest.mark.parametrize("name", WEIGHED)
@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
def test_torch_and_numpy_agree_in_every_dtype(name: str, dtype: str) -> None:
    x = torch.as_tensor(np.random.default_rng(5).normal(size=(4, 7, 2))).to(getattr(torch, dtype))
    weights = [3.0, 1.0, 1.0, 2.0, 1.0, 0.5, 1.0]
    found = get(name)(x, f=1, weights=weights)
    assert found.dtype == x.dtype
    expected = get(name)(x.double().numpy(), f=1, weights=np.asarray(weights))
    atol = 4 * float(torch.finfo(x.dtype).eps) * 4 + SMOOTH.get(name, 0.0)
    np.testing.assert_allclose(found.double().numpy(), expected, rtol=0, atol=atol)


def test_values_by_hand() -> None:
    x = np.asarray([[0.0], [1.0], [2.0], [3.0], [10.0]])
    weights = [3, 1, 1, 1, 1]
    assert get("median")(x, weights=weights, faulty_weight=0.3) == 1.0  # three sevenths lie below 1
    assert get("median")(x[:4], weights=[3, 1, 1, 1], faulty_weight=0.3) == 0.5  # exactly half at 0
    # two sevenths trimmed on each side leave one copy of 0, 1 and 2
    assert float(get("trimmed_mean")(x, weights=weights, faulty_weight=2 / 7)[0]) == pytest.approx(1.0)
    assert float(get("mean")(x, weights=weights, f=1)[0]) == pytest.approx(16 / 7)


@pytest.mark.parametrize("name", WEIGHED[1:])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300, -1e300])
def test_hostile_rows_within_the_faulty_mass_do_no_harm(name: str, value: float) -> None:
    x = np.random.default_rng(7).normal(size=(7, 3))
    x[[2, 5]] = value
    weights = [2.0, 2.0, 1.0, 2.0, 2.0, 1.0, 2.0]  # the two hold a sixth
    honest = x[[0, 1, 3, 4, 6]]
    found = get(name)(x, weights=weights, faulty_weight=0.2)
    assert np.isfinite(found).all()
    reach = np.linalg.norm(honest[:, None] - honest[None], axis=-1).max()
    assert np.linalg.norm(found - honest.mean(axis=0)) <= 2 * reach
    if not np.isfinite(value):
        with pytest.raises(ValueError, match=r"NaN or infinite entries that hold 0.1667 of the weights: too many"):
            get(name)(x, weights=weights, faulty_weight=0.1)


@pytest.mark.parametrize(
    ("weights", "share", "says"),
    [
        ([1, 1, 1, 1], 0.1, r"weights have shape \(4,\): need \(5,\), one per row"),
        ([1, 1, -1, 1, 1], 0.1, r"weights contain -1.0: need finite numbers >= 0"),
        ([1, 1, float("nan"), 1, 1], 0.1, r"weights contain nan: need finite"),
        ([0, 0, 0, 0, 0], 0.1, r"weights sum to 0: need a positive sum"),
        ("heavy", 0.1, r"weights = 'heavy' are not admissible: need 5 numbers"),
        ([1, 1, 1, 1, 1], 0.5, r"faulty_weight = 0.5 is not admissible: need 0 <= faulty_weight < 0.5"),
        ([1, 1, 1, 1, 1], -0.1, r"faulty_weight = -0.1 is not admissible"),
        ([1, 1, 1, 1, 9], None, r"f = 1 of these weights can hold 0.6923 of their sum: need less than one half"),
        (None, 0.1, r"faulty_weight = 0.1 is not admissible without weights"),
    ],
)
def test_bad_weights_are_one_line(weights: Any, share: float | None, says: str) -> None:
    with pytest.raises((ValueError, TypeError), match=says) as caught:
        get("median")(np.zeros((5, 2)), f=1, weights=weights, faulty_weight=share)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["krum", "multi_krum", "minimum_diameter_averaging", "nnm+median", "smea"])
def test_other_rules_say_no(name: str) -> None:
    with pytest.raises(TypeError, match=r"weights are not admissible for .*: need one of mean, trimmed_mean"):
        get(name)(np.zeros((7, 2)), f=1, weights=np.ones(7))


@pytest.mark.parametrize("name", WEIGHED_BY_COORDINATE[1:])
@settings(max_examples=60)
@given(data=st.data())
def test_bounds_in_terms_of_the_faulty_mass(name: str, data: st.DataObject) -> None:
    """(W1): kappa <= phi/(1-2phi) for the trimmed mean, 1/(1-2phi) for the median, every S of mass >= 1 - phi."""
    n = data.draw(st.integers(3, 7))
    w = np.asarray(data.draw(weight_lists(n=n)))
    w /= w.sum()
    phi = data.draw(st.floats(0.02, 0.45))
    x = np.asarray(data.draw(st.lists(st.integers(-3, 3), min_size=n, max_size=n)), dtype=float)[:, None]
    output = float(get(name)(x, weights=w, faulty_weight=phi)[0])
    kappa = {"trimmed_mean": phi / (1 - 2 * phi), "median": 1 / (1 - 2 * phi)}.get(name)
    kappa = 4 * phi / (1 - phi) * (1 + 1 / (1 - 2 * phi)) if kappa is None else kappa  # (W2) with the median as anchor
    for bits in range(1, 2**n):
        honest = [i for i in range(n) if bits >> i & 1]
        mass = float(w[honest].sum())
        if mass < 1 - phi:
            continue
        share = w[honest] / mass
        mean = float(share @ x[honest, 0])
        variance = float(share @ (x[honest, 0] - mean) ** 2)
        assert (output - mean) ** 2 <= kappa * variance + 1e-9


def test_the_bound_in_terms_of_the_mass_is_reached() -> None:
    """Teeth of the check above: k = phi W of S at 0, the rest and the faulty at 1 reach phi/(1-2phi)."""
    phi = Fraction(2, 7)
    x = np.asarray([[0.0], [1.0], [1.0]])
    output = float(get("trimmed_mean")(x, weights=[2, 3, 2], faulty_weight=float(phi))[0])
    honest = np.asarray([2, 3]) / 5
    mean = float(honest @ x[:2, 0])
    variance = float(honest @ (x[:2, 0] - mean) ** 2)
    assert (output - mean) ** 2 / variance == pytest.approx(float(phi / (1 - 2 * phi)))


@pytest.mark.parametrize("name", ["median", "mean_around_median", "ctma+trimmed_mean", "geometric_median"])
def test_check_rule_draws_weights(name: str) -> None:
    report = check_rule(name, n=5, f=2, d=2, seconds=20, only=["weights_are_copies"], examples=30)
    assert report.passed, str(report)
    assert [item.status for item in report.findings] == ["passed"]


def test_a_rule_that_ignores_its_weights_is_caught() -> None:
    deaf = replace(get("median"), name="deaf", weigh=lambda given: weighted.median(given._replace(w=equal(given))))
    report = check_rule(deaf, n=5, f=2, d=1, seconds=20, only=["weights_are_copies"], examples=60)
    assert not report.passed
    assert "weights are not numbers of copies" in str(report)
    other = check_rule("krum", n=5, f=1, d=1, seconds=5, only=["weights_are_copies"])
    assert [item.status for item in other.findings] == ["skipped"]


def equal(given: weighted.Massed) -> Any:
    return given.xp.ones_like(given.w) / given.w.shape[-1]
