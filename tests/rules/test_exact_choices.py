"""Choices that rounding could flip: every rule against its exact definition at near ties, in every dtype."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch

from resam_theory.rules import Rule, get
from resam_theory.rules.kernels import exactly

SHAPES = ((5, 1, 1), (6, 2, 2), (7, 1, 2), (9, 4, 1), (11, 2, 1), (11, 3, 2))
BY_EIGENVECTORS = {"caf", "dnc", "smea"}
"""Eigenvalues are irrational: what agrees to within their rounding is tied (DnC takes the first, CAF all of them)."""


def near_ties(n: int, d: int) -> Iterator[np.ndarray]:
    """Small whole numbers, some off by a last place; and large ones beside small ones, so that squares are rounded."""
    for seed in range(6):
        rng = np.random.default_rng(seed)
        rows = rng.integers(-3, 4, (n, d)).astype(np.float64)
        yield np.nextafter(rows, rows + rng.integers(-1, 2, (n, d)) * (rows != 0))
        yield rows * np.where(rng.random((n, d)) < 0.5, 2.0**26, 1.0)
        yield 2.0**23 + rows / 8


def units_off(found: Any, points: list[tuple[Fraction, ...]], outputs: list[tuple[Fraction, ...]]) -> float:
    """How far from the nearest admissible output, in last places of the largest number in float64."""
    largest = max(abs(value) for row in points for value in row)
    values = [Fraction(float(value)) for value in found.tolist()]
    errors = [max(abs(v - w) for v, w in zip(values, output, strict=True)) for output in outputs]
    return float(min(errors) / largest) * 2.0**53 if largest else float(min(errors))


@pytest.mark.sampled(5)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_choices_at_near_ties_are_those_of_the_definition(rule: Rule, shape: tuple[int, int, int]) -> None:
    n, f, d = shape
    if not rule.admits(n, f) or rule.name in BY_EIGENVECTORS or ("+" in rule.name and rule.name != "nnm+trimmed_mean"):
        pytest.skip("not defined, or a choice about rows that were computed, and rounded, before")
    if rule.name in {"geometric_median", "minimum_variance_averaging"}:
        pytest.skip("no choice; or a search, by floats, which ties what agrees to within rounding")
    for values in near_ties(n, d):
        points = [tuple(map(Fraction, row)) for row in values.tolist()]
        try:
            outputs = rule.exact(points, f)
        except ValueError:  # irrational
            continue
        for x in (values, torch.tensor(values)):
            assert units_off(rule(x, f=f), points, outputs) <= 4 * n, values.tolist()
            assert units_off(rule(x[None], f=f)[0], points, outputs) <= 4 * n, values.tolist()


@pytest.mark.parametrize("name", ["krum", "monna", "minimum_diameter_averaging"])
def test_the_last_place_of_one_entry_decides(name: str) -> None:
    """-1, 0 and 1 + u, u = 2^-52: from 0 the row -1 is nearer, by u; the lexicographic order of a tie agrees only as
    long as the row is not mirrored."""
    for sign in (1.0, -1.0):
        x = sign * np.asarray([[0.0], [-1.0], [1.0 + 2.0**-52]])
        assert get(name)(x, f=1)[0] in ({0.0, -sign} if name == "krum" else {-sign / 2})


def test_squares_beyond_53_digits_are_compared() -> None:
    """By hand: |(2^27, -1)|^2 = 2^54 + 1 and |(2^27, 0)|^2 = 2^54, equal in float64."""
    big = 2.0**27
    x = np.asarray([[0.0, 0.0], [-big, -1.0], [big, 0.0]])
    assert get("monna")(x, f=1).tolist() == [big / 2, 0.0]
    assert get("nnm+mean")(x, f=1).tolist() == pytest.approx([(big / 2 + (-big / 2) + big / 2) / 3, -1 / 6])


def test_far_apart_exponents_and_copies_need_no_more_than_their_digits() -> None:
    rows = exactly.Rows(np.asarray([[1e300, 0.0], [0.0, 5e-324], [1e300, 0.0], [0.0, -0.0]]))
    unit = Fraction(5e-324)
    assert rows.pair(2, 1) == (0, 1)
    assert rows.square((0, 1)) * (unit / 2**52) ** 2 == Fraction(1e300) ** 2 + unit**2
    assert rows.square((1, 3)) > 0


def test_copies_cost_no_exact_arithmetic(monkeypatch: pytest.MonkeyPatch) -> None:
    """What attackers send alike ties at every step, and of three rows two have the same score."""
    monkeypatch.setattr(exactly.Rows, "square", lambda *_: pytest.fail("not needed"))
    x = np.random.default_rng(0).standard_normal((9, 1000))
    x[-3:] = x[:6].mean(axis=0)
    for name in ("krum", "multi_krum", "minimum_diameter_averaging", "mean_without_outliers", "faba", "nnm+median"):
        get(name)(x, f=3)
    get("krum")(x[:3], f=1)


@pytest.mark.parametrize(("n", "f"), [(5, 1), (7, 2), (9, 4)])
def test_tied_deviations_of_caf_all_lose_their_weight(n: int, f: int) -> None:
    """A row kept with a weight of rounding costs a round of the filter: in batches and under gradients as well."""
    rule, rng = get("caf"), np.random.default_rng(n)
    for _ in range(60):
        x = rng.integers(-3, 4, (n, 1)).astype(np.float64)
        outputs = rule.exact([tuple(map(Fraction, row)) for row in x.tolist()], f)
        for found in (rule(x, f=f), rule(x[None], f=f)[0], rule(torch.tensor(x, requires_grad=True), f=f).detach()):
            assert min(abs(float(found[0]) - float(output[0])) for output in outputs) <= 1e-12, x.ravel()


@pytest.mark.sampled(5)
@pytest.mark.parametrize("offset", [0.0, 100.0])
@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
def test_decisions_are_those_on_the_same_numbers_in_float64(rule: Rule, dtype: str, offset: float) -> None:
    """Cosines of rows far from the origin agree to the sixth digit: in single precision a filter sees nothing."""
    if not rule.admits(11, 2):
        pytest.skip("not defined")
    for seed in range(8):
        x = torch.randn((11, 3), generator=torch.Generator().manual_seed(seed), dtype=torch.float64) + offset
        x = x.to(getattr(torch, dtype))
        found, wanted = rule(x, f=2).double(), rule(x.double(), f=2)
        unit = float(torch.finfo(x.dtype).eps) * float(x.double().abs().max())
        assert float((found - wanted).abs().max()) <= (22 if dtype == "float32" else 0.51) * unit


@pytest.mark.parametrize("scale", [1e-8, 1e-17, 1e-40, 1e-150])
def test_rows_within_a_small_part_of_hubers_threshold_are_averaged(scale: float) -> None:
    x = np.asarray([[-1.0], [3.0], [3.0], [-1.0], [-1.0]]) * scale
    assert get("huber")(x, f=1)[0] == pytest.approx(0.6 * scale, rel=1e-12, abs=0)


def test_the_anchor_of_ctma_is_not_rounded_to_the_rows_precision() -> None:
    """Distances of 0 +- 2^15 to the anchor 1/7 differ in the seventh digit."""
    rows = [
        [0.0, 2.0**15],
        [0.0, -(2.0**15)],
        [1.0, 1.0],
        [2.0**15, 0.0],
        [-1.0, -(2.0**15)],
        [1.0, -0.5],
        [-0.5, 2.0**15],
    ]
    for name in ("ctma+median", "ctma+trimmed_mean"):
        x = np.asarray(rows, np.float32)
        wanted = get(name).exact([tuple(map(Fraction, row)) for row in rows], 2)[0]
        np.testing.assert_allclose(get(name)(x, f=2), [float(value) for value in wanted], rtol=0, atol=0.02)
