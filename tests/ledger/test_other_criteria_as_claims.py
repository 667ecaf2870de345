"""xi, agnostic robust averaging and Byzantine resilience: settled, falsified, exported and re-checked as kappa is."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sympy as sp

from resam_theory.claims import Claim, Criterion, Kind
from verification import ledger
from verification.checks import CHECKS
from verification.evidence import Context, Evidence, Side, Status, Target
from verification.exporting import export
from verification.recheck.check import check
from verification.recheck.reading import Refused
from verification.solve import bounds

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
OTHERS = (Criterion.XI, Criterion.AGNOSTIC, Criterion.BLANCHARD, Criterion.NO_ATTACK, Criterion.BREAKDOWN)
SUBJECTS = (
    "any",
    "trimmed_mean",
    "median",
    "smea",
    "minimum_variance_averaging",
    "caf",
    "mean",
    "krum_blanchard",
    "monna",
    "geometric_median",
    "norm_clipping",
    "sign_majority",
    "midpoint_of_trimmed_range",
    "dnc",
)
GRID: ledger.Grid = ((7, 2, 1), (9, 2, 2), (15, 4, None))
QUICK = [item for item in CHECKS if item[0] != "adversarial"]


def claims(*kinds: Kind) -> list[Claim]:
    return [c for c in ledger.all_claims() if c.subject in SUBJECTS and c.criterion in OTHERS and c.kind in kinds]


@pytest.fixture(scope="module")
def evidence() -> dict[Target, tuple[Evidence, ...]]:
    cache: dict[Target, tuple[Evidence, ...]] = {}
    ledger.run(claims(*Kind), GRID, Context(), checks=QUICK, cache=cache)
    return cache


def test_every_claim_is_certified(evidence: dict[Target, tuple[Evidence, ...]]) -> None:
    verdicts = ledger.run(claims(*Kind), GRID, Context(), checks=QUICK, cache=evidence)
    assert {(v.claim.criterion, v.claim.kind) for v in verdicts} >= {
        *((criterion, Kind.TIGHT) for criterion in OTHERS if criterion is not Criterion.BLANCHARD),
        *((criterion, Kind.NEGATIVE) for criterion in (Criterion.XI, Criterion.AGNOSTIC, Criterion.NO_ATTACK)),
        (Criterion.BLANCHARD, Kind.UPPER),
        (Criterion.BREAKDOWN, Kind.LOWER),
    }
    assert not [(v.claim.id, v.target, v.status) for v in verdicts if not v.status.certified]


@pytest.mark.parametrize("factor", [sp.Rational(99, 100), sp.Rational(100, 99)])
def test_every_falsified_twin_is_refuted(factor: sp.Expr, evidence: dict[Target, tuple[Evidence, ...]]) -> None:
    twins = [claim.scaled(factor) for claim in claims(Kind.TIGHT) if claim.expression != 0]
    verdicts = ledger.run(twins, GRID, Context(), checks=QUICK, cache=evidence)
    assert {v.status for v in verdicts} == {Status.REFUTED}


def _beyond(data: Any) -> dict[str, Any] | None:
    """The same evidence for a value that is one per cent too good, where the value is attained; else None."""
    if data["value"] in ("inf", "0"):
        return None
    factor = Fraction(100, 99) if data["side"] == "lower" else Fraction(99, 100)
    if data["claim"]["criterion"] == "breakdown":  # a whole number
        step = 1 if data["side"] == "lower" else -1
        return {**data, "value": str(int(data["value"]) + step)}
    return {**data, "value": str(Fraction(data["value"]) * factor**2)}


def test_evidence_that_says_more_is_rejected(evidence: dict[Target, tuple[Evidence, ...]]) -> None:
    seen: set[tuple[str, str]] = set()
    for found in evidence.values():
        for item in found:
            beyond = _beyond(item.data) if item.exact and "kind" in item.data else None
            if beyond is not None:
                check(item.data)
                with pytest.raises(Refused):
                    check(beyond)
                seen.add((item.data["kind"], item.data["claim"]["criterion"]))
    assert seen >= {
        *((kind, "xi") for kind in ("floor", "witness", "classes", "theorem", "family", "conversion", "coordinates")),
        ("conversion", "agnostic"),
        ("conversion", "blanchard"),
        *((kind, "no_attack") for kind in ("theorem", "family", "line", "conversion")),
        *((kind, "breakdown") for kind in ("withstood", "broken", "finite")),
    }


def test_the_bare_interpreter_confirms_what_is_exported(
    evidence: dict[Target, tuple[Evidence, ...]], tmp_path: Path
) -> None:
    chosen = [c for c in claims(*Kind) if c.subject in ("smea", "minimum_variance_averaging", "mean")]
    export(ledger.run(chosen, GRID, Context(), checks=QUICK, cache=evidence), tmp_path)
    words = [sys.executable, "-I", "-S", "verification/recheck", "--json", str(tmp_path)]
    answer = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout[-2000:]
    results = json.loads(answer.stdout)["results"]
    assert any("xi*(minimum_variance_averaging; n=15, f=4, d=inf) <= 36/7" in str(r["claim"]) for r in results)


def test_no_solver_evidence_is_about_a_criterion_that_it_does_not_solve() -> None:
    """Multipliers for kappa, declared to be about another spread, prove nothing; nor does an input of resilience."""
    for item in bounds("krum", "kappa", 5, 2, 1):
        for other in ("xi", "agnostic", "blanchard", "breakdown"):
            data = {**item.data, "claim": {**item.data["claim"], "criterion": other}, "squared": other == "blanchard"}
            kind = item.data["kind"]
            if kind in ("gram_dual", "line") or (other in ("blanchard", "breakdown") and kind != "conversion"):
                with pytest.raises(Refused):
                    check(data)


@pytest.mark.parametrize(
    ("given", "target", "side"),
    [
        ("blanchard", "kappa", "upper"),
        ("kappa", "blanchard", "lower"),
        ("xi", "xi", "upper"),
        ("no_attack", "kappa", "upper"),
        ("kappa", "no_attack", "lower"),
        ("xi", "no_attack", "upper"),
        ("breakdown", "kappa", "upper"),
    ],
)
def test_what_does_not_follow_is_refused(given: str, target: str, side: str) -> None:
    found = [item for item in bounds("smea", given, 7, 2, 1) if item.exact and item.side is Side(side)]
    source = next(item.data for item in found if item.data["claim"]["rule"] == "smea")
    piece = {
        **source,
        "kind": "conversion",
        "claim": {**source["claim"], "criterion": target},
        "value": "100" if side == "upper" else "0",
        "squared": target == "blanchard",
        "from": source,
    }
    wanted = {key: piece[key] for key in ("format", "kind", "side", "claim", "value", "squared", "from")}
    with pytest.raises(Refused, match="say nothing of"):
        check(wanted)
