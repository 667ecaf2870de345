"""Systematic mutants of statements: every coefficient, weight, assumption and interval end, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
import sympy as sp

from resam_theory.convergence import Theorem
from resam_theory.derivation.citation import Assumed, Citation
from resam_theory.derivation.relations import Relation
from resam_theory.derivation.signs import Ranges
from resam_theory.derivation.steps import Combination, ExpectedProduct

LOSSES = {"Q", "Q'", "Q_1", "Q*"}


def _with_fact(statement: Theorem, old: Relation, new: Relation) -> Theorem:
    """The statement that concludes ``new`` where it concluded ``old``."""
    steps = tuple(replace(step, conclusion=new) if step.conclusion == old else step for step in statement.steps)
    return replace(statement, steps=steps, claim=new if statement.claim == old else statement.claim)


def terms(fact: Relation, parameters: set[sp.Symbol]) -> list[tuple[str, sp.Expr, sp.Expr]]:
    """The terms of both sides as (side, monomial in the vectors, coefficient in the parameters)."""
    found = []
    for side in ("small", "large"):
        expression = sp.expand(getattr(fact, side))
        atoms = sorted(expression.free_symbols - parameters, key=str)
        grouped: dict[sp.Expr, sp.Expr] = {}
        for term in sp.Add.make_args(expression):
            coefficient, monomial = term.as_independent(*atoms) if atoms else (term, sp.Integer(1))
            grouped[monomial] = grouped.get(monomial, sp.Integer(0)) + coefficient
        found += [(side, monomial, sp.cancel(sp.together(number))) for monomial, number in grouped.items()]
    return [item for item in found if item[2] != 0]


def stronger(fact: Relation, term: tuple[str, sp.Expr, sp.Expr], factor: sp.Rational, region: Ranges) -> list[Relation]:
    """``fact`` with this coefficient changed by ``factor`` of itself, in each direction that can make it stronger."""
    side, monomial, coefficient = term
    change = factor * coefficient * monomial
    names = {str(symbol) for symbol in monomial.free_symbols}
    square = not (names & LOSSES) and len(names) <= 1  # no name: a number
    both = [replace(fact, **{side: getattr(fact, side) + sign * change}) for sign in (1, -1)]
    if fact.equal or not square:
        return both
    # A square is >= 0: less of it on the large side, more of it on the small side, is stronger.
    sign = (1 if side == "small" else -1) * (1 if _positive(coefficient, region) else -1)
    return [replace(fact, **{side: getattr(fact, side) + sign * change})]


def _positive(coefficient: sp.Expr, region: Ranges) -> bool:
    """Sign of a coefficient that keeps its sign on the region, read off at one point of it."""
    return bool(coefficient.subs(list(region.point([sp.Integer(1)] * len(region.intervals)).items())) > 0)


def coefficient_mutants(
    statement: Theorem, factor: sp.Rational, *, claim_only: bool = False
) -> Iterator[tuple[str, Theorem]]:
    """One coefficient of one conclusion changed by ``factor``; cited and assumed facts are covered where they are
    proved."""
    parameters = {interval.symbol for interval in statement.region.intervals}
    for step in statement.steps:
        if isinstance(step, (Citation, Assumed)) or (claim_only and step.conclusion != statement.claim):
            continue
        for side, monomial, coefficient in terms(step.conclusion, parameters):
            for fact in stronger(step.conclusion, (side, monomial, coefficient), factor, statement.region):
                yield f"{fact.name}: {side} {coefficient}*{monomial}", _with_fact(statement, step.conclusion, fact)


def citation_mutants(statement: Theorem) -> Iterator[tuple[str, Theorem]]:
    """A cited or assumed fact with its larger side halved."""
    for step in statement.steps:
        if isinstance(step, (Citation, Assumed)) and step.conclusion.large != 0:  # half of 0 is no mutant
            fact = replace(step.conclusion, large=step.conclusion.large / 2)
            yield f"cited {fact.name}", _with_fact(statement, step.conclusion, fact)


def dropped_premises(statement: Theorem) -> Iterator[tuple[str, Theorem]]:
    """A combination without one of its premises, an expectation without one of its rules."""
    for i, step in enumerate(statement.steps):
        if isinstance(step, Combination):
            for name, _ in step.weights:
                less = replace(step, weights=tuple(row for row in step.weights if row[0] != name))
                yield f"{step.conclusion.name} without {name}", _with_step(statement, i, less)
        if isinstance(step, ExpectedProduct):
            for rule in step.rules:
                less = replace(step, rules=tuple(other for other in step.rules if other != rule))
                yield f"{step.conclusion.name} without the rule {rule.name}", _with_step(statement, i, less)


def _with_step(statement: Theorem, i: int, step: Combination | ExpectedProduct) -> Theorem:
    return replace(statement, steps=(*statement.steps[:i], step, *statement.steps[i + 1 :]))


def dropped_assumptions(statement: Theorem) -> Iterator[tuple[str, Theorem]]:
    """The statement without one of its assumptions."""
    for name in statement.assumptions:
        yield (
            f"not assuming {name}",
            replace(statement, assumptions=tuple(a for a in statement.assumptions if a != name)),
        )


def widened(statement: Theorem, by: sp.Rational) -> Iterator[tuple[str, Theorem]]:
    """One end of one interval moved outwards by ``by``."""
    rows = [(i.symbol, i.low, i.high) for i in statement.region.intervals]
    for k, (symbol, low, high) in enumerate(rows):
        for end in ("low", "high"):
            if end == "high" and high == sp.oo:
                continue
            wide = (symbol, low - by, high) if end == "low" else (symbol, low, high + by)
            region = Ranges.of(*rows[:k], wide, *rows[k + 1 :])
            yield f"{symbol}: {end} end moved by {by}", replace(statement, region=region)


@pytest.fixture(scope="session")
def mutants() -> SimpleNamespace:
    """The generators of mutants by what they falsify."""
    return SimpleNamespace(
        coefficients=coefficient_mutants,
        citations=citation_mutants,
        premises=dropped_premises,
        assumptions=dropped_assumptions,
        widened=widened,
    )
