"""Recorded runs against the theory, and the same checks on falsified claims, which they must reject."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import sympy as sp

from experiments.algorithm import run
from experiments.config import RunConfig
from experiments.trace import Trace
from resam_theory import symbols as s
from resam_theory.claims import Criterion
from resam_theory.convergence import STATEMENTS
from resam_theory.convergence import vectors as v
from resam_theory.derivation.relations import Relation
from verification.evidence import Context, Side, Target
from verification.traces import check_fact, check_trace, property_lines
from verification.traces.certified import coefficients
from verification.traces.floor import floor_config, measure, predict
from verification.traces.rates import Slope, fit, in_faults, in_memory
from verification.traces.tightness import factor, search
from verification.traces.vocabulary import known_values
from verification.verdicts import settle

_FALSE = sp.Rational(99, 100)
check = importlib.import_module("verification.checks.runs")


def _run(objective: Mapping[str, Any], attack: str = "one_sided", **algorithm: Any) -> Trace:
    table = {"n": 7, "f": 2, "steps": 40, "replicas": 400, "gamma": 0.1, "beta": 0.8} | algorithm
    return run(RunConfig.of({"objective": {"name": "quadratic", **objective}, "algorithm": table, "attack": attack}))


@pytest.fixture(scope="module")
def isotropic() -> Trace:
    """One curvature in all 20 directions: (L4-sharp) and (L1) are equalities. beta = 1 - 2 gamma L: (T2) applies."""
    return _run({"spectrum": [1.0] * 20, "variance": 20.0})


@pytest.fixture(scope="module")
def two_point() -> Trace:
    """Noise with two values and beta = 0: the honest momenta are the extremal input at some steps."""
    objective = {"spectrum": [1.0], "variance": 1.0, "noise": "skewed", "rare": 0.4}
    return _run(objective, beta=0.0, gamma=0.5, replicas=50)


def _line(trace: Trace, name: str, fact: Relation, *, pathwise: bool) -> bool:
    values = {**known_values(trace), **coefficients(trace)}
    return check_fact(name, name, fact, trace, values, pathwise=pathwise).holds


def test_everything_that_applies_holds_and_the_list_is_what_it_should_be(isotropic: Trace) -> None:
    lines = check_trace(isotropic)
    assert [line.name for line in lines if not line.holds] == []
    names = {line.name for line in lines}
    assert names >= {
        "property.robust",
        "property.resilient",
        "L1",
        "L2",
        "L2-lambda",
        "L3",
        "L3-sharp",
        "L4",
        "L4-sharp",
    }
    assert names >= {"T2", "T2.lyapunov", "T2-sharp", "T2-family", "L7"}
    assert "T1" not in names  # this run's beta is not that of (T1)
    kinds = {line.name: line.kind for line in lines}
    assert kinds["L4"] == kinds["L7"] == kinds["property.robust"] == "pathwise"
    assert kinds["L1"] == kinds["L3-sharp"] == kinds["T2"] == "in expectation"


def test_the_first_theorem_applies_to_its_own_parametrisation() -> None:
    trace = _run({"spectrum": [1.0, 0.2]}, gamma="T1", beta="T1", attack="alie", replicas=100)
    names = {line.name for line in check_trace(trace) if line.holds}
    assert names >= {"T1", "T1.lyapunov", "T1-sharp"}
    assert "T2" not in names


def test_a_smaller_dispersion_is_rejected() -> None:
    """240 x 500 x (effective steps) degrees of freedom: the standard error is below 0.1 %."""
    trace = _run({"spectrum": [1.0] * 60, "variance": 60.0}, beta=0.5, replicas=500)
    fact = STATEMENTS["L1"].claim
    assert _line(trace, "L1", fact, pathwise=False)
    assert not _line(trace, "L1 x 0.99", replace(fact, large=_FALSE * fact.large), pathwise=False)


@pytest.mark.parametrize("term", [v.R**2, v.nabla**2])
def test_a_sharper_descent_is_rejected(isotropic: Trace, term: sp.Expr) -> None:
    fact = STATEMENTS["L4-sharp"].claim
    large = sp.expand(fact.large)
    assert _line(isotropic, "L4-sharp", fact, pathwise=True)
    stronger = large + large.coeff(term) * term / 100
    assert not _line(isotropic, "L4-sharp falsified", replace(fact, large=stronger), pathwise=True)
    dropped = large - large.coeff(v.delta**2) * (v.delta**2)
    assert not _line(isotropic, "L4-sharp, a term dropped", replace(fact, large=dropped), pathwise=True)


def test_a_smaller_coefficient_of_the_rule_is_rejected_at_a_step_of_the_run(two_point: Trace) -> None:
    known = coefficients(two_point)
    assert all(line.holds for line in property_lines(two_point, known))
    for symbol, name in ((s.kappa, "property.robust"), (s.lambda_, "property.resilient")):
        lines = property_lines(two_point, {**known, symbol: 0.99 * known[symbol]})
        assert {line.name: line.holds for line in lines}[name] is False


def test_a_smaller_drift_is_rejected_where_the_rule_is_worst() -> None:
    """(L2) with rho^2 cut to a tenth: no equality is known along runs, so the teeth are shown with a gross error."""
    objective = {"spectrum": [1.0], "variance": 1.0, "noise": "skewed", "rare": 0.4}
    trace = _run(objective, beta=0.0, gamma=0.1)
    fact = STATEMENTS["L2"].claim
    assert _line(trace, "L2", fact, pathwise=False)
    assert not _line(trace, "L2 / 10", replace(fact, large=fact.large / 10), pathwise=False)


def test_a_deviation_without_its_noise_is_rejected(isotropic: Trace) -> None:
    fact = STATEMENTS["L3-sharp"].claim
    assert _line(isotropic, "L3-sharp", fact, pathwise=False)
    assert not _line(isotropic, "L3-sharp falsified", replace(fact, large=fact.large.subs(s.sigma, 0)), pathwise=False)
    loose = STATEMENTS["L3"].claim
    assert not _line(isotropic, "L3 falsified", replace(loose, large=loose.large * 2 / 5), pathwise=False)


def test_theorems_without_their_noise_or_gap_are_rejected() -> None:
    trace = _run({"spectrum": [1.0] * 20, "variance": 20.0}, steps=300, replicas=20)
    assert factor(trace, "T2")[0] > 1
    fact = STATEMENTS["T2"].claim
    assert not _line(trace, "T2 without noise", replace(fact, large=fact.large.subs(s.sigma, 0) / 100), pathwise=False)


def test_inner_products_are_read_off_correctly(isotropic: Trace) -> None:
    """2<R, nabla> from three squares against the exact change of the quadratic loss, Q' - Q."""
    fact = Relation("change", v.Q_next - v.Q, -s.gamma * v.R * v.nabla + s.gamma * s.x * v.R**2 / 2, equal=True)
    assert _line(isotropic, "change", fact, pathwise=True)
    assert _line(isotropic, "change, reversed", Relation("change", fact.large, fact.small), pathwise=True)


