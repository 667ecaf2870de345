"""Extremal inputs of every rule, re-evaluated exactly: they reach tight claims and refute what is not claimed."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
import sympy as sp

from resam_theory.claims import Claim, Criterion, Kind
from resam_theory.criteria import ratios
from resam_theory.rules import Rule, _coordinate_wise, get

FALSIFIED = sp.Integer(99) / 100
GRID = ((3, 1), (7, 2), (8, 3), (11, 4), (12, 5), (15, 4), (15, 7))


def forced(rule: Rule, claim: Claim, n: int, f: int, d: int | float) -> sp.Expr:
    """The coefficient that the rule's extremal input for the claim's criterion forces."""
    extremal = rule.extremal[claim.criterion](n, f, d)
    assert len(extremal.points) == n
    assert len(set(extremal.honest)) == n - f
    outputs = rule.exact(extremal.points, f)
    assert extremal.output is None or extremal.output in outputs
    squared, kappa = ratios(extremal.points, extremal.honest, extremal.output or outputs[0])
    return sp.sqrt(squared) if claim.criterion is Criterion.LAMBDA else kappa


@pytest.mark.sampled(4)
@pytest.mark.parametrize(("n", "f"), GRID)
def test_extremal_inputs(rule: Rule, n: int, f: int) -> None:
    for claim in rule.claims:
        if claim.criterion not in rule.extremal:
            continue
        for d in (1, math.inf):
            if not claim.domain.admits(n, f, d):
                continue
            value = claim.exact(n, f, d)
            found = forced(rule, claim, n, f, d)
            if claim.kind is Kind.NEGATIVE:
                assert found is sp.oo
            elif claim.kind is Kind.LOWER:
                assert sp.simplify(found - value).is_nonnegative, f"{claim.id} = {value}, the input reaches {found}"
            elif claim.kind is Kind.UPPER:
                assert sp.simplify(value - found).is_nonnegative, f"{claim.id} = {value} is refuted by {found}"
            else:
                assert sp.simplify(value - found) == 0, f"{claim.id} = {value} but the extremal input reaches {found}"


@pytest.mark.parametrize("name", ["trimmed_mean", "median", "mean_around_median"])
def test_constants_times_099_are_refuted(name: str) -> None:
    rule = get(name)
    for claim in rule.claims:
        d = math.inf if claim.id.endswith("exact_sup") else 1
        if claim.criterion in rule.extremal and claim.kind is Kind.TIGHT and claim.domain.admits(11, 4, d):
            smaller = claim.scaled(FALSIFIED).exact(11, 4, d)
            assert (forced(rule, claim, 11, 4, d) - smaller).is_positive


@pytest.mark.parametrize("pattern", [(0, 0, 1, 1, 1), (0, 0, 0, 1, 1, 1), (0,) * 4 + (1,) * 7, (0,) * 11 + (1, 2) * 6])
def test_designs_are_balanced(pattern: tuple[int, ...]) -> None:
    """All pairs of positions have the same sum of squared differences; the last design uses the affine group mod 23."""
    columns = _coordinate_wise.balanced_columns(tuple(Fraction(value) for value in pattern))
    assert columns is not None
    assert all(sorted(column) == sorted(pattern) for column in columns)
    m = len(pattern)
    assert len({sum((column[i] - column[j]) ** 2 for column in columns) for i in range(m) for j in range(i)}) == 1


def test_unknown_design_falls_back_to_the_line() -> None:
    """m = 20 is no prime and C(20, 5) permutations are too many; 1 < d too small for the design of m = 11."""
    for n, f, d in ((25, 5, math.inf), (15, 4, 54)):
        assert get("trimmed_mean").extremal[Criterion.LAMBDA](n, f, d).output == (Fraction(1),)
    assert len(get("trimmed_mean").extremal[Criterion.LAMBDA](15, 4, 55).output or ()) == 55
