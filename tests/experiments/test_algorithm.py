from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable

import numpy as np
import pytest
import torch

from experiments.algorithm import run
from experiments.attacks import ATTACKS, Attack, View
from experiments.building import admit, prepare
from experiments.config import RunConfig
from experiments.moments import moments
from experiments.trace import Trace

Make = Callable[..., RunConfig]


def _by_hand(config: RunConfig, trace: Trace) -> None:
    """The recursion written out for one replica, worker by worker, from the same random numbers."""
    made = prepare(config)
    theta = made.theta.clone()
    momenta = torch.zeros(config.replicas, config.n, theta.shape[1], dtype=theta.dtype)
    m, beta = config.n - config.f, float(config.beta)
    for t in range(config.steps):
        gradients = made.objective.sample(theta, config.n, made.generator)
        for r in range(config.replicas):
            for i in range(config.n):
                momenta[r, i] = beta * momenta[r, i] + (1 - beta) * gradients[r, i]
        update = torch.empty_like(theta)
        for r in range(config.replicas):
            faulty = -1.1 * momenta[r, :m].mean(0)
            rows = torch.stack([*momenta[r, :m], *[faulty] * config.f])
            ordered = rows.sort(0).values[config.f : config.n - config.f]
            update[r] = ordered.mean(0)
            mean = momenta[r, :m].mean(0)
            pairs = [((a - b) ** 2).sum() for a in momenta[r, :m] for b in momenta[r, :m]]
            expected = {
                "drift2": ((update[r] - mean) ** 2).sum(),
                "dispersion": ((momenta[r, :m] - mean) ** 2).sum(),
                "diameter2": max(pairs),
                "deviation2": ((mean - made.objective.gradient(theta[r])) ** 2).sum(),
                "error2": ((update[r] - made.objective.gradient(theta[r])) ** 2).sum(),
                "mean2": (mean**2).sum(),
                "update2": (update[r] ** 2).sum(),
            }
            for name, value in expected.items():
                assert trace[name][t, r] == pytest.approx(float(value), rel=1e-9, abs=1e-12), (name, t, r)
        theta = theta - float(config.gamma) * update
    np.testing.assert_allclose(trace.theta_last, theta.numpy(), rtol=1e-9)


def test_the_recursion_is_the_one_of_the_docstring(config: Make) -> None:
    given = config(attack="foe", beta=0.7, gamma=0.2, steps=12)
    _by_hand(given, run(given))


def test_a_seed_is_a_run_and_another_seed_another_run(config: Make) -> None:
    first, same, other = run(config(seed=1)), run(config(seed=1)), run(config(seed=2))
    assert (first["loss"] == same["loss"]).all()
    assert not (first["loss"][1:] == other["loss"][1:]).any()


def test_recording_less_changes_nothing_else(config: Make) -> None:
    every, some = run(config()), run(config(record={"every": 7}))
    assert some.steps.tolist() == [1, 8, 15]
    assert not some.every_step
    for name, values in some.moments.items():
        np.testing.assert_array_equal(values, every[name][::7])
    np.testing.assert_array_equal(some.theta_last, every.theta_last)


@pytest.mark.parametrize("objective", ["quadratic", "logistic", {"name": "mlp", "hidden": 3}], ids=str)
def test_the_noise_is_the_same_whatever_the_attack_needs(config: Make, objective: object) -> None:
    made = prepare(config(objective, replicas=2))

    def sampled(used: int | None) -> torch.Tensor:
        return made.objective.sample(made.theta, 7, torch.Generator().manual_seed(0), used=used)

    assert sampled(5).shape[1] == 5
    assert torch.allclose(sampled(5), sampled(None)[:, :5], rtol=1e-5, atol=1e-7)  # float32, other batch sizes


@pytest.mark.parametrize(
    "attack", [attack for attack in ATTACKS if not attack.uses_own], ids=lambda attack: attack.name
)
def test_an_attack_that_does_not_use_its_own_momenta_sends_the_same_without(config: Make, attack: Attack) -> None:
    given = config("logistic", attack=attack.name, data={"name": "breast_cancer"}, steps=1)
    made = prepare(given)
    honest = made.objective.sample(made.theta, given.n, made.generator)[:, :5]
    state = made.generator.get_state()

    def sent(own: torch.Tensor) -> torch.Tensor:
        made.generator.set_state(state)
        view = View(honest, own, made.theta, made.objective, made.rule, made.aggregate, 0.1, 1, made.generator)
        return attack.send(view, **attack.options).rows.nan_to_num(7.0)

    assert torch.equal(sent(torch.full_like(honest[:, :2], 3.0)), sent(torch.full_like(honest[:, :2], torch.nan)))


def test_without_faults_and_noise_it_is_gradient_descent_with_momentum(config: Make) -> None:
    objective = {"name": "quadratic", "spectrum": [2.0, 0.5], "variance": 0.0, "start": [1.0, -3.0]}
    trace = run(config(objective, f=0, rule="mean", beta=0.0, gamma=0.1, steps=30))
    expected = np.array([1.0, -3.0]) * (1 - 0.1 * np.array([2.0, 0.5])) ** 30
    np.testing.assert_allclose(trace.theta_last[0], expected, rtol=1e-12)


