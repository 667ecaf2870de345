"""Closed forms as exact certificates and inputs, and the lemmas: exactly what they should be, and not a bit more."""

from __future__ import annotations

import copy
from collections.abc import Callable
from fractions import Fraction

import pytest

from verification.evidence import Side
from verification.exact import bounds
from verification.exact.certificates import document
from verification.exact.gram import closed_forms, evidence
from verification.exact.gram.configuration import attained
from verification.exact.lemmas import LEMMAS
from verification.exact.recheck import check

MILLIONTH = Fraction(1, 10**6)


def _krum_lambda(n: int, f: int) -> Fraction:
    return Fraction(n * n, 2 * (n - f) * (n - 2 * f))


def _krum_kappa(n: int, f: int) -> Fraction:
    return Fraction(n * n, f * (n - 2 * f))


@pytest.mark.parametrize(
    ("criterion", "value", "cases"),
    [
        ("lambda", _krum_lambda, [(3, 1), (4, 1), (9, 3), (25, 1), (25, 8), (10_001, 3000)]),
        ("kappa", _krum_kappa, [(3, 1), (5, 2), (9, 3), (25, 9), (25, 12), (10_001, 5000)]),
    ],
)
def test_krum_is_known_exactly(
    criterion: str, value: Callable[[int, int], Fraction], cases: list[tuple[int, int]]
) -> None:
    for n, f in cases:
        lower, upper = evidence.bounds("krum", criterion, n, f)
        assert check(lower.data).square() == check(upper.data).square() == value(n, f)
        known = closed_forms.worst_input("krum", criterion, n, f)
        assert known is not None
        assert attained("krum", f, known)[criterion] == value(n, f)


def test_the_closed_forms_stop_where_they_end() -> None:
    assert closed_forms.worst_input("krum", "lambda", 8, 3) is None
    assert closed_forms.worst_input("krum", "kappa", 10, 3) is None
    assert closed_forms.krum_dual("lambda", 8, 3) is None
    assert closed_forms.krum_dual("kappa", 10, 3) is None


@pytest.mark.parametrize(("n", "f"), [(3, 1), (5, 2), (6, 2), (15, 4), (15, 7), (1001, 300)])
def test_diameter_averaging_is_attained_on_the_line(n: int, f: int) -> None:
    known = closed_forms.worst_input("minimum_diameter_averaging", "kappa", n, f)
    assert known is not None
    assert known.dimension() == 1
    exact = LEMMAS["minimum_diameter_averaging", "kappa"](n, f, None)
    assert attained("minimum_diameter_averaging", f, known)["kappa"] == exact


@pytest.mark.parametrize(("rule", "criterion"), sorted(LEMMAS))
def test_a_lemma_holds_and_is_not_stretched(rule: str, criterion: str) -> None:
    n, f = 9, 3
    for d in (1, 3, None):
        value = LEMMAS[rule, criterion](n, f, d)
        data = document("lemma", rule, criterion, n, f, d=d, value=value)
        assert check(data).status == "certified"
        data["value"] = str(value * (1 - MILLIONTH))
        with pytest.raises(ValueError, match="more than the claimed"):
            check(data)


@pytest.mark.parametrize(("rule", "criterion"), sorted(LEMMAS))
@pytest.mark.parametrize("d", [1, 2, "inf"])
def test_no_attained_value_exceeds_a_certified_one(rule: str, criterion: str, d: int | str) -> None:
    for n, f in ((4, 1), (7, 2), (7, 3)):
        found = [check(item.data) for item in bounds(rule, criterion, n, f, d) if item.exact]
        squares = {side: [c.square() for c in found if c.side == side] for side in ("lower", "upper")}
        assert all(x is not None and y is not None and x <= y for x in squares["lower"] for y in squares["upper"])


def test_a_conversion_speaks_of_the_right_dimension_and_coefficient() -> None:
    found = bounds("median", "kappa", 7, 2, 3)
    given = next(item for item in found if item.side is Side.UPPER and item.exact)
    data = document("conversion", "median", "lambda", 7, 2, d=3, value=check(given.data).square(), via="C1")
    data["from"] = given.data
    assert check(data).side == "upper"
    for key, value in (("d", 4), ("rule", "krum"), ("f", 1), ("criterion", "kappa")):
        other = copy.deepcopy(data)
        other["claim"][key] = value
        other["squared"] = other["claim"]["criterion"] == "lambda"
        with pytest.raises(ValueError, match="says nothing about"):
            check(other)
