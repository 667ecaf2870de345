"""The hidden twin of ``resam verify``: the same run, the same evidence, every constant falsified by one per cent."""

from __future__ import annotations

import pytest
import sympy as sp

from resam_theory.claims import Claim, Kind
from verification import ledger
from verification.checks import CHECKS
from verification.evidence import Context, Evidence, Side, Status, Target
from verification.solve.explicit import lower_bound

pytestmark = pytest.mark.slow

TOO_SMALL = sp.Integer(99) / 100
TOO_LARGE = sp.Integer(100) / 99
SUBJECTS = ("any", "trimmed_mean", "median", "minimum_diameter_averaging")
GRID: ledger.Grid = ((5, 2, 1), (7, 2, None), (7, 2, 2), (8, 3, 2), (15, 4, 1), (15, 4, None))


def claims(*kinds: Kind) -> list[Claim]:
    return [c for c in ledger.all_claims() if c.subject in SUBJECTS and c.kind in kinds and c.expression is not None]


@pytest.fixture(scope="module")
def evidence() -> dict[Target, tuple[Evidence, ...]]:
    """Evidence by target: gathered by the true run and met again by the falsified one."""
    cache: dict[Target, tuple[Evidence, ...]] = {}
    ledger.run(claims(*Kind), GRID, Context(), cache=cache)
    return cache


def test_the_true_claims_hold(evidence: dict[Target, tuple[Evidence, ...]]) -> None:
    tight = ledger.run(claims(Kind.TIGHT), GRID, Context(), cache=evidence)
    assert {v.claim.subject for v in tight} == set(SUBJECTS)
    assert all(v.status.certified for v in tight)
    others = ledger.run(claims(Kind.UPPER, Kind.LOWER), GRID, Context(), cache=evidence)
    assert all(v.holds for v in others)


@pytest.mark.parametrize("factor", [TOO_SMALL, TOO_LARGE])
def test_every_falsified_tight_claim_is_refuted(factor: sp.Expr, evidence: dict[Target, tuple[Evidence, ...]]) -> None:
    twins = [claim.scaled(factor) for claim in claims(Kind.TIGHT)]
    verdicts = ledger.run(twins, GRID, Context(), cache=evidence)
    assert len(verdicts) > len(twins)
    assert all(v.status is Status.REFUTED for v in verdicts)
    assert set(ledger.summary(verdicts).refuted) == {twin.id for twin in twins}


def test_a_floor_that_is_too_high_is_refuted_where_it_is_attained(
    evidence: dict[Target, tuple[Evidence, ...]],
) -> None:
    twins = [c.scaled(TOO_LARGE) for c in claims(Kind.LOWER) if c.id == "any.kappa.floor"]
    verdicts = ledger.run(twins, GRID, Context(), cache=evidence)
    assert {v.status for v in verdicts} == {Status.REFUTED}


def test_a_negative_claim_about_a_robust_rule_is_not_confirmed() -> None:
    mean = next(c for c in ledger.all_claims() if c.id == "mean.kappa.unbounded")
    false = Claim("x", "trimmed_mean", mean.criterion, mean.kind, "false", None, mean.source, mean.domain)
    verdicts = ledger.run([false], GRID, Context())
    assert {v.status for v in verdicts} == {Status.REFUTED}


def test_the_evidence_of_a_refutation_can_be_reevaluated(evidence: dict[Target, tuple[Evidence, ...]]) -> None:
    from fractions import Fraction

    for target, found in evidence.items():
        for item in found:
            if item.side is Side.LOWER and item.data.get("kind") == "witness" and "root" not in item.data:
                points = [tuple(Fraction(value) for value in point) for point in item.data["points"]]
                f, honest = item.data["claim"]["f"], item.data["honest"]
                again = lower_bound(target.subject, target.criterion, points, honest, "again", f=f)
                assert again is not None
                assert again.value == item.value


def test_the_grid_of_both_profiles_is_admissible() -> None:
    for grid in ledger.GRIDS.values():
        assert all(0 < f < n / 2 for n, f, _ in grid)
    assert set(ledger.GRIDS["quick"]) >= {(15, 4, 1), (15, 4, 2), (15, 4, None)}
    assert CHECKS
