"""Variants of the algorithm: what the protocols do, what is predicted of them, false predictions that are rejected."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from experiments.algorithm import run
from experiments.config import RunConfig
from experiments.trace import Trace
from resam_theory import symbols as s
from resam_theory.convergence import STATEMENTS
from verification.traces import check_fact, check_trace
from verification.traces.certified import coefficients
from verification.traces.closest import closest
from verification.traces.statements import parameters
from verification.traces.variants import AGREEMENTS

WORST = {"name": "per_rule_worst", "G": 1.0, "B": 0.3, "start": 3.0}
DATA = {"objective": "logistic", "data": {"name": "breast_cancer"}}


def _run(table: dict[str, Any], **algorithm: Any) -> Trace:
    given = {"n": 11, "f": 3, "steps": 30, "gamma": 0.01, "beta": 0.0} | algorithm
    return run(RunConfig.of({"attack": "foe", **table, "algorithm": given}))


def _lines(trace: Trace) -> dict[str, bool]:
    return {line.name: line.holds for line in check_trace(trace)}


@pytest.mark.parametrize("name", AGREEMENTS)
def test_what_is_predicted_exactly_is_measured_and_a_false_prediction_is_rejected(name: str) -> None:
    for found in AGREEMENTS[name]():
        assert found.holds, found
        wrong = 0.85 if name == "T11" else 0.96
        assert not replace(found, predicted=wrong * found.predicted).holds


@pytest.mark.parametrize("workers", ["nesterov", {"name": "storm", "rate": 1.0}, "undamped"])
def test_without_memory_every_protocol_sends_the_gradient(workers: Any) -> None:
    plain, other = _run(DATA, replicas=2), _run(DATA, replicas=2, workers=workers)
    np.testing.assert_allclose(other.theta_last, plain.theta_last, rtol=1e-12)


def test_without_noise_variance_reduction_sends_the_full_gradient() -> None:
    quadratic = {"objective": {"name": "quadratic", "variance": 0.0}}
    trace = _run(quadratic, gamma=0.3, workers={"name": "storm", "rate": 0.1})
    assert trace["deviation2"].max() < 1e-28


def test_local_steps_of_an_affine_gradient_are_a_geometric_sum() -> None:
    """a_i theta^h = a_i theta (1 - eta a_i)^h for honest and faulty alike; one step is a gradient."""
    one = _run({"objective": WORST, "attack": "none"}, gamma=0.5, workers={"name": "local", "steps": 1, "rate": 0.3})
    plain = _run({"objective": WORST, "attack": "none"}, gamma=0.5)
    np.testing.assert_allclose(one.theta_last, plain.theta_last, rtol=1e-12)
    eta, count = 0.3, 3
    quadratic = {"objective": {"name": "quadratic", "spectrum": [1.0], "variance": 0.0}, "attack": "none"}
    trace = _run(quadratic, gamma=0.5, steps=1, workers={"name": "local", "steps": count, "rate": eta})
    sent = (1 - (1 - eta) ** count) / (eta * count)
    np.testing.assert_allclose(trace.theta_last[0, 0], 1 - 0.5 * sent, rtol=1e-14)


def test_a_sample_of_all_workers_is_the_run_without_sampling() -> None:
    table = {"objective": WORST, "attack": "none"}
    whole, sampled = _run(table, gamma=0.5), _run(table, gamma=0.5, sample={"size": 11, "faulty": 3})
    np.testing.assert_allclose(sampled.theta_last, whole.theta_last, rtol=1e-12)
    assert (sampled["faulty_asked"] == 3).all()


@pytest.mark.parametrize(
    ("table", "algorithm", "names"),
    [
        (DATA, {"workers": {"name": "storm", "rate": 0.2}}, {"T8", "T8.lyapunov", "T8-start"}),
        ({}, {"workers": "nesterov", "beta": 0.8}, {"V2"}),
        ({}, {"privacy": 0.5, "gamma": 0.1, "beta": 0.8}, {"V1", "L1", "T2"}),
        ({}, {"workers": "undamped", "gamma": 0.1, "beta": 0.8}, {"L1", "T2", "T7"}),
        (
            {"objective": WORST, "attack": "none"},
            {"gamma": 0.1, "sample": {"size": 9, "faulty": 3}, "replicas": 100},
            {"T11"},
        ),
        (
            {"objective": WORST, "attack": "none"},
            {"gamma": 0.5, "workers": {"name": "local", "steps": 4, "rate": 0.01}},
            {"T12"},
        ),
    ],
)
def test_each_variant_is_held_against_its_own_statements(
    table: dict[str, Any], algorithm: dict[str, Any], names: set[str]
) -> None:
    lines = _lines(_run(table, **{"replicas": 60, "steps": 60} | algorithm))
    assert names <= set(lines)
    assert all(lines.values())
    kind = "momentum" if algorithm.get("workers") in (None, "undamped") and "sample" not in algorithm else "other"
    assert ("L4" in lines) == (kind == "momentum")


def test_a_rate_that_is_too_small_for_the_theorem_is_not_held_against_it() -> None:
    assert "T8" not in _lines(_run(DATA, replicas=2, gamma=0.2, workers={"name": "storm", "rate": 0.01}))


def test_falsified_statements_about_variants_are_contradicted() -> None:
    local = _run(
        {"objective": {**WORST, "start": 1.0}, "attack": "none"},
        **{"gamma": 0.5, "steps": 400, "workers": {"name": "local", "steps": 2, "rate": 0.001}},
    )
    known = coefficients(local)
    assert all(line.holds for line in check_trace(local, known) if line.name == "T12")
    less = {**known, s.kappa: 0.97 * known[s.kappa]}
    assert not all(line.holds for line in check_trace(local, less) if line.name == "T12")

    wide = {"objective": {"name": "quadratic", "spectrum": [1.0] * 40, "variance": 40.0}}
    storm = _run(wide, replicas=400, gamma=0.1, workers={"name": "storm", "rate": 0.2})
    statement = STATEMENTS["T8"]
    fact = next(step.conclusion for step in statement.steps if step.conclusion.name == "decrease")
    (values,) = parameters(statement, storm, coefficients(storm))
    assert check_fact("", "", fact, storm, values, pathwise=False).holds
    assert not check_fact("", "", fact, storm, {**values, s.sigma: 0.0}, pathwise=False).holds


def test_the_closest_run_is_close_and_does_not_pass_the_bound() -> None:
    found = closest(steps=2000, B=0.5)
    assert 1 <= found.factor < 1.02
    assert 1 <= closest(steps=2000, beta=0.9).factor < 1.3


def test_the_options_of_variants_are_no_part_of_other_runs_identity() -> None:
    assert not {"workers", "privacy", "sample"} & set(RunConfig.of({}).as_dict()["algorithm"])
    for table in ({"workers": "nesterov"}, {"privacy": 0.1}, {"sample": {"size": 9, "faulty": 2}}):
        config = RunConfig.of({"algorithm": table})
        assert config.id != RunConfig.of({}).id
        assert RunConfig.of(config.as_dict()) == config


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        ({"workers": "adam"}, "need one of local, momentum, nesterov, storm, undamped"),
        ({"workers": {"name": "storm", "rate": 0.0}}, "need 0 < algorithm.workers.rate <= 1"),
        ({"workers": {"name": "local", "steps": 0}}, "need an integer algorithm.workers.steps >= 1"),
        ({"privacy": -1.0}, "algorithm.privacy"),
        ({"privacy": float("nan")}, "algorithm.privacy"),
        ({"sample": {"size": 99}}, "need an integer 1 <= algorithm.sample.size <= 15"),
        ({"sample": {"size": 8, "faulty": 4}}, "need an integer 0 <= algorithm.sample.faulty <= 3"),
        ({"sample": {"size": 8, "faulty": 2}, "gamma": "T2", "beta": "T2"}, "momentum of all n"),
        ({"workers": "nesterov", "gamma": "T2", "beta": "T2"}, "momentum of all n"),
    ],
)
def test_what_is_not_admissible_is_refused_in_a_line(algorithm: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message) as refused:
        RunConfig.of({"algorithm": algorithm})
    assert "\n" not in str(refused.value)
