"""Follow a written proof about the algorithm, step by step, in exact arithmetic. Standard library only.

A fact is ``small <= large`` (or ``==``) between polynomials in vectors and scalars whose coefficients are rational
functions of the parameters; products of vectors are inner products. What is believed beside the arithmetic: the
premises (:mod:`.premises`), and that a step means what :mod:`.written` says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from .over_time import contracted, recurred, summed
from .polynomial import Ratio
from .premises import FREE, NUMBERS, Expectation, Premise, premises
from .region import parse
from .semidefinite import semidefinite
from .setting import Known, Setting, at_moment, coefficient
from .two_worlds import settled, told_apart
from .written import Assume, Cite, Contract, Deduce, Define, Expect, Recur, Settle, Statement, Sum, Worlds

__all__ = ["follow"]


def follow(statements: Iterable[Statement]) -> Setting:
    """The last of the statements, once its proof and those of all that it cites, which come before it, are followed.

    ValueError says which step does not hold.
    """
    listed = tuple(statements)
    names = [statement.id for statement in listed]
    if not listed or len(set(names)) < len(names):
        raise ValueError("need statements, each with its own name")
    *before, last = listed
    if len(_needed(last, tuple(before))) < len(before):
        raise ValueError("a statement is not cited")
    return _followed(last, tuple(before))


def _needed(statement: Statement, before: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """What a statement cites, and what that cites."""
    wanted, found = {step.of for step in statement.steps if isinstance(step, Cite)}, list[Statement]()
    for other in reversed(before):
        if other.id in wanted:
            found.append(other)
            wanted |= {step.of for step in other.steps if isinstance(step, Cite)}
    return tuple(reversed(found))


@lru_cache(maxsize=512)
def _followed(statement: Statement, before: tuple[Statement, ...]) -> Setting:
    earlier = {other.id: _followed(other, _needed(other, before[:place])) for place, other in enumerate(before)}
    where = statement.id
    try:
        setting = Setting.of(statement)
        for step in statement.steps:
            name = step.name if isinstance(step, Assume | Cite) else step.fact.name
            where = f"{statement.id}, {name}"
            found = _cited(step, setting, earlier) if isinstance(step, Cite) else _STEPS[type(step)](step, setting)
            setting.learn(name, found)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
    if not statement.steps or isinstance(statement.steps[-1], Assume | Cite):
        raise ValueError(f"{statement.id}: the last step concludes nothing")
    return setting


def _defined(step: Define, setting: Setting) -> Known:
    stated = setting.fact(step.fact)
    if not setting.defined(stated.slack, step.by).vanishes:
        raise ValueError("the two sides differ")
    return Known(stated.small, stated.large, stated.equal, exact=stated.equal)


def _combined(step: Deduce, setting: Setting) -> Known:
    stated = setting.fact(step.fact)
    if stated.equal:
        raise ValueError("a combination concludes an inequality")
    rest = stated.slack
    for name, text in step.weights:
        known, weight = setting.known(name), parse(text)
        if not known.equal:
            setting.nonnegative(weight, f"the weight of '{name}'")
        elif not known.exact and weight.names - set(setting.region.symbols):
            raise ValueError(f"the weight of '{name}' is no number")
        setting.finite(weight)
        rest = rest - weight * known.slack
    semidefinite(setting.defined(rest, step.by), setting.region)
    return stated


def _expected(step: Expect, setting: Setting) -> Known:
    if len(step.of) != 2 or not all(setting.known(name).exact for name in step.of):
        raise ValueError("need two identities")
    first, second = (setting.known(name) for name in step.of)
    small, large, bounds = first.small * second.small, first.large * second.large, False
    for name in step.rules:
        rule = premises().rules.get(name)
        if rule is None:
            raise ValueError(f"'{name}' is no rule")
        for needed in rule.needs:
            setting.premise(needed)
        if rule.whole:
            _complete(rule, (small, large), setting)
        small, large = _replaced(small, rule, setting), _replaced(large, rule, setting, last=True)
        bounds = bounds or rule.bound
    stated = setting.fact(step.fact)
    if stated.equal and bounds:
        raise ValueError("a bound is no equality")
    if not ((small - stated.small).vanishes and (large - stated.large).vanishes):
        raise ValueError("the expectation differs")
    return stated


def _complete(rule: Expectation, sides: Iterable[Ratio], setting: Setting) -> None:
    """Every monomial of both sides becomes something else."""
    listed = {key for text, _ in rule.replaces for key in parse(text).top.terms}
    for side in sides:
        if not set(side.top.coefficients(side.names - set(setting.region.symbols))) <= listed:
            raise ValueError("there is a term that is no sum over workers")


def _replaced(side: Ratio, rule: Expectation, setting: Setting, *, last: bool = False) -> Ratio:
    for text, meaning in rule.replaces:
        monomial, weight = parse(text), coefficient(side, text, setting.region.symbols)
        if rule.bound and not weight.vanishes:
            if not last:
                raise ValueError("the smaller side must not be bounded above")
            setting.nonnegative(weight, f"the weight of {text}")
        if not weight.vanishes:
            side = side + weight * (setting.finite(parse(meaning).at_once(setting.where)) - monomial)
    return side


def _assumed(step: Assume, setting: Setting) -> Known:
    fact = setting.premise(step.of).fact
    if fact is None:
        raise ValueError(f"'{step.of}' is no inequality")
    known = Known(parse(fact[0]), parse(fact[1]), fact[2])
    numbers = known.equal and known.names <= premises().parameters.keys() | NUMBERS
    known = Known(known.small, known.large, known.equal, exact=numbers)
    return at_moment(known, step.moment, premises().parameters).moved(setting.where)


def _cited(step: Cite, setting: Setting, earlier: Mapping[str, Setting]) -> Known:
    if step.of not in earlier:
        raise ValueError(f"'{step.of}' is not proved before")
    source = earlier[step.of]
    for name in source.statement.assumes:
        setting.premise(name)
    own, at = set(setting.region.symbols), {name: parse(text) for name, text in step.at}
    if not set(at) <= FREE & set(source.region.symbols) or any(value.names - own for value in at.values()):
        raise ValueError(f"'{step.of}' holds for all values of {', '.join(sorted(FREE))} only")
    if at and any(set(at) & _names(premises().premises[name]) for name in source.statement.assumes):
        raise ValueError(f"a premise of '{step.of}' speaks of {min(at)}")
    moves = {**setting.where, **at}
    for name, value in source.where.items():
        if name not in setting.where or not (setting.where[name] - value.at_once(moves)).vanishes:
            raise ValueError(f"'{step.of}' is about another {name}")
    for name, low, high in source.region.rows:
        value = Ratio.symbol(name).at_once(moves)
        for end, sign in ((low, 1), (high, -1)):
            if end:
                within = (value - parse(end).at_once(moves)) * Ratio.number(sign)
                setting.positive(within, f"what '{step.of}' needs of {name}")
    for name, ratio in source.powers.items():
        setting.stands_for(name, ratio.at_once(moves))
    setting.about(source.worst)
    return at_moment(source.known(step.fact), step.moment, source.region.symbols).moved(moves)


def _names(premise: Premise) -> set[str]:
    texts = [*(premise.fact[:2] if premise.fact else ()), *(text for row in premise.definitions for text in row)]
    return set[str]().union(*(parse(text).names for text in texts))


_STEPS: Final[dict[type[Any], Callable[[Any, Setting], Known]]] = {
    Define: _defined,
    Deduce: _combined,
    Expect: _expected,
    Recur: recurred,
    Sum: summed,
    Contract: contracted,
    Assume: _assumed,
    Worlds: told_apart,
    Settle: settled,
}
