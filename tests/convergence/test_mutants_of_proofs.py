"""Checks have teeth: every lemma and theorem with one thing falsified must fail to prove."""

from __future__ import annotations

import pytest
import sympy as sp

from resam_theory.convergence import STATEMENTS
from resam_theory.convergence.theorems import FORMS

SLIGHT = sp.Rational(1, 100)
"""A change of one per cent; a tight coefficient must not survive it."""
WIDER = sp.Rational(1, 10)
LOOSE = {"T1": {"nabla_1**2": 2, "sigma**2": 2}}
"""Claims that give something away on purpose: by which factor a coefficient can shrink before the proof must fail."""
LEMMAS = [name for name in STATEMENTS if name not in FORMS]
TRUE_BEYOND = {
    "m": "identities in m", "T": "T is a count", "rho2": "rho^2 >= 0 by definition", "gamma": "gamma > 0 by definition",
    "kappa": "kappa >= 0 by definition", "lambda": "only its square occurs", "b": "b = beta^(2t) lies in (0, 1)",
}
"""Ends that restrict what a symbol means, not where the statement is valid."""
ALGEBRAIC = {"L1", "L3", "L3-young", "L4-sharp", "L5", "L6", "L7"}
"""Statements that hold beyond the admissible x or beta too (nothing in them uses that end)."""


@pytest.mark.parametrize("name", STATEMENTS)
def test_the_true_statement_is_proved(name):
    proof = STATEMENTS[name].prove()
    assert proof.holds, proof.failing


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_coefficient_can_be_improved_by_one_per_cent(name, mutants):
    for label, mutant in mutants.coefficients(STATEMENTS[name], SLIGHT):
        if any(label.startswith("claim") and label.endswith(f"*{loose}") for loose in LOOSE.get(name, ())):
            continue
        assert not mutant.prove().holds, f"{name} survives {label}"


@pytest.mark.parametrize(("name", "monomial"), [(name, monomial) for name, rows in LOOSE.items() for monomial in rows])
def test_loose_coefficients_break_at_a_known_factor(name, monomial, mutants):
    factor = sp.Rational(1, LOOSE[name][monomial])
    beyond = dict(mutants.coefficients(STATEMENTS[name], 1 - factor + SLIGHT, claim_only=True))
    label = next(label for label in beyond if label.startswith("claim") and label.endswith(f"*{monomial}"))
    assert not beyond[label].prove().holds


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_term_can_be_dropped(name, mutants):
    for label, mutant in mutants.coefficients(STATEMENTS[name], sp.Integer(1), claim_only=True):
        assert not mutant.prove().holds, f"{name} survives {label}"


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_citation_premise_or_rule_is_idle(name, mutants):
    for label, mutant in (*mutants.citations(STATEMENTS[name]), *mutants.premises(STATEMENTS[name])):
        assert not mutant.prove().holds, f"{name} survives {label}"


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_assumption_is_idle(name, mutants):
    for label, mutant in mutants.assumptions(STATEMENTS[name]):
        assert not mutant.prove().holds, f"{name} survives {label}"


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_interval_can_be_widened_past_validity(name, mutants):
    for label, mutant in mutants.widened(STATEMENTS[name], WIDER):
        symbol = label.split(":", maxsplit=1)[0]
        if symbol not in TRUE_BEYOND and name not in ALGEBRAIC:
            assert not mutant.prove().holds, f"{name} survives {label}"
