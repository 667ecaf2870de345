"""Correct rules pass whatever the seed: rounding, ties and the choice at a tie are never counted as violations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from resam_theory.claims import Criterion, Kind
from resam_theory.rules import RULES, Rule
from verification import check_rule
from verification.properties.tolerance import SAFETY, rounding

pytestmark = pytest.mark.slow

UNBOUNDED = {"resilient_averaging", "robustness", "bounded_under_hostile_rows"}


def _without_property(rule: Rule, n: int, f: int) -> bool:
    """Whether the rule's own claims say that it is not resilient averaging at (n, f)."""
    negative = (claim for claim in rule.claims if claim.kind is Kind.NEGATIVE and claim.criterion is Criterion.LAMBDA)
    return any(claim.domain.admits(n, f) for claim in negative)


@pytest.mark.parametrize(("number", "rule"), list(enumerate(RULES)), ids=lambda value: getattr(value, "name", ""))
def test_rules_of_this_project(number: int, rule: Rule) -> None:
    n, f, d = (7, 2, 2) if number % 2 else (6, 1, 1)
    if not rule.admits(n, f):
        pytest.skip("not defined at this size")
    report = check_rule(rule, n=n, f=f, d=d, seconds=4.0, examples=12, seed=number)
    failed = {finding.name for finding in report.failures}
    if _without_property(rule, n, f):
        assert "resilient_averaging" in failed
        assert failed <= UNBOUNDED
    else:
        assert not failed, str(report)
        assert not report.refuted


def test_a_correct_rule_of_somebody_else(correct_mda: Callable[..., Any]) -> None:
    """Ties are open sets for this rule; with its definition at hand its choices are no violations."""
    only = ["well_formed", "determinism", "reflection_equivariance", "translation_equivariance", "definition"]
    report = check_rule(correct_mda, n=5, f=2, d=1, like="mda", only=only, examples=40)
    assert report.passed, str(report)


def test_tolerance_follows_the_data_and_the_dtype() -> None:
    x = np.array([[1.0, -3.0], [2.0, 0.5]])
    double, single = (rounding(np.dtype(name), 2, x) for name in ("float64", "float32"))
    assert double == pytest.approx(SAFETY * 2 * np.finfo(np.float64).eps * 3.0)
    assert single / double == pytest.approx(2.0**29)
    assert rounding(np.dtype("float64"), 2, 1e6 * x) == pytest.approx(1e6 * double)
    assert rounding(np.dtype("float64"), 2, x, accuracy=1e-3) == pytest.approx(1e-3 * np.hypot(1.0, 3.5), rel=1e-6)


@pytest.mark.parametrize("factor", [2.0, 100.0])
def test_tolerance_is_not_generous(factor: float) -> None:
    """An error just beyond it is reported: the tolerance is not a place to hide in."""

    def median_with_error(x: np.ndarray) -> np.ndarray:
        slip = factor * rounding(np.dtype("float64"), len(x), x)
        return np.median(x, axis=0) + (slip if x[0, 0] > x[-1, 0] else 0.0)

    report = check_rule(median_with_error, n=5, f=1, d=1, only=["permutation_invariance"], seed=1)
    assert not report.passed
