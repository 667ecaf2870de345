"""Where a replayed bound says something: at which (n, f), about which definition, in every situation. Standard library.

>>> from resam_theory.rules import get
>>> evaluate(get("trimmed_mean").proofs[0], 15, 4)
(Fraction(4, 7), Fraction(0, 1))
"""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

from ..definitions import counts
from .bounds import Bound, Case, Combine, Use
from .cases import OWN, Elsewhere, Values, admitted, outside, point_at
from .inference import INFERENCES, Inference
from .polynomial import Ratio, orthant_sign
from .region import Region, parse

__all__ = ["evaluate"]


def evaluate(
    bound: Bound, n: int, f: int, definition: Any = None, inner: Fraction | None = None, *, d: int | None = None
) -> tuple[Fraction, Fraction]:
    """(P, Q) at (n, f): the bound is P + 2 sqrt(Q), Q = 0 where it has no ``roots``.

    :class:`.cases.Elsewhere` unless the cases that admit (n, f) are about every situation and value, with n, f, m as
    they are, and every rule of inference used speaks about ``definition`` (where one is given). The bound itself must
    have been replayed. ``inner``: of a stage's bound, the coefficient of the rule that follows, > 0. ``d``: the number
    of dimensions, for a bound that depends on it.
    """
    point = point_at(bound.names, n, f)
    if d is not None:
        point["d"] = Fraction(d)
    if inner is not None:
        point |= {"inner_top": Fraction(inner.numerator), "inner_bottom": Fraction(inner.denominator)}
    left_out = parse(outside(bound.criterion, bound.value)).at(point)
    if left_out.denominator != 1 or not 0 <= left_out < n:
        raise Elsewhere(f"{bound.id}: {left_out} of {n} inputs cannot be left out")
    held = point | {"f": left_out, "m": n - left_out}
    cases = [(case, values) for case in bound.cases if (values := admitted(case, point)) is not None]
    for case, values in cases:
        _no_pole(case, values, concluded=bound.criterion == "breakdown")
        for step in case.steps:
            if isinstance(step, Use):
                _as_it_is(step, values, held, (n, f), inner)
                if definition is not None:
                    _speaks_about(step, definition, values, (n, f))
    _complete(bound, cases, held)
    if bound.roots:
        p, x, y = (parse(text).at(point) for text in bound.roots)
        return p, x * y
    return max(parse(text).at(point) for text in (bound.value, *bound.alternatives)), Fraction(0)


def _determined(step: Use, values: Values) -> dict[str, Fraction]:
    """The parameters of a rule of inference that (n, f) determines."""
    at = {name: parse(text) for name, text in step.at}
    return {name: value.at(values) for name, value in at.items() if value.names <= set(values)}


def _as_it_is(step: Use, values: Values, point: Values, at: tuple[int, int], inner: Fraction | None) -> None:
    """n, f, m, d, inner and what a rule says that a parameter means are what they are at (n, f)."""
    rule, own = INFERENCES[step.rule], _determined(step, values)
    known = {**{name: point.get(name) for name in OWN}, "inner": inner}
    needed = {name: value for name, value in known.items() if name in rule.parameters}
    needed |= {name: counts.evaluate(text, *at) for name, text in rule.means}
    for name, value in needed.items():
        if value is None or own.get(name) != value:
            raise Elsewhere(f"'{rule.name}' is used for {name} = {own.get(name)}: need {value}")
    for text in rule.whole:
        if parse(text).at(own).denominator != 1:
            raise Elsewhere(f"'{rule.name}' needs an integer {text}")


def _speaks_about(step: Use, definition: Any, values: Values, at: tuple[int, int]) -> None:
    """A rule's ``about``: the form's name, then ``field = text`` or ``field <= text`` in the rule's parameters."""
    rule = INFERENCES[step.rule]
    if not rule.about:
        return
    form, *conditions = rule.about
    parameters = _determined(step, values)
    if definition.name != form or not all(_fits(condition, definition, parameters, at) for condition in conditions):
        raise Elsewhere(f"'{rule.name}' speaks about {', '.join(rule.about)}, not about {definition}")


