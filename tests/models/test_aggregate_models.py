"""Models in, a model of the same form out: structure, dtypes, integers, hostile updates, chunks, errors."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
import torch

from resam_theory.models import aggregate_models
from resam_theory.rules import RULES, get

N, F = 7, 2


def rows(n: int = N, d: int = 12, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((n, d))


class Pair(NamedTuple):
    weight: Any
    bias: Any


FORMS: dict[str, Any] = {
    "vectors": lambda row: row,
    "tensors": torch.tensor,
    "lists of layers": lambda row: [row[:6].reshape(2, 3), row[6:10], row[10:].reshape(2, 1, 1)],
    "state dicts": lambda row: OrderedDict(
        {"a.weight": torch.tensor(row[:6]).reshape(3, 2), "a.bias": torch.tensor(row[6:])}
    ),
    "nested": lambda row: {"encoder": [Pair(row[:4], torch.tensor(row[4:8]))], "head": (row[8:11], float(row[11]))},
    "frames": lambda row: pd.DataFrame(row.reshape(3, 4), columns=list("abcd"), index=["x", "y", "z"]),
    "series": lambda row: pd.Series(row, index=[f"p{i}" for i in range(12)], name="update"),
}


def numbers(model: Any) -> list[float]:
    """All numbers of a model, in order, by another way than the one under test."""
    if isinstance(model, dict):
        model = list(model.values())
    if isinstance(model, (list, tuple)):
        return [number for part in model for number in numbers(part)]
    if isinstance(model, pd.DataFrame):
        return [float(value) for name in model.columns for value in model[name]]
    plain = model.double().numpy() if isinstance(model, torch.Tensor) else np.asarray(model, dtype=float)
    return [float(value) for value in plain.ravel()]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("rule", ["trimmed_mean", "krum", "geometric_median", "nnm+median"])
def test_the_form_comes_back(form: str, rule: str) -> None:
    x = rows()
    models = [FORMS[form](row) for row in x]
    found = aggregate_models(models, rule=rule, f=F)
    assert type(found) is type(models[0])
    flat = np.asarray([numbers(model) for model in models])
    wanted = get(rule)(flat, f=F)
    assert np.allclose(numbers(found), wanted, rtol=1e-12, atol=1e-12)
    if isinstance(found, pd.DataFrame):
        assert list(found.columns) == list("abcd")
        assert list(found.index) == ["x", "y", "z"]
    if isinstance(found, pd.Series):
        assert found.name == "update"


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_every_rule(rule: str) -> None:
    x = rows()
    models = [{"w": torch.tensor(row[:8]).reshape(2, 4), "b": torch.tensor(row[8:])} for row in x]
    f = F if get(rule).admits(N, F) else 1
    found = aggregate_models(models, rule=rule, f=f)
    assert np.allclose([*numbers(found["w"]), *numbers(found["b"])], get(rule)(x, f=f), rtol=1e-12, atol=1e-12)


def test_arrays_and_frames_of_rows() -> None:
    x = rows()
    wanted = get("median")(x, f=F)
    assert np.array_equal(aggregate_models(x, rule="median", f=F), wanted)
    assert np.array_equal(aggregate_models(torch.tensor(x), rule="median", f=F).numpy(), wanted)
    found = aggregate_models(pd.DataFrame(x.astype(np.float32), columns=list("abcdefghijkl")), rule="median", f=F)
    assert isinstance(found, pd.Series)
    assert (found.dtype, list(found.index)) == (np.float32, list("abcdefghijkl"))


@pytest.mark.parametrize("rule", ["trimmed_mean", "krum", "geometric_median"])
def test_dtypes_are_kept_leaf_by_leaf(rule: str) -> None:
    x = rows()
    models = [
        {
            "half": torch.tensor(row[:3]).half(),
            "brain": torch.tensor(row[3:6]).bfloat16(),
            "single": torch.tensor(row[6:9]).float(),
            "array": row[9:].astype(np.float16),
            "number": np.float32(row[0]),
            "plain": float(row[1]),
        }
        for row in x
    ]
    found = aggregate_models(models, rule=rule, f=F)
    for name, value in models[0].items():
        assert type(found[name]) is type(value)
        assert getattr(found[name], "dtype", None) == getattr(value, "dtype", None)
    for name, unit in (("half", 2.0**-10), ("brain", 2.0**-7), ("single", 2.0**-22)):
        flat = np.asarray([numbers(model) for model in models])
        wanted = get(rule)(flat, f=F)
        place = {"half": 0, "brain": 3, "single": 6}[name]
        assert np.allclose(numbers(found[name]), wanted[place : place + 3], rtol=unit, atol=unit / 8)


def test_a_real_network_with_batch_norm() -> None:
    torch.manual_seed(0)
    networks = [torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4)) for _ in range(5)]
    for i, network in enumerate(networks):
        for _ in range(i + 1):
            network(torch.randn(8, 3))
    with torch.no_grad():
        networks[4][0].weight.fill_(1e9)  # pyright: ignore[reportAttributeAccessIssue, reportCallIssue]
        networks[4][1].num_batches_tracked.fill_(10**12)  # pyright: ignore[reportAttributeAccessIssue, reportCallIssue]
    state = aggregate_models([network.state_dict() for network in networks], f=1)
    counter = state["1.num_batches_tracked"]
    assert (counter.dtype, int(counter)) == (torch.int64, 3)
    assert float(state["0.weight"].abs().max()) < 10
    assert not any(value.requires_grad for value in state.values())
    networks[0].load_state_dict(state)


def test_integers_have_a_policy() -> None:
    models = [{"w": np.zeros(2), "k": np.asarray([i, -i]), "on": np.asarray(i > 1), "i": i} for i in (0, 1, 2, 3)]
    found = aggregate_models(models, rule="median", f=1)
    assert found["k"].tolist() == [1, -2]  # lower medians of 0..3 and of -3..0
    assert found["k"].dtype == models[0]["k"].dtype
    assert (found["on"].dtype, bool(found["on"])) == (np.bool_, False)
    assert (type(found["i"]), found["i"]) == (int, 1)
    with pytest.raises(TypeError, match=r"updates hold integers at \['k'\]: integers = 'refuse' admits none"):
        aggregate_models(models, f=1, integers="refuse")


def test_what_is_no_number_must_agree() -> None:
    models = [{"w": np.zeros(2), "name": "cnn", "nothing": None} for _ in range(3)]
    assert aggregate_models(models, f=1)["name"] == "cnn"
    models[2]["name"] = "mlp"
    with pytest.raises(ValueError, match=r"updates\[2\]\['name'\] = 'mlp' is no number and differs"):
        aggregate_models(models, f=1)


@pytest.mark.parametrize("rule", ["trimmed_mean", "mean_around_median", "median", "mean", "krum", "multi_krum"])
@pytest.mark.parametrize("chunk", [1, 5, 10**6])
def test_one_nan_makes_the_update_faulty_everywhere_whatever_the_chunks(rule: str, chunk: int) -> None:
    x = rows()
    x[3, 11] = np.nan
    x[5, 0] = np.inf
    models = [[row[:6], row[6:]] for row in x]
    found = aggregate_models(models, rule=rule, f=F, chunk=chunk)
    assert np.allclose(numbers(found), get(rule)(x, f=F), rtol=1e-12, atol=1e-12)
    x[0, 2] = np.nan
    with pytest.raises(ValueError, match=r"3 updates hold NaN or infinite entries \(0, 3, 5\): need at most f = 2"):
        aggregate_models([[row[:6], row[6:]] for row in x], rule=rule, f=F, chunk=chunk)


def test_the_updates_are_left_alone() -> None:
    models = [{"w": torch.tensor(row), "v": row.copy()} for row in rows()]
    models[0]["w"][0] = np.nan
    before = [[numbers(value) for value in model.values()] for model in models]
    aggregate_models(models, rule="krum", f=F)
    aggregate_models(models, rule="trimmed_mean", f=F)
    for model, old in zip(models, before, strict=True):
        assert np.array_equal([numbers(value) for value in model.values()], old, equal_nan=True)


A, B = np.zeros(3), np.zeros(4)
WRONG: dict[str, tuple[Any, dict[str, Any], str]] = {
    "keys": ([{"a": A}, {"b": A}, {"a": A}], {}, r"updates\[1\] has another structure than updates\[0\]"),
    "length": ([[A], [A], [A, A]], {}, r"updates\[2\] has another structure"),
    "shape": ([{"a": A}, {"a": A}, {"a": B}], {}, r"updates\[2\]\['a'\] is of shape \(4,\) .* need of shape \(3,\)"),
    "dtype": ([A, A, A.astype("f4")], {}, r"updates\[2\] is of shape \(3,\) and dtype float32: need .* float64"),
    "kind": ([A, A, "text"], {}, r"updates\[2\] is a str: need of shape"),
    "complex": ([A + 1j] * 3, {}, "updates hold an array of dtype complex128: need real numbers or integers"),
    "objects": ([A.astype(object)] * 3, {}, "updates hold an array of dtype object"),
    "mask": ([np.ma.masked_array(A)] * 3, {}, "x is a masked array"),
    "sparse": ([torch.eye(2).to_sparse()] * 3, {}, "need a dense one"),
    "f": ([A] * 3, {"f": 2}, "f = 2 is not admissible"),
    "none": ([], {}, "n = 0 is not admissible"),
    "one model": ({"a": A}, {}, "updates is a dict: need a sequence of models"),
    "rule": ([A] * 3, {"rule": "kurm"}, "rule = 'kurm' is not admissible"),
    "domain": ([A] * 3, {"rule": "krum_blanchard"}, r"need n >= 2f \+ 3"),
    "policy": ([A] * 3, {"integers": "mean"}, "integers = 'mean' is not admissible: need one of median, refuse"),
    "chunk": ([A] * 3, {"chunk": 0}, "chunk = 0 is not admissible"),
    "columns": (
        [pd.DataFrame({"a": [1.0]}), pd.DataFrame({"b": [1.0]}), pd.DataFrame({"a": [1.0]})],
        {},
        r"updates\[1\] has other columns or another index",
    ),
    "mixed frame": (pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [1, 2, 3]}), {}, "need one floating dtype"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_calls_are_one_line(case: str) -> None:
    updates, options, message = WRONG[case]
    with pytest.raises((ValueError, TypeError), match=message) as caught:
        aggregate_models(updates, **({"f": 1} | options))  # pyright: ignore[reportArgumentType]
    assert "\n" not in str(caught.value)


def test_options_reach_the_rule() -> None:
    x = rows()
    assert np.array_equal(aggregate_models(list(x), rule="trimmed_mean", f=1, k=3), get("median")(x, f=1))
