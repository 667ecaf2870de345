"""What a bound for all (n, f) says about claims: the true ones follow, falsified ones do not."""

from __future__ import annotations

import pytest
import sympy as sp

from resam_theory import symbols as s
from resam_theory.claims import Claim, Criterion, Domain, Kind, Provenance, Source
from resam_theory.proof.bounds import Bound
from resam_theory.rules import RULES, get
from verification.general import General

GENERAL = [(rule, given, General.of(given)) for rule in RULES for given in (*rule.proofs, *rule.families)]
PAIRS = [
    (claim, general)
    for rule, given, general in GENERAL
    for claim in rule.claims
    if claim.expression is not None and claim.criterion == given.criterion
]


def follow(general: General, claim: Claim, d: int = 2) -> bool:
    """Whether the side of the claim that the bound is on follows from it alone, in dimension d."""
    assert claim.expression is not None
    return general(claim, claim.expression.subs(s.d, d))


def names(pair: tuple[Claim, General]) -> str:
    return f"{pair[0].id} by {pair[1].values}"


def test_many_claims_follow() -> None:
    assert sum(follow(general, claim) for claim, general in PAIRS) >= 30


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if pair[0].kind is Kind.TIGHT], ids=names)
def test_a_falsified_claim_does_not_follow(pair: tuple[Claim, General]) -> None:
    """An upper bound does not give a smaller constant, a lower bound no larger one."""
    claim, general = pair
    if follow(general, claim):
        assert general.side in ("upper", "lower")
        factor = sp.Rational(99, 100) if general.side == "upper" else sp.Rational(101, 100)
        weaker = 1 / factor
        assert not follow(general, claim.scaled(factor))
        assert follow(general, claim.scaled(weaker))


def about(expression: sp.Expr, criterion: Criterion = Criterion.KAPPA, where: object = sp.true) -> Claim:
    return Claim(
        f"x.{criterion}.y", "x", criterion, Kind.UPPER, "", expression, Source(Provenance.DERIVED), Domain(where=where)
    )


def test_a_bound_on_part_of_the_domain_says_nothing_beyond() -> None:
    bound = next(given for given in get("multi_krum").proofs if given.where == "n >= 3*f")
    value = 4 * s.f / (s.n - 2 * s.f)
    assert follow(General.of(bound), about(value, where=s.n >= 3 * s.f))
    assert not follow(General.of(bound), about(value))
    assert not follow(General.of(bound), about(value, where=s.n >= 2 * s.f + 1))


def test_the_other_coefficient_needs_a_conversion() -> None:
    bound = next(given for given in get("trimmed_mean").proofs if given.criterion == "kappa")
    general, squared = General.of(bound), s.f * (s.m - 1) / ((s.n - 2 * s.f) * 2 * s.m)
    claim = about(sp.sqrt(squared), Criterion.LAMBDA)
    assert not follow(general, claim)
    assert follow(general.converted(Criterion.LAMBDA, "(m - 1)/(2*m)"), claim)
    assert not follow(general.converted(Criterion.LAMBDA, "(m - 1)/m"), claim)


def test_a_maximum_is_met_branch_by_branch() -> None:
    """An upper bound below one branch is below the maximum; a lower bound must reach every branch."""
    upper = General.of(next(given for given in get("trimmed_mean").proofs if given.criterion == "kappa"))
    lower = General.of(next(given for given in get("trimmed_mean").families if given.criterion == "kappa"))
    value = s.f / (s.n - 2 * s.f)
    assert follow(upper, about(sp.Max(value, s.d)))
    assert not follow(lower, about(sp.Max(value, 2 * value, evaluate=False)))


def test_sums_of_roots() -> None:
    bound = next(
        given for given in get("krum").proofs if isinstance(given, Bound) and given.roots and not given.squared
    )
    exact = (sp.sqrt(2 * s.m) + sp.sqrt(s.f)) ** 2 / (s.n - 2 * s.f)
    assert follow(General.of(bound), about(exact))
    assert not follow(General.of(bound), about(exact * sp.Rational(99, 100)))
    assert not follow(General.of(bound), about((sp.sqrt(2 * s.m) - sp.sqrt(s.f)) ** 2 / (s.n - 2 * s.f)))
