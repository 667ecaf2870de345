"""Intervals between d = 1 and d = inf: exact at d = 2 for the trimmed mean, sound everywhere."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
import sympy as sp
from scipy.optimize import linprog

from resam_theory.proof.applies import evaluate
from resam_theory.proof.bounds import Bound
from resam_theory.rules import get
from verification.evidence import Side, best
from verification.recheck.check import check
from verification.recheck.root3 import SQRT3, Root3
from verification.solve import bounds
from verification.solve.plane import solution
from verification.solve.plane.designs import plane_witness

_PAIRS = [(n, f) for n in range(3, 11) for f in range(1, (n + 1) // 2)]


def _interval(rule: str, n: int, f: int, d: Any) -> tuple[float, float]:
    found = bounds(rule, "lambda", n, f, d)
    lower = max(float(e.value) for e in found if e.side is Side.LOWER)
    return lower, min(float(e.value) for e in found if e.side is Side.UPPER)


def test_the_trimmed_mean_is_exact_in_the_plane() -> None:
    for n, f in _PAIRS:
        found = bounds("trimmed_mean", "lambda", n, f, 2)
        low, high = best(found, Side.LOWER), best(found, Side.UPPER)
        assert low is not None
        assert high is not None
        assert low.value == high.value
        m = n - f
        near = sp.Rational(f, 2 * m * (m - f)) * (m + sp.sqrt(3) * (m - 2 * f))
        far = (m + sp.sqrt(3) * (2 * f - m)) / sp.Integer(2 * m)
        assert sp.simplify(sp.sympify(low.value) - (near if 2 * f <= m else far)) == 0


@pytest.mark.parametrize("rule", ["trimmed_mean", "median", "mean_around_median"])
def test_the_interval_lies_between_the_line_and_the_limit(rule: str) -> None:
    for n, f, d in ((5, 2, 2), (7, 2, 2), (7, 2, 3), (8, 3, 5)):
        lower, upper = _interval(rule, n, f, d)
        line, limit = _interval(rule, n, f, 1)[0], _interval(rule, n, f, "inf")[1]
        slack = 1e-6 * line  # designs have coordinates rounded to 10^-7
        assert line - slack <= lower <= upper <= min(d**0.5 * line, limit) + 1e-12


def test_at_d_equal_to_m_one_cluster_per_member_reaches_the_limit() -> None:
    lower, upper = _interval("trimmed_mean", 5, 2, 3)
    assert lower == pytest.approx(upper, rel=1e-6)


def test_random_inputs_stay_below_the_upper_bound() -> None:
    rng = np.random.default_rng(0)
    for n, f in ((5, 1), (7, 2), (5, 2)):
        m, d = n - f, 2
        x = rng.standard_normal((20000, n, d))
        x[:, m:] *= 100 * np.sign(rng.standard_normal((20000, 1, d)))
        error = np.linalg.norm(np.asarray(get("trimmed_mean")(x, f=f)) - x[:, :m].mean(axis=1), axis=-1)
        pairs = [np.linalg.norm(x[:, i] - x[:, j], axis=-1) for i, j in combinations(range(m), 2)]
        ratio = (error / np.max(pairs, axis=0)).max()
        upper = in_the_plane(n, f)
        assert 0.7 * upper < ratio <= upper


def in_the_plane(n: int, f: int) -> float:
    """What the coupling of two coordinates proves of the trimmed mean's lambda*."""
    found = (evaluate(bound, n, f) for bound in get("trimmed_mean").proofs if bound.plane and _inside(bound, n, f))
    return min(float(p) + 2 * float(q) ** 0.5 for p, q in found)


def _inside(bound: Bound, n: int, f: int) -> bool:
    return n >= 3 * f if bound.where == "n >= 3*f" else n <= 3 * f


