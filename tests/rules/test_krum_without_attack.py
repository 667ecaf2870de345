"""Krum's error without an attack: the input's ratio and the bound against the formula, and against small inputs."""

from __future__ import annotations

from fractions import Fraction
from math import inf, sqrt
from random import Random

import pytest

from resam_theory.criteria import ratios
from resam_theory.proof.applies import evaluate
from resam_theory.rules import get
from resam_theory.rules._krum_unattacked import by_others, simplex
from verification.evidence import Side, best
from verification.solve import bounds

LESS = {"krum": 1, "krum_blanchard": 2}


def parts(n: int, k: int) -> tuple[float, float]:
    """B, and R at sqrt(B), as the module's docstring says."""
    o, a = n - k - 1, 2 * k + 2 - n
    b = (2 * k * k - (k - 1) * a) / ((k + 1) * a)
    d = n * (1 + k * (k - 1) / (k + 1) + o * b) - 1 - o * o * b
    return b, ((n - 1) ** 2 + o * o * b + 2 * o * (n - 1) * sqrt(b)) / (d + 2 * o * sqrt(b))


PLACES = ((4, 1), (7, 2), (9, 3), (15, 4), (16, 5), (40, 10), (300, 99))


@pytest.mark.parametrize(
    ("rule", "n", "f"), [(rule, n, f) for rule, less in LESS.items() for n, f in PLACES if n >= 3 * (f + less - 1)]
)
def test_the_input_attains_and_the_bound_is_half_a_percent_above_it(rule: str, n: int, f: int) -> None:
    less = LESS[rule]
    k = n - f - less
    _, supremum = parts(n, k)
    bound = evaluate(by_others(rule, less), n, f, get(rule).definition)[0]
    assert supremum <= bound <= 1.005 * supremum
    if n <= 40:
        found = bounds(rule, "no_attack", n, f, inf)
        low, high = (best([item for item in found if item.exact], side) for side in (Side.LOWER, Side.UPPER))
        assert low is not None
        assert high is not None
        assert float(low.value) == pytest.approx(supremum, rel=1e-6)
        assert float(low.value) <= supremum * (1 + 1e-12)
        assert high.value == bound.numerator / Fraction(bound.denominator)


@pytest.mark.parametrize(("n", "f"), [(4, 1), (6, 2), (7, 2)])
def test_no_small_input_exceeds_it(n: int, f: int) -> None:
    """Points of few values in up to three dimensions, and those of the simplex moved a little."""
    random, rule = Random(n), get("krum")
    bound = evaluate(by_others("krum", 1), n, f, rule.definition)[0]
    for _ in range(400):
        d = random.randint(1, 3)
        points = [tuple(Fraction(random.randint(-2, 2)) for _ in range(d)) for _ in range(n)]
        if len(set(points)) > 1:
            assert all(ratios(points, range(n), output)[1] <= bound for output in rule.exact(points, f))


def test_a_nearer_others_class_would_be_selected() -> None:
    """At less than sqrt(B) the others have the least score: nothing of the input is idle."""
    given = simplex(7, 4)
    form = get("krum").definition
    assert given is not None
    assert form is not None
    assert (1, 0, 0) in (form.chosen(given, 2) or [])
    places = (Fraction(1), Fraction(0), given.gram[0][2] * Fraction(99, 100))
    near = tuple(tuple(x * y for y in places) for x in places)
    moved = type(given)(given.sizes, given.honest, near, given.spread)
    assert (1, 0, 0) not in (form.chosen(moved, 2) or [])
