"""A second checker of proofs, in sympy: it shares with the first the list of rules of inference and nothing else.

At rational points of a case's region every guard and every weight must be >= 0, every remainder a form without linear
or higher terms that is positive semidefinite, and the last step the claim; by sympy's own reading of the texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

from resam_theory.compose.expectation import LAWS
from resam_theory.definitions.classes import Configuration, forced
from resam_theory.proof.applies import evaluate
from resam_theory.proof.bounds import Bound, Case, Combine, Use
from resam_theory.proof.cases import admitted, point_at
from resam_theory.proof.inference import INFERENCES
from resam_theory.proof.laws import Law
from resam_theory.proof.region import parse
from resam_theory.proof.replay import Rejected
from resam_theory.proof.worst import Family, Place, value_at
from resam_theory.rules import RULES, Rule

pytestmark = pytest.mark.sampled(8)

BOUNDS = {bound.id: bound for rule in RULES for bound in rule.proofs}
FAMILIES = {family.id: (rule, family) for rule in RULES for family in rule.families}
SHARES = ((1, 3, 5), (7, 2, 3), (2, 9, 4))
"""Where in its interval each parameter is taken: three points of every region."""

Point = dict[Any, Any]


def read(text: str) -> Any:
    """The expression, by sympy; every name is a symbol."""
    names: Any = {
        name: sp.Symbol(name) for name in "".join(c if c.isalnum() or c == "_" else " " for c in text).split()
    }
    reader: Any = sp.sympify
    return reader(text, locals={name: symbol for name, symbol in names.items() if not name[0].isdigit()})


def points(case: Case) -> Iterator[Point]:
    for shares in SHARES:
        point: Point = {}
        for i, (symbol, low, high) in enumerate(case.region.rows):
            share, start = sp.Rational(1, shares[i % 3] + 1), read(low).subs(point)
            point[sp.Symbol(symbol)] = start + (
                share * (read(high).subs(point) - start) if high else shares[i % 3] * share
            )
        yield point


def faults(bound: Bound) -> Iterator[str]:
    """What does not hold."""
    for case in bound.cases:
        for point in points(case):
            yield from (f"{case.name}: {fault}" for fault in _faults(bound, case, point))


def _faults(bound: Bound, case: Case, point: Point) -> Iterator[str]:
    yield from _steps(case.steps, point, ())
    final = case.steps[-1]
    assert isinstance(final, Combine)
    yield from _last(bound, case, final, point)


def law_faults(law: Law) -> Iterator[str]:
    """What does not hold of a law at points where s is 1, too."""
    for values, real in (((1, 1, 1), (1, 1)), ((1, 2, 1), (sp.Rational(1, 7), 5)), ((3, 4, 2), (9, sp.Rational(2, 3)))):
        point: Point = dict(zip(map(sp.Symbol, law.integers), map(sp.Integer, values), strict=True))
        others = [name for name in law.region.symbols if name not in law.integers]
        point |= dict(zip(map(sp.Symbol, others), real, strict=False))
        meant = [(sp.Symbol(name), read(text)) for name, text in reversed(law.given)]
        yield from _steps(law.steps, point, meant)


def _steps(steps: Sequence[Use | Combine], point: Point, meant: Sequence[tuple[Any, Any]]) -> Iterator[str]:
    """``meant``: what names stand for, the last first."""
    facts: dict[str, Any] = {}
    definitions: list[tuple[Any, Any]] = []

    def here(text: str) -> Any:
        return read(text).subs(meant).subs(point)

    for step in steps:
        if isinstance(step, Use):
            rule = INFERENCES[step.rule]
            at = {sp.Symbol(name): here(text) for name, text in step.at}
            if any(read(guard).subs(at, simultaneous=True) < 0 for guard in rule.guards):
                yield f"a guard of {rule.name}"
            for label, small, large in rule.facts:
                facts[step.prefix + label] = (read(large) - read(small)).subs(at, simultaneous=True)
            definitions += [
                (sp.Symbol(name), read(text).subs(at, simultaneous=True)) for name, text in rule.definitions
            ]
            continue
        weights = {label: here(text) for label, text in step.weights}
        if any(weight < 0 for weight in weights.values()):
            yield f"{step.name}: a weight"
        facts[step.name] = here(step.large) - here(step.small)
        rest = facts[step.name] - sum((weight * facts[label] for label, weight in weights.items()), sp.Integer(0))
        defined = {symbol for symbol, _ in definitions}
        squares = {sp.Symbol("E2"): sp.Symbol("E") ** 2, sp.Symbol("D2"): sp.Symbol("D") ** 2}
        rest = rest.subs(definitions).subs({old: new for old, new in squares.items() if old not in defined})
        if not _nonnegative(sp.expand(rest)):
            yield f"{step.name}: the remainder {rest}"


def _nonnegative(rest: Any) -> bool:
    """Whether a polynomial is a constant >= 0 plus a semidefinite form."""
    atoms = sorted(rest.free_symbols, key=str)
    if not atoms:
        return bool(rest >= 0)
    form, matrix, constant = sp.Poly(rest, *atoms), sp.zeros(len(atoms), len(atoms)), sp.Integer(0)
    for powers, coefficient in form.terms():
        places = [i for i, power in enumerate(powers) for _ in range(power)]
        if len(places) == 2:
            matrix[places[0], places[1]] += coefficient / 2
            matrix[places[1], places[0]] += coefficient / 2
        elif places:
            return False
        else:
            constant = coefficient
    return bool(constant >= 0 and matrix.is_positive_semidefinite)


def _last(bound: Bound, case: Case, final: Combine, point: Point) -> Iterator[str]:
    given = {sp.Symbol(name): read(text) for name, text in case.given}
    if bound.criterion == "breakdown":
        if read(final.small) != sp.Symbol("E2") or read(final.large).free_symbols & {sp.Symbol("E"), sp.Symbol("D")}:
            yield "what is concluded"
        return
    error, spread = (
        ("E2", "V")
        if bound.criterion in ("kappa", "xi", "no_attack")
        else ("E2", "D2")
        if bound.squared
        else ("E", "D")
    )
    values = [read(text).subs(given, simultaneous=True).subs(point) for text in (bound.value, *bound.alternatives)]
    stated = read(final.large).subs(point)
    if read(final.small) != sp.Symbol(error):
        yield "what is concluded"
    if not any(sp.expand(stated - value * sp.Symbol(spread)) == 0 for value in values):
        yield "the value that is concluded"


@pytest.mark.parametrize("name", BOUNDS)
def test_it_agrees(name: str) -> None:
    assert not list(faults(BOUNDS[name]))


@pytest.mark.parametrize("name", BOUNDS)
def test_it_finds_what_is_wrong(name: str) -> None:
    """A constant a hundred times too small, the heaviest premise dropped, the sign of a weight, another value."""
    bound = BOUNDS[name]
    case = bound.cases[0]
    final = case.steps[-1]
    assert isinstance(final, Combine)
    first, *others = final.weights
    less = replace(final, large=f"({final.large})/100") if bound.value != "0" else replace(final, small="2*E2")
    for wrong in (less, replace(final, weights=((first[0], f"-({first[1]})"), *others)), replace(final, weights=())):
        steps = (*case.steps[:-1], wrong)
        assert list(faults(replace(bound, cases=(replace(case, steps=steps),))))
    if bound.criterion != "breakdown" and bound.value != "0":
        assert list(faults(replace(bound, value=f"({bound.value})/100", alternatives=())))


@pytest.mark.parametrize("name", LAWS)
def test_it_agrees_about_laws_and_finds_what_is_wrong(name: str) -> None:
    """Where laws are claimed: a constant a hundred times too small, or a premise less."""
    law = LAWS[name]
    assert not list(law_faults(law))
    for i, step in enumerate(law.steps):
        if isinstance(step, Combine):
            for wrong in (replace(step, small=f"100*({step.small})"), replace(step, weights=step.weights[1:])):
                assert any(law_faults(replace(law, steps=(*law.steps[:i], wrong, *law.steps[i + 1 :]))))


DIMENSION = 3
"""Of the bounds that depend on it."""


@pytest.mark.parametrize("name", BOUNDS)
def test_values_are_substitutions(name: str) -> None:
    """At the (n, f) that it admits up to n = 11 the bound is what sympy makes of its text."""
    bound, seen = BOUNDS[name], 0
    for n in range(3, 12):
        for f in range(1, (n - 1) // 2 + 1):
            try:
                p, q = evaluate(bound, n, f, d=DIMENSION)
            except Rejected:
                continue
            seen += 1
            point = {**point_at(bound.names, n, f), "d": DIMENSION}
            at = {sp.Symbol(key): sp.Rational(str(value)) for key, value in point.items()}
            if not bound.roots:
                assert max(read(text).subs(at) for text in (bound.value, *bound.alternatives)) == sp.Rational(str(p))
                continue
            t = sp.Symbol("t")
            value: Any = sp.expand(read(bound.value).subs({key: x for key, x in at.items() if key != t}))
            assert sp.Rational(str(p)) == value.coeff(t, 0)
            assert q is not None
            assert sp.Rational(str(q)) == value.coeff(t, 1) * value.coeff(t, -1)
    assert seen


@pytest.mark.parametrize("name", [name for name, (_, family) in FAMILIES.items() if not family.cases[0].on_line])
def test_families_in_space_agree_with_their_classes_at_numbers(name: str) -> None:
    """The definition on Fractions, where the proof had it on functions of n and f."""
    rule, family = FAMILIES[name]
    seen = 0
    for n in range(3, 12):
        for f in range(1, (n - 1) // 2 + 1):
            try:
                value = value_at(family, n, f)
            except Rejected:
                continue
            seen += value in _reached(rule, family, n, f)
            assert value in _reached(rule, family, n, f), (n, f)
    assert seen >= 2


def _reached(rule: Rule, family: Family, n: int, f: int) -> list[Fraction | None]:
    point = point_at(family.names, n, f)
    case, values = next((case, at) for case in family.cases if (at := admitted(case, point)) is not None)
    values |= point
    given = _configuration(case, values)
    assert rule.definition is not None
    found = [forced(given, choice) for choice in rule.definition.chosen(given, f) or ()]
    scales = [(r.error2, r.variance if family.criterion == "kappa" else r.diameter2) for r in found]
    return [error2 / scale if scale else None if error2 else Fraction(0) for error2, scale in scales]


def _configuration(case: Place, values: dict[str, Fraction]) -> Configuration:
    def at(text: str) -> Fraction:
        return parse(text).at(values)

    square, places = at(case.square), [[at(x) for x in cluster.place] for cluster in case.clusters]
    gram = tuple(tuple(square * sum(x * y for x, y in zip(p, q, strict=True)) for q in places) for p in places)
    sizes = tuple(int(at(cluster.size)) for cluster in case.clusters)
    honest = tuple(cluster.honest for cluster in case.clusters)
    return Configuration(sizes, honest, gram, tuple(at(cluster.spread) for cluster in case.clusters))
