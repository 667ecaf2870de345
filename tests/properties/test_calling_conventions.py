"""Anybody's rule is called the way it wants to be called."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.stats

from resam_theory.rules.foreign.adapters import bindings, load
from verification.properties.worker import isolated


def _array(x: np.ndarray) -> np.ndarray:
    assert isinstance(x, np.ndarray)
    return np.median(x, axis=0)


def _list(rows: list[np.ndarray]) -> np.ndarray:
    assert isinstance(rows, list)
    return np.median(np.stack(rows), axis=0)


def _tensor(x: Any) -> Any:
    return x.float().median(dim=0).values


def _pair_of_tensors(x: Any) -> Any:
    return x.median(dim=0)


def _tensors(rows: list[Any]) -> Any:
    import torch

    return torch.stack(rows).median(dim=0).values


def _flower(results: list[tuple[list[np.ndarray], int]]) -> list[np.ndarray]:
    return [np.median(np.stack([arrays[0] for arrays, _ in results]), axis=0)]


def _single(x: np.ndarray) -> np.ndarray:
    if x.dtype != np.float32:
        raise TypeError("float32 only")
    return np.median(x, axis=0)


def _batched(x: np.ndarray) -> np.ndarray:
    return np.median(x, axis=-2)


def _positional(x: np.ndarray, tolerated: int) -> np.ndarray:
    return np.sort(x, axis=0)[tolerated : len(x) - tolerated].mean(axis=0)


class Trimmer:
    def __init__(self, num_byzantine: int) -> None:
        self.cut = num_byzantine

    def __call__(self, x: np.ndarray) -> np.ndarray:
        return _positional(x, self.cut)


class Aggregates:
    def __init__(self, *, f: int, chunk_size: int = 32) -> None:
        self.f = f

    def aggregate(self, gradients: list[np.ndarray]) -> np.ndarray:
        assert isinstance(gradients, list)
        return _positional(np.stack(gradients), self.f)


@pytest.mark.parametrize(
    ("target", "how", "expression"),
    [
        (_array, "array", "rule(x)"),
        (_list, "list of arrays", "rule(list(x))"),
        (_flower, "list of ([array], examples)", "rule([([row], 1) for row in x])[0]"),
        (_tensor, "tensor", "rule(torch.from_numpy(x))"),
        (_pair_of_tensors, "tensor", "rule(torch.from_numpy(x)).values"),
        (_tensors, "list of tensors", "rule(list(torch.from_numpy(x)))"),
        (_positional, "array", "rule(x, 2)"),
        (Trimmer, "array", "rule(x)"),
        (Aggregates, "list of arrays", "rule.aggregate(list(x))"),
        (Aggregates(f=2), "list of arrays", "rule.aggregate(list(x))"),
        (np.median, "array", "rule(x, axis=0)"),
        (functools.partial(_positional, tolerated=2), "array", "rule(x)"),
        (functools.partial(scipy.stats.trim_mean, proportiontocut=0.3), "array", "rule(x, axis=0)"),
        (scipy.stats.trim_mean, "array", "rule(x, proportiontocut=0.2857142857142857, axis=0)"),
    ],
)
def test_convention_is_discovered(target: Any, how: str, expression: str) -> None:
    caller = isolated(target, n=7, f=2, name="it", importing="")
    assert caller.convention.failed == ""
    assert (caller.convention.how, caller.convention.call_text()) == (how, expression)
    x = np.random.default_rng(1).standard_normal((7, 3))
    outcome = caller.one(x)
    assert outcome.value is not None
    median = {_array, _list, _flower, _tensor, _pair_of_tensors, _tensors, np.median}
    expected = np.median(x, axis=0) if target in median else _positional(x, 2)
    assert np.allclose(outcome.value, expected, atol=1e-6)
    assert not outcome.modified
    assert np.allclose(caller.many(np.stack([x, 2 * x])), [expected, 2 * expected], atol=1e-6)


def test_float32_and_batches_are_noticed() -> None:
    assert isolated(_single, n=5, f=1, name="", importing="").convention.dtype == "float32"
    assert isolated(_batched, n=5, f=1, name="", importing="").convention.batched
    assert not isolated(_array, n=5, f=1, name="", importing="").convention.batched


def test_argument_without_meaning_is_named() -> None:
    def clipped(x: np.ndarray, radius: float, steps: int) -> np.ndarray:
        return x[0]

    with pytest.raises(TypeError, match=r"argument 'radius' has no default .* functools\.partial"):
        list(bindings(clipped, 7, 2))


def test_targets_by_name(tmp_path: Path) -> None:
    module = tmp_path / "mine.py"
    module.write_text("import numpy\ndef middle(x):\n    return numpy.median(x, axis=0)\n")
    target, importing = load(f"{module}:middle")
    assert callable(target)
    namespace: dict[str, Any] = {}
    exec(importing, namespace)
    assert namespace["rule"](np.eye(3)).shape == (3,)
    broken = tmp_path / "broken.py"
    broken.write_text("1 / 0\n")
    for wrong, message in (
        (f"{module}:nothing", "no attribute 'nothing'"),
        (f"{tmp_path}/absent.py:x", "there is no file"),
        (f"{broken}:x", "ZeroDivisionError"),
        ("no_such_module_at_all:x", "cannot be imported"),
        ("no_such_rule", "need one of"),
    ):
        with pytest.raises((ValueError, ImportError), match=message):
            load(wrong)