def _fits(condition: str, definition: Any, parameters: Values, at: tuple[int, int]) -> bool:
    field, relation, text = condition.partition("<=" if "<=" in condition else "=")
    value: Any = definition
    for part in field.split("."):
        value = getattr(value, part, None)
    if value == text:
        return True
    mine, meant = _number(value, at), parameters.get(text, _number(text, at))
    return mine is not None and meant is not None and (mine <= meant if relation == "<=" else mine == meant)


def _number(value: Any, at: tuple[int, int]) -> Any:
    """A field of a definition as a number at (n, f), or None where it is none."""
    try:
        return value(*at) if callable(value) else counts.evaluate(value, *at) if isinstance(value, str) else value
    except ValueError:
        return None


Cases = list[tuple[Case, dict[str, Fraction]]]


def _complete(bound: Bound, cases: Cases, point: Values) -> None:
    """Some list of situations is covered: each situation in it, for each value that the input may decide."""
    found: dict[str, dict[str, Cases]] = {}
    for case, values in cases:
        rules = [INFERENCES[step.rule] for step in case.steps if isinstance(step, Use)]
        divided = {rule.situation for rule in rules if rule.divides}
        if not divided:
            return
        if len(divided) > 1:
            raise Elsewhere(f"{bound.id}, case {case.name}: rules of inference about different situations")
        ((listed, situation),) = divided
        found.setdefault(listed, {}).setdefault(situation, []).append((case, values))
    for listed, parts in found.items():
        every = [rule for rule in INFERENCES.values() if rule.situation[0] == listed]
        if all(_covered(rule, parts.get(rule.situation[1], []), point) for rule in every):
            return
    raise Elsewhere(f"{bound.id}: no case admits (n, f), or they leave out situations or values")


def _covered(rule: Inference, cases: Cases, point: Values) -> bool:
    """Whether the cases are about every value of the parameter that the input decides in a rule's situation."""
    if not rule.over:
        return bool(cases)
    parameter, low, *highs = rule.over
    needed, last = parse(low).at(point), min(parse(high).at(point) for high in highs)
    step = 0 if rule.real else 1
    ranges = sorted(_range(case, values, parameter) for case, values in cases)
    for least, most in ranges:
        if least <= needed:
            needed = max(needed, most if rule.real else Fraction(floor(most) + 1))
    return needed >= last + step


def _range(case: Case, values: Values, parameter: str) -> tuple[Fraction, Fraction]:
    """From where to where a case lets a parameter of its rule of inference run: a symbol of the region, or a number."""
    (text,) = {text for step in case.steps if isinstance(step, Use) for name, text in step.at if name == parameter}
    value = parse(text)
    if value.names <= set(values):
        return value.at(values), value.at(values)
    rows = {name: (low, high) for name, low, high in case.region.rows}
    if text not in rows or not rows[text][1]:
        raise Elsewhere(f"case {case.name}: {parameter} = {text} must be a symbol of the region with two ends")
    low, high = (parse(end) for end in rows[text])
    return low.at(values), high.at(values)


def _no_pole(case: Case, values: Values, *, concluded: bool) -> None:
    """No weight (nothing ``concluded``) has a pole at (n, f), where signs were decided on the open region around it."""
    rows = case.region.rows
    left = Region(tuple((s, str(parse(a).at(values)), b and str(parse(b).at(values))) for s, a, b in rows))
    uses = [(dict(step.at), INFERENCES[step.rule]) for step in case.steps if isinstance(step, Use)]
    decided = {at[rule.over[0]] for at, rule in uses if rule.over}
    ends = [(name, Ratio.number(Fraction(end))) for name, *both in left.rows if name in decided for end in both if end]
    steps = [step for step in case.steps if isinstance(step, Combine)]
    for text in (*(text for step in steps for _, text in step.weights), *(step.large for step in steps if concluded)):
        bottom = parse(text).bottom
        if bottom.names <= set(values) and bottom.at(values):
            continue
        below = Ratio(bottom).replaced({name: Ratio.number(value) for name, value in values.items()})
        # the orthant is not cut: the denominator vanishes nowhere inside
        inside = orthant_sign(left.charted(below).top, 0)
        if not inside or any(below.replaced({name: end}).vanishes for name, end in ends):
            raise Elsewhere(f"case {case.name}: {text} has a pole")
