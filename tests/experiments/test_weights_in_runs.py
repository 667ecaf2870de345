"""weights = "samples": the server weighs each worker by the number of its examples."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import torch

import experiments
from experiments.algorithm import run
from experiments.building import admit, prepare, samples_of
from experiments.config import RunConfig
from resam_theory.rules import get
from verification.traces import check_trace

DIRICHLET = {"name": "digits", "split": {"name": "dirichlet", "alpha": 1.0}}


def config(**given: Any) -> RunConfig:
    algorithm = {"rule": "trimmed_mean", "n": 9, "f": 2, "steps": 3, "weights": "samples", "faulty_weight": 0.35}
    return RunConfig.of({"objective": "logistic", "data": DIRICHLET, "algorithm": algorithm | given, "attack": "foe"})


def test_shards_are_unequal_and_the_rule_gets_their_sizes() -> None:
    chosen = config()
    counts = samples_of(chosen)
    assert max(counts) > 1.5 * min(counts)
    experiment = prepare(chosen)
    x = torch.randn(2, 9, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    found = experiment.aggregate(x)
    expected = get("trimmed_mean")(x, weights=counts, faulty_weight=0.35)
    assert torch.equal(found, expected)
    assert not torch.allclose(found, get("trimmed_mean")(x, f=2))


def test_runs_with_weights_are_their_own_and_no_theorem_speaks_of_them() -> None:
    trace = run(config())
    assert trace.config.id != config(weights="none", faulty_weight=0.0).id
    assert RunConfig.of(trace.config.as_dict()).id == trace.config.id
    assert "weighed by samples" in trace.config.in_words()
    assert check_trace(trace) == []
    assert RunConfig.of({}).as_dict()["algorithm"].keys().isdisjoint({"weights", "faulty_weight"})


def test_sampled_workers_bring_their_weights() -> None:
    trace = run(config(sample={"size": 7, "faulty": 2}))
    assert bool(torch.as_tensor(trace.theta_last).isfinite().all())


def test_equal_shards_are_no_weights() -> None:
    equal = {"algorithm": {"rule": "median", "n": 9, "f": 2, "steps": 3}, "objective": "logistic", "seed": 3}
    plain = run(RunConfig.of(equal))
    weighed = run(RunConfig.of({**equal, "algorithm": equal["algorithm"] | {"weights": "samples"}}))  # split shared
    torch.testing.assert_close(torch.as_tensor(plain.theta_last), torch.as_tensor(weighed.theta_last))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"weights": "size"}, "algorithm.weights = 'size' is not admissible: need one of none, samples"),
        ({"faulty_weight": 0.5}, "algorithm.faulty_weight = 0.5 is not admissible: need 0 <="),
        ({"weights": "none"}, "algorithm.faulty_weight = 0.35 is not admissible without algorithm.weights"),
        ({"gamma": "T2", "beta": "T2"}, "that theorem is about equal weights"),
    ],
)
def test_wrong_configs_are_one_line(given: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        config(**given)
    assert "\n" not in str(caught.value)


def test_rules_that_cannot_weigh_and_heavy_workers_are_one_line() -> None:
    with pytest.raises(ValueError, match=r"weights are not admissible for krum") as caught:
        admit(config(rule="krum"))
    assert "\n" not in str(caught.value)
    with pytest.raises(ValueError, match=r"algorithm.f = 4 .* can have .* % of the examples") as caught:
        prepare(config(f=4, faulty_weight=0.0))
    assert "\n" not in str(caught.value)
    with pytest.raises(ValueError, match="has no data to count"):
        RunConfig.of({"algorithm": {"weights": "samples"}})


def test_the_config_that_comes_along_is_admissible() -> None:
    text = (Path(experiments.__file__ or "").parent / "configs" / "weights.toml").read_text(encoding="utf-8")
    admit(RunConfig.of(tomllib.loads(text)))
