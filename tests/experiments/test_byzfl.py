"""ByzFL's configurations and results: what is mapped, what is named, what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.byzfl import translate
from experiments.byzfl_results import read_results
from resam_theory.cli import main


def _config(**changes: Any) -> dict[str, Any]:
    table: dict[str, Any] = {
        "benchmark_config": {"nb_honest_clients": 5, "f": [1, 2], "nb_steps": 20, "size_train_set": 1.0},
        "model": {"name": "fc_mnist", "dataset_name": "mnist_5k", "learning_rate": [0.1, 0.5], "milestones": []},
        "aggregator": [{"name": "TrMean", "parameters": {}}, {"name": "Krum"}],
        "pre_aggregators": [{"name": "Bucketing", "parameters": {"s": 1}}, {"name": "NNM"}],
        "honest_clients": {"momentum": 0.8, "weight_decay": 0.0, "batch_size": 7},
        "attack": {"name": "InnerProductManipulation", "parameters": {"tau": 3.0}},
        "evaluation_and_results": {"evaluation_delta": 5},
    }
    for name, value in changes.items():
        inside = isinstance(value, dict) and isinstance(table.get(name), dict) and name != "attack"
        table[name] = {**table[name], **value} if inside else value
    return table


def test_every_combination_is_a_run_with_the_values_of_the_file() -> None:
    read = translate(_config())
    assert read.notes == ()
    found = [(c.f, c.n, c.gamma, c.rule) for c in read.configs]
    rules = ("bucketing(s=1)+nnm+trimmed_mean", "bucketing(s=1)+nnm+krum")
    assert found == [(f, 5 + f, gamma, rule) for f in (1, 2) for gamma in (0.1, 0.5) for rule in rules]
    (one, *_) = read.configs
    assert (one.objective.name, one.objective.options["hidden"], one.objective.options["batch"]) == ("mlp", 100, 7)
    assert (one.steps, one.every, one.beta, one.data, one.split.name) == (20, 5, 0.8, "mnist_5k", "iid")
    assert one.attack.as_dict() == {"name": "foe", "scale": 3.0}


def test_seeds_become_replicas_and_runs() -> None:
    bench = {"nb_training_seeds": 3, "training_seed": 4, "nb_data_distribution_seeds": 2, "data_distribution_seed": 1}
    read = translate(
        _config(benchmark_config={**bench, "f": 1}, model={"learning_rate": 0.1}, aggregator={"name": "MDA"})
    )
    assert [(c.replicas, c.seed) for c in read.configs] == [(3, 5), (3, 6)]


@pytest.mark.parametrize(
    ("name", "parameter", "split"),
    [
        ("gamma_similarity_niid", 0.33, {"name": "similarity", "gamma": 0.33}),
        ("dirichlet_niid", 0.1, {"name": "dirichlet", "alpha": 0.1}),
        ("extreme_niid", None, {"name": "similarity", "gamma": 0.0}),
    ],
)
def test_data_distributions(name: str, parameter: float | None, split: dict[str, Any]) -> None:
    given = {"name": name, "distribution_parameter": parameter}
    read = translate(_config(benchmark_config={"data_distribution": [given]}))
    assert {json.dumps(c.split.as_dict()) for c in read.configs} == {json.dumps(split)}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"model": {"learning_rate_decay": 0.5, "milestones": [10]}}, "milestones = [10] are not mapped"),
        ({"honest_clients": {"weight_decay": 0.01}}, "weight_decay = 0.01 is not mapped"),
        ({"benchmark_config": {"size_train_set": 0.8}}, "size_train_set = 0.8 is not mapped"),
        ({"benchmark_config": {"tolerated_f": 2, "f": 1}}, "tolerated_f = 2 is not mapped"),
        (
            {"aggregator": {"name": "GeometricMedian", "parameters": {"nu": 0.1}}},
            "GeometricMedian.nu = 0.1 is not mapped",
        ),
        ({"attack": {"name": "Mimic"}}, "attack Mimic is mimic here"),
        ({"surprise": 1}, "surprise is not mapped"),
        ({"model": {"learnin_rate": 0.1}}, "model.learnin_rate = 0.1 is not mapped"),
        ({"honest_clients": {"momentm": 0.1}}, "honest_clients.momentm = 0.1 is not mapped"),
        ({"attack": {"name": "SignFlipping", "parameters": {"q": 1}}}, "attack SignFlipping.q = 1 is not mapped"),
        ({"pre_aggregators": [{"name": "NNM", "parameters": {"k": 1}}]}, "pre-aggregator NNM.k = 1 is not mapped"),
        ({"aggregator": [{"name": "Krum"}, {"name": 3}]}, "left out: aggregator 3 has no counterpart"),
        ({"aggregator": [{"name": "TrMean"}, {"name": "Oracle"}]}, "left out: aggregator 'Oracle' has no counterpart"),
        ({"model": {"name": ["fc_mnist", "resnet18"]}}, "left out: model 'resnet18' has no counterpart"),
    ],
)
def test_what_cannot_be_mapped_is_one_line_and_the_rest_runs(changes: dict[str, Any], says: str) -> None:
    read = translate(_config(**changes))
    assert read.configs
    (line,) = [note for note in read.notes if says in note]
    assert "\n" not in line
    assert len(read.notes) == 1


def test_centred_clipping_keeps_its_radius_and_steps() -> None:
    """ByzFL's defaults are 100 and one step, ours 1 and three."""
    for given, name in (({}, "radius=100,steps=1"), ({"tau": 5.0, "L": 2}, "radius=5,steps=2")):
        aggregator = {"name": "CenteredClipping", "parameters": given}
        read = translate(_config(pre_aggregators=[], aggregator=aggregator))
        assert read.notes == ()
        assert {config.rule for config in read.configs} == {f"centered_clipping({name})"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"benchmark_config": 3}, "benchmark_config = 3 is not admissible: need a JSON object"),
        ({"benchmark_config": {"f": "x"}}, "benchmark_config.f = 'x' is not admissible"),
        ({"benchmark_config": {"device": 7}}, "benchmark_config.device = 7 is not admissible"),
        ({"honest_clients": [4]}, "honest_clients = 4 is not admissible"),
        ({"benchmark_config": {"training_algorithm": "DSGD"}}, "training_algorithm = 'DSGD' is not admissible"),
    ],
)
def test_values_of_another_kind_are_one_line(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match="leaves nothing to run") as caught:
        translate(_config(**changes))
    assert says in str(caught.value)


