"""Every rule against its exact definition, on inputs rounded to every dtype of numpy and torch."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch

from resam_theory.rules import Rule, get

NUMPY = {"float16": np.float16, "float32": np.float32, "float64": np.float64}
TORCH = {f"torch.{name}": getattr(torch, name) for name in ("float16", "bfloat16", "float32", "float64")}
DTYPES = {**NUMPY, **TORCH}
DIGITS = {"float16": 11, "bfloat16": 8, "float32": 24, "float64": 53}
SUMS = ("mean", "trimmed_mean", "median", "mean_around_median", "comparative_gradient_elimination")


def given(values: np.ndarray, dtype: str) -> tuple[Any, list[tuple[Fraction, ...]]]:
    """The values rounded to a dtype, and exactly what they then are."""
    x: Any = torch.tensor(values).to(TORCH[dtype]) if dtype in TORCH else values.astype(NUMPY[dtype])
    plain = x.double().numpy() if dtype in TORCH else x.astype(np.float64)
    return x, [tuple(Fraction(float(value)) for value in row) for row in plain]


def ulps_away(found: Any, outputs: list[tuple[Fraction, ...]], dtype: str) -> float:
    """The distance to the nearest admissible output in the units of the last place, coordinate by coordinate."""
    numbers = found.double().numpy() if isinstance(found, torch.Tensor) else np.asarray(found, np.float64)
    digits = DIGITS[dtype.removeprefix("torch.")]

    def away(output: tuple[Fraction, ...]) -> float:
        units = [2.0 ** (np.frexp(float(wanted))[1] - digits) if wanted else 2.0**-149 for wanted in output]
        return max(float(abs(Fraction(float(v)) - w)) / unit for v, w, unit in zip(numbers, output, units, strict=True))

    return min(map(away, outputs))


def one_sided(values: np.ndarray) -> np.ndarray:
    """No cancellation: then n roundings in a sum are at most n units of the result."""
    return np.abs(values) + 0.5


@pytest.mark.sampled(11)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", [2100, 3001])
def test_equal_rows_give_that_row(rule: Rule, n: int, dtype: str) -> None:
    """A sum of ones stalls at 2048 in float16 and at 256 in bfloat16."""
    by_distances = rule.name not in {*SUMS, "centered_clipping"}
    if by_distances and (n == 3001 or "64" in dtype or "32" in dtype):
        pytest.skip("millions of distances: half precision, once, is enough")
    if by_distances and rule.name not in {"krum", "multi_krum", "geometric_median"}:
        n = 20  # they search among subsets, or go row by row: enough for the type and the value
    x, _ = given(np.ones((n, 2)), dtype)
    found = rule(x, f=1)
    assert found.dtype == x.dtype
    worst = float(abs(found - 1).max())
    if rule.name in {"centered_clipping", "comparative_gradient_elimination"}:  # they weight by 1/n, a rounded number
        assert worst <= max(2.0 ** -DIGITS[dtype.removeprefix("torch.")], n * 2.0**-53)
    else:
        assert worst == 0


@pytest.mark.sampled(4)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", SUMS)
@pytest.mark.parametrize("n", [7, 100, 2100])
def test_sums_of_many_rows(name: str, n: int, dtype: str) -> None:
    """Half precision is rounded once; single and double precision lose less than a unit per 16 rows."""
    rng = np.random.default_rng(n)
    x, points = given(one_sided(rng.standard_normal((n, 3))), dtype)
    f = n // 5
    outputs = [get(name).exact(points, f)[0]]
    single = 1.0 if "32" in dtype and n > 256 else n / 16  # many rows of float32 are summed in float64
    allowed = 0.5001 if "16" in dtype else 1 + single
    assert ulps_away(get(name)(x, f=f), outputs, dtype) <= allowed


@pytest.mark.sampled(11)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(5, 1, 1), (7, 2, 1), (8, 3, 2), (9, 2, 3)], ids=str)
def test_small_problems_against_the_definition(rule: Rule, shape: tuple[int, int, int], dtype: str) -> None:
    n, f, d = shape
    if not rule.admits(n, f):
        pytest.skip("not admissible")
    rng = np.random.default_rng(n)
    for scale in (1.0, 2.0**-7, 200.0):
        for values in (
            rng.standard_normal((n, d)),
            rng.integers(-3, 4, (n, d)),
            one_sided(rng.standard_cauchy((n, d))),
        ):
            x, points = given(np.clip(values * scale, -3e4, 3e4), dtype)
            try:
                outputs = rule.exact(points, f)
            except ValueError:  # irrational
                continue
            found = rule(x, f=f)
            if rule.name == "geometric_median" and len(outputs) == 2:  # the ends of a segment
                outputs.append(tuple((a + b) / 2 for a, b in zip(*outputs, strict=True)))
            plain = np.abs(np.asarray([[float(value) for value in row] for row in points])).max()
            digits = DIGITS[dtype.removeprefix("torch.")]
            numbers = found.double().numpy() if isinstance(found, torch.Tensor) else np.asarray(found, np.float64)
            errors = [max(abs(float(w) - v) for v, w in zip(numbers, output, strict=True)) for output in outputs]
            units = 0.5001 if "16" in dtype else 4 * n  # of the largest number: the terms may cancel
            assert min(errors) <= units * plain * 2.0 ** (1 - digits), (values, scale)


@pytest.mark.parametrize(("dtype", "exponent"), [("float16", 11), ("float32", 24), ("float64", 53)])
@pytest.mark.parametrize("columns", [1, 2000])
@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("rule_name", ["mean_around_median", "phocas"])
def test_means_around_a_centre_compare_sums_exactly(
    rule_name: str, dtype: str, exponent: int, columns: int, sign: float
) -> None:
    """[-2^p, 1/2, 2^p]: 2^p is closer to 1/2, by one; the rounded differences are equal."""
    big = 2.0**exponent
    values = np.repeat(sign * np.asarray([[-big], [0.5], [big]]), columns, axis=1)
    for name in (dtype, f"torch.{dtype}"):
        x, points = given(values, name)
        wanted = (0.5 + big) / 2 * sign
        assert get(rule_name).exact([row[:1] for row in points], 1) == [(Fraction(wanted),)] or dtype == "float64"
        assert (
            ulps_away(get(rule_name)(x, f=1), [tuple(Fraction(big + 0.5) / 2 * int(sign) for _ in points[0])], name)
            <= 0.5
        )


@pytest.mark.parametrize("columns", [1, 1500])
def test_mean_around_median_over_random_near_ties(columns: int) -> None:
    """Numbers whose differences to the median agree up to rounding, in every column another case."""
    rng = np.random.default_rng(3)
    middle = rng.integers(-9, 10, columns) * 0.37
    far = rng.uniform(1, 2, columns) * 2.0 ** rng.integers(0, 60, columns)
    values = np.stack([middle - far, middle, middle + far, middle + far * (1 + 2.0**-52), middle])
    x, points = given(values, "float64")
    found = get("meamed")(x, f=2)
    for column in range(min(columns, 300)):
        outputs = get("meamed").exact([(row[column],) for row in points], 2)
        near = max(abs(float(row[column])) for row in points)
        assert abs(float(outputs[0][0]) - found[column]) <= 8 * near * 2.0**-53


def test_mean_around_median_at_the_ends_of_the_range() -> None:
    big, tiny = 2.0**1023, 5e-324
    for column in ([-big, tiny, big], [-big, -tiny, big], [tiny, big, 1.5 * big], [-1.5 * big, -big, -tiny]):
        x, points = given(np.asarray(column)[:, None], "float64")
        wanted = get("meamed").exact(points, 1)
        assert ulps_away(get("meamed")(x, f=1), wanted[:1], "float64") <= 1


@pytest.mark.parametrize("dtype", DTYPES)
def test_norms_are_compared_exactly(dtype: str) -> None:
    """[k, 2^p]: all norms round to 2^p in the dtype."""
    name = dtype.removeprefix("torch.")
    big = 2.0 ** {"float16": 7, "bfloat16": 7, "float32": 13, "float64": 40}[name]
    x, _ = given(np.asarray([[2.0, big], [0.0, big], [1.0, big]]), dtype)
    assert np.asarray(get("cge")(x, f=1).tolist()).tolist() == [0.5, big]


@pytest.mark.parametrize("dtype", DTYPES)
def test_norms_of_random_rows(dtype: str) -> None:
    rng = np.random.default_rng(5)
    for _ in range(20):
        x, points = given(rng.standard_normal((11, 200)), dtype)
        wanted = get("cge").exact(points, 3)[:1]
        digits = DIGITS[dtype.removeprefix("torch.")]
        error = np.abs(np.asarray(get("cge")(x, f=3).tolist()) - [float(value) for value in wanted[0]]).max()
        assert error <= (0.5001 if "16" in dtype else 11) * 2.0 ** (1 - digits)


def test_norms_that_differ_in_the_last_place_of_one_entry() -> None:
    """Equal norms by another order of the entries or other signs are ties; a last place decides."""
    rng = np.random.default_rng(6)
    for scale in (1.0, 2.0**-600, 2.0**600, 5e-324):
        row = np.round(rng.standard_normal(40) * 2**20) if scale == 5e-324 else rng.standard_normal(40)
        rows = np.stack([rng.permutation(row) * rng.choice([-1, 1], 40) for _ in range(9)])
        rows[4, 7] = np.nextafter(rows[4, 7], 0.0) if scale != 5e-324 else rows[4, 7] - np.sign(rows[4, 7])
        rows[5, 3] = np.nextafter(rows[5, 3], 9.0 * np.sign(rows[5, 3])) if scale != 5e-324 else rows[5, 3] * 2
        x, points = given(rows * scale, "float64")
        wanted = get("cge").exact(points, 2)[0]
        error = np.abs(get("cge")(x, f=2) - np.asarray([float(value) for value in wanted])).max()
        assert error <= 9 * np.abs(x).max() * 2.0**-52 + 5e-324 * 9


@pytest.mark.parametrize("name", ["float16", "bfloat16"])
def test_half_precision_keeps_its_gradient(rule: Rule, name: str) -> None:
    if "piecewise_constant" in rule.traits:
        return  # there is no derivative to speak of
    x = torch.randn((7, 3), generator=torch.Generator().manual_seed(0)).to(TORCH[f"torch.{name}"]).requires_grad_()
    rule(x, f=2 if rule.admits(7, 2) else 1).sum().backward()
    assert x.grad is not None
    assert x.grad.dtype == x.dtype
    assert float(x.grad.abs().sum()) > 0