def test_what_is_not_recorded_cannot_be_checked(isotropic: Trace) -> None:
    with pytest.raises(ValueError, match="not recorded"):
        _line(isotropic, "u", Relation("u", v.u**2, v.R**2), pathwise=True)


def test_runs_that_cannot_be_checked_say_why() -> None:
    some = run(RunConfig.of({"algorithm": {"steps": 5, "replicas": 3}, "record": {"every": 2}}))
    with pytest.raises(ValueError, match=r"record\.every = 2"):
        check_trace(some)
    single = run(RunConfig.of({"algorithm": {"steps": 5}}))
    with pytest.raises(ValueError, match="needs at least 2"):
        check_trace(single)


def test_runs_on_unequal_data_are_held_against_its_theorems_and_estimated_ones_are_labelled() -> None:
    table: dict[str, Any] = {"objective": "logistic", "data": {"name": "breast_cancer", "split": "one_class"}}
    algorithm = {"n": 7, "f": 2, "gamma": "T2-eta2", "beta": "T2-eta2", "steps": 8, "replicas": 8}
    found = check_trace(run(RunConfig.of({**table, "algorithm": algorithm})))
    theorems = [line for line in found if not line.name.startswith("property")]
    assert {"T6", "T6-cross", "T6-eta2"} <= {line.name for line in theorems}
    assert all(line.holds and line.estimated for line in theorems)
    assert not {"T2", "L1", "L2"} & {line.name for line in theorems}
    unknown = {"objective": {"name": "mlp", "hidden": 3}, "data": {"split": "one_class"}}
    config = RunConfig.of({**unknown, "algorithm": {"n": 7, "f": 2, "steps": 2, "replicas": 2}, "record": {"every": 1}})
    assert all(line.name.startswith("property") for line in check_trace(run(config)))
    neural = {
        "objective": {"name": "mlp", "hidden": 3},
        "algorithm": {"steps": 3, "replicas": 2},
        "record": {"every": 1},
    }
    lines = check_trace(run(RunConfig.of(neural)))
    assert lines
    assert all(line.estimated for line in lines if not line.name.startswith("property"))


