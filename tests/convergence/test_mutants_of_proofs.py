"""Checks have teeth: every lemma and theorem with one thing falsified must fail to prove."""

from __future__ import annotations

import pytest
import sympy as sp

from resam_theory.convergence import STATEMENTS
from verification.checks.proofs import refusal

pytestmark = pytest.mark.sampled(16)

SLIGHT = sp.Rational(1, 100)
"""A change of one per cent; a tight coefficient must not survive it."""
WIDER = sp.Rational(1, 10)
LOOSE = {
    "T1": ("claim: large", ("nabla_1**2", "sigma**2")),
    "T2-cross": ("last level: large", ("nabla'**2",)),
    "T2-eta2": ("last level: large", ("nabla'**2",)),
}
"""Terms with room: (T1) gives away a factor 2 on purpose; the last potentials of T2-cross, T2-eta2 are not tight."""
SHARED = {
    **{"T1": "T1-sharp", "T2": "T2-sharp"},
    **{f"T2-{name}": "T2-eta2" for name in ("eta1.75", "eta4", "eta8")},
    **{f"T6-{name}": "T6" for name in ("cross", "family", "eta1.75", "eta2", "eta4", "eta8")},
}
"""Theorems that differ from another one in their claim alone: only the claim is mutated."""
HEAVY = {"T7-hetero", "T11", "T12", "T2-prime"}
"""Many parameters: a mutant takes half a second to refute, so only the claim is mutated, not every step before it."""
EACH = [pytest.param(name, marks=pytest.mark.slow) if name.startswith("T7-hetero") else name for name in STATEMENTS]
SECOND = ("L1", "L3-sharp", "L4", "L1-hetero", "T2", "T5", "T7-start", "T5-tight", "T9-lower", "T10")
"""Statements whose mutants sympy, the second checker, has to refuse as well: some with steps of every kind."""
TRUE_BEYOND = {
    "m": "identities in m",
    "T": "T is a count",
    "rho2": "rho^2 >= 0 by definition",
    "G": "only its square occurs",
    "B": "only its square occurs",
    "gamma": "gamma > 0 by definition",
    "kappa": "kappa >= 0 by definition",
    "lambda": "only its square occurs",
    "b": "b = beta^(2t) lies in (0, 1)",
    "b_t": "a power of the contraction factor lies in (0, 1)",
    "L": "L > 0 by definition",
    "E": "only its square occurs",
    "A": "only its square occurs",
    "ell": "only its square occurs",
    "s": "only its square occurs",
    "d": "d is a count",
    "g": "g is a count",
    "p": "a share of pairs",
    "b_0": "a count of gradients",
    "phi2": "a square",
}
"""Ends that restrict what a symbol means, not where the statement is valid."""
ALGEBRAIC = {
    "L1",
    "L3",
    "L3-young",
    "L4-sharp",
    "L5",
    "L6",
    "L7",
    "T4",
    "V2",
    "V3",
    "T5-tight-breakdown",
    "T10-diameter",
    "L9",
}
"""Statements that hold beyond the admissible x or beta too (nothing in them uses that end)."""
POSITIVE = {("L8", "x: low"), ("T8", "x: low"), ("T9", "n: low"), ("L3-sharp", "x: low"), ("L3-sharp", "x: high")}
POSITIVE |= {("T7-start", "mu: low"), ("T7-hetero-start", "mu: low"), ("T12", "x: low")}
"""Ends at which x > 0, mu > 0 or n > 0 is all that is needed, and a little less than the end still is."""


def follows(statement):
    """Whether the re-checker, which knows no sympy, accepts the proof."""
    return not refusal(statement)


@pytest.mark.parametrize("name", EACH)
def test_the_true_statement_is_proved_and_sympy_agrees(name):
    assert follows(STATEMENTS[name])
    proof = STATEMENTS[name].prove()
    assert proof.holds, proof.failing


@pytest.mark.parametrize("name", SECOND)
def test_sympy_refuses_mutants_too(name, mutants):
    found = list(mutants.coefficients(STATEMENTS[name], SLIGHT))
    found += [*mutants.citations(STATEMENTS[name]), *mutants.premises(STATEMENTS[name])]
    for label, mutant in found:
        assert not mutant.prove().holds, f"{name} survives {label}"


@pytest.mark.parametrize("name", EACH)
def test_no_coefficient_can_be_improved_by_one_per_cent(name, mutants):
    for label, mutant in mutants.coefficients(STATEMENTS[name], SLIGHT, claim_only=name in SHARED or name in HEAVY):
        where, terms = LOOSE.get(name, ("", ()))
        if any(label.startswith(where) and label.endswith(f"*{loose}") for loose in terms):
            continue
        assert not follows(mutant), f"{name} survives {label}"


def test_T1_gives_away_a_factor_two_and_no_more(mutants):
    """Its noise term survives a cut by 40 per cent and not by 63: 144 of 288 would do for 1/m, 108 for rho^2."""
    for cut, survives in ((sp.Rational(2, 5), True), (sp.Rational(63, 100), False)):
        beyond = dict(mutants.coefficients(STATEMENTS["T1"], cut, claim_only=True))
        label = next(label for label in beyond if label.startswith("claim: large") and label.endswith("*sigma**2"))
        assert follows(beyond[label]) is survives


@pytest.mark.parametrize("name", EACH)
def test_no_term_can_be_dropped(name, mutants):
    for label, mutant in mutants.coefficients(STATEMENTS[name], sp.Integer(1), claim_only=True):
        if name == "T1" and label.endswith("*nabla_1**2"):
            continue  # implied by the 8 Delta_1/(gamma T) that stands beside it
        assert not follows(mutant), f"{name} survives {label}"


@pytest.mark.parametrize("name", [name for name in STATEMENTS if name not in SHARED])
def test_no_premise_or_rule_is_idle(name, mutants):
    for label, mutant in mutants.premises(STATEMENTS[name]):
        assert not follows(mutant), f"{name} survives {label}"


@pytest.mark.parametrize("name", [name for name in STATEMENTS if name not in SHARED])
def test_no_assumption_is_idle(name, mutants):
    for label, mutant in mutants.assumptions(STATEMENTS[name]):
        assert not follows(mutant), f"{name} survives {label}"


@pytest.mark.parametrize("name", EACH)
def test_no_interval_can_be_widened_past_validity(name, mutants):
    for label, mutant in mutants.widened(STATEMENTS[name], WIDER):
        symbol = label.split(":", maxsplit=1)[0]
        end = label.split(" end", maxsplit=1)[0]
        if symbol not in TRUE_BEYOND and name not in ALGEBRAIC and (name, end) not in POSITIVE:
            assert not follows(mutant), f"{name} survives {label}"
