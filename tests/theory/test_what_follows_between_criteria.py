"""Every pair of criteria: constants attained by inputs, none exceeded, and rules from which nothing follows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, product
from math import inf, sqrt
from random import Random

import numpy as np
import pytest
import sympy as sp

from paper_figures.site import criteria as page
from resam_theory import symbols as s
from resam_theory.cli import main
from resam_theory.criteria.between import ALL, COUNTEREXAMPLES, Best, Implication
from resam_theory.criteria.classic import Point, spread
from resam_theory.criteria.conversions import BETWEEN_SPREADS
from resam_theory.criteria.listing import listed, overview, rows
from resam_theory.criteria.spreads import AGNOSTIC, KAPPA, SPREADS, XI, SpreadCriterion
from resam_theory.definitions.criteria import FACTORS
from resam_theory.rules import get
from verification.evidence import Side
from verification.solve import bounds

BY_PAIR = {(row.given, row.target): row for row in ALL}
LESS = sp.Rational(99, 100)


def value(row: Implication, **at: object) -> sp.Expr:
    """The constant of a row, its coefficient and sizes put in."""
    assert row.constant is not None
    return row.constant.subs({getattr(s, name): number for name, number in at.items()})


def reach(points: Sequence[Point], f: int, criterion: SpreadCriterion, c: sp.Expr, centre: Point) -> sp.Expr:
    """The largest h^2 (negative: none) such that ``centre`` + h u, u a unit vector orthogonal to all points, is
    admissible for the criterion with coefficient^power c: ||F - mean_S||^2 <= c A(S) for every S.
    """
    n = len(points)
    least: sp.Expr = sp.oo
    for inside in combinations(range(n), n - f):
        mean = spread(points, inside).mean
        away = sum(((a - b) ** 2 for a, b in zip(centre, mean, strict=True)), start=sp.Integer(0) * 0)
        least = sp.Min(least, c * criterion.spread([points[i] for i in inside]) - sp.nsimplify(away))
    return least


def test_every_ordered_pair_is_there_once_and_shown() -> None:
    names = [c["name"] for c in listed()]
    assert len(names) == 9
    pairs = [(row.given, row.target) for row in ALL]
    assert sorted(pairs) == sorted((a, b) for a in names for b in names if a != b)
    heads, cells = overview()
    assert Counter(cell for line in cells for cell in line[1:]) == {"=": 35, "≤": 6, ".": 31, "": 9}
    assert len(heads) == len(cells) + 1
    shown = page.page()
    assert all(cell in shown for line in rows() for cell in line)


def test_the_command_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    main(["criteria", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert len(found["conversions"]) == 72
    assert {row["known"] for row in found["conversions"]} == {Best.YES, Best.OPEN, Best.NOTHING}
    assert all(row["attained"] for row in found["conversions"])
    one = next(r for r in found["conversions"] if (r["given"], r["target"]) == ("no_attack", "kappa"))
    assert (one["statement"], one["constant"]) == ("nothing follows", None)


def test_the_constants_are_those_that_evidence_uses() -> None:
    for (given, target), factor in FACTORS.items():
        row = BY_PAIR[given, target]
        assert row.constant is not None
        wanted = value(row, kappa=1, m=7, d=3)
        top = {"m": 7, "m-1": 6, "2": 2, "r": 3, "q": 12}
        of = sp.prod([top[n] for n in factor.top]) / sp.Integer(int(np.prod([top[n] for n in factor.bottom] or [1])))
        assert wanted == of, (given, target)


def far(points: list[Point], f: int, distance: int) -> list[Point]:
    """f inputs more, each far away along an axis of its own."""
    d = len(points[0])
    zeros = [Fraction(0)] * f
    inside = [(*p, *zeros) for p in points]
    outside = [tuple(Fraction(distance * int(i == d + k)) for i in range(d + f)) for k in range(f)]
    return [*inside, *outside]


@pytest.mark.parametrize("item", BETWEEN_SPREADS, ids=lambda item: f"{item.given.name}-{item.target.name}")
def test_a_rule_attains_the_constant_between_spreads(item: object) -> None:
    """The farthest rule of coefficient^power 3 at the set that attains it, two inputs far away."""
    m, f, c = 4, 2, sp.Integer(3)
    points = item.attained(m)  # type: ignore[attr-defined]
    given, target = item.given, item.target  # type: ignore[attr-defined]
    whole = far(points, f, 1000)
    centre = spread(whole, range(m)).mean
    error = reach(whole, f, given, c, centre)
    assert sp.simplify(error - c * given.spread(points)) == 0
    reached = error / target.spread(points)
    assert sp.simplify(reached - item.factor(m, inf) * c) == 0  # type: ignore[attr-defined]
    assert reached > LESS * item.factor(m, inf) * c  # type: ignore[attr-defined]


def simplex(n: int) -> list[Point]:
    return [tuple(Fraction(int(i == j)) for j in range(n)) for i in range(n)]


@pytest.mark.parametrize(("criterion", "n", "f"), [(KAPPA, 3, 1), (KAPPA, 5, 2), (KAPPA, 7, 2), (AGNOSTIC, 5, 1)])
def test_the_error_without_an_attack_is_attained(criterion: SpreadCriterion, n: int, f: int) -> None:
    c, points = sp.Integer(3), simplex(n)
    of = spread(points, range(n))
    reached = reach(points, f, criterion, c, of.mean) / sp.Rational(of.variance.numerator, of.variance.denominator)
    bound = value(BY_PAIR[criterion.name, "no_attack"], kappa=c, n=n, f=f, m=n - f)
    assert reached == bound
    assert reached > LESS * bound


@pytest.mark.parametrize("criterion", SPREADS, ids=lambda c: c.name)
def test_no_input_has_a_larger_error_without_an_attack(criterion: SpreadCriterion) -> None:
    random, row = Random(2), BY_PAIR[criterion.name, "no_attack"]
    seen = 0
    for _ in range(14):
        n, d = random.choice((3, 4, 5)), random.randint(1, 2)
        f = random.randint(1, (n - 1) // 2)
        points = [tuple(Fraction(random.randint(-3, 3)) for _ in range(d)) for _ in range(n)]
        of = spread(points, range(n))
        if not of.variance:
            continue
        shift = Fraction(random.choice((0, 0, 1, -1)), 4)
        centre = tuple(a + shift for a in of.mean)
        c = sp.Integer(random.choice((2, 3, 8)))
        left = float(reach(points, f, criterion, c, centre))
        if left >= 0:
            seen += 1
            error = left + float(d * shift**2)
            bound = value(row, kappa=c, n=n, f=f, m=n - f)
            assert error <= float(bound) * float(of.variance) * (1 + 1e-12), (points, centre, c)
    assert seen > 4


@pytest.mark.parametrize("m", [2, 3])
def test_byzantine_resilience_is_attained_as_the_dimension_grows(m: int) -> None:
    """m rows drawn from d orthogonal unit vectors; the farthest rule errs by sqrt(kappa V_S) in one direction, the f
    others far away: that point is in every ball."""
    kappa, d, f = sp.Integer(4), 2000, 1
    row = BY_PAIR["kappa", "blanchard"]
    expected, mass = 0.0, Fraction(0)
    for draw in product(range(m), repeat=m):  # which rows are equal, as a pattern: the first of each kind in order
        if any(kind > max(draw[:i], default=-1) + 1 for i, kind in enumerate(draw)):
            continue
        kinds = max(draw) + 1
        probability = Fraction(1)
        for k in range(kinds):
            probability *= d - k
        probability /= Fraction(d) ** m
        points = [tuple(Fraction(int(kind == j)) for j in range(m)) for kind in draw]
        variance = spread(points, range(m)).variance
        whole = far(points, f, 1000)
        left = reach(whole, f, KAPPA, kappa, spread(whole, range(m)).mean)
        assert left == kappa * sp.Rational(variance.numerator, variance.denominator)
        expected += float(probability) * sqrt(float(left))
        mass += probability
    assert mass == 1
    eta2 = expected**2 / (1 - 1 / d)
    bound = float(value(row, kappa=kappa, m=m))
    assert 0.99 * bound < eta2 <= bound


@pytest.mark.slow
def test_counterexamples_satisfy_what_they_should_and_nothing_more() -> None:
    """Each pair from which nothing follows is shown by a rule whose two properties are evaluated here."""
    for row in ALL:
        if row.known == Best.NOTHING:
            assert any(
                row.given in c.satisfies and row.target in c.fails and c.shown == row.by for c in COUNTEREXAMPLES
            )
    zero, one, two = (Fraction(value) for value in (0, 1, 2))

    def finite(rule: str, criterion: str) -> bool:
        found = [e for e in bounds(rule, criterion, 5, 2, 1) if e.exact and e.side is Side.UPPER]
        return any(e.value != sp.oo for e in found)

    def reached(rule: str, points: list[Fraction]) -> Fraction:
        return get(rule).exact([(p,) for p in points], 2)[0][0]

    # the mean: kappa_0 = 0 is certified; S at 0 and an input at t, for every t
    assert finite("mean", "no_attack")
    assert [reached("mean", [zero] * 4 + [Fraction(t)]) for t in (1, 10**6)] == [Fraction(1, 5), Fraction(10**6, 5)]
    # the sign majority: bounded by 1 whatever the inputs; equal inputs at 2
    assert any(e.value == 4 for e in bounds("sign_majority", "breakdown", 5, 2, 1) if e.side is Side.LOWER)
    assert reached("sign_majority", [two] * 5) == 1
    # twice the trimmed mean: equal inputs at 1; the trimmed mean has a finite eta, and is bounded
    assert 2 * reached("trimmed_mean", [one] * 5) == 2
    assert finite("trimmed_mean", "blanchard")
    # the median without weights: all other criteria hold
    for criterion in ("lambda", "kappa", "xi", "agnostic", "blanchard", "no_attack"):
        assert finite("median", criterion), criterion
    weights, values = (Fraction(9, 10), Fraction(1, 20), Fraction(1, 20)), (one, zero, zero)
    assert 1 - weights[0] <= Fraction(1, 10)
    assert get("median").exact([(v,) for v in values], 1)[0][0] != values[0]
    assert float(get("median")(np.asarray([[1.0], [0], [0]]), weights=weights, faulty_weight=0.1)[0]) == 1


def test_twice_a_robust_rule_is_byzantine_resilient() -> None:
    """<2 E F, g> >= |g|^2 - 2 eta sqrt(d) sigma |g| for F with eta: from |E F - g| <= eta sqrt(d) sigma, on a grid."""
    for g, error, wide in product((0.1, 1.0, 7.0), (0.0, 0.3, 5.0), (-1.0, 0.0, 1.0)):
        output = g + wide * error  # any E F within error of g
        assert 2 * output * g >= g * g - 2 * error * abs(g) - 1e-12


@pytest.mark.parametrize("eta", [1, 30])
def test_any_honest_inputs_are_drawn_where_resilience_bounds_the_output(eta: int) -> None:
    """w with probability 1 - p, each of z with p/m: sin alpha < 1 for some p > 0, whatever eta is."""
    z, w = (Fraction(0), Fraction(-5), Fraction(5)), Fraction(100)
    p = Fraction(1, 1000 * eta**2)
    mean = (1 - p) * w + p * sum(z, start=Fraction(0)) / 3
    variance = (1 - p) * w**2 + p * sum((v**2 for v in z), start=Fraction(0)) / 3 - mean**2
    assert eta**2 * variance < mean**2
    assert (p / 3) ** 3 > 0


def weighted(points: list[Point], shares: tuple[Fraction, ...]) -> tuple[Fraction, Fraction]:
    """Diameter^2 and variance with weights."""
    pairs = list(combinations(range(len(points)), 2))
    apart = [sum((a - b) ** 2 for a, b in zip(points[i], points[j], strict=True)) for i, j in pairs]
    variance = sum((shares[i] * shares[j] * a for (i, j), a in zip(pairs, apart, strict=True)), start=Fraction(0))
    return Fraction(max(apart)), variance


@pytest.mark.parametrize("shares", ["1/2,1/3,1/6", "1/4,1/4,1/4,1/4", "7/10,1/10,1/10,1/20,1/20"])
def test_constants_between_weighted_spreads_are_attained_and_not_exceeded(shares: str) -> None:
    p = tuple(map(Fraction, shares.split(",")))
    least = sorted(p)
    up = 1 / least[0] + 1 / least[1]
    down = (1 - sum((q * q for q in p), start=Fraction(0))) / 2
    diameter, variance = weighted(simplex(len(p)), p)
    assert variance == down * diameter
    i, j = (p.index(least[0]), len(p) - 1 - p[::-1].index(least[1]))
    assert i != j
    middle = (least[0] * 0 + least[1] * 1) / (least[0] + least[1])
    line = [(middle,) for _ in p]
    line[i], line[j] = (Fraction(0),), (Fraction(1),)
    diameter, variance = weighted(line, p)
    assert diameter == up * variance
    random = Random(0)
    for _ in range(40):
        points = [tuple(Fraction(random.randint(-4, 4)) for _ in range(2)) for _ in p]
        diameter, variance = weighted(points, p)
        assert variance <= down * diameter
        assert diameter <= up * variance
    equal = [Fraction(1, len(p))] * len(p)
    assert (1 - sum(q * q for q in equal)) / 2 == Fraction(len(p) - 1, 2 * len(p))


def test_xi_is_kappa_for_two_rows() -> None:
    """So that its bound on eta is attained, too, at m = 2."""
    points = [(Fraction(1), Fraction(0), Fraction(2)), (Fraction(0), Fraction(1), Fraction(0))]
    assert XI.spread(points) == KAPPA.spread(points)