def test_real_data_keep_to_the_theory() -> None:
    algorithm = {"n": 11, "f": 3, "steps": 30, "replicas": 40, "gamma": "T2", "beta": "T2"}
    table = {"objective": "logistic", "data": {"name": "breast_cancer"}, "algorithm": algorithm, "attack": "alie"}
    lines = check_trace(run(RunConfig.of(table)))
    assert [line.name for line in lines if not line.holds] == []
    assert {"T2", "L1", "L4-sharp"} <= {line.name for line in lines}


@pytest.fixture(scope="module")
def floors() -> list[Any]:
    return [measure(floor_config("trimmed_mean", 15, 5, beta, seed=1)) for beta in (0.0, 0.5, 0.9)]


def test_floors_agree_with_the_exact_constant_and_a_false_one_is_rejected(floors: list[Any]) -> None:
    for floor in floors:
        assert floor.holds, floor
        assert floor.error / floor.measured < 0.02
        assert not replace(floor, predicted=floor.predicted * 1.08).holds
        assert not replace(floor, predicted=floor.predicted * 0.92).holds
        assert floor.mean_square > floor.measured


def test_the_floor_is_the_same_at_every_step_size() -> None:
    large = measure(floor_config("trimmed_mean", 15, 5, 0.5, gamma=1.0, seed=2))
    assert large.holds
    assert large.mean_square > 1.2 * large.predicted


def test_the_floor_of_the_median() -> None:
    config = floor_config("median", 9, 3, 0.5)
    assert measure(config).holds
    assert not measure(config, predict(floor_config("trimmed_mean", 9, 3, 0.5)) * 2).holds


def test_exponents(floors: list[Any]) -> None:
    memory = in_memory(floors)
    assert memory.holds, memory
    assert not replace(memory, predicted=1.05).holds
    faults = in_faults("trimmed_mean", 15, (1, 3, 6))
    assert faults.holds, faults


def test_fit_recovers_a_known_slope_with_an_honest_error() -> None:
    rng = np.random.default_rng(0)
    x = np.array([1.0, 3.0, 10.0, 30.0])
    errors = np.full(4, 0.01)
    fitted = [fit(x, x**-0.5 * np.exp(errors * rng.standard_normal(4)), errors) for _ in range(400)]
    slopes = np.array([slope for slope, _ in fitted])
    assert abs(slopes.mean() + 0.5) < 5 * slopes.std() / 20
    assert slopes.std() == pytest.approx(fitted[0][1], rel=0.2)
    assert not Slope("x", 1.0, 0.01, 1.1).holds


def test_the_search_comes_within_ten_of_the_theorem() -> None:
    found = search("T2", trials=24, seed=0)
    assert 1 <= found.factor < 10
    replayed, _ = factor(run(found.config), "T2")
    assert replayed == found.factor


def test_evidence_for_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    small = RunConfig.of({"algorithm": {"n": 5, "f": 1, "steps": 10, "replicas": 50, "gamma": 0.1, "beta": 0.8}})
    monkeypatch.setattr(check, "configs", lambda context: [small])
    check._lines.cache_clear()
    target = Target("convergence.proof.T2", Criterion.PROOF)
    (piece,) = check.traces(target, Context())
    assert (piece.side, piece.exact) == (Side.LOWER, False)
    assert 0 < float(piece.value) < 1
    assert all(line["holds"] and line["run"] == small.id for line in piece.data["lines"])
    claim = STATEMENTS["T2"].as_claim()
    assert settle(claim, target, [piece]).status == "numerical"  # a run alone never proves
    false = replace(STATEMENTS["L1"], claim=replace(STATEMENTS["L1"].claim, large=STATEMENTS["L1"].claim.large / 2))
    monkeypatch.setitem(STATEMENTS, "L1", false)
    check._lines.cache_clear()
    (piece,) = check.traces(Target("convergence.proof.L1", Criterion.PROOF), Context())
    check._lines.cache_clear()
    assert (piece.side, piece.value) == (Side.PROOF, 0)
    assert "VIOLATED" in piece.method
