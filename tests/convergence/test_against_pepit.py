"""Performance estimation: the worst case of a few steps with ||xi_t||^2 <= r^2, no noise: a floor for any theorem."""

from __future__ import annotations

from functools import cache

import pytest

from resam_theory.convergence.forms import FORMS

pytestmark = pytest.mark.slow

functions = pytest.importorskip("PEPit.functions")
pepit = pytest.importorskip("PEPit")
SOLVER = 1e-6
"""Relative accuracy that the solver's worst case is trusted to (it stops at 1e-8)."""
R2 = 0.04
"""r^2 in units of L Delta_1, L = Delta_1 = 1."""


@cache
def worst_case(steps: int, x: float, beta: float) -> float:
    """Largest (1/T) sum ||nabla_t||^2 over L-smooth Q >= Q*, Q(theta_1) - Q* <= 1, ||xi_t||^2 <= R2."""
    problem = pepit.PEP()
    loss = problem.declare_function(functions.SmoothFunction, L=1.0)
    theta, momentum, total = problem.set_initial_point(), 0, 0
    lowest, first = pepit.Expression(), None
    for t in range(steps + 1):
        slope, value = loss.oracle(theta)
        first = value if first is None else first
        problem.add_constraint(value - slope**2 / 2 >= lowest)  # interpolation by a smooth function above Q*
        if t < steps:
            momentum = beta * momentum + (1 - beta) * slope if t else (1 - beta) * slope
            drift = pepit.Point()
            problem.add_constraint(drift**2 <= R2)
            total = total + slope**2 / steps
            theta = theta - x * (momentum + drift)
    problem.set_initial_condition(first - lowest <= 1)
    problem.set_performance_metric(total)
    return float(problem.solve(wrapper="cvxpy", solver="CLARABEL", verbose=0))


def in_the_drift_model(theorem: str, x: float, steps: int) -> float:
    """The theorem's bound without noise and with r^2 in place of the bound on E||xi||^2."""
    form = FORMS[theorem]
    gap = {"T2-cross": 11 / 5, "T2": 4.0}.get(theorem) or float(form.gap.subs(form.parameters[0][0], x))
    return gap / (x * steps) + 2 * float(form.s) * R2


@pytest.mark.parametrize("theorem", ["T2", "T2-sharp", "T2-cross"])
@pytest.mark.parametrize(("steps", "x"), [(1, 1 / 24), (2, 1 / 8), (3, 1 / 8), (4, 1 / 8)])
def test_no_theorem_lies_below_the_worst_case(theorem, steps, x, record_property):
    worst, bound = worst_case(steps, x, 1 - 2 * x), in_the_drift_model(theorem, x, steps)
    record_property("bound over worst case", bound / worst)
    assert worst <= bound * (1 + SOLVER)


def test_a_theorem_that_promises_too_much_is_caught():
    """A third of the best bound lies below the worst case of four steps: the comparison can fail."""
    assert worst_case(4, 1 / 8, 3 / 4) > in_the_drift_model("T2-cross", 1 / 8, 4) / 3