@pytest.mark.parametrize("rule", ["trimmed_mean", "median", "mean_around_median", "krum"])
def test_a_robust_rule_learns_under_attack_and_the_mean_does_not(config: Make, rule: str) -> None:
    common = {"data": {"name": "breast_cancer"}, "attack": {"name": "sign_flip", "scale": 10.0}, "steps": 60}
    robust = run(config("logistic", rule=rule, gamma=0.5, **common)).summary()
    broken = run(config("logistic", rule="mean", gamma=0.5, **common)).summary()
    assert robust["accuracy_last"] > 0.9
    assert broken["accuracy_last"] < 0.5


def test_momentum_lowers_the_floor(config: Make) -> None:
    floors = [
        run(config(attack="one_sided", steps=400, replicas=20, beta=beta)).summary()["gradient2_tail"]
        for beta in (0.0, 0.9)
    ]
    assert floors[1] < 0.3 * floors[0]


def test_a_rule_that_is_left_too_few_rows_is_refused(config: Make) -> None:
    with pytest.raises(ValueError, match="need more than 2f = 6 buckets, not 4: 1 <= s <= 1, given s = 2"):
        admit(config(n=8, f=3, pre_aggregation="bucketing"))


@pytest.mark.parametrize("name", ["nearest_neighbour_mixing", "bucketing", "bucketing(s=2)+nnm", "arc"])
def test_pre_aggregation(config: Make, name: str) -> None:
    trace = run(config(attack="nonfinite", n=12, f=2, pre_aggregation=name, steps=60))
    assert (trace["loss"][-1] < trace["loss"][0]).all()


def test_mixing_is_the_mean_of_the_nearest(config: Make) -> None:
    made = prepare(config(n=5, f=2, rule="median", pre_aggregation="nnm"))
    rows = torch.tensor([[[0.0], [1.0], [2.0], [10.0], [12.0]]], dtype=torch.float64)
    assert float(made.aggregate(rows)) == pytest.approx(1.0)


def test_heterogeneous_and_estimated_runs_say_so(config: Make) -> None:
    split = {"name": "breast_cancer", "split": {"name": "dirichlet", "alpha": 0.3}}
    assert not run(config("logistic", data=split, steps=2)).constants.homogeneous
    mlp = run(config({"name": "mlp", "hidden": 4}, steps=2, replicas=2))
    assert mlp.summary()["estimated"]
    assert mlp["loss"].dtype == np.float32


def test_a_trace_survives_the_disk(config: Make) -> None:
    trace = run(config("logistic", data={"name": "breast_cancer"}, attack="optimised_alie", steps=3))
    again = Trace.from_bytes(trace.to_bytes())
    assert again.config == trace.config
    assert again.constants == trace.constants
    assert again.summary() == trace.summary()
    for name in trace.moments:
        np.testing.assert_array_equal(again[name], trace[name])


def test_a_damaged_trace_is_one_line(config: Make) -> None:
    data = run(config(steps=2)).to_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        largest = max(archive.infolist(), key=lambda member: member.compress_size)
    at = largest.header_offset + 30 + len(largest.filename) + largest.compress_size // 2
    for broken in (data[:-30], b"", data[:at] + b"xxxx" + data[at + 4 :]):
        with pytest.raises(ValueError, match="damaged") as caught:
            Trace.from_bytes(broken)
        assert "\n" not in str(caught.value)


def test_memory_per_recorded_step_and_replica_is_a_dozen_numbers(config: Make) -> None:
    """So that 1e5 steps x 100 replicas stay under 1.0 GB, and the trace of a network does not grow with its size."""
    trace = run(config(steps=200, replicas=10))
    per_entry = sum(values.nbytes for values in trace.moments.values()) / (200 * 10)
    assert per_entry * 1e5 * 100 <= 1.0e9
    tracemalloc.start()
    run(config({"name": "mlp", "hidden": 32}, steps=40, replicas=1, record={"every": 1}))
    peak = tracemalloc.get_traced_memory()[1]  # what is not torch's: the recorder, numpy, the data
    tracemalloc.stop()
    assert peak < 50e6


def test_the_loop_can_be_watched(config: Make) -> None:
    seen: list[int] = []

    def watch(steps: object) -> object:
        for step in steps:  # type: ignore[attr-defined]
            seen.append(step)
            yield step

    run(config(), track=watch)  # type: ignore[arg-type]
    assert seen == list(range(1, 21))


@pytest.mark.parametrize("m", [11, 40])
def test_the_spread_of_close_rows_far_from_the_origin(m: int) -> None:
    """The checks of resilient averaging divide by it. From 26 rows on torch would take the formula that cancels."""
    generator = torch.Generator().manual_seed(0)
    far = 100 * torch.randn(500, generator=generator)
    honest = far + 1e-3 * torch.randn(2, m, 500, generator=generator)
    seen = moments(honest, honest[:, 0], honest[:, 1])
    exact = honest.double()
    wanted = ((exact[:, :, None] - exact[:, None]) ** 2).sum(-1).amax((-2, -1))
    rounding = 500 * torch.finfo(torch.float32).eps  # of a sum of 500 squares of exact differences
    np.testing.assert_allclose(seen["diameter2"].double(), wanted, rtol=rounding)
