"""What a bound for all (n, f) says about claims: the true ones follow, falsified ones do not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from resam_theory import symbols as s
from resam_theory.claims import Claim, Criterion, Domain, Kind, Provenance, Source
from resam_theory.definitions.trimmed import Trimmed
from resam_theory.proof.bounds import Bound
from resam_theory.proof.region import Region
from resam_theory.rules import RULES, get
from verification.covering import silent, speaks
from verification.evidence import Side
from verification.general import General
from verification.plain import is_plain

GENERAL = [
    (rule, given, General.of(given).in_dimension(2)) for rule in RULES for given in (*rule.proofs, *rule.families)
]
PAIRS = [
    (claim, general)
    for rule, given, general in GENERAL
    for claim in rule.claims
    if claim.expression is not None and claim.criterion == given.criterion
    if claim.domain.d_min == 1 or not (isinstance(given, Bound) and given.line)  # the line says nothing of d = inf
    if claim.domain.admits(9, 3, 2) or General.of(given).in_dimension(2) == General.of(given)
]


def follow(general: General, claim: Claim, d: int = 2) -> bool:
    """Whether the side of the claim that the bound is on follows from it alone, in dimension d."""
    assert claim.expression is not None
    return general(claim, claim.expression.subs(s.d, d))


def names(pair: tuple[Claim, General]) -> str:
    return f"{pair[0].id} by {pair[1].values}"


@pytest.mark.slow
def test_many_claims_follow() -> None:
    assert sum(follow(general, claim) for claim, general in PAIRS) >= 30


TIGHT = [pair for pair in PAIRS if pair[0].kind is Kind.TIGHT and pair[0].expression != 0]


@pytest.mark.sampled(4)
@pytest.mark.parametrize("pair", TIGHT, ids=names)
def test_a_falsified_claim_does_not_follow(pair: tuple[Claim, General]) -> None:
    """An upper bound does not give a smaller constant, a lower bound no larger one."""
    claim, general = pair
    if follow(general, claim):
        assert general.side in ("upper", "lower")
        factor = sp.Rational(99, 100) if general.side == "upper" else sp.Rational(101, 100)
        weaker = 1 / factor
        assert not follow(general, claim.scaled(factor))
        if general.roots is None:  # with roots an identity is seen, an inequality only where its terms have signs
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


def test_the_plane_is_exact_from_above() -> None:
    """lambda* of the trimmed mean at d = 2: p + 2 sqrt(q) with a name (k = f) in both parts."""
    rule = get("trimmed_mean")
    for name in ("exact_plane", "exact_plane_large_f"):
        (claim,) = (claim for claim in rule.claims if claim.id == f"trimmed_mean.lambda.{name}")
        above = [General.of(bound) for bound in rule.proofs if isinstance(bound, Bound) and bound.plane]
        assert sum(follow(general, claim) for general in above) == 1
        assert not any(follow(general, claim.scaled(sp.Rational(99, 100))) for general in above)


def test_an_unbounded_claim_follows_from_an_input_without_a_ratio_only() -> None:
    (claim,) = (claim for claim in get("mean").claims if claim.id == "mean.kappa.unbounded")
    infinite = [General.of(family) for family in get("mean").families if family.criterion == "kappa"]
    finite = [General.of(family) for family in get("trimmed_mean").families if family.criterion == "kappa"]
    assert all(general(claim, None) for general in infinite)
    assert not any(general(claim, None) for general in finite)


PARITY = "f-1+n-2*(n//2)"
"""f for odd n, f - 1 for even n."""


def test_what_holds_for_odd_n_is_not_said_for_all() -> None:
    """A rule that trims f values where n is odd and one less where it is even: kappa* <= f/(n-2f) for odd n only."""
    rule = get("trimmed_mean")
    proof = next(proof for proof in rule.proofs if proof.criterion == "kappa")
    claim = about(s.f / (s.n - 2 * s.f))
    odd = replace(claim, domain=Domain(parity="odd"))
    for definition, everywhere in ((rule.definition, True), (Trimmed(PARITY), False)):
        general = General.of(proof, definition)
        assert (follow(general, claim), follow(general, odd)) == (everywhere, True)


@pytest.mark.parametrize("count", ["f-(n//13)*(30//n)", "f-n//13+n//14", "f+9-9", "f-n*n//(4*4*4*4)"])
def test_nothing_is_said_for_all_of_counts_that_a_look_at_some_places_does_not_tell(count: str) -> None:
    """The first trims f values for n <= 12 and n >= 31, fewer in between: at (16, 1) none."""
    rule = get("trimmed_mean")
    claim = about(s.f / (s.n - 2 * s.f))
    for given in (*rule.proofs, *rule.families):
        if given.criterion == "kappa" and follow(General.of(given, rule.definition), claim):
            assert not follow(General.of(given, Trimmed(count)), claim)


def test_no_case_hides_what_it_leaves_out_behind_large_numbers() -> None:
    """A proof that is about no n from 13 to 30."""
    rule = get("trimmed_mean")
    proof = next(proof for proof in rule.proofs if proof.criterion == "kappa")
    (case,) = proof.cases
    hidden = replace(case, region=Region((*case.region.rows, ("z", "0", "0"))), at=(*case.at, ("z", "z")))
    named = replace(proof, names=(*proof.names, ("z", "(n//13)*(30//n)")), cases=(hidden,))
    pocket = ("y", "(2*k + s - 11)*(30 - 2*k - s)", "")
    within = replace(case, region=Region((*case.region.rows, pocket)), at=(*case.at, ("y", "0")))
    claim = about(s.f / (s.n - 2 * s.f))
    assert follow(General.of(proof, rule.definition), claim)
    assert silent(proof, rule.definition, 1) == ()
    for changed in (named, replace(proof, cases=(within,))):
        assert not speaks(changed, rule.definition, 1, 16, 2)
        assert not follow(General.of(changed, rule.definition), claim)


def test_every_rule_of_ours_is_plain() -> None:
    arc = get("arc+trimmed_mean")
    assert not any(is_plain(family, arc.definition) for family in arc.families)
    assert all(is_plain(family, arc.definition, linear=False) for family in arc.families)
    for rule in RULES:
        assert all(is_plain(given, rule.definition) for given in (*rule.proofs, *rule.families)), rule.name


def test_a_bound_below_zero_does_not_follow_from_its_square() -> None:
    """Below 0 everywhere, and for even n only: 3 - 2(n - 2 floor((n-1)/2)) is 1 for odd n and -1 for even n."""
    parity = 3 - 2 * (s.n - 2 * sp.floor((s.n - 1) / 2))
    squared = [(claim, general) for claim, general in PAIRS if claim.criterion is Criterion.LAMBDA]
    upper = [(claim, general) for claim, general in squared if general.side is Side.UPPER and follow(general, claim)]
    assert len(upper) > 20
    for claim, general in upper:
        for factor in (sp.Integer(-1), parity):
            assert not follow(general, claim.scaled(factor)), claim.id


def test_cases_that_leave_out_even_n_say_nothing_for_all() -> None:
    rule = get("trimmed_mean")
    family = next(family for family in rule.families if family.criterion == "kappa" and len(family.cases) == 1)
    twice = tuple((name, text.replace("a", "(2*a - 1)")) for name, text in family.cases[0].given)
    case = replace(family.cases[0], given=twice, at=(("f", "f"), ("a", "(n - 2*f + 1)/2")))
    general, only = (General.of(given, rule.definition) for given in (family, replace(family, cases=(case,))))
    value = s.f / (s.n - 2 * s.f)
    assert follow(general, about(value))
    assert not follow(only, about(value))
    assert follow(only, replace(about(value), domain=Domain(parity="odd")))


def test_what_holds_at_all_places_that_are_tried_need_not_hold_for_all() -> None:
    """f values are trimmed on each side up to f = 400, f - 1 from there on, where no constant is finite."""
    other = Trimmed("f - f//401")
    rows = [(Fraction(0),)] * 802 + [(Fraction(1),)] * 401
    assert other.outputs(rows, 401) != [(Fraction(0),)]  # all of S are at 0
    rule = get("trimmed_mean")
    claim = next(claim for claim in rule.claims if claim.id == "trimmed_mean.kappa.exact")
    assert General.of(rule.proofs[0], Trimmed("f"))(claim, claim.expression)
    assert not General.of(rule.proofs[0], other)(claim, claim.expression)
