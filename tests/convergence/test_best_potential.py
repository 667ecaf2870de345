"""The semidefinite programme for the best quadratic potential, and how far the closed forms are from it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from resam_theory import symbols as s
from resam_theory.convergence.bounds import rate
from verification.lyapunov import certify, solve

X, ETA, A = 0.01, 2.0, 1.95
"""Near the optimum for rho^2 = 1/m = 1."""


@pytest.fixture(scope="module")
def found():
    solution = solve(X, 1 - ETA * X, 1.0, 1.0, A)
    assert solution is not None
    return solution


def product(theorem: str) -> float:
    leading = rate(theorem) ** 2 * s.T / (4 * s.L * s.gap * s.sigma**2)
    return float(sp.simplify(leading.subs({s.rho2: 1, s.m: 1})))


def test_the_rounded_potential_is_proved(found):
    certified = certify(found)
    assert certified.holds, certified.reason
    assert certified.product == pytest.approx(found.product, rel=1e-5)


@pytest.mark.parametrize("name", ["p", "s", "w"])
def test_a_better_potential_than_the_best_is_not_proved(found, name):
    better = replace(found, **{name: getattr(found, name) * 0.97})
    assert not certify(better).holds


def test_how_far_the_closed_forms_are_from_the_best(found):
    factors = {name: product(name) / certify(found).product for name in ("T1", "T1-sharp", "T2", "T2-cross")}
    assert 1 < factors["T2-cross"] < 1.3
    assert 4 < factors["T2"] < 5
    assert 50 < factors["T1-sharp"] < 60
    assert 990 < factors["T1"] < 1000
