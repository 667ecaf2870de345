"""The geometric median's lambda* for d >= 2: sound intervals, inputs confirmed by an independent solver, teeth."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

from resam_theory.rules import get
from verification.evidence import Side
from verification.recheck.check import check
from verification.recheck.spreads import inside
from verification.solve import bounds
from verification.solve.fermat import design

_PAIRS = [(5, 2), (7, 3), (9, 4), (9, 3), (15, 7), (25, 12)]


def _own(n: int, f: int, d: Any) -> list[dict[str, Any]]:
    listed = [json.loads(json.dumps(dict(e.data))) for e in bounds("geometric_median", "lambda", n, f, d)]
    return [data for data in listed if data["kind"] == "theorem" or "output" in data]


def upper_squared(n: int, f: int) -> Fraction:
    """theory.md (B2), by hand."""
    m = n - f
    c = Fraction(f, m)
    return Fraction(m - 1, m) * max(1 / (2 * (1 - c**2)), 2 / (3 - c))


def lower_squared(points: Any) -> Fraction:
    own = inside(points)
    return sum((x * x for x in own.mean), Fraction(0)) / own.diameter2()


@pytest.mark.parametrize(("n", "f"), _PAIRS)
def test_lower_bounds_stay_below_upper_bounds(n: int, f: int) -> None:
    for d in (2, 3, n, "inf"):
        found = bounds("geometric_median", "lambda", n, f, d)
        lowest = min(float(e.value) for e in found if e.side is Side.UPPER)
        assert max(float(e.value) for e in found if e.side is Side.LOWER) <= lowest


@pytest.mark.parametrize(("n", "f"), _PAIRS)
def test_the_simplex_reaches_its_formula(n: int, f: int) -> None:
    m = n - f
    formula = Fraction((m - 1) * f**2, 2 * m * (m**2 - f**2))
    reached = lower_squared(design(m, f, m))
    assert formula * (1 - Fraction(1, 10**7)) < reached < formula


@pytest.mark.parametrize(("n", "f", "g"), [(9, 4, 5), (15, 7, 8), (15, 7, 2)])
def test_an_independent_minimiser_finds_the_claimed_output(n: int, f: int, g: int) -> None:
    honest = np.array([[float(x) for x in point] for point in design(n - f, f, g)])
    points = np.vstack([honest, np.zeros((f, g))])

    def total(z: np.ndarray) -> float:
        return float(np.linalg.norm(points - z, axis=1).sum())

    for start in (honest.mean(axis=0), 0.1 * honest.mean(axis=0), np.full(g, -0.2)):
        assert minimize(total, start, method="Nelder-Mead", options={"maxfev": 20000}).fun >= total(np.zeros(g)) - 1e-9


def test_random_inputs_stay_below_the_upper_bound() -> None:
    rng = np.random.default_rng(0)
    for n, f in ((5, 2), (7, 3), (9, 4)):
        m = n - f
        x = rng.standard_normal((400, n, 3)) * rng.choice([0.1, 1.0], (400, 1, 3))
        x[:, m:] = 3 * rng.standard_normal((400, 1, 3)) + 1e-3 * rng.standard_normal((400, f, 3))
        x[200:, m:] = x[200:, :m].mean(axis=1, keepdims=True) + rng.standard_normal((200, 1, 3))
        error = np.linalg.norm(np.asarray(get("geometric_median")(x, f=f)) - x[:, :m].mean(axis=1), axis=-1)
        apart = np.linalg.norm(x[:, :m, None] - x[:, None, :m], axis=-1).max(axis=(1, 2))
        ratio = (error / apart).max()
        assert 0.3 * float(upper_squared(n, f)) ** 0.5 < ratio <= float(upper_squared(n, f)) ** 0.5


def test_the_inequalities_of_the_theorem_hold_on_random_configurations() -> None:
    rng = np.random.default_rng(2)
    for _ in range(300):
        m, d = int(rng.integers(3, 9)), int(rng.integers(2, 9))
        x = rng.standard_normal((m, d)) * rng.exponential(1, (m, 1))
        x /= np.linalg.norm(x[:, None] - x[None], axis=-1).max()
        x += rng.standard_normal(d) * rng.uniform(0, 1)
        a, spread = np.linalg.norm(x.mean(axis=0)), (m - 1) / m
        cosines = (x @ x.mean(axis=0)) / np.linalg.norm(x, axis=1) / a
        c = np.clip(cosines.sum() / m, 0.0, None)  # the least f/m that holds this output
        if c < 1:
            assert a**2 <= spread * max(1 / (2 * (1 - c**2)), 2 / (3 - c)) + 1e-12


@pytest.mark.parametrize(("n", "f", "d"), [(15, 7, 2), (9, 4, "inf")])
def test_evidence_is_confirmed_and_falsified_evidence_rejected(n: int, f: int, d: Any) -> None:
    listed = _own(n, f, d)
    assert {data["side"] for data in listed} == {"lower", "upper"}
    for data in listed:
        assert check(data).status in {"attained", "certified"}
        worse = 1 + Fraction(1 if data["side"] == "lower" else -1, 10**6)
        falsified = [
            data | {"value": str(Fraction(data["value"]) * worse)},
            data | {"claim": data["claim"] | {"rule": "median"}},
            data | {"claim": data["claim"] | {"criterion": "kappa"}},
            data | {"claim": data["claim"] | {"f": f - 1 if data["side"] == "lower" else f + 1}},
        ]
        if data["side"] == "lower":
            moved = [list(point) for point in data["points"]]
            moved[0][0] = str(Fraction(moved[0][0]) * 2)
            falsified += [data | {"points": data["points"][1:]}, data | {"points": moved}]
            falsified.append(data | {"claim": data["claim"] | {"d": 1}})
        for wrong in falsified:
            with pytest.raises(ValueError, match=r"."):
                check(wrong)
