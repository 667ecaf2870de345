"""Which rows a rule selects, against its exact definition; and the one domain that everybody asks."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch

from resam_theory.rules import RULES, Rule, get

SELECTION = tuple(rule for rule in RULES if rule.weights is not None)


def test_the_selection_rules() -> None:
    names = {"krum", "krum_blanchard", "multi_krum", "minimum_diameter_averaging", "comparative_gradient_elimination"}
    assert {rule.name for rule in SELECTION} >= names


@pytest.fixture(params=SELECTION, ids=lambda rule: rule.name)
def selecting(request: pytest.FixtureRequest) -> Rule:
    return request.param


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16"])
def test_the_output_is_the_weighted_mean_of_what_is_kept(selecting: Rule, dtype: str) -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        x = rng.standard_normal((3, 9, 4)).astype(dtype)
        found = selecting.select(x, f=2)
        assert np.array_equal(found.output, selecting(x, f=2))
        assert found.kept.shape == found.left_out.shape == found.replaced.shape == (3, 9)
        assert np.array_equal(found.kept, ~found.left_out)
        assert not found.replaced.any()
        combined = np.einsum("bn,bnd->bd", found.weights.astype(float), x.astype(float))
        assert np.allclose(combined, found.output, atol=20 * np.finfo(dtype).eps)
        counts = found.kept.sum(axis=1)
        assert (counts == (1 if selecting.name.startswith("krum") else 7)).all()


def test_the_far_rows_are_left_out(selecting: Rule) -> None:
    x = np.random.default_rng(2).standard_normal((11, 3))
    x[[3, 8]] += 100.0
    for rows in (x, torch.tensor(x)):
        left_out = np.flatnonzero(np.asarray(selecting.select(rows, f=2).left_out))
        assert {3, 8} <= set(left_out.tolist())
    if not selecting.name.startswith("krum"):
        assert left_out.tolist() == [3, 8]


@pytest.mark.sampled(4)
def test_what_is_kept_is_what_the_definition_averages(selecting: Rule) -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        x = rng.integers(-50, 51, (9, 3)).astype(float)
        points = [tuple(Fraction(int(value)) for value in row) for row in x]
        weights = [Fraction(float(w)).limit_denominator(1000) for w in selecting.select(x, f=2).weights]
        assert sum(weights) == 1
        output = tuple(sum(w * p[c] for w, p in zip(weights, points, strict=True)) for c in range(3))
        assert output in selecting.exact(points, 2)


def test_a_row_that_is_not_finite_is_named() -> None:
    x = np.random.default_rng(4).standard_normal((7, 2))
    x[5, 1] = np.nan
    for name in ("krum", "multi_krum", "mda", "cge"):
        assert np.flatnonzero(get(name).select(x, f=2).replaced).tolist() == [5]


def test_rows_that_tie_share_a_place() -> None:
    found = get("cge").select(np.asarray([[1.0], [-1.0], [0.0], [5.0], [1.0]]), f=2)
    assert found.weights.tolist() == [2 / 9, 2 / 9, 1 / 3, 0.0, 2 / 9]


def test_options_count(selecting: Rule) -> None:
    if selecting.name == "multi_krum":
        x = np.random.default_rng(5).standard_normal((9, 2))
        assert selecting.select(x, f=2, q=3).kept.sum() == 3


def test_other_rules_say_no_in_one_line(rule: Rule) -> None:
    if rule.weights is None:
        with pytest.raises(TypeError, match=f"{re.escape(rule.name)} does not select rows: need one of krum") as caught:
            rule.select(np.zeros((5, 1)), f=1)
        assert "\n" not in str(caught.value)


def test_the_rule_refuses_where_its_domain_ends(rule: Rule) -> None:
    """The fact (n, f) is admissible is written once: the implementation, the definition and the domain agree."""

    def refused(action: Any) -> bool:
        try:
            action()
        except ValueError:
            return True
        return False

    for n in range(1, 12):
        for f in range(n):
            outside = not rule.admits(n, f)
            points = [(Fraction(i),) for i in range(n)]
            assert refused(lambda n=n, f=f: rule(np.zeros((n, 1)), f=f)) == outside, (n, f)
            assert refused(lambda n=n, f=f: rule.require(n, f)) == outside, (n, f)
            assert refused(lambda f=f, points=points: rule.exact(points, f)) == outside, (n, f)
            claims = [claim for claim in rule.claims if claim.domain.admits(n, f)]
            assert not (outside and claims), (n, f)
