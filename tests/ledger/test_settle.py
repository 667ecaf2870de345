"""How evidence settles a claim: every kind, both ways."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from resam_theory import symbols as s
from resam_theory.claims import Claim, Criterion, Kind, Provenance, Source
from verification.evidence import Evidence, Side, Status, Target
from verification.verdicts import settle

HALF = sp.Rational(1, 2)
TARGET = Target("r", Criterion.LAMBDA, 6, 2, 1)  # f/m = 1/2


def claim(kind: Kind) -> Claim:
    expression = None if kind is Kind.NEGATIVE else s.f / s.m
    return Claim("r.lambda.c", "r", Criterion.LAMBDA, kind, "test", expression, Source(Provenance.DERIVED))


def bound(side: Side, value: sp.Expr | float, *, exact: bool, paper: bool, general: bool) -> Evidence:
    return Evidence(side, value, exact, "test", paper=paper, general=(lambda claim, stated: True) if general else None)


def low(value: sp.Expr | float, *, exact: bool = True, general: bool = False) -> Evidence:
    return bound(Side.LOWER, value, exact=exact, paper=False, general=general)


def up(value: sp.Expr | float, *, exact: bool = True, paper: bool = False, general: bool = False) -> Evidence:
    return bound(Side.UPPER, value, exact=exact, paper=paper, general=general)


TINY = sp.Rational(1, 10**30)


@pytest.mark.parametrize(
    ("kind", "evidence", "status"),
    [
        (Kind.UPPER, [], Status.UNKNOWN),
        (Kind.UPPER, [low(0.4, exact=False)], Status.NUMERICAL),
        (Kind.UPPER, [low(0.6, exact=False)], Status.NUMERICAL),  # a float never refutes
        (Kind.UPPER, [low(HALF)], Status.ATTAINED),
        (Kind.UPPER, [low(HALF + TINY)], Status.REFUTED),
        (Kind.UPPER, [up(HALF)], Status.CERTIFIED),
        (Kind.UPPER, [up(0.4, exact=False)], Status.NUMERICAL),  # nor does it certify
        (Kind.LOWER, [low(HALF)], Status.CERTIFIED),
        (Kind.LOWER, [low(HALF - TINY)], Status.NUMERICAL),
        (Kind.LOWER, [up(HALF - TINY)], Status.REFUTED),
        (Kind.TIGHT, [low(HALF)], Status.ATTAINED),
        (Kind.TIGHT, [low(HALF), up(HALF)], Status.CERTIFIED),
        (Kind.TIGHT, [low(HALF + TINY)], Status.REFUTED),
        (Kind.TIGHT, [up(HALF - TINY)], Status.REFUTED),
        (Kind.TIGHT, [low(HALF), up(HALF + TINY)], Status.ATTAINED),
        (Kind.NEGATIVE, [low(sp.oo)], Status.CERTIFIED),
        (Kind.NEGATIVE, [low(sp.Integer(10) ** 9)], Status.NUMERICAL),
        (Kind.NEGATIVE, [up(sp.Integer(10))], Status.REFUTED),
        # evidence that contradicts itself is said first, whatever the claim is
        (Kind.UPPER, [low(HALF), up(HALF - TINY)], Status.CONTRADICTION),
        (Kind.TIGHT, [low(HALF), up(HALF), up(sp.Rational(1, 3))], Status.CONTRADICTION),
        (Kind.LOWER, [low(sp.oo), up(HALF)], Status.CONTRADICTION),
        (Kind.UPPER, [low(HALF, exact=False), up(HALF - TINY)], Status.CERTIFIED),  # a float contradicts nothing
        # an argument on paper never certifies
        (Kind.UPPER, [up(HALF, paper=True)], Status.PAPER),
        (Kind.UPPER, [up(HALF, paper=True), up(HALF)], Status.CERTIFIED),
        (Kind.TIGHT, [low(HALF), up(HALF, paper=True)], Status.PAPER),
        (Kind.TIGHT, [low(HALF), up(HALF + TINY, paper=True)], Status.ATTAINED),
        (Kind.LOWER, [low(HALF), up(HALF - TINY, paper=True)], Status.CONTRADICTION),
        # what holds for all (n, f), on every side that the claim needs
        (Kind.UPPER, [up(HALF, general=True)], Status.EVERYWHERE),
        (Kind.TIGHT, [low(HALF, general=True), up(HALF, general=True)], Status.EVERYWHERE),
        (Kind.TIGHT, [low(HALF), up(HALF, general=True)], Status.CERTIFIED),
        # by whatever holds for all (n, f), not only by the best bound at this one
        (Kind.UPPER, [up(HALF, general=True), up(sp.Rational(1, 3))], Status.EVERYWHERE),
        (Kind.TIGHT, [low(HALF), low(HALF, general=True), up(HALF, general=True)], Status.EVERYWHERE),
    ],
)
def test_settle(kind: Kind, evidence: list[Evidence], status: Status) -> None:
    assert settle(claim(kind), TARGET, evidence).status is status


def test_each_branch_of_a_minimum_needs_evidence() -> None:
    """One item is known to be below one branch of the claim's minimum, one below the other."""
    both = replace(claim(Kind.UPPER), expression=sp.Min(s.f / s.m, 1 / s.f, evaluate=False))

    def below(branch: sp.Expr) -> Evidence:
        return replace(up(HALF), general=lambda claim, stated: stated == branch)

    one, two = below(s.f / s.m), below(1 / s.f)
    assert settle(both, TARGET, [one, two]).status is Status.EVERYWHERE
    assert len(settle(both, TARGET, [one, two]).everywhere) == 2
    assert settle(both, TARGET, [one]).status is Status.CERTIFIED
    assert settle(both, TARGET, [two]).status is Status.CERTIFIED


def test_the_strongest_exact_bound_counts() -> None:
    verdict = settle(claim(Kind.UPPER), TARGET, [low(sp.Rational(1, 4)), low(sp.Rational(3, 8)), low(9.0, exact=False)])
    assert verdict.lower is not None
    assert verdict.lower.value == sp.Rational(3, 8)
    assert verdict.holds


def proof(value: int, *, exact: bool = True) -> Evidence:
    return Evidence(Side.PROOF, value, exact, "replayed" if exact else "runs")


@pytest.mark.parametrize(
    ("evidence", "status", "holds"),
    [
        ([], Status.UNKNOWN, True),
        ([proof(1)], Status.EVERYWHERE, True),
        ([proof(0)], Status.REFUTED, False),
        ([proof(1), proof(1, exact=False)], Status.EVERYWHERE, True),
        ([proof(1, exact=False)], Status.NUMERICAL, True),
        ([proof(1), proof(0, exact=False)], Status.UNKNOWN, False),  # a run contradicts what is proved: look there
        ([proof(1, exact=False), proof(0)], Status.REFUTED, False),
    ],
)
def test_a_proof_and_runs_settle_a_lemma(evidence: list[Evidence], status: Status, holds: bool) -> None:
    lemma = Claim("L1", "L1", Criterion.PROOF, Kind.UPPER, "lemma", None, Source(Provenance.DERIVED))
    verdict = settle(lemma, Target("L1", Criterion.PROOF), evidence)
    assert verdict.status is status
    assert verdict.holds is holds
