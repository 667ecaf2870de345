"""A coefficient of another criterion, by the best conversions from what is certified of lambda and kappa."""

from __future__ import annotations

from math import inf
from typing import Any

import sympy as sp

from resam_theory.criteria.conversions import convert
from resam_theory.criteria.spreads import KAPPA, LAMBDA, Criterion
from resam_theory.rules import Rule

from ..evidence import Side, Status, best
from .gather import bounds

__all__ = ["by_conversion"]


def by_conversion(rule: Rule, criterion: Criterion, n: int, f: int, d: int | float) -> dict[str, Any]:
    """The fields of ``resam constant`` for ``criterion``: the best of the bounds that conversions give.

    Upper: constant(given -> criterion) times the given coefficient; lower: the given over constant(criterion -> given).
    For a permutation-invariant coordinate-wise rule and d = inf, the largest eigenvalue of an input repeated over all
    permutations as coordinates is V/(m-1), so that xi* = (m-1) kappa* (C5).
    """
    m = n - f
    lower: list[tuple[sp.Expr, str]] = []
    upper: list[tuple[sp.Expr, str]] = []
    for given in (KAPPA, LAMBDA):
        found = [item for item in bounds(rule, given.name, n, f, d) if item.exact]
        low, high = best(found, Side.LOWER), best(found, Side.UPPER)
        if high is not None:
            there = convert(given, criterion).factor(m, d) * sp.sympify(high.value) ** given.power
            upper.append((there, f"{given.symbol}: {high.method}"))
        if low is not None:
            value = sp.sympify(low.value) ** given.power
            lower.append((value / convert(criterion, given).factor(m, d), f"{given.symbol}: {low.method}"))
            if (
                criterion.name == "xi"
                and given is KAPPA
                and d == inf
                and {"coordinate_wise", "permutation"} <= rule.traits
            ):
                lower.append((value * (m - 1), f"κ over all permutations as coordinates: {low.method}"))
    at_least = max(lower, key=lambda item: float(item[0])) if lower else None
    at_most = min(upper, key=lambda item: float(item[0])) if upper else None
    unbounded = at_least is not None and at_least[0] is sp.oo
    same = at_least is not None and at_most is not None and sp.simplify(at_least[0] - at_most[0]) == 0
    return {
        "lower": None if at_least is None else float(at_least[0]),
        "upper": inf if unbounded else None if at_most is None else float(at_most[0]),
        "lower_exact": None if at_least is None else at_least[0],
        "upper_exact": sp.oo if unbounded else None if at_most is None else at_most[0],
        "status": Status.CERTIFIED if same or unbounded else Status.OPEN if at_most is not None else Status.ATTAINED,
        "method": "; ".join(dict.fromkeys(f"converted from {item[1]}" for item in (at_least, at_most) if item)),
    }
