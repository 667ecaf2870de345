"""Rules that see distances only, but for ties: they commute with rotations that keep the order of the rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from resam_theory.rules import RULES, Rule, get

TURNED = [rule for rule in RULES if "orthogonal_but_ties" in rule.traits]
ALLOWED = 2.0**-44
"""Rounding of a product of numbers of size one with an orthogonal matrix of order 5."""


@pytest.mark.parametrize("rule", TURNED, ids=lambda rule: rule.name)
def test_rotations_that_keep_the_order(rule: Rule) -> None:
    """The first coordinates differ and stay: they decide the lexicographic order. In MDA ties are the rule."""
    rng = np.random.default_rng(0)
    for _ in range(50):
        x = rng.normal(size=(11, 6))
        turn = np.eye(6)
        turn[1:, 1:] = np.linalg.qr(rng.normal(size=(5, 5)))[0]
        np.testing.assert_allclose(rule(x @ turn, f=3), rule(x, f=3) @ turn, rtol=0, atol=ALLOWED)


def test_there_are_such_rules_and_a_coordinate_wise_rule_is_none() -> None:
    assert {"krum", "minimum_diameter_averaging"} <= {rule.name for rule in TURNED}
    with pytest.raises(AssertionError):
        test_rotations_that_keep_the_order(replace(get("median"), name="broken"))
