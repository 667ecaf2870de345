"""The error without an attack, the breakdown point and the spectral criterion, against brute force on a grid."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, permutations
from random import Random
from typing import Any

import pytest
import sympy as sp

from resam_theory.cli import main
from resam_theory.criteria import ratios
from resam_theory.criteria.spreads import XI
from resam_theory.rules import RULES, Rule, get
from verification.evidence import Side, best
from verification.solve import bounds

N, F = 5, 2
KAPPA = {"trimmed_mean": "2/3", "median": "3/2", "mean_around_median": "16/5"}
"""kappa* at (7, 2), by (B1) and (B3)."""
EXACT = {
    "trimmed_mean": "f/m",
    "median": "h/(n-h)",
    "multi_krum": "f/m",
    "minimum_diameter_averaging": "f/m",
    "smea": "f/m",
    "monna": "f/m",
    "faba": "f/m",
    "phocas": "f/m",
    "geometric_median": "h/(n-h)",
    "norm_clipping": "h/(n-h)",
    "mean": "0",
}


def ends(rule: str | Rule, n: int, f: int, d: int | float, criterion: str = "xi") -> tuple[Any, Any]:
    """The best exact bounds on xi*, or on that of another criterion; None where there is none."""
    found = [item for item in bounds(rule, criterion, n, f, d) if item.exact]
    low, high = best(found, Side.LOWER), best(found, Side.UPPER)
    return None if low is None else low.value, None if high is None else high.value


def largest(rule: Rule, n: int, f: int) -> sp.Expr:
    """Of the grid 0..3 on the line, S all of the rows."""
    found: sp.Expr = sp.Integer(0)
    for column in combinations_with_replacement(range(4), n):
        for order in [column] if "permutation" in rule.traits else set(permutations(column)):
            points = [(Fraction(value),) for value in order]
            for output in rule.exact(points, f):
                found = max(found, ratios(points, range(n), output)[1])
    return found


@pytest.mark.sampled(4)
@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.admits(N, F)], ids=lambda rule: rule.name)
def test_no_input_of_the_grid_has_a_larger_error_without_an_attack(rule: Rule) -> None:
    low, high = ends(rule, N, F, 1, "no_attack")
    if low is sp.oo or high is None:
        return
    reached = largest(rule, N, F)
    assert low is None or reached <= high
    assert low is None or low <= high
    if low == high and low:
        assert reached > sp.Rational(99, 100) * high * sp.Rational(1, 2)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize(("n", "f"), [(7, 2), (9, 4), (11, 3)])
def test_error_without_an_attack_is_exact(name: str, n: int, f: int) -> None:
    values: Any = {sp.Symbol(key): value for key, value in {"n": n, "f": f, "m": n - f, "h": n // 2}.items()}
    read: Any = sp.sympify
    wanted = read(EXACT[name]).subs(values)
    assert ends(name, n, f, 1, "no_attack") == (wanted, wanted)


@pytest.mark.parametrize("name", ["trimmed_mean", "median", "krum", "geometric_median", "smea", "bulyan", "cge", "afa"])
def test_breakdown_bounds_are_kept_by_inputs(name: str) -> None:
    """With ``lower`` faulty rows far away the outputs stay where they are; ``upper`` + 1 move some output."""
    rule, n, f = get(name), 11, 2
    lower, upper = ends(rule, n, f, 1, "breakdown")
    lower = 0 if lower is None else int(lower)
    assert upper is None or 0 <= lower <= upper
    honest = [Fraction(i) for i in range(n - lower)]
    for pattern in ([1] * lower, list(range(1, lower + 1))):
        far = [Fraction(10**9 * value) for value in pattern]
        for output in rule.exact([(value,) for value in (*honest, *far)], f):
            assert abs(output[0]) <= 10**4


@pytest.mark.parametrize("name", ["smea", "minimum_variance_averaging"])
def test_spectral_bounds_hold_in_the_plane_and_are_attained(name: str) -> None:
    rule, random, n, f = get(name), Random(0), 5, 1
    _, limit = ends(name, n, f, 2)
    for _ in range(25):
        points = [(Fraction(random.randint(-3, 3)), Fraction(random.randint(-3, 3))) for _ in range(n)]
        outputs = rule.exact(points, f)
        for honest in combinations(range(n), n - f):
            inside = [points[i] for i in honest]
            spread = float(XI.spread(inside))
            centre = [sum(column) / len(inside) for column in zip(*inside, strict=True)]
            for output in outputs:
                error = sum((a - b) ** 2 for a, b in zip(output, centre, strict=True))
                assert float(error) <= float(limit) * spread + 1e-12
    assert ends(name, 7, 2, 1) == (sp.Rational(8, 3), sp.Rational(8, 3))


def test_the_root_of_the_dimension_that_minimum_variance_averaging_loses() -> None:
    """Attained in f dimensions; for f = 2 the input comes as near as its root is rounded."""
    assert ends("mva", 15, 4, 4) == (sp.Rational(36, 7), sp.Rational(36, 7))
    assert ends("smea", 15, 4, 4) == (sp.Rational(16, 7), sp.Rational(16, 7))
    low, high = ends("mva", 7, 2, 2)
    assert sp.simplify(high - sp.Rational(2, 3) * (1 + sp.sqrt(2)) ** 2) == 0
    assert high * (1 - 1e-9) < low < high


@pytest.mark.parametrize("name", KAPPA)
def test_the_leeway_of_coordinate_wise_rules_is_exact(name: str) -> None:
    """xi* = (m-1) kappa* as a supremum over d: the whole of what a coordinate-wise rule can lose."""
    wanted = 4 * sp.Rational(KAPPA[name])
    assert ends(name, 7, 2, float("inf")) == (wanted, wanted)


@pytest.mark.sampled(5)
@pytest.mark.parametrize("criterion", ["xi", "agnostic", "blanchard", "breakdown", "no_attack"])
def test_every_criterion_answers_for_every_rule(criterion: str, capsys: pytest.CaptureFixture[str]) -> None:
    for rule in RULES:
        if rule.admits(7, 2):
            main(["constant", rule.name, "--n", "7", "--f", "2", "--d", "2", "--criterion", criterion, "--json"])
            found = json.loads(capsys.readouterr().out)
            assert found["criterion"] == criterion
            assert (
                found["lower"] is None
                or found["upper"] is None
                or found["lower"] == "inf"
                or (found["lower"] <= found["upper"])
            )


def test_the_angle_stated_for_minimum_diameter_averaging_is_false() -> None:
    """sigma/||g|| < m/(sqrt(8) f) (the code of calicarpa/krum, aggregators/brute.py) does not make <E F, g> positive.

    n = 13, f = 1; honest rows are 1 with probability 1/24, else 0. Where one of the twelve is 1 the faulty row is -1, a
    tie that -1 + epsilon decides; elsewhere it is far away. sin(alpha) = eta sigma/||g|| needs eta^2 >= 0.068 > 8/144.
    """
    m, p = 12, Fraction(1, 24)
    shift = Fraction(0)
    for ones in range(m + 1):
        faulty = Fraction(-1) if ones == 1 else Fraction(10**6)
        points = [(Fraction(int(i < ones)),) for i in range(m)] + [(faulty,)]
        outputs = get("mda").exact(points, 1)
        error = max(Fraction(ones, m) - output[0] for output in outputs)
        assert ones == 1 or error == 0
        shift += math.comb(m, ones) * p**ones * (1 - p) ** (m - ones) * error
    eta2 = shift**2 / (p * (1 - p))
    assert eta2 > Fraction(8, m**2)
    high = best([item for item in bounds("mda", "blanchard", 13, 1, 1) if item.exact], Side.UPPER)
    assert high is not None
    assert float(eta2) <= float(high.value) ** 2
