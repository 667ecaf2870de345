"""Criteria (D1, D2), conversions (C1-C4), claims and argument checks."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from resam_theory import criteria
from resam_theory import symbols as s
from resam_theory.claims import Claim, Criterion, Domain, Kind, Provenance, Source
from resam_theory.errors import require_count, require_d, require_n_f, require_real

fractions = st.fractions(min_value=-8, max_value=8, max_denominator=8)
point_sets = st.integers(1, 3).flatmap(
    lambda d: st.lists(st.tuples(*[fractions] * d), min_size=2, max_size=6).filter(lambda p: len(set(p)) > 1)
)


@given(point_sets)
def test_c1_variance_is_bounded_by_the_diameter(points: list[tuple[Fraction, ...]]) -> None:
    of = criteria.spread(points, range(len(points)))
    m = len(points)
    assert of.variance <= criteria.lambda_squared_from_kappa(Fraction(1), m=m) * of.diameter2


@given(point_sets)
def test_c2_diameter_is_bounded_by_the_variance(points: list[tuple[Fraction, ...]]) -> None:
    of = criteria.spread(points, range(len(points)))
    # kappa_from_lambda(1) is the factor of the squared diameter: D^2 <= 2m V
    assert of.diameter2 <= criteria.kappa_from_lambda(Fraction(1), m=len(points)) * of.variance


@given(point_sets)
def test_c4_is_an_identity(points: list[tuple[Fraction, ...]]) -> None:
    of = criteria.spread(points, range(len(points)))
    m = len(points)
    assert of.variance == criteria.lambda_squared_from_kappa(Fraction(1), m=m) * of.pair_mean


@pytest.mark.parametrize("m", range(2, 9))
def test_both_conversions_are_attained_so_no_smaller_factor_is_valid(m: int) -> None:
    simplex = [tuple(Fraction(int(i == j)) for j in range(m)) for i in range(m)]
    of = criteria.spread(simplex, range(m))
    assert of.variance == criteria.lambda_squared_from_kappa(Fraction(1), m=m) * of.diameter2
    pair = [(Fraction(1),), (Fraction(-1),)] + [(Fraction(0),)] * (m - 2)
    of = criteria.spread(pair, range(m))
    assert of.diameter2 == criteria.kappa_from_lambda(Fraction(1), m=m) * of.variance


def test_conversions_are_inverse_where_they_are_identities() -> None:
    back = criteria.ARA_TO_KAPPA.expression.subs(criteria.ARA_TO_KAPPA.given, criteria.KAPPA_TO_ARA.expression)
    assert sp.simplify(back - s.kappa) == 0


def test_ratios_of_a_single_point_set() -> None:
    zeros = [(Fraction(0),)] * 3
    assert criteria.ratios(zeros, [0, 1], (Fraction(1),)) == (sp.oo, sp.oo)
    assert criteria.ratios(zeros, [0, 1], (Fraction(0),)) == (0, 0)


def test_every_symbol_has_a_meaning_and_a_unit() -> None:
    for quantity in s.SYMBOLS:
        assert quantity.meaning
        assert quantity.unit
    names = [q.symbol.name for q in s.SYMBOLS]
    assert len(set(names)) == len(names)


def make(expression: sp.Expr | None, kind: Kind = Kind.UPPER, domain: Domain | None = None) -> Claim:
    source = Source(Provenance.FROM_MEMORY, "RESAM", "Prop. 1")
    return Claim("r.lambda.c", "r", Criterion.LAMBDA, kind, "test", expression, source, domain or Domain())


def test_a_claim_derives_everything_from_one_expression() -> None:
    claim = make(s.f / s.m * sp.Min(sp.sqrt(s.d), 2 * sp.sqrt(s.m)))
    assert claim.exact(15, 4, 4) == sp.Rational(8, 11)
    assert claim.rational(15, 4, 4) == Fraction(8, 11)
    assert claim.value(15, 4, 2) == pytest.approx(4 / 11 * math.sqrt(2))
    assert claim.exact(15, 4) == sp.Rational(8, 11) * sp.sqrt(11)
    assert "frac" in claim.latex()
    assert str(claim.source) == "published, from memory: RESAM, Prop. 1"
    with pytest.raises(ValueError, match="not rational"):
        claim.rational(15, 4, 2)


def test_a_negative_claim_is_infinite_and_cannot_be_scaled() -> None:
    claim = make(None, Kind.NEGATIVE)
    assert claim.exact(5, 1) is sp.oo
    with pytest.raises(ValueError, match="no constant"):
        claim.scaled(sp.Rational(99, 100))


@pytest.mark.parametrize(
    ("domain", "case", "message"),
    [
        (Domain(), (4, 2, 1), "f <= 1 for n = 4"),
        (Domain(), (5, 0, 1), "1 <= f < n/2"),
        (Domain(), (2, 1, 1), "n >= 3 is needed"),
        (Domain(parity="odd"), (6, 1, 1), "need n odd"),
        (Domain(where=s.n >= 2 * s.f + 3), (6, 2, 1), "need n >= 2"),
        (Domain(d_max=1), (5, 1, 2), "need 1 <= d <= 1"),
        (Domain(d_min=sp.oo), (5, 1, 2), "d = 2"),
        (Domain(), (5, 1, 0), "d = 0 is not admissible"),
    ],
)
def test_domains_name_what_is_admissible(domain: Domain, case: tuple[int, int, int], message: str) -> None:
    assert not domain.admits(*case)
    with pytest.raises(ValueError, match=message):
        domain.check(*case)
    with pytest.raises(ValueError, match=message):
        make(s.f / s.m, domain=domain).exact(*case)


def test_the_floor_claims_hold_for_the_input_of_their_proof() -> None:
    for claim in criteria.CLAIMS:
        n, f = 15, 4
        points = [(Fraction(0),)] * (n - f) + [(Fraction(1),)] * f
        lam2, kap = criteria.ratios(points, range(f, n), (Fraction(0),))
        reached = {
            "lambda": sp.sqrt(lam2),
            "kappa": kap,
            "xi": kap,
            "agnostic": kap * sp.Rational(n - f - 1, 2 * (n - f)),
        }
        assert claim.exact(n, f, 1) == reached[claim.criterion]


def test_argument_checks() -> None:
    assert require_n_f(5, 2) == (5, 2)
    assert require_d("inf") == math.inf
    assert require_count("k", 3, high=3) == 3
    with pytest.raises(TypeError, match=r"f = 1\.5"):
        require_n_f(5, 1.5)
    with pytest.raises(TypeError, match="k = True"):
        require_count("k", True)
    with pytest.raises(ValueError, match="need an integer 1 <= k <= 3"):
        require_count("k", 4, high=3)
    with pytest.raises(ValueError, match="need 0 < gamma"):
        require_real("gamma", 0.0, low=0, open_low=True)
    with pytest.raises(TypeError, match="gamma = 'a'"):
        require_real("gamma", "a")
    with pytest.raises(ValueError, match="a finite number"):
        require_real("gamma", math.nan)
