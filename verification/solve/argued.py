"""Criteria that compare no error with a spread of S: the breakdown point, the error without an attack."""

from __future__ import annotations

from math import inf
from typing import Any

import sympy as sp

from resam_theory.rules import Rule

from ..evidence import Status
from .breakdown import breakdown
from .without_attack import without_attack

__all__ = ["by_argument"]


def by_argument(rule: Rule, name: str, n: int, f: int, d: int | float) -> dict[str, Any]:
    """The fields of ``resam constant`` for ``breakdown`` or ``no_attack`` (:mod:`resam_theory.criteria.others`)."""
    if name == "breakdown":
        known = breakdown(rule, n, f)
        lower, upper, below, above = sp.Integer(known.lower), sp.Integer(known.upper), known.below, known.above
    else:
        lower, upper, below, above = without_attack(rule, n, f, d)
    unbounded = lower is sp.oo
    same = upper is not None and sp.simplify(lower - upper) == 0
    status = Status.PAPER if same or unbounded else Status.ATTAINED if upper is None else Status.OPEN
    return {
        "lower": float(lower),
        "upper": inf if unbounded else None if upper is None else float(upper),
        "lower_exact": lower,
        "upper_exact": sp.oo if unbounded else upper,
        "status": status,
        "method": "; ".join(dict.fromkeys((below,) if upper is None else (below, above))),
    }
