"""Replay a bound for all (n, f): every step in exact arithmetic. Standard library only.

>>> from fractions import Fraction
>>> from resam_theory.proof.bounds import Bound, Case, Combine, Use
>>> from resam_theory.proof.region import Region
>>> steps = (Use("pairs of S", (("m", "m"),)), Use("robust", (("kappa", "1"),)),
...          Combine("claim", "E2", "(m - 1)/(2*m)*D2", (("robust", "1"), ("pairs", "1"))))
>>> case = Case("all", Region.of(("m", "1", "")), (), (), steps)
>>> replay(Bound("demo", "lambda", "(m - 1)/(2*m)", (case,), "one case", squared=True))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from .bounds import Bound, Case, Combine, Use
from .cases import Rejected, admitted, given
from .inference import INFERENCES, Inference
from .polynomial import Ratio
from .region import Region, parse
from .semidefinite import semidefinite

__all__ = ["SHARED", "Rejected", "admitted", "established", "replay"]

Fact = tuple[Ratio, Ratio]

SHARED: Final = frozenset({"E", "E2", "V", "D", "D2"})
"""What every rule of inference speaks of; any other symbol belongs to the one that introduced it."""
_OTHER_S: Final = {"xi": "spectral", "no_attack": "any_size", "breakdown": "any_size"}
_SAID: Final = {"spectral": "the largest eigenvalue", "any_size": "sets of another size than n - f"}
_SQUARES: Final = {"E2": parse("E**2"), "D2": parse("D**2")}


def replay(bound: Bound) -> None:
    """:class:`Rejected` unless every step holds, in every case.

    The reserved symbols of a conclusion are E, E2, V, D, D2; n, f and m are what the case says they are.
    """
    if not bound.cases:
        raise Rejected(f"{bound.id}: no case")
    for case in bound.cases:
        try:
            about = _OTHER_S.get(bound.criterion, "")
            known = established(case.region, case.steps, line=bound.line, plane=bound.plane, about=about)
            _conclusion(bound, case, known)
        except ValueError as error:
            raise Rejected(f"{bound.id}, case {case.name}: {error}") from None


def established(
    region: Region, steps: Iterable[Use | Combine], *, line: bool, plane: bool, about: str = ""
) -> dict[str, Fact]:
    """Every fact that the steps establish on the region; :class:`Rejected` at the first step that does not hold.

    ``line``, ``plane``: what is proved is about one coordinate, about two; ``about``: what each rule must hold of.
    """
    if taken := SHARED & set(region.symbols):
        raise Rejected(f"{min(taken)} is no parameter: rules of inference speak of it")
    known: dict[str, Fact] = {}
    definitions: dict[str, Ratio] = {}
    owned: set[str] = set()
    for step in steps:
        if isinstance(step, Use):
            rule = INFERENCES.get(step.rule)
            if rule is None:
                raise Rejected(f"'{step.rule}' is no rule of inference")
            if (rule.line and not line) or (rule.plane and not plane):
                raise Rejected(f"'{rule.name}' is about {'two coordinates' if rule.plane else 'one coordinate'} only")
            if about and not getattr(rule, about):
                raise Rejected(f"'{rule.name}' says nothing of {_SAID[about]}")
            new = _use(step, rule, region, owned, definitions)
        else:
            new = {step.name: _combine(step, region, known, definitions)}
        if taken := set(new) & set(known):
            raise Rejected(f"'{min(taken)}' is the name of two facts")
        known |= new
    return known


def _use(step: Use, rule: Inference, region: Region, owned: set[str], definitions: dict[str, Ratio]) -> dict[str, Fact]:
    at = {name: parse(text) for name, text in step.at}
    if set(at) != set(rule.parameters):
        raise Rejected(f"'{rule.name}' needs values for {', '.join(rule.parameters) or 'nothing'}")
    if free := set().union(*(value.names for value in at.values())) - set(region.symbols):
        raise Rejected(f"'{rule.name}': {sorted(free)} are no parameters of the region")
    for guard in rule.guards:
        if region.sign(parse(guard).at_once(at)) not in (0, 1):
            raise Rejected(f"'{rule.name}' needs {guard} >= 0 on the region")
    sides = [parse(text).names for _, *both in rule.facts for text in both]
    defined = {name for name, _ in rule.definitions}
    atoms = defined.union(*sides) - set(rule.parameters)
    if taken := atoms & set(region.symbols) | (atoms - SHARED) & owned | defined & set(definitions):
        raise Rejected(f"'{rule.name}' speaks of {min(taken)}, which has another meaning already")
    owned |= atoms
    definitions |= {name: parse(text).at_once(at) for name, text in rule.definitions}
    facts = ((label, parse(small), parse(large)) for label, small, large in rule.facts)
    return {step.prefix + label: (small.at_once(at), large.at_once(at)) for label, small, large in facts}


def _combine(step: Combine, region: Region, known: Mapping[str, Fact], definitions: Mapping[str, Ratio]) -> Fact:
    small, large = parse(step.small), parse(step.large)
    rest = large - small
    for name, text in step.weights:
        if name not in known:
            raise Rejected(f"{step.name}: not established: '{name}'")
        weight = parse(text)
        if region.sign(weight) not in (0, 1):
            raise Rejected(f"{step.name}: the weight {text} of '{name}' is not >= 0 on the region")
        rest = rest - weight * (known[name][1] - known[name][0])
    rest = rest.replaced(definitions).replaced({k: v for k, v in _SQUARES.items() if k not in definitions})
    try:
        semidefinite(rest, region)
    except ValueError as error:
        raise Rejected(f"{step.name}: {error}") from None
    return small, large


def _conclusion(bound: Bound, case: Case, known: Mapping[str, Fact]) -> None:
    final = case.steps[-1] if case.steps else None
    if not isinstance(final, Combine):
        raise Rejected("the last step concludes nothing")
    small, large = known[final.name]
    means = given(case)
    if bound.criterion == "breakdown":
        if not (small - parse("E2")).vanishes or not large.names <= {"V", "K", *case.region.symbols}:
            raise Rejected("the last step does not bound E2 by what depends on S alone")
        if bound.alternatives or bound.roots:
            raise Rejected("a breakdown point is one value")
        return
    if bound.squared and bound.criterion != "lambda":
        raise Rejected(f"no bound on {bound.criterion} is squared")
    error, spread = ("E", "D") if bound.linear else ("E2", "D2" if bound.criterion == "lambda" else "V")
    values = [parse(text).replaced(means) for text in (bound.value, *bound.alternatives)]
    value = next((v for v in values if (large - v * Ratio.symbol(spread)).vanishes), None)
    if value is None or not (small - Ratio.symbol(error)).vanishes:
        raise Rejected(f"'{final.name}', which is last, is not {error} <= ({bound.value}) {spread}")
    if case.region.sign(value) not in (0, 1):
        raise Rejected("the bound is not >= 0 on the region")
    if bound.roots:
        if bound.alternatives:
            raise Rejected("roots and alternatives exclude one another")
        p, first, second = (parse(text).replaced(means) for text in bound.roots)
        t = Ratio.symbol("t")
        free = ("t", "0", "") in case.region.rows and "t" not in dict(case.at)
        if not free or not (value - p - t * first - second / t).vanishes:
            raise Rejected("the bound is not P + t X + Y/t for every t > 0")
        if any(case.region.sign(part) not in (0, 1) for part in (first, second)):
            raise Rejected("X or Y is not >= 0 on the region")
