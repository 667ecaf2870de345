"""Bounds at (n, f) as substitutions of what holds for all (n, f): replayed proofs, worst inputs by classes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from resam_theory.definitions.base import Form
from resam_theory.proof import bounds, laws, replay, worst
from resam_theory.proof.applies import point_at
from resam_theory.proof.inference import INFERENCES, Inference
from resam_theory.proof.polynomial import Ratio
from resam_theory.proof.region import parse

from .claim import Claim
from .reading import Refused
from .root_sum import Exact, RootSum, above, affine

__all__ = ["Elsewhere", "family", "law", "proof", "taken"]


_INNER: Final = frozenset({"inner_top", "inner_bottom"})


class Elsewhere(Refused):
    """A true statement about another coefficient, dimension, definition or (n, f)."""


@lru_cache(maxsize=256)
def _replayed(bound: bounds.Bound) -> bounds.Bound:
    replay.replay(bound)
    return bound


_bounded = lru_cache(maxsize=4096)(replay.evaluate)


@lru_cache(maxsize=256)
def _evaluated(given: worst.Family, definition: Form) -> worst.Family:
    worst.replay(given, definition)
    return given


@lru_cache(maxsize=16)
def _held(given: laws.Law) -> laws.Law:
    laws.replay(given)
    return given


def proof(claim: Claim, evidence: Mapping[str, Any]) -> Exact:
    """The bound on kappa*, lambda*^2 or xi* at (n, f), after its proof for all (n, f) has been replayed."""
    bound = _replayed(bounds.read(evidence["bound"]))
    if bound.criterion != claim.criterion:
        raise Elsewhere(f"the proof is about {bound.criterion}")
    if bound.line and claim.d != 1 and not (claim.criterion == "kappa" and claim.form.coordinate_wise):
        raise Elsewhere("the proof is about one coordinate: d = 1, or kappa of a coordinate-wise rule")
    if bound.plane and (claim.d is None or claim.d > 2):
        raise Elsewhere("the proof is about two coordinates: d <= 2")
    try:
        p, q = _bounded(bound, claim.n, claim.f, claim.form, d=claim.d if bound.depends_on_d else None)
    except replay.Rejected as error:
        raise Elsewhere(str(error)) from None
    found = RootSum(p, q)
    if bound.criterion == "lambda" and not bound.squared:
        if p < 0:
            raise Refused("the bound has a sign that is not clear: need P >= 0")
        found = found.squared()
    return found if found.q else found.p


def staged(claim: Claim, stated: object, stage: Any, inner: Exact) -> Exact:
    """What a stage's replayed proof for all (n, f) makes of the coefficient of the rule that follows.

    An irrational coefficient is the limit of rational bounds on it: where what the proof gives is affine in them, for
    all of them, it holds in the limit.
    """
    bound = _replayed(bounds.read(stated))
    if bound.criterion != claim.criterion or bound.squared or bound.line or bound.roots is not None:
        raise Refused(f"the proof of the stage is not about {claim.criterion}")

    def at(value: Fraction) -> Fraction:
        return replay.evaluate(bound, claim.n, claim.f, stage, value)[0]

    if isinstance(inner, Fraction):
        return at(inner)
    rounded = at(above(inner))
    for case in bound.cases:
        free = {name for name, low, high in case.region.rows if (low, high) == ("1", "")}
        others = {name for _, *ends in case.region.rows for end in ends if end for name in parse(end).names}
        if not free - others >= _INNER or not {(name, name) for name in _INNER} <= set(case.at):
            raise Refused("the proof of the stage is not about all coefficients of the rule that follows")
    one, two = at(Fraction(1)), at(Fraction(2))
    shift, factor = 2 * one - two, two - one
    symbols = {name: Ratio.number(value) for name, value in point_at(bound.names, claim.n, claim.f).items()}
    wanted = parse(f"({shift}) + ({factor})*inner_top/inner_bottom")
    if bound.alternatives or factor < 0 or not (parse(bound.value).replaced(symbols) - wanted).vanishes:
        return rounded
    return affine(shift, factor, inner)


def family(claim: Claim, evidence: Mapping[str, Any]) -> Fraction | None:
    """The ratio at (n, f) of a worst input, None where it is infinite, after the definition has been evaluated on it
    for all (n, f)."""
    given = _evaluated(worst.read(evidence["family"]), claim.form)
    if given.criterion != claim.criterion:
        raise Elsewhere(f"the family is about {given.criterion}")
    if claim.d is not None and not all(case.on_line for case in given.cases):
        raise Elsewhere("the points of the family fit into some R^d: d = inf")
    try:
        return worst.value_at(given, claim.n, claim.f)
    except replay.Rejected as error:
        raise Elsewhere(str(error)) from None


def taken(evidence: Mapping[str, Any]) -> tuple[str, ...]:
    """The rules of inference that a proof uses, with the situations that they tell apart: what a person must read."""
    return _rules(step for case in bounds.read(evidence["bound"]).cases for step in case.steps)


def law(data: Any) -> tuple[str, str, tuple[str, ...]]:
    """What a law states, after its proof has been replayed, its status, and what a person must read."""
    given = _held(laws.read(data))
    return given.statement(), "certified", _rules(given.steps)


def _rules(steps: Iterable[bounds.Use | bounds.Combine]) -> tuple[str, ...]:
    names = [step.rule for step in steps if isinstance(step, bounds.Use)]
    return tuple(f"rule of inference '{name}': {_said(INFERENCES[name])}" for name in dict.fromkeys(names))


def _said(rule: Inference) -> str:
    text = rule.statement
    if rule.over:
        parameter, low, *highs = rule.over
        high = highs[0] if len(highs) == 1 else f"min({', '.join(highs)})"
        text += f" E = 0 unless {parameter} is in {low} .. {high}."
    if rule.among != ("", ""):
        others = dict.fromkeys(other.among[1] for other in INFERENCES.values() if other.among[0] == rule.among[0])
        text += f" This is '{rule.among[1]}'; there is no situation but {', '.join(others)}."
    return text
