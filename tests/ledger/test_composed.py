"""What a stage makes of bounds for all (n, f): claims about compositions follow, falsified ones do not."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest
import sympy as sp

from resam_theory import symbols as s
from resam_theory.claims import Claim, Criterion, Kind
from resam_theory.compose import pre_aggregation
from resam_theory.compose.listed import LISTED
from resam_theory.rules import get
from verification.composed import Composed, Converted
from verification.evidence import Side
from verification.solve import bounds
from verification.verdicts import follows

PLACES = ((12, 2), (9, 3), (6, 1), (9, 4), (7, 3), (3, 1))
CLAIMS = [
    claim
    for name in LISTED
    for claim in get(name).claims
    if claim.id.endswith("_composed") and claim.kind in (Kind.UPPER, Kind.TIGHT)
    if claim.criterion in ("kappa", "lambda")
    if claim.criterion in (Criterion.LAMBDA, Criterion.KAPPA)
]


def dimension(claim: Claim) -> Any:
    return sp.oo if claim.domain.d_max == sp.oo else claim.domain.d_max


@lru_cache
def known(name: str, criterion: str, n: int, f: int, d: Any) -> list[tuple[Side, Any, Any]]:
    """The bounds for all (n, f) on a composition that stand behind its evidence at one place."""
    found = bounds(name, criterion, n, f, "inf" if d == sp.oo else int(d))
    return [(item.side, item.general, item) for item in found if isinstance(item.general, Composed)]


def behind(claim: Claim) -> list[tuple[Side, Any, Any]]:
    """The same, at a place in the claim's domain."""
    d = dimension(claim)
    n, f = next(place for place in PLACES if claim.domain.admits(*place, d))
    return known(claim.subject, str(claim.criterion), n, f, d)


def upper(claim: Claim, factor: Any = sp.S.One) -> bool:
    d = dimension(claim)
    assert claim.expression is not None
    scaled = replace(claim, expression=factor * claim.expression)
    return follows(scaled, d, behind(claim), (Side.UPPER,)) is not None


@pytest.mark.slow
def test_nearly_all_follow() -> None:
    left = [claim.id for claim in CLAIMS if not upper(claim)]
    assert len(CLAIMS) >= 40
    assert not left


@pytest.mark.sampled(6)
@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_a_falsified_claim_does_not_follow(claim: Claim) -> None:
    """A constant below 1 times the exact one; 0; the negative of it, whose square would be large enough."""
    for factor in (sp.Rational(99, 100), sp.S.Zero, -sp.S.One):
        if factor == sp.Rational(99, 100) and "published" in claim.id:
            continue  # loose
        assert not upper(claim, factor), factor


def test_a_condition_dropped_or_another_stage_is_refused() -> None:
    (claim,) = (c for c in CLAIMS if c.id == "bucketing(s=2)+trimmed_mean.kappa.exact_composed")
    (general,) = (general for side, general, _ in behind(claim) if side is Side.UPPER)
    assert general(claim, claim.expression)
    assert not general(replace(claim, domain=replace(claim.domain, where=sp.true)), claim.expression)
    other = replace(general, proof=pre_aggregation("bucketing(s=3)").proofs[0])
    assert not other(claim, claim.expression)
    assert not replace(general, rows=sp.ceiling(s.n / 3))(claim, claim.expression)
    assert not general(replace(claim, criterion="lambda"), claim.expression)  # pyright: ignore[reportArgumentType]
    assert not general(claim, sp.oo)
    assert not general(claim, None)


@pytest.mark.parametrize("criterion", ["agnostic", "blanchard"])
def test_other_criteria_follow_and_falsified_ones_do_not(criterion: str) -> None:
    name, d = "nnm+trimmed_mean", sp.oo
    (claim,) = (c for c in get(name).claims if c.id == f"{name}.{criterion}.exact")
    found = bounds(name, criterion, 9, 2, "inf")
    known = [(i.side, i.general, i) for i in found if isinstance(i.general, Converted)]
    for factor, holds in ((sp.S.One, True), (sp.Rational(99, 100), False), (-sp.S.One, False), (sp.S.Zero, False)):
        assert claim.expression is not None
        scaled = replace(claim, expression=factor * claim.expression)
        assert (follows(scaled, d, known, (Side.UPPER,)) is not None) is holds
