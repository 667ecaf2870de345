"""The geometric median: against 50-digit arithmetic, at ties, at extreme scales; its exact decisions; its gradient."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import array_api_compat
import mpmath
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from resam_theory.definitions import roots as _fermat_exact
from resam_theory.rules import get
from resam_theory.rules.kernels import fermat, frame

gm = get("geometric_median")
TOLERANCE = 1e-10
"""The stated accuracy, relative to the spread."""


def spread(x: Any) -> float:
    """The least radius of a ball around a row that holds a majority."""
    distances = np.sqrt(((x[:, None] - x[None]) ** 2).sum(-1))
    return float(np.sort(distances, axis=-1)[:, len(x) // 2].min())


def certificate(x: Any, z: Any) -> float:
    """How far 0 is from the subdifferential of the total distance at z, in extended precision."""
    delta = np.asarray(x, dtype=np.longdouble) - np.asarray(z, dtype=np.longdouble)
    radii = np.sqrt((delta**2).sum(-1))
    away = radii > 0
    pull = (delta[away] / radii[away, None]).sum(0)
    return max(0.0, float(np.sqrt((pull**2).sum())) - float((~away).sum()))


def weiszfeld(x: np.ndarray, nu: float = 0.1, steps: int = 3) -> np.ndarray:
    """The smoothed iteration of common libraries, from 0: what the tests below have to reject."""
    z = np.zeros(x.shape[-1])
    for _ in range(steps):
        weights = 1 / np.maximum(np.linalg.norm(x - z, axis=-1), nu)
        z = weights @ x / weights.sum()
    return z


KINDS = ("gaussian", "flat", "two clusters", "wild", "many coordinates")


def rows(kind: str, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    n = int(rng.choice([5, 6, 7, 9] if kind != "flat" else [6, 8]))
    x = rng.normal(size=(n, 12 if kind == "many coordinates" else 3))
    if kind == "flat":
        x[:, 1:] *= 0.1
    if kind == "two clusters":
        x[: n // 2] += 50
    if kind == "wild":
        x *= 10 ** rng.uniform(-5, 5, size=(n, 1))
    return x


def error(rule: Any, x: np.ndarray, wanted: np.ndarray) -> float:
    return float(np.abs(rule(x) - wanted).max()) / spread(x)


@pytest.mark.parametrize("kind", KINDS)
def test_fifty_digits(kind: str, mpmath_median: Any) -> None:
    naive, checked = 0.0, 0
    for seed in range(8):
        x = rows(kind, seed)
        z = gm(x, f=0)
        if (x == z).all(-1).any():
            assert certificate(x, z) <= TOLERANCE
            continue
        wanted = mpmath_median(x)
        assert error(lambda values: gm(values, f=0), x, wanted) <= TOLERANCE / 100
        naive, checked = max(naive, error(weiszfeld, x, wanted)), checked + 1
    assert checked == 0 or naive > 1e-4, "the test has no teeth"
    assert checked or kind == "wild"  # there the median is a row


@pytest.mark.parametrize("scale", [1e-300, 1e-12, 1e-3, 1e12, 1e300])
@pytest.mark.parametrize("d", [2, 40])
def test_scale(d: int, scale: float) -> None:
    x = np.random.default_rng(1).normal(size=(3, 9, d))
    np.testing.assert_allclose(gm(x * scale, f=0) / scale, gm(x, f=0), rtol=1e-12, atol=1e-14)
    if scale == 1e-3:
        naive = weiszfeld(x[0] * scale) / scale
        assert np.abs(naive - gm(x[0], f=0)).max() > 1e-3, "the test has no teeth"


@pytest.mark.parametrize("d", [1, 2, 40])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_origin(d: int, dtype: Any) -> None:
    grid = 2.0 ** (-7 if dtype == np.float32 else -20)
    x = (np.round(np.random.default_rng(2).normal(size=(4, 11, d)) / grid) * grid).astype(dtype)
    far = dtype(2.0 ** (16 if dtype == np.float32 else 32))
    np.testing.assert_allclose(gm(x + far, f=0) - far, gm(x, f=0), atol=float(np.spacing(far)))


@pytest.mark.parametrize("d", [1, 2, 3, 30])
@pytest.mark.parametrize("n", [1, 2, 3, 4, 7, 8, 12])
def test_collinear_rows_give_the_middle(n: int, d: int) -> None:
    rng = np.random.default_rng(n)
    steps, direction = rng.normal(size=n), rng.integers(-3, 4, size=d) + 0.5
    wanted = np.median(steps) * direction + 7
    np.testing.assert_allclose(gm(steps[:, None] * direction + 7, f=0), wanted, atol=1e-13 * n)


@pytest.mark.parametrize("copies", [4, 5])
def test_majority_at_one_place(copies: int) -> None:
    x = np.random.default_rng(3).normal(size=(8, 3))
    x[:copies] = x[0]
    np.testing.assert_array_equal(gm(x, f=0), x[0])


def test_median_at_and_near_a_row() -> None:
    """Three directions at 120 degrees and a fourth row near the centre: pulled away only when the pull exceeds 1."""
    angle = np.asarray([0.0, 2.0, 4.0]) * np.pi / 3
    corners = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    for offset in (0.0, 1e-12, 1e-6, 1e-2):
        x = np.concatenate([corners, [[offset, 0.0]]])
        np.testing.assert_array_equal(gm(x, f=0), x[3])
    # two rows pull to the right by 2 cos(a), slightly more than the one copy at 0 can hold
    for excess in (1e-3, 1e-6, 1e-9):
        cosine = 0.5 + excess
        sine = np.sqrt(1 - cosine**2)
        x = np.asarray([[0.0, 0.0], [cosine, sine], [cosine, -sine]])
        z = gm(x, f=0)
        slope = 2 * excess / (2 * sine**2)  # first order: excess pull over curvature
        np.testing.assert_allclose(z, [slope, 0.0], rtol=10 * excess + 1e-6, atol=1e-15)


@given(st.integers(1, 9), st.integers(1, 3), st.data())
def test_lattice_points_satisfy_the_subgradient_condition(n: int, d: int, data: st.DataObject) -> None:
    values = data.draw(st.lists(st.integers(-2, 2), min_size=n * d, max_size=n * d))
    x = np.asarray(values, dtype=np.float64).reshape(n, d)
    assert certificate(x, gm(x, f=0)) <= 1e-13 * n


@given(st.integers(1, 8), st.integers(1, 3), st.data())
def test_exact_agrees_with_floats(rational: Any, n: int, d: int, data: st.DataObject) -> None:
    values = data.draw(st.lists(st.integers(-2, 2), min_size=n * d, max_size=n * d))
    x = np.asarray(values, dtype=np.float64).reshape(n, d)
    try:
        ends = gm.exact(rational(x), 0)
    except ValueError:
        z = gm(x, f=0)
        assert not (x == z).all(-1).any()
        return
    middle = [float(sum(values) / len(ends)) for values in zip(*ends, strict=True)]
    np.testing.assert_allclose(gm(x, f=0), middle, atol=1e-13)


@given(st.lists(st.tuples(st.integers(-4, 4), st.integers(0, 12)), max_size=6))
def test_sign_of_roots_against_fifty_digits(terms: list[tuple[int, int]]) -> None:
    with mpmath.workdps(50):
        value = mpmath.fsum(c * mpmath.sqrt(q) for c, q in terms)
        wanted = 0 if abs(value) < mpmath.mpf(10) ** -40 else int(mpmath.sign(value))
    assert _fermat_exact.sign_of_roots([(Fraction(c), Fraction(q)) for c, q in terms]) == wanted


def test_sign_of_roots_beyond_floats() -> None:
    close = Fraction(10**40 + 1, 10**40)
    assert _fermat_exact.sign_of_roots([(Fraction(1), 2 * close), (Fraction(-1), Fraction(2))]) == 1
    assert _fermat_exact.sign_of_roots([(Fraction(3), Fraction(2, 9)), (Fraction(-1), Fraction(2))]) == 0


@pytest.mark.parametrize("huge", [1e300, 1e308, -1.7e308])
@pytest.mark.parametrize("d", [2, 40])
def test_huge_faulty_rows_pull_by_a_unit_vector(d: int, huge: float) -> None:
    """Nothing changes between 1e12 spreads away and the end of the range."""
    rng = np.random.default_rng(4)
    honest, direction = rng.normal(size=(6, d)), rng.uniform(0.5, 1, size=(3, d))
    far, farther = (np.concatenate([honest, np.sign(huge) * size * direction]) for size in (1e14, abs(huge)))
    np.testing.assert_allclose(gm(farther, f=3), gm(far, f=3), rtol=1e-11, atol=1e-11)


def test_batch_and_libraries_agree() -> None:
    x = np.random.default_rng(5).normal(size=(3, 4, 10, 2))
    x[0, 0, :, 1] = x[0, 0, :, 0]
    x[1, 1, :6] = 0.5
    x[2, 0] *= 1e-200
    z = gm(x, f=2)
    for index in np.ndindex(3, 4):
        np.testing.assert_allclose(z[index], gm(x[index], f=2), rtol=1e-13)
    np.testing.assert_array_equal(gm(torch.from_numpy(x), f=2).numpy(), z)


@pytest.mark.parametrize("d", [2, 40])
def test_frame_in_torch(d: int) -> None:
    """What a CUDA tensor meets; tensors on the host are handed to numpy."""
    x = np.random.default_rng(6).normal(size=(3, 9, d))
    y = torch.from_numpy(x)
    xp: Any = array_api_compat.array_namespace(y)
    axes, other = frame.frame(xp, y), frame.frame(np, x)
    np.testing.assert_allclose(axes.y.numpy(), other.y, rtol=0, atol=1e-14)
    reduced = frame.reduced(xp, axes.y)
    assert (reduced @ reduced.mT - axes.y @ axes.y.mT).abs().max() <= 1e-12 * d


@pytest.mark.parametrize("shape", [(2, 7, 2), (5, 12), (4, 3), (1, 3)])
def test_gradient(shape: tuple[int, ...]) -> None:
    x = torch.from_numpy(np.random.default_rng(7).normal(size=shape)).requires_grad_()
    assert torch.autograd.gradcheck(lambda values: gm(values, f=0), (x,), atol=1e-6)


def test_gradient_at_a_row_and_at_a_midpoint() -> None:
    x = torch.tensor([[0.0, 0.0], [1.0, 0.0], [-1.0, 0.2], [0.0, 1.0], [0.1, -1.0]], dtype=torch.float64)
    assert torch.autograd.gradcheck(lambda values: gm(values, f=0), (x.requires_grad_(),))
    line = torch.tensor([[0.0], [1.0], [3.0], [7.0]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda values: gm(values, f=0), (line,))


def test_gradient_survives_huge_rows() -> None:
    x = torch.from_numpy(np.random.default_rng(8).normal(size=(7, 2)))
    x[0] = 1e308
    x.requires_grad_()
    gm(x, f=1).sum().backward()
    assert x.grad is not None
    assert torch.isfinite(x.grad).all()
    np.testing.assert_allclose(x.grad[1:].sum(0).numpy(), [1.0, 1.0], rtol=1e-10)  # translations move the output along


def test_every_problem_of_a_batch_is_solved() -> None:
    y = np.random.default_rng(9).normal(size=(300, 9, 2))
    found = fermat.minimise(y)
    assert found.anchored.any()
    assert not found.anchored.all()
    assert max(certificate(x, z) for x, z in zip(y, found.z, strict=True)) <= 1e-13


def test_a_posteriori_bound() -> None:
    """The error is at most twice the Newton step wherever the stated condition (Kantorovich) holds."""
    rng = np.random.default_rng(10)
    y = rng.normal(size=(100, 9, 2))
    found = fermat.minimise(y)
    used = 0
    for x, z in zip(y[~found.anchored], found.z[~found.anchored], strict=True):
        near = z + rng.normal(size=2) * 10 ** rng.uniform(-8, -1)
        delta = x - near
        radii = np.linalg.norm(delta, axis=-1)
        units = delta / radii[:, None]
        hessian = sum((np.eye(2) - np.outer(u, u)) / r for u, r in zip(units, radii, strict=True))
        step = float(np.linalg.norm(np.linalg.solve(hessian, units.sum(0))))
        if 2 * step >= radii.min():
            continue
        third = 2 / np.sqrt(3) * float((1 / (radii - 2 * step) ** 2).sum())
        if step <= float(np.linalg.eigvalsh(hessian)[0]) / (2 * third):
            used += 1
            assert np.linalg.norm(near - z) <= 2 * step + 1e-14
    assert used > 20


@pytest.mark.parametrize("n", [4, 6, 9, 10])
def test_even_supremum_family(n: int) -> None:
    """(B2), even n, d = 2: two rows turned by a small angle make 0 the only median, and the ratio tends to h/(m-h)."""
    from resam_theory.criteria import ratios

    f, h = (n - 1) // 2, n // 2
    m = n - f
    one, zero = (Fraction(1), Fraction(0)), (Fraction(0), Fraction(0))
    for power in (2, 4):
        e = Fraction(1, 10**power)
        points = [(Fraction(1), e), (Fraction(1), -e), *[one] * (h - 2), *[zero] * (n - h)]
        (output,) = gm.exact(points, f)
        assert output == zero
        reached = ratios(points, range(m), output)[1]
        assert 1 - float(reached) * (m - h) / h <= 10 * n * float(e) ** 2
