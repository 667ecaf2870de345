"""Nothing is certified but what the re-checker has accepted about the target: not better numbers, not other places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

from resam_theory.claims import Criterion, Kind
from resam_theory.rules import get
from verification.checks import CHECKS
from verification.evidence import Context, Evidence, Side, Status, Target, best
from verification.ledger import gather
from verification.recheck.check import check
from verification.solve import bounds
from verification.solve.accepted import accepted
from verification.solve.explicit import lower_bound
from verification.verdicts import settle

AT = Target("median", Criterion.KAPPA, 7, 2, 2)


def upper(rule: str, criterion: str = "kappa", n: int = 7, f: int = 2, d: Any = 2) -> Evidence:
    found = best([item for item in bounds(rule, criterion, n, f, d) if item.exact], Side.UPPER)
    assert found is not None
    return replace(found, accepted=False)


def test_every_bound_that_is_gathered_is_accepted() -> None:
    for rule, criterion, d in (("krum", "lambda", "inf"), ("nnm+median", "kappa", 2), ("median", "breakdown", 1)):
        found = [item for item in bounds(rule, criterion, 7, 2, d) if item.exact]
        assert found
        assert all(item.accepted for item in found)


@pytest.mark.parametrize(
    "other",
    [replace(AT, n=9), replace(AT, f=1), replace(AT, criterion=Criterion.LAMBDA), replace(AT, subject="krum")],
)
def test_evidence_about_something_else_is_none(other: Target) -> None:
    with pytest.raises(ValueError, match="evidence is about"):
        accepted(upper("median"), other)
    with pytest.raises(ValueError, match="evidence is about"):
        accepted(replace(upper("median"), side=Side.LOWER), AT)


def test_dimensions_count() -> None:
    line = upper("median", "lambda", d=1)
    at = Target("median", Criterion.LAMBDA, 7, 2, 1)
    assert accepted(line, at).accepted
    with pytest.raises(ValueError, match="evidence is about"):
        accepted(line, replace(at, d=2))
    plane = next(i for i in bounds("median", "lambda", 7, 2, 2) if i.side is Side.LOWER and i.data["claim"]["d"] == 2)
    for d, holds in ((1, False), (2, True), (5, True), (None, True)):
        if holds:
            assert accepted(replace(plane, accepted=False), replace(at, d=d)).accepted
            continue
        with pytest.raises(ValueError, match="evidence is about"):
            accepted(replace(plane, accepted=False), replace(at, d=d))


def test_what_the_file_proves_counts() -> None:
    item = upper("median")
    assert accepted(item, AT).value == item.value
    assert accepted(replace(item, value=item.value * sp.Rational(99, 100)), AT).value == item.value
    assert accepted(replace(item, value=sp.S.Zero), AT).value == item.value
    worse = item.value * 2
    assert accepted(replace(item, value=worse), AT).value == worse
    low = replace(best(bounds("median", "kappa", 7, 2, 2), Side.LOWER) or item, accepted=False)
    assert low.side is Side.LOWER
    assert accepted(replace(low, value=low.value * 2), AT).value == low.value
    assert accepted(replace(low, value=sp.oo), AT).value == low.value
    floats = Evidence(Side.UPPER, 0.1, False, "floats")
    assert accepted(floats, AT) is floats


@pytest.mark.parametrize(
    ("rule", "criterion"), [("nnm+trimmed_mean", "lambda"), ("arc+mean_without_outliers", "kappa"), ("krum", "xi")]
)
def test_irrational_ends_are_proved_as_they_are_printed(rule: str, criterion: str) -> None:
    """The file states a rational number just above and proves the end itself: it is refused just below."""
    power, digits = 2 if criterion == "lambda" else 1, sp.Integer(10) ** 40
    found = [item for item in bounds(rule, criterion, 15, 4, 2) if item.exact and item.side is Side.UPPER]
    values = [(item, sp.sympify(item.value) ** power) for item in found]
    irrational = [(item, value) for item, value in values if not value.is_rational]
    assert irrational
    for item, value in irrational:
        below = sp.floor(value * digits)
        check({**item.data, "value": f"{below + 1}/{digits}"})
        with pytest.raises(ValueError, match="more than the claimed"):
            check({**item.data, "value": f"{below}/{digits}"})


def test_a_bound_on_some_rule_bounds_the_best_of_all() -> None:
    best_of_all = replace(AT, subject="any")
    assert accepted(upper("median"), best_of_all).accepted
    with pytest.raises(ValueError, match="evidence is about"):
        accepted(upper("monna"), best_of_all)


def test_a_check_that_speaks_of_something_else_fails() -> None:
    def wrong(target: Target, context: Context) -> Iterable[Evidence]:
        yield upper("median", n=9)

    with pytest.raises(RuntimeError, match=r"the check 'wrong' .* evidence is about"):
        gather(AT, [("wrong", wrong)], Context())
    assert all(piece.accepted for piece in gather(AT, CHECKS, Context()) if piece.exact)


def test_an_input_that_a_rules_own_code_evaluates_attains_and_certifies_nothing() -> None:
    ours, points, honest = get("median"), [(Fraction(x),) for x in (0, 0, 1, 1, 1)], (0, 1, 2)
    theirs = replace(ours, name="theirs", definition=None, exact=ours.exact)
    (exact,) = (claim for claim in ours.claims if claim.id == "median.kappa.exact")
    claim = replace(exact, kind=Kind.LOWER)
    for rule, status in ((ours, Status.CERTIFIED), (theirs, Status.ATTAINED)):
        found = lower_bound(rule, Criterion.KAPPA, points, honest, "an input")
        assert found is not None
        assert settle(claim, Target("median", Criterion.KAPPA, 5, 2, 1), [found]).status is status
