"""Steps over time: induction on t, sums that telescope, levels that contract. Standard library only."""

from __future__ import annotations

from .polynomial import ONE, Ratio
from .premises import CONSTANTS, FROM_ZERO, LEVELS, SUMS, VARYING, ZERO, premises
from .region import parse
from .setting import Known, Setting, coefficient
from .written import Contract, Recur, Sum

__all__ = ["contracted", "recurred", "summed"]

_ONE = Ratio(ONE)


def recurred(step: Recur, setting: Setting) -> Known:
    """w_0 = 0 and w' <= factor w + constant, factor >= 0, give w <= closed(variable) if closed(1) = 0 and closed obeys
    the recursion, ``variable`` becoming ``ratio`` times itself."""
    premise, stated, now = setting.known(step.premise), setting.fact(step.fact), step.fact.small
    if now not in ZERO or stated.equal or not (premise.small - Ratio.symbol(f"{now}_next")).vanishes:
        raise ValueError("the premise is no recursion of a sequence that starts at 0")
    given, closed, ratio = premise.large, stated.large, setting.pure(parse(step.ratio))
    factor = coefficient(given, now, setting.region.symbols)
    setting.nonnegative(factor, "the factor of the recursion")
    constant = given - factor * Ratio.symbol(now)
    if stray := constant.names - setting.steady - ZERO[now]:
        raise ValueError(f"{min(stray)} changes from step to step")
    setting.stands_for(step.variable, ratio)
    if not closed.replaced({step.variable: _ONE}).vanishes:
        raise ValueError("the closed form does not start at 0")
    later = closed.replaced({step.variable: ratio * Ratio.symbol(step.variable)})
    if not (factor * closed + constant - later).vanishes:
        raise ValueError("the closed form does not obey the recursion")
    return stated


def _levels(potential: Ratio, setting: Setting, *, zero: bool = False) -> tuple[Ratio, Ratio]:
    """The potential one step later, and at the start."""
    moving = potential.names - set(setting.region.symbols) - CONSTANTS
    later = {name: Ratio.symbol(f"{name}_next") for name in moving}
    start = {name: Ratio.number(0) if zero else Ratio.symbol(f"{name}1") for name in moving}
    atoms = premises().atoms.keys()
    known = moving <= ZERO.keys() if zero else {f"{name}1" for name in moving} <= atoms
    if not known or not {f"{name}_next" for name in moving} <= atoms or potential.names & VARYING.keys():
        raise ValueError("the potential has no next or no first value")
    return potential.at_once(later), potential.at_once(start)


def summed(step: Sum, setting: Setting) -> Known:
    """``slack = potential - potential(next) + rest`` becomes ``potential(first) - potential(last) + sum of rest``."""
    premise, stated, potential = setting.known(step.premise), setting.fact(step.fact), parse(step.potential)
    if step.over not in SUMS or not (step.over in LEVELS or potential.vanishes):
        raise ValueError(f"'{step.over}' is no sum of this")
    after, before = _levels(potential, setting, zero=step.over == FROM_ZERO)
    rest, total = premise.slack - potential + after, before - after
    atoms = set[str]().union(*(parse(monomial).names for monomial, _ in SUMS[step.over]))
    for monomial, whole in SUMS[step.over]:
        weight = coefficient(rest, monomial, set(setting.region.symbols) - atoms)
        total = total + setting.pure(weight) * parse(whole).at_once(setting.where)
        rest = rest - weight * parse(monomial)
    if not rest.vanishes:
        raise ValueError("there are terms that neither telescope nor are summed")
    if (stated.equal and not premise.equal) or not (stated.slack - total).vanishes:
        raise ValueError("the sum is another one")
    return stated


def contracted(step: Contract, setting: Setting) -> Known:
    """V' <= q V + c with 0 <= q < 1 and c the same at every step: V_{t+1} <= q^t V_1 + (1 - q^t) c/(1 - q)."""
    premise, stated, potential = setting.known(step.premise), setting.fact(step.fact), parse(step.potential)
    ratio, constant, power = setting.pure(parse(step.ratio)), parse(step.constant), Ratio.symbol(step.power)
    if stray := constant.names - setting.steady - CONSTANTS:
        raise ValueError(f"{min(stray)} changes from step to step")
    after, first = _levels(potential, setting)
    if not (premise.slack - (ratio * potential + constant - after)).vanishes:
        raise ValueError("the premise is not ratio V + constant - V(next)")
    setting.nonnegative(ratio, "the ratio")
    left = _ONE - ratio
    setting.positive(left, "what is left of the ratio")
    setting.stands_for(step.power, ratio)
    large = power * first + (_ONE - power) * constant / left
    if stated.equal or not (stated.slack - (large - after)).vanishes:
        raise ValueError("the level that remains is another one")
    return stated