def test_nothing_left_to_run_is_one_line() -> None:
    fedavg = {"training_algorithm": {"name": "FedAvg", "parameters": {}}}
    with pytest.raises(ValueError, match=r"leaves nothing to run: left out: training_algorithm 'FedAvg'") as caught:
        translate(_config(benchmark_config=fedavg))
    assert "\n" not in str(caught.value)


def test_run_asks_for_sweep_and_names_a_foreign_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "byzfl.json").write_text(json.dumps(_config()))
    (tmp_path / "other.json").write_text("{}")
    (tmp_path / "broken.json").write_text("{")
    for name, says in (
        ("byzfl.json", "describes 8 runs: use resam sweep"),
        ("other.json", "no configuration of ByzFL's benchmark"),
        ("broken.json", "is not JSON"),
    ):
        with pytest.raises(SystemExit) as stop:
            main(["run", str(tmp_path / name)])
        assert stop.value.code == 2
        error = capsys.readouterr().err
        assert says in error
        assert error.count("\n") == 1


def test_results_are_read_with_their_steps(tmp_path: Path) -> None:
    home = tmp_path / "mnist_fc_mnist_n_6_f_1"
    home.mkdir()
    (home / "config.json").write_text(json.dumps(_config()))
    for seed, numbers in enumerate(("0.1,0.2,0.3,0.4,0.5", "0.2,0.3,0.4,0.5,0.6")):
        (home / f"test_accuracy_tr_seed_{seed}_dd_seed_0.txt").write_text(numbers + "\n")
    (one,) = read_results(tmp_path)
    assert one.steps.tolist() == [0, 5, 10, 15, 20]
    assert one.accuracy == pytest.approx(np.array([[0.1, 0.2, 0.3, 0.4, 0.5], [0.2, 0.3, 0.4, 0.5, 0.6]]))
    for path in home.glob("test*"):
        path.write_text("0.1,0.2\n")
    with pytest.raises(ValueError, match=r"holds 2 numbers: need 5"):
        read_results(tmp_path)
    with pytest.raises(ValueError, match="hold no ByzFL experiment"):
        read_results(home)
