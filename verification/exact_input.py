"""An explicit input, re-evaluated in exact arithmetic: the one place where an input becomes a lower bound.

For the rule's definition ``rule.exact`` on rational points and a set S of m of them, the coefficient is at least
||F - mean_S|| / D_S (lambda) and ||F - mean_S||^2 / V_S (kappa). Where the definition admits several outputs (a tie),
the largest ratio counts: the coefficient is a supremum, and a tie is a limit of inputs that decide it either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.criteria import Point, ratios
from resam_theory.rules import get

from .evidence import Evidence, Side

__all__ = ["embed", "lower_bound", "witness"]


def embed(points: Sequence[Point], d: int | None) -> list[Point] | None:
    """The points in R^d, padded with zero coordinates; None when they need more than d dimensions."""
    own = len(points[0])
    if d is None or own == d:
        return [tuple(p) for p in points]
    return None if own > d else [tuple(p) + (type(p[0])(0),) * (d - own) for p in points]


def witness(
    rule: str, criterion: Criterion, points: Sequence[Point], honest: Sequence[int], output: Point
) -> dict[str, Any]:
    """The JSON form of an input that a bound rests on: ``resam recheck`` re-evaluates it from this alone."""
    return {
        "kind": "witness",
        "rule": rule,
        "criterion": str(criterion),
        "n": len(points),
        "f": len(points) - len(honest),
        "points": [[str(value) for value in point] for point in points],
        "honest": list(honest),
        "output": [str(value) for value in output],
    }


def lower_bound(
    rule: str, criterion: Criterion, points: Sequence[Point], honest: Sequence[int], method: str
) -> Evidence | None:
    """The exact lower bound that this input proves on lambda* or kappa* of ``rule``; None where F is irrational."""
    n, f = len(points), len(points) - len(honest)
    try:
        outputs = get(rule).exact(points, f)
    except ValueError:
        return None
    best: sp.Expr = sp.Integer(-1)
    at: Point = outputs[0]
    for output in outputs:
        lam2, kap = ratios(points, honest, output)
        value = lam2 if criterion is Criterion.LAMBDA else kap
        if value > best:  # pyright: ignore[reportOperatorIssue]
            best, at = value, output
    value = sp.sqrt(best) if criterion is Criterion.LAMBDA else best
    data = witness(rule, criterion, points, honest, at) | {"ties": len(outputs), "value": str(value)}
    assert data["n"] == n
    return Evidence(Side.LOWER, value, True, method, data)
