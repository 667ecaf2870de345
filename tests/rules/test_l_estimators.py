"""(L1): closed forms against the general formula, brute force, and the members known before."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

import pytest
import sympy as sp

from resam_theory.claims import Criterion, Kind
from resam_theory.definitions.order_by_size import OrderBySize
from resam_theory.rules import get, interquartile_mean, midpoint_of_trimmed_range, winsorised_mean
from resam_theory.rules.l_estimator import kappa, l_estimator, lambda_line
from verification.recheck.check import check
from verification.solve.line import solution as line

MEMBERS = (winsorised_mean, interquartile_mean, midpoint_of_trimmed_range)
PAIRS = tuple((n, f) for n in range(3, 22) for f in range(1, (n + 1) // 2))


def exact_value(value: Fraction | None) -> Any:
    return sp.oo if value is None else sp.Rational(value.numerator, value.denominator)


@pytest.mark.parametrize("module", MEMBERS, ids=lambda module: module.NAME)
def test_closed_forms_are_the_general_formula(module: Any) -> None:
    for n, f in PAIRS:
        weights = OrderBySize(module.SCHEME).weights(n, f)
        assert sum(weights) == 1
        wanted = {Criterion.KAPPA: kappa(weights, f), Criterion.LAMBDA: lambda_line(weights, f)}
        for claim in module.RULES[0].claims:
            if claim.criterion in wanted and claim.domain.admits(n, f, 1):
                assert claim.exact(n, f, 1) == exact_value(wanted[claim.criterion]), (claim.id, n, f)


@pytest.mark.parametrize("name", ["trimmed_mean", "median"])
def test_rules_known_before_are_special_cases(name: str) -> None:
    for n, f in PAIRS:
        k = f if name == "trimmed_mean" else (n - 1) // 2
        weights = [Fraction(int(k <= j < n - k), n - 2 * k) for j in range(n)]
        by_id = {claim.id: claim for claim in get(name).claims}
        assert by_id[f"{name}.kappa.exact"].exact(n, f) == exact_value(kappa(weights, f))
        assert by_id[f"{name}.lambda.exact_line"].exact(n, f, 1) == exact_value(lambda_line(weights, f))


@pytest.mark.parametrize("module", [winsorised_mean, midpoint_of_trimmed_range], ids=lambda module: module.NAME)
def test_the_formula_and_the_one_dimensional_solver_agree_at_eleven_and_three(module: Any) -> None:
    """Two routes: isotonic regression and steps (L1); the solver's pieces, re-checked, which know nothing of it."""
    weights = OrderBySize(module.SCHEME).weights(11, 3)
    wanted = {Criterion.KAPPA: kappa(weights, 3), Criterion.LAMBDA: lambda_line(weights, 3)}
    for criterion, value in wanted.items():
        low, high = line.bounds(module.NAME, criterion, 11, 3, 1)
        assert (low.side, high.side) == ("lower", "upper")
        assert low.value == high.value == exact_value(value)
        check(low.data)
        check(high.data)


def worst_on_a_grid(weights: tuple[Fraction, ...], f: int, steps: int) -> tuple[Fraction, Fraction]:
    """(lambda, kappa) over all sorted inputs with values 0..steps and S any block of m of them (any S: by symmetry of
    the sorted union under which rows are faulty, blocks are the worst; see verification's lemma on blocks)."""
    n = len(weights)
    m = n - f
    lam = kap = Fraction(0)
    for u in combinations_with_replacement(range(steps + 1), n):
        output = sum((w * value for w, value in zip(weights, u, strict=True)), Fraction(0))
        for start in range(f + 1):
            inside = u[start : start + m]
            mean = Fraction(sum(inside), m)
            if inside[0] < inside[-1]:
                lam = max(lam, abs(output - mean) / (inside[-1] - inside[0]))
                kap = max(kap, (output - mean) ** 2 * m / sum((value - mean) ** 2 for value in inside))
    return lam, kap


@pytest.mark.parametrize(
    ("weights", "f"),
    [
        ("0,1/2,1/4,1/4,0", 1),
        ("0,1/4,0,3/4,0", 1),
        ("0,3/4,0,0,1/4,0", 1),
        ("0,0,1,0,0", 2),
        ("0,1/10,1/5,1/2,1/5,0,0", 1),
    ],
)
def test_no_input_of_a_grid_is_worse_and_some_come_close(weights: str, f: int) -> None:
    chosen = tuple(map(Fraction, weights.split(",")))
    lam, kap = worst_on_a_grid(chosen, f, 6)
    wanted_lam, wanted_kap = lambda_line(chosen, f), kappa(chosen, f)
    assert wanted_lam is not None
    assert wanted_kap is not None
    assert lam == wanted_lam
    assert Fraction(97, 100) * wanted_kap <= kap <= wanted_kap


def test_weights_of_fixed_length_and_their_claims() -> None:
    rule = l_estimator("0", "0", "1/3", "1/3", "1/3", "0", "0")
    own = [claim for claim in rule.claims if claim.criterion in (Criterion.LAMBDA, Criterion.KAPPA)]
    kinds = {f: {claim.kind for claim in own if claim.domain.admits(7, f, 1)} for f in (1, 2, 3)}
    assert kinds == {1: {Kind.TIGHT}, 2: {Kind.TIGHT}, 3: {Kind.NEGATIVE}}
    assert not any(claim.domain.admits(8, 2, 1) for claim in rule.claims)
    with pytest.raises(ValueError, match="is not admissible: need n = 7"):
        rule.exact([(Fraction(0),)] * 3, 1)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ((), "weights = none is not admissible"),
        (("-1", "2"), "weights = -1, 2 is not admissible"),
        (("1/2", "1/3"), "sum to 5/6"),
        (("a",), "weights = a is not admissible"),
        (("1/0", "1"), "weights = 1/0, 1 is not admissible"),
    ],
)
def test_wrong_weights(weights: tuple[str, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        l_estimator(*weights)
    assert "\n" not in str(caught.value)
