"""Bucketing over a random order: exact expectations, draws, sizes that are not admissible, falsified claims."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from resam_theory.claims import Kind
from resam_theory.compose import expectation as claimed
from resam_theory.proof.bounds import Combine
from resam_theory.rules import get
from verification.checks import expectations as check
from verification.evidence import Context, Status, Target
from verification.verdicts import settle

LINE = [Fraction(v) for v in (0, 1, 3, -2, 5, 100)]


@pytest.mark.parametrize("values", [LINE, [Fraction(v) for v in (0, 0, 1, 1, 1, -7)]])
def test_shares_are_exact_over_all_orders(values: list[Fraction]) -> None:
    assert check.exact_shares(values, 1, 2) == claimed.shares(6, 1, 2)


def test_the_bound_holds_over_all_orders_and_is_not_idle() -> None:
    limit = claimed.bound(6, 1, 2, 1.0)
    found = [check.expected_ratio("trimmed_mean", values, 1, 2) for values in (LINE, [*LINE[:5], Fraction(1)])]
    assert max(found) <= limit
    assert max(map(float, found)) >= 0.2 * limit
    worst = [Fraction(v) for v in (0, 1, 1, 1, 1, 1)]  # a share of the bound that bare trimming would have too
    assert float(check.expected_ratio("trimmed_mean", worst, 1, 2)) <= limit


def test_draws_of_the_arrays_have_the_exact_expectation() -> None:
    exact = float(check.expected_ratio("trimmed_mean", LINE, 1, 2))
    mean, error = check.sampled_ratio("trimmed_mean", np.asarray([[float(v)] for v in LINE]), 1, 2, 0)
    assert abs(mean - exact) <= 5 * error


@pytest.mark.parametrize("claim", claimed.CLAIMS, ids=lambda claim: claim.id)
def test_claims_are_certified_by_their_laws_alone(claim: Any) -> None:
    assert claim.kind is Kind.EXPECTED
    target = Target(claim.id, claim.criterion)
    found = list(check.expectation(target, Context()))
    verdict = settle(claim, target, found)
    assert verdict.status is Status.EVERYWHERE
    assert verdict.holds
    assert settle(claim, target, [item for item in found if "law" not in item.data]).status is Status.NUMERICAL


@pytest.mark.parametrize("claim", claimed.CLAIMS, ids=lambda claim: claim.id)
def test_a_false_law_refutes(claim: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its last step with a constant x 0.99."""
    law = claimed.LAWS[claim.id]
    *steps, last = law.steps
    assert isinstance(last, Combine)
    more = f"100/99*({last.small})" if last.small.endswith("*V") else last.small
    less = f"99/100*({last.large})" if last.large.endswith("*V") else last.large
    false = replace(law, steps=(*steps, replace(last, small=more, large=less)))
    monkeypatch.setitem(check.LAWS, claim.id, false)
    target = Target(claim.id, claim.criterion)
    verdict = settle(claim, target, check.expectation(target, Context()))
    assert verdict.status is Status.REFUTED
    assert f"law for all n, f, s: {claim.id}" in verdict.method


@pytest.mark.parametrize("claim", claimed.CLAIMS, ids=lambda claim: claim.id)
def test_falsified_claims_are_refuted(claim: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shares x 0.99; the bound with the variance of good buckets alone, a tenth of it."""
    true_shares, true_bound = claimed.shares, claimed.bound
    monkeypatch.setattr(check, "shares", lambda *a: tuple(x * Fraction(99, 100) for x in true_shares(*a)))
    monkeypatch.setattr(check, "bound", lambda *a: 0.1 * true_bound(*a))
    target = Target(claim.id, claim.criterion)
    verdict = settle(claim, target, check.expectation(target, Context()))
    assert verdict.status is Status.REFUTED
    assert not verdict.holds


@pytest.mark.parametrize(("n", "f", "s"), [(7, 1, 2), (6, 1, 3), (6, 1, 4)])
def test_sizes_are_refused_in_one_line(n: int, f: int, s: int) -> None:
    with pytest.raises(ValueError, match=rf"s = {s} is not admissible: need a divisor s of n = {n}") as caught:
        claimed.shares(n, f, s)
    assert "\n" not in str(caught.value)
    if (n, s) != (7, 2):
        with pytest.raises(ValueError, match="need more than 2f = 2 buckets") as caught:
            get(f"bucketing(s={s})+median")(np.zeros((n, 1)), f=f)
        assert "\n" not in str(caught.value)
