from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from experiments.config import RunConfig
from experiments.files import read_toml
from experiments.sweep import expand

_CONFIGS = Path(__file__).parents[2] / "experiments" / "configs"


def test_the_identity_is_that_of_the_meaning_not_of_the_spelling() -> None:
    short = RunConfig.of({"algorithm": {"rule": "cwtm", "gamma": 1}, "attack": "ipm"})
    long = RunConfig.of(
        {
            "seed": 0,
            "attack": {"name": "foe", "scale": 1.1},
            "objective": {"name": "quadratic", "spectrum": [1, 1.0]},
            "algorithm": {"gamma": 1.0, "rule": "trimmed_mean", "pre_aggregation": "none"},
        }
    )
    assert short.id == long.id
    assert len({RunConfig.of({"seed": seed}).id for seed in range(50)}) == 50


def test_identities_are_stable() -> None:
    """A changed id orphans every stored result: raise experiments.config._FORMAT only on purpose."""
    assert RunConfig.of({}).id == RunConfig.of(RunConfig.of({}).as_dict()).id == "20385e5aa9ebf65b"


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"algorithm": {"rule": "avarage"}}, "rule = 'avarage' is not admissible"),
        ({"attack": "alei"}, "attack.name = 'alei' is not admissible (did you mean 'alie'?)"),
        ({"attack": {"name": "alie", "zz": 1.0}}, "option of attack = 'zz' is not admissible"),
        ({"attack": {"name": "alie", "z": "big"}}, "attack.z = 'big' is not admissible: need a float"),
        ({"attack": {"z": 1.0}}, "attack.name is missing"),
        ({"attack": 3}, "attack = 3 is not admissible: need a table"),
        (
            {"algorithm": {"n": 8, "f": 4}},
            "f = 4 is not admissible: need an integer 0 <= f < n/2, that is f <= 3 for n = 8",
        ),
        ({"algorithm": {"n": 8.5}}, "n = 8.5"),
        ({"algorithm": {"gamma": 0}}, "algorithm.gamma = 0.0 is not admissible: need 0 < algorithm.gamma"),
        ({"algorithm": {"gamma": -0.1}}, "algorithm.gamma = -0.1"),
        ({"algorithm": {"beta": 1.0}}, "algorithm.beta = 1.0 is not admissible: need 0 <= algorithm.beta < 1"),
        ({"algorithm": {"beta": -0.1}}, "algorithm.beta = -0.1"),
        (
            {"algorithm": {"gamma": "T9", "beta": "T9"}},
            "algorithm.gamma = 'T9' is not admissible: need a number or one of T1",
        ),
        ({"algorithm": {"gamma": "T2"}}, "a theorem chooses both"),
        ({"algorithm": {"steps": 0}}, "algorithm.steps = 0"),
        ({"algorithm": {"replicas": "3"}}, "algorithm.replicas = '3'"),
        ({"algorithm": {"learning_rate": 0.1}}, "option of algorithm = 'learning_rate'"),
        ({"algorithm": {"pre_aggregation": "nmm"}}, "need one of nnm"),
        ({"algorithm": {"pre_aggregation": 2}}, "algorithm.pre_aggregation = 2 is not admissible: need a name"),
        ({"algorithm": {"pre_aggregation": {"name": "bucketing", "size": 2}}}, "need bucketing(s=2)"),
        ({"objective": "quadratc"}, "did you mean 'quadratic'?"),
        ({"objective": {"name": "quadratic", "spectrum": 3}}, "objective.spectrum = 3 is not admissible: need a list"),
        ({"objective": "quadratic", "data": {"name": "digits"}}, "uses no data"),
        ({"objective": "logistic", "data": {"name": "imagenet"}}, "data.name = 'imagenet'"),
        ({"objective": "logistic", "data": {"split": "random"}}, "data.split.name = 'random'"),
        ({"objective": "quadratic", "attack": "label_flip"}, "has no labels"),
        ({"record": {"every": 0}}, "record.every = 0"),
        ({"seed": -1}, "seed = -1"),
        ({"dtype": "float16"}, "dtype = 'float16'"),
        ({"device": "tpu"}, "device = 'tpu'"),
        ({"device": "cuda:99"}, "CUDA devices are available"),
        ({"sead": 3}, "did you mean 'seed'?"),
    ],
)
def test_a_bad_config_is_one_clear_line(table: dict[str, Any], says: str) -> None:
    with pytest.raises((ValueError, TypeError)) as caught:
        RunConfig.of(table)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_grid_is_a_product_and_grids_are_united() -> None:
    configs = expand({"grid": {"seed": [0, 1], "algorithm": {"beta": [0.0, 0.9]}, "attack.name": ["none", "alie"]}})
    assert len(configs) == 8
    assert [c.seed for c in configs] == [0] * 4 + [1] * 4
    two = expand({"attack": "foe", "grid": [{"seed": [0, 1]}, {"seed": [1, 2]}]})
    assert [c.seed for c in two] == [0, 1, 2]
    assert {c.attack.name for c in two} == {"foe"}
    assert len(expand({"attack": {"name": "foe"}})) == 1


@pytest.mark.parametrize(
    ("grid", "says"),
    [
        ({"seed": 3}, "grid.seed = 3 is not admissible: need a non-empty list"),
        ({"seed": []}, "grid.seed"),
        ({"algorithm.f": [1, 9]}, "f = 9"),
        ({"sede": [1]}, "sede"),
        ({"seed.deep": [1]}, "need an integer 0 <= seed"),
    ],
)
def test_a_bad_grid_is_one_clear_line(grid: dict[str, Any], says: str) -> None:
    with pytest.raises((ValueError, TypeError), match=says):
        expand({"grid": grid})


@pytest.mark.parametrize("path", sorted(_CONFIGS.glob("*.toml")), ids=lambda path: path.name)
def test_the_shipped_configs_are_admissible(path: Path) -> None:
    assert expand(read_toml(path))


def test_unreadable_files_are_one_clear_line(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("[algorithm\n")
    with pytest.raises(ValueError, match="is not TOML"):
        read_toml(bad)
    bad.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match="is not TOML"):
        read_toml(bad)
    with pytest.raises(ValueError, match="cannot be read: No such file"):
        read_toml(tmp_path / "none.toml")
