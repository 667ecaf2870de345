"""The closed forms: classical special cases, admissible sets, what the theorems give away, the floor (T4)."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from resam_theory import symbols as s
from resam_theory.convergence.bounds import Problem, at_momentum, at_step, closed_form, optimise, rate, steps_to
from resam_theory.convergence.corollaries import RHO2, corollaries, least_rho2
from resam_theory.convergence.floor import WEIGHTS, floor_enclosure, order_statistics_mean
from resam_theory.convergence.forms import FORMS

PROBLEM = Problem(smoothness=1.0, variance=1.0, gap=1.0, steps=10_000, m=11)
ROUNDING = 1e-9
"""Relative size of what float optimisation may leave: far above double rounding, far below any change of a constant."""


@pytest.mark.parametrize("theorem", FORMS)
def test_without_faults_the_bound_is_momentum_sgd(theorem):
    """f = 0, mean: rho = 0, the bound is O(sqrt(L Delta sigma^2/(m T))) and uses all m workers."""
    (corollary,) = corollaries("mean", 11, 0)
    assert corollary.rho2 == 0
    few, many = (optimise(theorem, 0.0, Problem(1.0, 1.0, 1.0, 10**10, m)).value for m in (4, 16))
    assert few / many == pytest.approx(2, rel=1e-3)  # sqrt(16/4), up to terms of order 1/T


@pytest.mark.parametrize("theorem", ["T1", "T1-sharp", "T2", "T2-sharp"])
def test_without_momentum_a_term_stays(theorem):
    """beta = 0: as T -> oo the bound tends to a positive multiple of rho^2 sigma^2."""
    form = FORMS[theorem]
    symbol = form.parameters[0][0]
    at = 0 if symbol == s.beta else sp.solve(form.beta, s.x)[0]
    left = sp.expand(sp.limit(closed_form(theorem).subs(symbol, at), s.T, sp.oo)).coeff(s.rho2)
    assert sp.simplify(left / s.sigma**2) > 0


@pytest.mark.parametrize("theorem", FORMS)
def test_without_noise_the_rate_is_that_of_gradient_descent(theorem):
    """sigma = 0: constant step size and a bound proportional to 1/T."""
    once, ten = (optimise(theorem, 1.0, Problem(1.0, 0.0, 1.0, steps, 3)) for steps in (1000, 10_000))
    assert once.value / ten.value == pytest.approx(10, rel=1e-4)
    assert once.gamma == pytest.approx(ten.gamma, rel=1e-2)


def test_each_sharper_theorem_is_below_the_one_it_replaces():
    values = {name: optimise(name, 0.5, PROBLEM).value for name in FORMS}
    order = ("T2-cross", "T2-prime", "T2-family", "T2-sharp", "T2", "T1-sharp", "T1")
    assert [values[name] for name in order] == sorted(values[name] for name in order)
    assert values["T2-eta2"] < values["T2-cross"]


def test_leading_constants_follow_from_the_closed_forms():
    assert sp.simplify(rate("T2") ** 2 * s.T / (4 * s.L * s.gap * s.sigma**2) - 8 * s.rho2 - 16 / s.m) == 0
    for name in ("T1", "T2", "T2-cross"):
        far = Problem(1.0, 1.0, 1.0, 10**12, 11)
        leading = float(rate(name).subs({s.L: 1, s.gap: 1, s.sigma: 1, s.m: 11, s.rho2: 0.5, s.T: 10**12}))
        assert optimise(name, 0.5, far).value == pytest.approx(leading, rel=1e-4)


def test_steps_to_a_target_reach_it_and_fewer_do_not():
    steps = steps_to("T2-cross", 0.5, PROBLEM, 0.01)
    assert steps is not None
    enough, fewer = (optimise("T2-cross", 0.5, Problem(1.0, 1.0, 1.0, t, 11)).value for t in (steps, steps * 99 // 100))
    assert enough <= 0.01 < fewer
    assert steps_to("T1", 0.5, PROBLEM, 1e-9) is None


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: at_step("T1", 0.05, 1.0, PROBLEM), "gamma <= 0.0416667"),
        (lambda: at_momentum("T2", 1.0, 1.0, PROBLEM), "beta < 1"),
        (lambda: at_momentum("T2", -0.1, 1.0, PROBLEM), "0 <= beta"),
        (lambda: at_step("T2-prime", 0.01, 1.0, PROBLEM), "need one of T1"),
        (lambda: corollaries("median", 6, 3), "f < n/2"),
        (lambda: Problem(1.0, -1.0, 1.0, 1, 1), "0 <= variance"),
        (lambda: Problem(0.0, 1.0, 1.0, 1, 1), "0 < smoothness"),
        (lambda: floor_enclosure("krum", 7, 2), "needs one of mean"),
    ],
)
def test_inadmissible_parameters_are_refused_with_the_admissible_set(call, says):
    with pytest.raises(ValueError, match="is not admissible") as caught:
        call()
    assert says in str(caught.value)


def test_momentum_and_step_size_name_the_same_bound():
    by_step = at_step("T1", 0.02, 0.5, PROBLEM)
    assert at_momentum("T1", by_step.beta, 0.5, PROBLEM).value == pytest.approx(by_step.value, rel=ROUNDING)
    assert by_step.beta == pytest.approx(math.sqrt(1 - 24 * 0.02))


def test_trimmed_mean_is_order_optimal_and_breaks_at_half():
    row = least_rho2("trimmed_mean", 15, 4)
    assert row is not None
    assert row.rho2 == sp.Rational(4 * 10, 7 * 11)
    formula = sp.sympify(row.formula).subs({s.m: s.n - s.f}).subs(s.f, sp.Symbol("q", positive=True) * s.n)
    assert sp.limit(formula.subs(s.n, 1000), sp.Symbol("q", positive=True), sp.Rational(1, 2), "-") == sp.oo
    values = [float(least_rho2("trimmed_mean", 15, f).rho2) for f in range(1, 8)]  # pyright: ignore[reportOptionalMemberAccess]
    assert values == sorted(values)


def test_mda_with_its_published_lambda():
    rows = {row.source: row.rho2 for row in corollaries("minimum_diameter_averaging", 15, 4)}
    assert rows["published lambda"] == sp.Rational(8 * 16 * 10, 121)
    assert set(RHO2.values()) == {s.kappa * (s.m - 1) / s.m, 2 * s.lambda_**2 * (s.m - 1)}


@pytest.mark.parametrize(("weights", "exact"), [((0, 1), 1 / sp.sqrt(sp.pi)), ((0, 0, 1), 3 / (2 * sp.sqrt(sp.pi)))])
def test_order_statistics_enclose_the_known_closed_forms(weights, exact):
    ball = order_statistics_mean([Fraction(w) for w in weights])
    assert float(ball.lower()) <= float(exact) <= float(ball.upper())
    assert float(ball.upper() - ball.lower()) < ROUNDING


def test_floor_agrees_with_sampling_and_lies_below_rho2():
    n, f, draws = 15, 5, 200_000
    low, high = floor_enclosure("trimmed_mean", n, f)
    honest = np.sort(np.random.default_rng(7).standard_normal((draws, n - f)), axis=1)
    sample = honest @ np.array([float(w) for w in WEIGHTS["trimmed_mean"](n, f)])
    assert abs(sample.mean() - low) < 5 * sample.std() / math.sqrt(draws)  # five standard errors
    row = least_rho2("trimmed_mean", n, f)
    assert row is not None
    assert high**2 <= float(row.rho2)
