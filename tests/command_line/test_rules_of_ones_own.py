"""A rule of one's own stands wherever a rule's name does: in Python, in configs, in every command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from experiments.algorithm import run
from experiments.config import RunConfig
from experiments.store import Run, Store
from resam_theory.rules import get, source_digest

Call = Callable[..., tuple[int, Any, str]]

RULES = """\
import numpy as np
import torch

from resam_theory.rules import get

def middle(x):
    return np.median(x, axis=0)

def of_lists(vectors, f):
    return np.median(np.stack(vectors), axis=0)

def of_tensors(x):
    assert isinstance(x, torch.Tensor)
    return x.quantile(0.5, dim=0)

class Trimmed:
    def __init__(self, n_byzantine, extra=0):
        self.k = n_byzantine + extra

    def aggregate(self, x):
        x.sort(axis=0)  # in place: the input must not be the caller's
        return x[self.k : len(x) - self.k].mean(axis=0)

def raises(x):
    if np.abs(x).max() > 100:
        raise RuntimeError("too far")
    return x.mean(axis=0)

def too_short(x):
    return x.mean(axis=0)[: 1 if abs(x).max() > 100 else None]

ours = get("median")
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(RULES)
    return tmp_path


@pytest.mark.parametrize("name", ["middle", "of_lists", "of_tensors"])
@pytest.mark.parametrize("shape", [(5, 2), (3, 5, 2), (2, 3, 5, 1)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_any_shape_dtype_and_library(folder: Path, name: str, shape: tuple[int, ...], dtype: str) -> None:
    """n is odd: all of them are the median, whose values are entries of the input and have no rounding."""
    rule = get(f"mine.py:{name}")
    x = np.random.default_rng(0).standard_normal(shape).astype(dtype)
    before, wanted = x.copy(), np.median(x, axis=-2)
    found = rule(x, f=1)
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, wanted)
    np.testing.assert_array_equal(x, before)
    tensor = rule(torch.from_numpy(x), f=1)
    assert tensor.dtype == getattr(torch, dtype)
    np.testing.assert_array_equal(tensor.numpy(), wanted)


def test_a_class_gets_f_and_options(folder: Path) -> None:
    rule = get("mine.py:Trimmed")
    x = np.random.default_rng(0).standard_normal((7, 3))
    before = x.copy()
    np.testing.assert_allclose(rule(x, f=1), get("trimmed_mean")(x, f=1), rtol=1e-14)
    np.testing.assert_allclose(rule(x, f=1, extra=1), get("trimmed_mean")(x, f=1, k=2), rtol=1e-14)
    np.testing.assert_array_equal(x, before)


def test_a_rule_object_keeps_what_it_knows(folder: Path) -> None:
    rule = get("mine.py:ours")
    assert rule.name == "mine.py:ours"
    assert rule.claims == get("median").claims
    with pytest.raises(ValueError, match=r"mine\.py:middle has no definition in rational arithmetic"):
        get("mine.py:middle").exact([], 0)


def test_composed_with_a_pre_aggregation(folder: Path) -> None:
    x = np.random.default_rng(0).standard_normal((7, 2))
    np.testing.assert_array_equal(get("nnm+mine.py:middle")(x, f=2), get("nnm+median")(x, f=2))


@pytest.mark.parametrize(
    ("name", "says"),
    [("raises", "mine.py:raises raises RuntimeError: too far"), ("too_short", "mine.py:too_short returns shape (1,)")],
)
def test_what_a_rule_does_wrong_is_one_line(folder: Path, name: str, says: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is compared below
        get(f"mine.py:{name}")(np.full((5, 2), 1e3), f=1)
    assert str(caught.value).startswith(says)
    assert "\n" not in str(caught.value)


def test_a_changed_file_is_another_rule_and_another_run(folder: Path) -> None:
    table = {"algorithm": {"rule": "mine.py:middle", "n": 5, "f": 1, "steps": 3}}
    x = np.arange(10.0).reshape(5, 2)
    first, output = RunConfig.of(table), get("mine.py:middle")(x, f=1)
    assert RunConfig.of(first.as_dict()).id == first.id
    assert run(first).summary()
    (folder / "mine.py").write_text(RULES.replace("np.median(x, axis=0)", "x[0]"))
    second = RunConfig.of(table)
    assert (first.rule, first.rule_digest == second.rule_digest) == (second.rule, False)
    assert first.id != second.id
    np.testing.assert_array_equal(output, [4.0, 5.0])
    np.testing.assert_array_equal(get("mine.py:middle")(x, f=1), [0.0, 1.0])
    with pytest.raises(ValueError, match=r"mine\.py:middle is not the one of this run: its file has changed"):
        run(first)


def test_recorded_runs_are_read_when_the_file_is_gone(folder: Path) -> None:
    config = RunConfig.of({"algorithm": {"rule": "mine.py:middle", "n": 5, "f": 1, "steps": 3}})
    store = Store(folder / "results")
    store.save(Run(config.id, config, "done", {}))
    (folder / "mine.py").unlink()
    assert store.runs()[config.id].config == config


def test_our_rules_have_no_digest() -> None:
    config = RunConfig.of({})
    assert (config.rule_digest, source_digest("nnm+krum")) == ("", "")
    assert "rule_digest" not in config.as_dict()["algorithm"]
    with pytest.raises(ValueError, match=r"algorithm\.rule_digest = 'ab' is not admissible: rule 'krum' has no file"):
        RunConfig.of({"algorithm": {"rule": "krum", "rule_digest": "ab"}})


@pytest.mark.slow
def test_run_and_sweep(folder: Path, call: Call) -> None:
    """The same rule under two names runs alike."""
    algorithm = '[algorithm]\nn = 5\nf = 1\nsteps = 4\nrule = "mine.py:middle"\n'
    (folder / "run.toml").write_text(algorithm)
    names = '["mine.py:middle", "mine.py:of_lists", "median", "nnm+mine.py:middle"]'
    (folder / "grid.toml").write_text(f'{algorithm}[grid]\n"algorithm.rule" = {names}\n')
    status, answer, _ = call("run", "run.toml")
    assert (status, answer["runs"][0]["status"]) == (0, "done")
    status, answer, _ = call("sweep", "grid.toml", "--jobs", "2")
    metrics = [row["metrics"] for row in answer["runs"]]
    assert (status, {row["status"] for row in answer["runs"]}) == (0, {"done"})
    assert metrics[0] == metrics[1] == metrics[2] != metrics[3]


def test_constant_says_what_holds_for_every_rule(folder: Path, call: Call) -> None:
    status, answer, _ = call("constant", "mine.py:middle", "--n", "5", "--f", "1", "--criterion", "kappa")
    assert (status, answer["rule"], answer["lower_exact"], answer["upper"]) == (0, "mine.py:middle", "1/3", None)
    status, answer, _ = call("recheck", answer["evidence"][0]["file"])
    assert status == 0


@pytest.mark.slow
def test_theorem_says_that_there_is_no_bound(folder: Path, call: Call) -> None:
    problem = ("--n", "5", "--f", "1", "--smoothness", "1", "--variance", "1", "--gap", "1", "--steps", "9")
    status, answer, _ = call("theorem", "--rule", "mine.py:middle", *problem)
    assert (status, answer["no_bound"]) == (0, ["mine.py:middle"])
