"""Exact coefficients of compositions: the line, closed forms, composed bounds, and evidence that is refused."""

from __future__ import annotations

import copy
from fractions import Fraction
from math import inf
from pathlib import Path
from typing import Any

import pytest
import sympy as sp

from resam_theory.claims import Criterion, Kind
from resam_theory.rules import get
from verification.evidence import Evidence, Side
from verification.line_table import NAMES, entry
from verification.recheck.check import check
from verification.search import search
from verification.solve import gather
from verification.solve.line.solution import bounds as on_the_line

PAGE = Path(__file__).resolve().parents[2] / "docs" / "howto" / "compositions.md"
SMALL = tuple((n, f) for n in range(3, 7) for f in range(1, (n - 1) // 2 + 1))
LARGE = tuple((n, f) for n in range(7, 10) for f in range(1, (n - 1) // 2 + 1))


def share(numerator: int, denominator: int) -> Fraction:
    return Fraction(numerator, denominator)


def arc(n: int, f: int, trimmed: int) -> Fraction:
    k, m = 2 * f * (n - f) // n, n - f
    return max(share(k, m - k), share(trimmed, m - trimmed))


CLOSED: dict[str, Any] = {
    "nnm+trimmed_mean": lambda n, f: share(4 * f, n - 2 * f),
    "nnm+median": lambda n, f: share(4 * f * (n // 2 + 1), (n - f) * (n // 2 + 1 - f)),
    "arc+trimmed_mean": lambda n, f: arc(n, f, f),
    "arc+median": lambda n, f: arc(n, f, (n - 1) // 2),
}
FOUND: dict[str, dict[tuple[int, int], str]] = {  # by the solver; no closed form is claimed
    "nnm+mean_around_median": {
        **{(5, 2): "8", (6, 2): "4", (7, 2): "8/3", (7, 3): "531/32"},
        **{(9, 1): "4/7", (9, 2): "8/5", (9, 3): "17/4"},
    },
    "bucketing(s=2)+trimmed_mean": {(5, 1): "3", (6, 1): "3/2", (7, 1): "5/4", (8, 1): "3/4"},
    "bucketing(s=3)+trimmed_mean": {(7, 1): "5", (8, 1): "5/2"},
}


def values(items: tuple[Evidence, ...]) -> tuple[Any, Any]:
    """The best lower and upper bound, each confirmed by the re-checker."""
    for item in items:
        if item.exact:
            check(item.data)
    lower = max((item.value for item in items if item.exact and item.side is Side.LOWER), key=float)
    return lower, min((item.value for item in items if item.exact and item.side is Side.UPPER), key=float)


@pytest.mark.parametrize(("n", "f"), [*SMALL, *(pytest.param(n, f, marks=pytest.mark.slow) for n, f in LARGE)], ids=str)
@pytest.mark.parametrize("name", CLOSED)
def test_closed_forms_are_exact_on_the_line(name: str, n: int, f: int) -> None:
    """The solver, which knows the definition only, against the closed form."""
    expected = CLOSED[name](n, f)
    assert values(on_the_line(name, Criterion.KAPPA, n, f, 1)) == (expected, expected)


@pytest.mark.parametrize(
    ("name", "n", "f", "expected"),
    [
        pytest.param(name, n, f, Fraction(value), marks=[pytest.mark.slow] if n > 6 else [], id=f"{name}-{n}-{f}")
        for name, found in FOUND.items()
        for (n, f), value in found.items()
    ],
)
def test_values_of_the_solver_are_certified(name: str, n: int, f: int, expected: Fraction) -> None:
    assert values(on_the_line(name, Criterion.KAPPA, n, f, 1)) == (expected, expected)


def test_the_page_has_these_values() -> None:
    """The table of the page: closed forms, values found, and what the solver says anew of n <= 5."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("| n, f |"))
    names = [name.strip() for name in lines[head].split("|")[2:-1]]
    table: dict[tuple[str, int, int], str] = {}
    for line in lines[head + 2 :]:
        if not line.startswith("|"):
            break
        place, *cells = (cell.strip() for cell in line.split("|")[1:-1])
        n, f = map(int, place.split(","))
        table |= {(name, n, f): cell for name, cell in zip(names, cells, strict=True)}
    assert tuple(names) == NAMES
    assert {(n, f) for _, n, f in table} == {*SMALL, *LARGE}
    for (name, n, f), cell in table.items():
        known = str(CLOSED[name](n, f)) if name in CLOSED else FOUND[name].get((n, f), cell)
        assert cell == known, (name, n, f)
        assert n > 5 or cell == entry(name, n, f)


@pytest.mark.parametrize(("n", "f"), [(7, 2), (15, 4), (31, 10)])
@pytest.mark.parametrize("name", ["nnm+trimmed_mean", "ctma+trimmed_mean"])
def test_floor_of_every_mixing_pipeline_is_reached_in_every_dimension(name: str, n: int, f: int) -> None:
    expected = share(4 * f, n - 2 * f)
    assert values(gather.bounds(name, Criterion.KAPPA, n, f, inf)) == (expected, expected)


@pytest.mark.sampled(5)
@pytest.mark.parametrize(("n", "f", "s"), [(6, 1, 2), (10, 2, 2), (15, 2, 3), (28, 3, 4)])
@pytest.mark.parametrize("rule", ["trimmed_mean", "median", "geometric_median", "mean_around_median"])
def test_bucketing_is_exactly_affine(rule: str, n: int, f: int, s: int) -> None:
    """(A7), where the coefficient of the rule that follows is attained."""
    name, w, m = f"bucketing(s={s})+{rule}", (s - 1) * f, n - f
    inner = values(gather.bounds(rule, Criterion.KAPPA, n // s, f, inf))
    lower, upper = values(gather.bounds(name, Criterion.KAPPA, n, f, inf))
    assert upper == sp.Rational(w, m - w) + sp.Rational(m, m - w) * inner[1]
    if get(rule).extremal and (n // s) % 2:
        assert lower == upper


def composed_evidence() -> dict[str, Any]:
    items = gather.bounds("nnm+trimmed_mean", Criterion.KAPPA, 7, 2, inf)
    return dict(next(item.data for item in items if item.data["kind"] == "composed"))


def test_falsified_composed_evidence_is_refused() -> None:
    good = composed_evidence()
    assert check(good).status == "certified"

    def changed(**fields: Any) -> dict[str, Any]:
        return copy.deepcopy(good) | fields

    smaller = changed(value=str(Fraction(good["value"]) * Fraction(99, 100)))
    other = changed()
    other["claim"]["definition"]["rule"] = {"form": "trimmed", "k": "(n-1)//2"}
    bare = changed()
    bare["claim"] |= {"rule": "trimmed_mean", "definition": {"form": "trimmed", "k": "f"}}
    elsewhere = changed()
    elsewhere["claim"] |= {"n": 8}
    below = changed()
    below["from"]["value"] = "1/100"
    for false in (smaller, other, bare, elsewhere, below):
        with pytest.raises(ValueError, match=r"."):
            check(false)


@pytest.mark.parametrize(
    ("name", "n", "f", "d", "expected"),
    [
        ("nnm+trimmed_mean", 12, 2, inf, "2/5 + 3*sqrt(5)/50"),
        ("ctma+trimmed_mean", 15, 4, 2, "736/847 + 48*sqrt(3)/847"),  # the root of p + 2 sqrt(q)
        ("nnm+ctma+trimmed_mean", 12, 2, inf, "2/5*(1 + 9/25 + 3*sqrt(5)/50)"),
        ("bucketing(s=2)+trimmed_mean", 12, 2, inf, "1/5 + sqrt(6)/4"),
    ],
)
def test_composed_bounds_with_roots_are_exact(name: str, n: int, f: int, d: int | float, expected: str) -> None:
    """(E2) on an irrational lambda: what the ledger compares is exact, and the file states a rational just above."""
    wanted: Any = sp.sympify(expected)
    items = [item for item in gather.stated(name, Criterion.LAMBDA, n, f, d) if item.data["kind"] == "composed"]
    item = min(items, key=lambda item: float(item.value))
    assert sp.simplify(item.value - wanted) == 0
    below = Fraction(str(sp.floor(wanted**2 * 10**14))) / 10**14
    assert 0 < Fraction(item.data["value"]) - below < Fraction(2, 10**14)
    check(dict(item.data))
    with pytest.raises(ValueError, match="more than the claimed"):
        check({**item.data, "value": str(below)})


def test_coordinates_say_nothing_where_the_order_of_rows_matters() -> None:
    """Permuting S coordinate by coordinate would move rows between buckets."""
    items = on_the_line("bucketing(s=2)+trimmed_mean", Criterion.KAPPA, 5, 1, 1)
    lower = next(item.data for item in items if item.side is Side.LOWER)
    claim = lower["claim"] | {"criterion": "lambda", "d": "inf"}
    value = str(Fraction(lower["value"]) * Fraction(3, 8))
    false = {**lower, "kind": "coordinates", "claim": claim, "value": value, "squared": True, "from": lower}
    del false["points"], false["honest"]
    with pytest.raises(ValueError, match="the order of the rows matters"):
        check(false)


@pytest.mark.sampled(7)
@pytest.mark.parametrize("rule", ["trimmed_mean", "median", "krum", "geometric_median", "minimum_diameter_averaging"])
@pytest.mark.parametrize("stage", ["nnm", "bucketing(s=2)", "arc", "ctma", "nnm+nnm", "bucketing(s=2)+nnm"])
def test_composed_bounds_are_above_what_search_attains(stage: str, rule: str) -> None:
    """With what the search reaches of the bound: at least a tenth, so that it is known to look."""
    n, f, d = 8, 1, 2
    chosen = get(f"{stage}+{rule}")
    found = search(lambda x: chosen(x, f=f), n=n, f=f, d=d, seed=1, max_evaluations=1500)
    for criterion in (Criterion.KAPPA, Criterion.LAMBDA):
        uppers = [item for item in gather.bounds(chosen, criterion, n, f, d) if item.exact and item.side is Side.UPPER]
        about = [c for c in chosen.claims if c.criterion is criterion and c.kind is Kind.UPPER]
        claimed = [c.value(n, f, d) for c in about if c.domain.admits(n, f, d)]
        best = min([float(item.value) for item in uppers] + claimed)
        assert 0.1 * best <= found[criterion].value <= best * (1 + 1e-6)