def _transport(m: int, b: int, overlap: int) -> float:
    """An independent lower bound on sup ||(e_1, e_2)||, D = 1: for fixed directions of the cells' points on the unit
    polygon norm, a linear programme over cell positions (polygonal distances circumscribe the Euclidean ones)."""
    sizes = {(1, 1): overlap, (1, 0): b - overlap, (0, 1): b - overlap, (0, 0): m - 2 * b + overlap}
    cells = [cell for cell, size in sizes.items() if size]
    best = 0.0
    angles = np.linspace(0, np.pi, 24, endpoint=False)
    normals = np.c_[np.cos(angles), np.sin(angles)]
    for phi in np.linspace(0, np.pi / 2, 7):
        cost = np.zeros((len(cells), 2))
        for i, cell in enumerate(cells):
            for c, weight in enumerate((np.cos(phi), np.sin(phi))):
                cost[i, c] = weight * sizes[cell] * (-1 / b if cell[c] else 1 / (m - b))
        rows = []
        for i, j in combinations(range(len(cells)), 2):
            for normal in normals:
                for sign in (1, -1):
                    row = np.zeros((len(cells), 2))
                    row[i], row[j] = sign * normal, -sign * normal
                    rows.append(row.ravel())
        shrink = np.cos(np.pi / 48)  # the polygon lies inside the disc of radius 1 after this factor
        bounds_ = [(0, 0)] * 2 + [(-2, 2)] * (2 * len(cells) - 2)
        result = linprog(-cost.ravel(), A_ub=np.array(rows), b_ub=np.full(len(rows), shrink), bounds=bounds_)
        best = max(best, -result.fun)
    return best


@pytest.mark.parametrize(("m", "b"), [(4, 1), (5, 2), (6, 3)])
def test_no_overlap_of_the_two_trimmed_sets_beats_the_disjoint_one(m: int, b: int) -> None:
    factor = in_the_plane(m + b, b) * m / b
    values = [_transport(m, b, a) for a in range(b + 1)]
    assert max(values) <= factor
    assert values[0] > 0.99 * factor


def test_the_field_orders_its_elements_as_floats_do() -> None:
    rng = np.random.default_rng(1)
    for a, b in rng.integers(-9, 10, (200, 2)):
        number = Root3(Fraction(int(a)), Fraction(int(b)))
        assert number.sign() == np.sign(round(a + b * 3**0.5, 9))
        assert number.below() <= number <= number.above()
    assert Root3(Fraction(2)) == (SQRT3 - 1) * (SQRT3 + 1)


KINDS = {"witness", "theorem", "coordinates"}


def _evidence(rule: str, n: int, f: int, d: int) -> list[dict[str, Any]]:
    return [json.loads(json.dumps(dict(e.data))) for e in bounds(rule, "lambda", n, f, d) if e.data["kind"] in KINDS]


@pytest.mark.parametrize("case", [("trimmed_mean", 7, 2, 2), ("median", 8, 3, 2), ("mean_around_median", 15, 4, 2)])
def test_evidence_is_confirmed_and_falsified_evidence_rejected(case: Any) -> None:
    listed = _evidence(*case)
    assert listed
    for data in listed:
        assert check(data).status in {"attained", "certified"}
        worse = 1 + Fraction(1 if data["side"] == "lower" else -1, 10**6)
        falsified = [
            data | {"value": str(Fraction(data["value"]) * worse)},
            data | {"claim": data["claim"] | {"n": data["claim"]["n"] - 1}},
            data | {"claim": data["claim"] | {"rule": "krum"}},
            data | {"claim": data["claim"] | {"criterion": "kappa"}},
        ]
        if data["side"] == "upper":
            falsified.append(data | {"claim": data["claim"] | {"d": case[3] + 1}})
        for wrong in falsified:
            with pytest.raises((ValueError, KeyError)):
                check(wrong)


def test_a_design_is_on_the_claimed_points() -> None:
    points = plane_witness(7, 2)
    assert len(points) == 7
    data = next(data for data in _evidence("trimmed_mean", 7, 2, 2) if "root" in data)
    data["points"][0][0][0] = str(Fraction(data["points"][0][0][0]) * 2)
    with pytest.raises(ValueError, match="less than the claimed"):
        check(data)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("krum", 7, 2, 2), "need a coordinate-wise rule"),
        (("trimmed_mean", 26, 2, 2), "n <= 25"),
        (("trimmed_mean", 7, 2, 65), "d <= 64"),
        (("trimmed_mean", 7, 0, 2), "f = 0"),
    ],
)
def test_wrong_calls_name_what_is_admissible(arguments: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        solution.bounds(*arguments)
