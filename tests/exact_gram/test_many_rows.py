"""The programme for Multi-Krum of q rows: against the closed form at n = 3f, and against every input of a grid."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, combinations_with_replacement

import pytest

from resam_theory.criteria import ratios
from resam_theory.proof import worst
from resam_theory.proof.cases import Rejected
from resam_theory.rules import get
from verification.evidence import Side, best
from verification.solve import bounds


def ends(rule: str, n: int, f: int, criterion: str) -> tuple[float, float]:
    found = [item for item in bounds(rule, criterion, n, f, "inf") if item.exact]
    low, high = best(found, Side.LOWER), best(found, Side.UPPER)
    assert low is not None
    assert high is not None
    return float(low.value), float(high.value)


@pytest.mark.parametrize(("f", "q"), [(1, 2), (2, 3), (2, 4), (3, 4)])
def test_three_f_rows_have_a_closed_form(f: int, q: int) -> None:
    n, m = 3 * f, 2 * f
    low, high = ends(f"multi_krum(q={q})", n, f, "kappa")
    assert abs(high - f * (m + q) ** 2 / (q**2 * f)) < 1e-6
    assert low == pytest.approx(high, abs=1e-6)


@pytest.mark.parametrize("less", [1, 2])
def test_both_ends_meet_for_q_rows(less: int) -> None:
    for q in (2, 3, 4):
        low, high = ends(f"multi_krum(q={q},less={less})", 7, 2, "kappa")
        assert low <= high <= low * (1 + 1e-5)


def test_few_rows_for_f_show_both_ends() -> None:
    low, high = ends("multi_krum", 5, 2, "kappa")
    assert low == pytest.approx(4 + 4 * 5**0.5 / 3, abs=1e-5)
    assert high == pytest.approx(8, abs=1e-5)
    low, high = ends("multi_krum", 7, 3, "kappa")
    assert low == pytest.approx(21 / 2, abs=1e-5)
    assert high == pytest.approx(12, abs=1e-5)


@pytest.mark.parametrize("name", ["multi_krum(q=2)", "multi_krum(q=3)", "multi_krum(q=1,less=1)"])
@pytest.mark.parametrize(("n", "f"), [(4, 1), (5, 1), (5, 2)])
def test_no_input_of_a_grid_exceeds_the_programme(name: str, n: int, f: int) -> None:
    rule = get(name)
    limits = {criterion: ends(name, n, f, criterion)[1] for criterion in ("lambda", "kappa")}
    largest = 0.0
    for column in combinations_with_replacement(range(4), n):
        points = [(Fraction(value),) for value in column]
        for output in rule.exact(points, f):
            for honest in combinations(range(n), n - f):
                squared, kappa = ratios(points, honest, output)
                assert float(squared) <= limits["lambda"] ** 2 * (1 + 1e-12)
                assert float(kappa) <= limits["kappa"] * (1 + 1e-12)
                largest = max(largest, float(kappa))
    assert largest > limits["kappa"] / 4


SMALL = [(n, f) for n in range(3, 10) for f in range(1, (n - 1) // 2 + 1)]


@pytest.mark.parametrize("q", [1, 2, 3, 4])
def test_inputs_for_all_sizes_are_those_written_out(q: int) -> None:
    """Also with the points written out one by one, by the definition; other values are rejected."""
    rule = get(f"multi_krum(q={q})")
    assert rule.definition is not None
    for family in rule.families:
        worst.replay(family, rule.definition)
        for factor in ("99/100", "101/100"):
            with pytest.raises(Rejected):
                worst.replay(replace(family, value=f"{factor}*({family.value})"), rule.definition)
        seen = 0
        for n, f in SMALL:
            try:
                value = worst.value_at(family, n, f)
            except Rejected:
                continue
            points = [(Fraction(x),) for x in [0] * (n - 2 * f) + [1] * f + [-1] * f]
            outputs = rule.exact(points, f)
            assert any(ratios(points, range(n - f), output)[1] == value for output in outputs), (n, f)
            seen += 1
        assert seen >= 1
