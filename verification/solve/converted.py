"""Criteria beside lambda and kappa: by the best conversions, from exact inputs, and by arguments of their own."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import Any, Final

import sympy as sp

from resam_theory.criteria.conversions import convert
from resam_theory.criteria.spreads import KAPPA, LAMBDA, Criterion
from resam_theory.rules import Rule

from ..evidence import Side, Status, best
from .breakdown import breakdown
from .gather import bounds
from .without_attack import without_attack

__all__ = ["by_argument", "by_conversion"]

_Bound = tuple[sp.Expr, str]

MOST_ROWS: Final = 64
MOST_DIMENSIONS: Final = 8
"""Inputs of more rows or dimensions are not tried: their largest eigenvalues are roots of long polynomials."""


def by_conversion(rule: Rule, criterion: Criterion, n: int, f: int, d: int | float) -> dict[str, Any]:
    """The fields of ``resam constant`` for ``criterion``: the best of conversions, stated bounds and stated inputs.

    Upper: constant(given -> criterion) times the given coefficient; lower: the given over constant(criterion -> given).
    For a permutation-invariant coordinate-wise rule and d = inf, the largest eigenvalue of an input repeated over all
    permutations as coordinates is V/(m-1), so that xi* = (m-1) kappa* (C5). ``rule.spectral`` is a bound on xi* of the
    rule's own file, proved there.
    """
    m = n - f
    lower: list[_Bound] = []
    upper: list[_Bound] = []
    for given in (KAPPA, LAMBDA):
        found = [item for item in bounds(rule, given.name, n, f, d) if item.exact]
        low, high = best(found, Side.LOWER), best(found, Side.UPPER)
        if high is not None:
            there = convert(given, criterion).factor(m, d) * sp.sympify(high.value) ** given.power
            upper.append((there, f"converted from {given.symbol}: {high.method}"))
        if low is not None:
            value = sp.sympify(low.value) ** given.power
            from_low = value / convert(criterion, given).factor(m, d)
            lower.append((from_low, f"converted from {given.symbol}: {low.method}"))
            symmetric = d == inf and {"coordinate_wise", "permutation"} <= rule.traits
            if criterion.name == "xi" and given is KAPPA and symmetric:
                lower.append((value * (m - 1), f"κ over all permutations as coordinates: {low.method}"))
    lower += _of_inputs(rule, criterion, n, f, d)
    if criterion.name == "xi" and rule.spectral is not None and (stated := rule.spectral(n, f, d)) is not None:
        upper.append((stated, "proved in the rule's file"))
    at_least = max(lower, key=lambda item: float(item[0])) if lower else None
    at_most = min(upper, key=lambda item: float(item[0])) if upper else None
    paper = at_most is not None and not at_most[1].startswith("converted")
    return _fields(at_least, at_most, exactly=Status.PAPER if paper else Status.CERTIFIED)


def _of_inputs(rule: Rule, criterion: Criterion, n: int, f: int, d: int | float) -> list[_Bound]:
    """What the inputs that the rule states force of the criterion, by its definition and in exact arithmetic."""
    found: list[_Bound] = []
    for stated in {*rule.extremal.values(), *rule.inputs}:
        for dimension in {d, 1}:
            try:
                case = stated(n, f, dimension)
                points = case.points
                if len(points[0]) > min(d, MOST_DIMENSIONS) or n > MOST_ROWS:
                    continue
                outputs = rule.exact(points, f)
            except ValueError:
                continue
            honest = [points[i] for i in case.honest]
            centre = [sum(column, Fraction(0)) / len(honest) for column in zip(*honest, strict=True)]
            errors = [sum((a - b) ** 2 for a, b in zip(output, centre, strict=True)) for output in outputs]
            spread, error = criterion.spread(honest), max(errors)
            if error:
                value = sp.oo if spread == 0 else sp.nsimplify(sp.Rational(error.numerator, error.denominator) / spread)
                found.append((value, "an exact input"))
    return found


def by_argument(rule: Rule, name: str, n: int, f: int, d: int | float) -> dict[str, Any]:
    """The same fields for ``blanchard``, ``breakdown`` and ``no_attack`` (:mod:`resam_theory.criteria.others`)."""
    if name == "breakdown":
        known = breakdown(rule, n, f)
        return _fields(*_pair(sp.Integer(known.lower), known.below, sp.Integer(known.upper), known.above))
    if name == "no_attack":
        interval = without_attack(rule, n, f, d)
        return _fields(*_pair(interval.lower, interval.below, interval.upper, interval.above))
    high = best([item for item in bounds(rule, "kappa", n, f, d) if item.exact], Side.UPPER)
    at_most = None
    if high is not None and d != inf:
        value = sp.sqrt(sp.sympify(high.value) * (n - f - 1) * sp.Integer(int(d)) / (n - f))
        at_most = value, f"in units of σ/‖g‖, from κ: {high.method}; not known to be attained"
    return _fields(None, at_most)


def _pair(low: sp.Expr, below: str, high: sp.Expr | None, above: str) -> tuple[_Bound, _Bound | None]:
    return (low, below), None if high is None else (high, above)


def _fields(at_least: _Bound | None, at_most: _Bound | None, *, exactly: Status = Status.PAPER) -> dict[str, Any]:
    unbounded = at_least is not None and at_least[0] is sp.oo
    same = at_least is not None and at_most is not None and sp.simplify(at_least[0] - at_most[0]) == 0
    status = Status.ATTAINED if at_least is not None else Status.UNKNOWN
    if at_most is not None:
        status = Status.OPEN
    if same or unbounded:
        status = exactly
    return {
        "lower": None if at_least is None else float(at_least[0]),
        "upper": inf if unbounded else None if at_most is None else float(at_most[0]),
        "lower_exact": None if at_least is None else at_least[0],
        "upper_exact": sp.oo if unbounded else None if at_most is None else at_most[0],
        "status": status,
        "method": "; ".join(dict.fromkeys(item[1] for item in (at_least, at_most) if item)),
    }
