"""Wrong calls of every rule: one line that names the argument, the value and what is admissible."""

from __future__ import annotations

import warnings
from importlib.metadata import EntryPoint
from typing import Any

import numpy as np
import pytest
import torch

import resam_theory.rules
from resam_theory.rules import RULES, Rule, get

GOOD = np.arange(14.0).reshape(7, 2)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # numpy and torch advise against both
    MATRIX = np.asmatrix(GOOD)
    SPARSE_ROWS = torch.ones(7, 2).to_sparse_csr()
CALLS: dict[str, tuple[Any, Any, type[Exception], str]] = {
    "list": (GOOD.tolist(), 1, TypeError, "x is a list: need"),
    "None": (None, 1, TypeError, "x is a NoneType: need"),
    "integers": (GOOD.astype(int), 1, TypeError, "x has dtype int64: need"),
    "integer tensor": (torch.ones(7, 2, dtype=torch.int32), 1, TypeError, "x has dtype torch.int32: need"),
    "complex": (GOOD.astype(complex), 1, TypeError, "x has dtype complex128: need"),
    "objects": (GOOD.astype(object), 1, TypeError, "x has dtype object: need"),
    "text": (np.asarray([["a"]]), 0, TypeError, "x has dtype <U1: need"),
    "mask": (np.ma.masked_array(GOOD, mask=GOOD > 9), 1, TypeError, r"x is a masked array, .* x\.filled\(nan\)"),
    "matrix": (MATRIX, 1, TypeError, r"x is a numpy matrix, .* np\.asarray\(x\)"),
    "sparse": (torch.ones(7, 2).to_sparse(), 1, TypeError, r"sparse .* need a dense one, x\.to_dense\(\)"),
    "sparse rows": (SPARSE_ROWS, 1, TypeError, r"sparse .* need a dense one, x\.to_dense\(\)"),
    "meta": (torch.ones(7, 2, device="meta"), 1, TypeError, "x is on the meta device, which holds no values: need"),
    "float8": (torch.ones(7, 2).to(torch.float8_e4m3fn), 1, TypeError, "x has dtype torch.float8_e4m3fn: need"),
    "float8, 5 bits": (torch.ones(7, 2).to(torch.float8_e5m2), 1, TypeError, "x has dtype torch.float8_e5m2: need"),
    "one axis": (GOOD[0], 0, ValueError, r"x has shape \(2,\): need"),
    "no rows": (GOOD[:0], 0, ValueError, r"x has shape \(0, 2\): need"),
    "no columns": (GOOD[:, :0], 1, ValueError, r"x has shape \(7, 0\): need"),
    "n <= 2f": (GOOD, 4, ValueError, "f = 4 is not admissible: need .* f <= 3 for n = 7"),
    "f = n": (GOOD, 7, ValueError, "f = 7 is not admissible: need"),
    "f < 0": (GOOD, -1, ValueError, "f = -1 is not admissible: need"),
    "float f": (GOOD, 1.0, TypeError, "f = 1.0 is not admissible: need"),
    "boolean f": (GOOD, True, TypeError, "f = True is not admissible: need"),
    "no f": (GOOD, None, TypeError, "f is missing: need f"),
}


@pytest.mark.parametrize("call", CALLS)
def test_wrong_calls(rule: Rule, call: str) -> None:
    x, f, error, message = CALLS[call]
    with pytest.raises(error, match=message) as caught:
        rule(x, f=f)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("trimmed_mean", {"k": 0}, "k = 0 is not admissible: need an integer 1 <= k <= 3"),
        ("trimmed_mean", {"k": 4}, "k = 4 is not admissible: need an integer 1 <= k <= 3"),
        ("centered_clipping", {"radius": 0.0}, "radius = 0.0 is not admissible: need 0 < radius"),
        ("centered_clipping", {"steps": 0}, "steps = 0 is not admissible: need an integer steps >= 1"),
    ],
)
def test_wrong_options(name: str, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        get(name)(GOOD, f=1, **options)


def test_empty_batch(rule: Rule) -> None:
    assert rule(np.zeros((0, 7, 2)), f=1).shape == (0, 2)


def test_names_are_unique_and_found() -> None:
    names = [name for rule in RULES for name in (rule.name, *rule.aliases)]
    assert len(names) == len(set(names))
    for rule in RULES:
        assert all(get(name) is rule for name in (rule.name, *rule.aliases))
        assert all(claim.subject == rule.name and claim.id.startswith(rule.name) for claim in rule.claims)
    assert len({claim.id for rule in RULES for claim in rule.claims}) == sum(len(rule.claims) for rule in RULES)


def test_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(ValueError, match=r"rule = 'kurm' is not admissible: need one of .*krum") as caught:
        get("kurm")
    assert "\n" not in str(caught.value)


def test_rules_of_other_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry point is loaded when asked for by name, listed when not, and refused when it is not a Rule."""
    points = [
        EntryPoint("theirs", "resam_theory.rules.median:RULES", "resam.rules"),
        EntryPoint("absent", "no_such_package:rule", "resam.rules"),
    ]
    monkeypatch.setattr(resam_theory.rules, "entry_points", lambda group: points if group == "resam.rules" else [])
    with pytest.raises(TypeError, match=r"entry point 'theirs' of resam\.rules is a tuple: need"):
        get("theirs")
    with pytest.raises(ValueError, match=r"absent, theirs, package\.module:attr, file\.py:attr$"):
        get("kurm")
    monkeypatch.setattr(resam_theory.rules.median, "RULES", get("median"))  # pyright: ignore[reportAttributeAccessIssue]
    assert get("theirs") is get("median")
