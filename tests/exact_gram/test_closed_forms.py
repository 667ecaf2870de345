"""Closed forms as exact certificates and inputs, and proofs for all (n, f): what they should be, and not more."""

from __future__ import annotations

import copy
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from resam_theory.claims import Criterion
from verification.evidence import Side
from verification.recheck.check import check
from verification.recheck.inputs import forced_by_classes, needed_dimension
from verification.solve import bounds
from verification.solve.certificates import about, document
from verification.solve.gram import certified
from verification.solve.subject import subject

MILLIONTH = Fraction(1, 10**6)
LEMMAS = [
    (rule, criterion)
    for rule in ("geometric_median", "median", "minimum_diameter_averaging", "multi_krum", "trimmed_mean")
    for criterion in ("lambda", "kappa")
]


def diameter_kappa(n: int, f: int) -> Fraction:
    """theory.md (B4), by hand."""
    m = n - f
    return Fraction(f * (5 * f + 3), m) if n == 2 * f + 1 else Fraction(f, m) * (2 * f + 3 + Fraction(f, n - 2 * f - 1))


def stated(rule: str, criterion: str, n: int, f: int) -> Any:
    return certified._stated(subject(rule), Criterion(criterion), n, f)


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
        lower, upper = certified.bounds("krum", criterion, n, f)
        assert check(lower.data).square() == check(upper.data).square() == value(n, f)
        known = stated("krum", criterion, n, f)
        assert forced_by_classes(subject("krum").form(), criterion, f, known) == value(n, f)


def test_the_closed_forms_stop_where_they_end() -> None:
    for criterion, n in (("lambda", 8), ("kappa", 10)):
        assert stated("krum", criterion, n, 3) is None
        assert certified._dual(subject("krum"), criterion, n, 3) is None


@pytest.mark.parametrize(("n", "f"), [(3, 1), (5, 2), (6, 2), (15, 4), (15, 7), (1001, 300)])
def test_diameter_averaging_is_attained_on_the_line(n: int, f: int) -> None:
    rule = "minimum_diameter_averaging"
    known = stated(rule, "kappa", n, f)
    assert needed_dimension(known) == 1
    assert forced_by_classes(subject(rule).form(), "kappa", f, known) == diameter_kappa(n, f)


@pytest.mark.parametrize(("rule", "criterion"), LEMMAS)
def test_a_theorem_holds_and_is_not_stretched(rule: str, criterion: str) -> None:
    n, f = 9, 3
    for d in (1, 3, "inf"):
        for item in bounds(rule, criterion, n, f, d):
            data = copy.deepcopy(dict(item.data))
            if data.get("kind") == "theorem":
                assert check(data).status == "certified"
                data["value"] = str(Fraction(data["value"]) * (1 - MILLIONTH))
                with pytest.raises(ValueError, match="more than the claimed"):
                    check(data)


@pytest.mark.parametrize(("rule", "criterion"), LEMMAS)
@pytest.mark.parametrize("d", [1, 2, "inf"])
def test_no_attained_value_exceeds_a_certified_one(rule: str, criterion: str, d: int | str) -> None:
    for n, f in ((4, 1), (7, 2), (7, 3)):
        found = [check(item.data) for item in bounds(rule, criterion, n, f, d) if item.exact]
        squares = {side: [c.square() for c in found if c.side == side] for side in ("lower", "upper")}
        assert all(x is not None and y is not None and x <= y for x in squares["lower"] for y in squares["upper"])


def test_a_conversion_speaks_of_the_right_dimension_and_coefficient() -> None:
    found = bounds("median", "kappa", 7, 2, 3)
    given = next(item for item in found if item.side is Side.UPPER and item.exact)
    claim = about("median", "lambda", 7, 2, 3)
    data = document("conversion", Side.UPPER, claim, check(given.data).square(), **{"from": given.data})
    assert check(data).side == "upper"
    for key, value in (("d", 4), ("rule", "krum"), ("f", 1), ("criterion", "kappa")):
        other = copy.deepcopy(data)
        other["claim"][key] = value
        other["squared"] = other["claim"]["criterion"] == "lambda"
        with pytest.raises(ValueError, match=r"."):
            check(other)
