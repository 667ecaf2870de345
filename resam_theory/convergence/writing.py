"""The statements written as data that the re-checker follows without sympy, and the closed list of what they assume."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, fields
from functools import cache
from pathlib import Path
from typing import Any, Final

import sympy as sp

from .. import proof, symbols
from ..derivation.citation import Assumed, Citation
from ..derivation.contraction import Contraction
from ..derivation.relations import ASSUMPTIONS, Relation, Replacement
from ..derivation.steps import Combination, Definition, ExpectedProduct, Recursion, Step, Summation
from ..derivation.theorem import Theorem
from ..derivation.worlds import IndistinguishableWorlds
from ..proof import written
from ..proof.premises import FREE, MOMENTS, SUMS
from ..proof.region import Region, parse
from . import vectors
from .floor import StableMean

__all__ = ["PREMISES", "closed_list", "data_of", "name_of", "proof_of", "text"]

PREMISES: Final = Path(str(proof.__file__)).with_name("premises.json")
"""The closed list as it stands in the repository; ``python -m resam_theory.convergence.writing`` writes it anew."""
_NAMED: Final[dict[Any, str]] = {
    symbol: name
    for module in (symbols, vectors)
    for name, symbol in vars(module).items()
    if isinstance(symbol, sp.Symbol)
}
_MEANT: Final[dict[str, str]] = {
    **{_NAMED[quantity.symbol]: quantity.meaning for quantity in symbols.SYMBOLS},
    **{_NAMED[vector.symbol]: vector.meaning for vector in vectors.MEANING},
}


def data_of(statement: written.Statement) -> dict[str, Any]:
    """The statement as JSON-ready data; :func:`.written.read` is the way back."""
    words = {kind: word for word, kind in written.STEPS.items()}
    steps = [{"step": words[type(step)], **_plain(step)} for step in statement.steps]
    return {**_plain(statement), "region": _lists(statement.region.rows), "steps": steps}


def _plain(item: Any) -> dict[str, Any]:
    kinds = {field.name: field.type for field in fields(item)}
    return {key: dict(value) if kinds[key] == "Pairs" else _lists(value) for key, value in asdict(item).items()}


def _lists(value: Any) -> Any:
    return [_lists(item) for item in value] if isinstance(value, tuple) else value


def name_of(symbol: Any) -> str:
    """The name of a symbol in text: that of the variable which holds it here, else its own in letters and digits."""
    return _NAMED.get(symbol) or re.sub(r"\W+", "_", str(symbol).replace("'", "_next")).strip("_")


@cache
def text(expression: Any) -> str:
    """A rational expression in the notation that :func:`.region.parse` reads; "" for infinity.

    >>> text(-symbols.kappa * (symbols.m - 1) / (2 * symbols.m**2))
    '-kappa*(m - 1)/(2*m**2)'
    """
    value = sp.sympify(expression)
    if value == sp.oo:
        return ""
    shown = str(value.xreplace({symbol: sp.Symbol(name_of(symbol)) for symbol in value.free_symbols}))
    return re.sub(r"(\w+)\*\*\(-(\d+)\)", r"1/\1**\2", shown)


def _fact(fact: Relation) -> written.Fact:
    return written.Fact(fact.name, text(fact.small), text(fact.large), fact.equal)


def _rule(rule: Replacement) -> str:
    """The name of a rule for expectations in the closed list: what it replaces is part of it."""
    return f"{rule.name}: {', '.join(text(monomial) for monomial, _ in rule.replaces)}"


def _divided(at: Iterable[tuple[Any, Any]]) -> tuple[dict[str, str], dict[str, str], str]:
    """A substitution: values of free parameters, what quantities are, and the moment at which a fact is read."""
    named = {name_of(symbol): text(value) for symbol, value in at}
    moving = {name: value for name, value in named.items() if any(name in moves for moves in MOMENTS.values())}
    moment = next((key for key, moves in MOMENTS.items() if moving and moving.items() <= moves.items()), "")
    if moving and not moment:
        raise ValueError(f"at = {moving} is not admissible: no moment")
    rest = {name: value for name, value in named.items() if name not in moving}
    free = {name: value for name, value in rest.items() if name in FREE}
    return free, {name: value for name, value in rest.items() if name not in FREE}, moment


def _summation(step: Summation) -> written.Sum:
    def same(one: str, two: str) -> bool:
        return (parse(one) - parse(two)).vanishes

    sums = [(text(monomial), text(total)) for monomial, total in step.sums]
    for over, pairs in SUMS.items():
        if all(any(same(m, other) and same(t, total) for other, total in pairs) for m, t in sums):
            return written.Sum(_fact(step.conclusion), step.premise, text(step.potential), over)
    raise ValueError(f"sums = {sums} is not admissible: need those of one reading of time")


def _step(step: Step) -> written.Step:
    match step:
        case Citation():
            free, _, moment = _divided(step.at)
            return written.Cite(step.conclusion.name, step.statement.id, step.fact, tuple(free.items()), moment)
        case Assumed():
            return written.Assume(step.conclusion.name, step.assumption, _divided(step.at)[2])
        case Combination():
            weights = tuple((name, text(weight)) for name, weight in step.weights)
            return written.Deduce(_fact(step.conclusion), weights, step.by)
        case Definition():
            return written.Define(_fact(step.conclusion), step.by)
        case ExpectedProduct():
            return written.Expect(_fact(step.conclusion), step.factors, tuple(map(_rule, step.rules)))
        case Recursion():
            return written.Recur(_fact(step.conclusion), step.premise, name_of(step.variable), text(step.ratio))
        case Summation():
            return _summation(step)
        case Contraction():
            parts = (text(part) for part in (step.potential, step.ratio, step.constant, step.power))
            return written.Contract(_fact(step.conclusion), step.premise, *parts)
        case IndistinguishableWorlds():
            groups = tuple((group.name, text(group.size), text(group.answer)) for group in step.groups)
            limits = tuple(map(text, step.dissimilarity))
            poisoning = "" if step.poisoning is None else text(step.poisoning)
            sizes = text(step.faulty), text(step.smoothness)
            return written.Worlds(_fact(step.conclusion), groups, step.worlds, *sizes, limits, poisoning)
        case StableMean():
            return written.Settle(_fact(step.conclusion), tuple(map(text, step.fixed)), step.by[0])
        case _:
            raise ValueError(f"step = {type(step).__name__} is not admissible: need one that can be written")


@cache
def _statement(statement: Theorem) -> written.Statement:
    where: dict[str, str] = {}
    for step in statement.steps:
        own = _divided(step.at)[1] if isinstance(step, Citation | Assumed) else {}
        taken = dict(_statement(step.statement).where) if isinstance(step, Citation) else {}
        for name, value in (*own.items(), *taken.items()):
            if where.setdefault(name, value) != value:
                raise ValueError(f"{statement.id}: {name} has two values")
    rows = ((name_of(row.symbol), text(row.low), text(row.high)) for row in statement.region.intervals)
    if not statement.steps or statement.steps[-1].conclusion != statement.claim:
        raise ValueError(f"{statement.id}: the last step must conclude the claim")
    steps = tuple(map(_step, statement.steps))
    return written.Statement(statement.id, Region.of(*rows), tuple(where.items()), statement.assumptions, steps)


def cited(statement: Theorem) -> tuple[Theorem, ...]:
    """Everything that a statement cites, each after what it cites itself, and then the statement."""
    found: dict[str, Theorem] = {}
    for step in statement.steps:
        if isinstance(step, Citation):
            found |= {other.id: other for other in cited(step.statement)}
    return (*found.values(), statement)


def proof_of(statement: Theorem) -> tuple[written.Statement, ...]:
    """The statement and all that it cites, written."""
    return tuple(map(_statement, cited(statement)))


def closed_list(statements: Iterable[Theorem]) -> dict[str, Any]:
    """All premises, the rules for expectations, atoms and parameters of the statements, as JSON-ready data."""
    listed = list(statements)
    steps = [(statement, step) for statement in listed for step in statement.steps]
    replaced = {rule: None for _, step in steps if isinstance(step, ExpectedProduct) for rule in step.rules}
    recursions = {
        step.by[0]: [list(map(text, row)) for row in (*step.matrix, step.offset)]
        for _, step in steps
        if isinstance(step, StableMean)
    }
    parameters = {name for statement in listed for name in _parameters(statement)}
    sides = [part for rule in replaced for row in rule.replaces for part in row]
    sides += [part for made in ASSUMPTIONS.values() for row in made.definitions for part in row]
    sides += [part for made in ASSUMPTIONS.values() if made.fact for part in (made.fact.small, made.fact.large)]
    atoms = _names(*sides) - parameters
    for statement, step in steps:
        atoms |= _names(step.conclusion.small, step.conclusion.large) - _parameters(statement)
    premises = {
        name: {
            "statement": made.statement,
            "fact": made.fact and [text(made.fact.small), text(made.fact.large), made.fact.equal],
            "definitions": [[text(symbol), text(meaning)] for symbol, meaning in made.definitions],
            "recursion": recursions.get(name, []),
        }
        for name, made in ASSUMPTIONS.items()
    }
    return {
        "premises": premises,
        "rules": {_rule(rule): _rule_data(rule) for rule in replaced},
        "atoms": {name: _MEANT.get(name, "") for name in sorted(atoms)},
        "parameters": {name: _MEANT.get(name, "") for name in sorted(parameters)},
    }


def _names(*expressions: Any) -> set[str]:
    return {name_of(symbol) for part in expressions for symbol in sp.sympify(part).free_symbols}


def _parameters(statement: Theorem) -> set[str]:
    return {name_of(row.symbol) for row in statement.region.intervals}


def _rule_data(rule: Replacement) -> dict[str, Any]:
    replaces = [[text(monomial), text(meaning)] for monomial, meaning in rule.replaces]
    return {
        "statement": rule.statement,
        "needs": list(rule.hypotheses),
        "replaces": replaces,
        "bound": rule.bound,
        "whole": rule.whole,
    }


if __name__ == "__main__":
    from . import STATEMENTS

    data = closed_list(STATEMENTS.values())
    PREMISES.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
