"""Exact values on the line: against closed forms, every set S of small inputs, and the rules' own definitions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import pytest
import sympy as sp

from resam_theory.claims import Criterion, Kind
from resam_theory.rules import get
from verification.evidence import Side
from verification.recheck.line import rows_of
from verification.solve.line.solution import MAX_N, bounds

_WORST = Callable[[str, list[Fraction], int, str], Fraction]
_PAIRS = [(n, f) for n in range(3, 14) for f in range(1, (n + 1) // 2)]
ON_LINE = ("geometric_median", "mean_around_median", "median", "minimum_diameter_averaging", "trimmed_mean")
_SYMMETRIC = ("median", "trimmed_mean", "mean_around_median")


def _value(rule: str, criterion: str, n: int, f: int, d: Any) -> sp.Expr:
    low, high = bounds(rule, criterion, n, f, d)
    assert (low.side, high.side) == (Side.LOWER, Side.UPPER)
    assert low.value == high.value
    return sp.sympify(low.value)


def _tight(rule: str, criterion: Criterion, n: int, f: int, d: Any) -> list[sp.Expr]:
    claims = [c for c in get(rule).claims if c.kind is Kind.TIGHT and c.criterion is criterion]
    return [c.exact(n, f, d) for c in claims if c.domain.admits(n, f, d)]


@pytest.mark.parametrize(("criterion", "d"), [("kappa", sp.oo), ("lambda", 1), ("lambda", sp.oo)])
@pytest.mark.parametrize("rule", _SYMMETRIC)
def test_closed_forms_of_the_coordinate_wise_rules_hold(rule: str, criterion: str, d: Any) -> None:
    largest = 13 if (rule, criterion) == ("mean_around_median", "kappa") else 9
    for n, f in (pair for pair in _PAIRS if pair[0] <= largest):
        claimed = _tight(rule, Criterion(criterion), n, f, d)
        found = _value(rule, criterion, n, f, 1 if d == 1 else "inf")
        assert claimed, f"{rule} has no tight claim for {criterion} at d = {d}"
        assert all(sp.simplify(value - found) == 0 for value in claimed), (n, f, claimed, found)


def test_values_worked_out_by_hand() -> None:
    assert _value("median", "lambda", 3, 1, 1) == sp.Rational(1, 2)  # 0 | 1, faulty at 1: median 1, mean 1/2
    assert _value("trimmed_mean", "kappa", 3, 1, 1) == 1
    assert _value("mean_around_median", "lambda", 3, 1, 1) == 1  # S = {0, 1}, faulty at 2: {1, 2} averages 3/2
    assert _value("minimum_diameter_averaging", "lambda", 3, 1, 1) == 1
    assert _value("geometric_median", "kappa", 4, 1, 1) == 2  # h/(m-h) with h = 2: the end of the median interval


def test_the_mean_has_no_coefficient() -> None:
    (only,) = bounds("mean", "kappa", 5, 1, 3)
    assert (only.side, only.value) == (Side.LOWER, sp.oo)


@pytest.mark.parametrize("criterion", ["lambda", "kappa"])
@pytest.mark.parametrize("rule", sorted(ON_LINE))
def test_no_input_and_no_set_exceeds_the_exact_value(rule: str, criterion: str, worst_over_all_sets: _WORST) -> None:
    random = Random(0)
    for n, f in ((3, 1), (5, 1), (5, 2), (6, 2)):
        bound = Fraction(str(_value(rule, criterion, n, f, 1)))
        seen = Fraction(0)
        for _ in range(150):
            values = [Fraction(random.randint(-3, 3)) for _ in range(n)]
            seen = max(seen, worst_over_all_sets(rule, values, f, criterion))
        assert bound * Fraction(1, 2) < seen <= bound, (n, f)


@pytest.mark.parametrize("criterion", ["lambda", "kappa"])
@pytest.mark.parametrize("rule", sorted(ON_LINE))
def test_the_worst_input_is_worst_for_the_rule_s_own_definition(
    rule: str, criterion: str, worst_over_all_sets: _WORST
) -> None:
    for n, f in ((4, 1), (5, 2), (7, 2)):
        low, _ = bounds(rule, criterion, n, f, 1)
        values = [Fraction(text) for (text,) in low.data["points"]]
        assert worst_over_all_sets(rule, values, f, criterion) == Fraction(str(low.value))


@pytest.mark.parametrize("rule", [*sorted(ON_LINE), "mean"])
def test_pieces_cover_every_sorted_input_and_give_only_outputs_of_the_rule(rule: str) -> None:
    random = Random(1)
    for n, f in ((3, 1), (4, 1), (6, 2), (7, 3)):
        for _ in range(100):
            u = sorted(Fraction(random.randint(-4, 4)) for _ in range(n))
            outputs = {point[0] for point in get(rule).exact([(value,) for value in u], f)}
            active = [p for p in _pieces(rule, n, f) if all(_dot(row, u) >= 0 for row in rows_of(p, n))]
            by_piece = {_dot(p.weights, u) for p in active}
            assert active
            assert {min(outputs), max(outputs)} <= by_piece, u
            assert all(min(outputs) <= value <= max(outputs) for value in by_piece), u


def _pieces(rule: str, n: int, f: int) -> Any:
    form = get(rule).definition
    assert form is not None
    return form.pieces(n, f)


def _dot(a: Any, b: Any) -> Fraction:
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("krum", "kappa", 7, 2, 1), "it is not piecewise linear"),
        (("median", "kappa", 7, 0, 1), "f = 0 is not admissible"),
        (("median", "kappa", 6, 3, 1), "f <= 2 for n = 6"),
        (("median", "kappa", MAX_N + 1, 3, 1), f"n <= {MAX_N}"),
        (("median", "lambda", 7, 2, 3), "plane bounds it between"),
        (("median", "lambda", 7, 2, 0), "d = 0 is not admissible"),
        (("geometric_median", "lambda", 7, 2, 2), "need d = 1"),
    ],
)
def test_wrong_calls_name_what_is_admissible(arguments: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        bounds(*arguments)
    assert "\n" not in str(caught.value)
