"""Written proofs read back into sympy, whose own checker is the second one: it shares the statements, and no code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sympy as sp

from resam_theory.claims import Provenance, Source
from resam_theory.convergence import STATEMENTS
from resam_theory.convergence import vectors as v
from resam_theory.convergence.floor import StableMean
from resam_theory.convergence.writing import name_of
from resam_theory.derivation.citation import Assumed, Citation
from resam_theory.derivation.contraction import Contraction
from resam_theory.derivation.relations import ASSUMPTIONS, Relation, Replacement
from resam_theory.derivation.signs import Ranges
from resam_theory.derivation.steps import Combination, Definition, ExpectedProduct, Recursion, Summation
from resam_theory.derivation.theorem import Theorem
from resam_theory.derivation.worlds import Group, IndistinguishableWorlds
from resam_theory.proof import written
from resam_theory.proof.premises import CONSTANTS, FROM_ZERO, MOMENTS, SUMS, premises

__all__ = ["back"]


def _symbols() -> dict[str, Any]:
    facts = [step.conclusion for statement in STATEMENTS.values() for step in statement.steps]
    facts += [made.fact for made in ASSUMPTIONS.values() if made.fact]
    sides: list[Any] = [side for fact in facts for side in (fact.small, fact.large)]
    sides += [side for made in ASSUMPTIONS.values() for row in made.definitions for side in row]
    rules = [rule for s in STATEMENTS.values() for x in s.steps if isinstance(x, ExpectedProduct) for rule in x.rules]
    sides += [side for rule in rules for row in rule.replaces for side in row]
    found = {symbol for side in sides for symbol in sp.sympify(side).free_symbols}
    found |= {row.symbol for statement in STATEMENTS.values() for row in statement.region.intervals}
    named = {name_of(symbol): symbol for symbol in found}
    assert len(named) == len(found), "two symbols have one name"
    return named


NAMED = _symbols()


def read(text: str) -> Any:
    """The expression, by sympy's own reading of the text."""
    reader: Any = sp.sympify
    return reader(text, locals=NAMED)


def _pairs(rows: Iterable[tuple[str, str]]) -> tuple[tuple[Any, Any], ...]:
    return tuple((NAMED[name], read(value)) for name, value in rows)


def _fact(fact: written.Fact) -> Relation:
    return Relation(fact.name, read(fact.small), read(fact.large), fact.equal)


def _at(fact: Relation, at: Iterable[tuple[Any, Any]], name: str) -> Relation:
    moves = dict(at)
    small, large = (side.subs(moves, simultaneous=True) for side in (fact.small, fact.large))
    return Relation(name, small, large, fact.equal)


def _moving(potential: Any, parameters: set[Any], *, zero: bool) -> tuple[Any, Any]:
    names = {name: symbol for name, symbol in NAMED.items() if symbol in potential.free_symbols - parameters}
    moving = {name: symbol for name, symbol in names.items() if name not in CONSTANTS}
    shift = tuple((symbol, NAMED[f"{name}_next"]) for name, symbol in moving.items())
    start = tuple((symbol, sp.S.Zero if zero else NAMED[f"{name}1"]) for name, symbol in moving.items())
    return shift, start


def back(statements: Iterable[written.Statement]) -> Theorem:
    """The last of the statements, in sympy."""
    done: dict[str, Theorem] = {}
    for statement in statements:
        done[statement.id] = _back(statement, done)
    return done.popitem()[1]


def _back(statement: written.Statement, done: Mapping[str, Theorem]) -> Theorem:
    rows = [(NAMED[n], read(low), read(high) if high else sp.oo) for n, low, high in statement.region.rows]
    parameters, where = {row[0] for row in rows}, _pairs(statement.where)
    steps = tuple(_step(step, parameters, where, done) for step in statement.steps)
    source = Source(Provenance.DERIVED)
    names = (statement.id, "", "", Ranges.of(*rows), statement.assumes)
    return Theorem(*names, steps[-1].conclusion, steps, source)


def _step(step: written.Step, parameters: set[Any], where: tuple[Any, ...], done: Mapping[str, Theorem]) -> Any:
    match step:
        case written.Assume():
            at = (*where, *_pairs(MOMENTS[step.moment].items() if step.moment else ()))
            fact: Any = ASSUMPTIONS[step.of].fact
            return Assumed(_at(fact, at, step.name), step.of, at)
        case written.Cite():
            at = (*where, *_pairs(step.at), *_pairs(MOMENTS[step.moment].items() if step.moment else ()))
            cited = done[step.of]
            known = next(other.conclusion for other in cited.steps if other.conclusion.name == step.fact)
            return Citation(_at(known, at, step.name), cited, step.fact, at)
        case written.Define():
            return Definition(_fact(step.fact), step.by)
        case written.Deduce():
            return Combination(_fact(step.fact), tuple((n, read(w)) for n, w in step.weights), step.by)
        case written.Expect():
            first, second = step.of
            return ExpectedProduct(_fact(step.fact), (first, second), tuple(map(_rule, step.rules)))
        case written.Recur():
            now, then = NAMED[step.fact.small], NAMED[f"{step.fact.small}_next"]
            return Recursion(_fact(step.fact), step.premise, now, then, NAMED[step.variable], read(step.ratio))
        case written.Sum():
            potential = read(step.potential)
            shift, start = _moving(potential, parameters, zero=step.over == FROM_ZERO)
            sums = tuple((read(monomial), read(total)) for monomial, total in SUMS[step.over])
            return Summation(_fact(step.fact), step.premise, potential, shift, start, sums)
        case written.Contract():
            potential = read(step.potential)
            shift, start = _moving(potential, parameters, zero=False)
            parts = potential, read(step.ratio), read(step.constant), NAMED[step.power]
            return Contraction(_fact(step.fact), step.premise, *parts, shift, start)
        case written.Worlds():
            groups = tuple(Group(name, read(size), read(answer)) for name, size, answer in step.groups)
            first, second = step.honest
            G2, B2 = map(read, step.dissimilarity)
            poisoning = read(step.poisoning) if step.poisoning else None
            sizes = read(step.faulty), read(step.smoothness)
            symbols = v.theta, v.one, v.worst
            return IndistinguishableWorlds(
                _fact(step.fact), groups, (first, second), *sizes, (G2, B2), *symbols, poisoning
            )
        case written.Settle():
            rows = [tuple(map(read, row)) for row in premises().premises[step.by].recursion]
            return StableMean(_fact(step.fact), tuple(rows[:2]), rows[2], tuple(map(read, step.fixed)), by=(step.by,))


def _rule(name: str) -> Replacement:
    rule = premises().rules[name]
    replaces = tuple((read(monomial), read(meaning)) for monomial, meaning in rule.replaces)
    return Replacement(name, rule.statement, tuple(rule.needs), replaces, rule.bound)
