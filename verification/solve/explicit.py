"""An explicit input, re-evaluated in exact arithmetic: the one place where an input becomes a lower bound.

For the rule's definition ``rule.exact`` on rational points and a set S of m of them, the coefficient is at least
||F - mean_S|| / D_S (lambda) and ||F - mean_S||^2 / V_S (kappa). Where the definition admits several outputs (a tie),
the largest ratio counts: the coefficient is a supremum, and a tie is a limit of inputs that decide it either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import inf
from typing import Any, Final

import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.criteria import Point, ratios
from resam_theory.rules import Rule

from ..evidence import Evidence, Side
from .certificates import about, document
from .subject import Subject, subject

__all__ = ["embed", "lower_bound", "stated_bounds"]

MOST_NUMBERS: Final = 50_000
"""Most coordinates of a stated input that is evaluated: rational arithmetic takes some seconds for so many."""


def embed(points: Sequence[Point], d: int | None) -> list[Point] | None:
    """The points in R^d, padded with zero coordinates; None when they need more than d dimensions."""
    own = len(points[0])
    if d is None or own == d:
        return [tuple(p) for p in points]
    return None if own > d else [tuple(p) + (type(p[0])(0),) * (d - own) for p in points]


def lower_bound(
    rule: str | Rule | Subject, criterion: Criterion, points: Sequence[Point], honest: Sequence[int], method: str
) -> Evidence | None:
    """The exact lower bound that this input proves on lambda* or kappa* of ``rule``; None where F is irrational.

    Its data are evidence that ``resam recheck`` re-evaluates, where the rule has a definition as data; else the input.
    """
    of = subject(rule)
    n = len(points)
    if of.rule.trusted and 0 not in honest:  # S is any set that contains the trusted row
        return None
    try:
        outputs = of.rule.exact(points, n - len(honest))
    except ValueError:
        return None
    found = [ratios(points, honest, output) for output in outputs]
    best = max(pair[0] if criterion is Criterion.LAMBDA else pair[1] for pair in found)
    body: dict[str, Any] = {"points": [[str(value) for value in point] for point in points], "honest": list(honest)}
    if of.definition is not None:
        square = None if best is sp.oo else Fraction(str(best))
        claim = about(of, criterion, n, n - len(honest), len(points[0]))
        body = document("witness", Side.LOWER, claim, square, **body)
    return Evidence(Side.LOWER, sp.sqrt(best) if criterion is Criterion.LAMBDA else best, True, method, body)


@lru_cache(maxsize=4096)
def _stated(of: Subject, criterion: Criterion, n: int, f: int, d: int | float) -> tuple[Evidence, ...]:
    stated = of.rule.extremal.get(criterion)
    found: list[Evidence | None] = []
    for dimension in dict.fromkeys((d, 1)) if stated else ():
        assert stated is not None
        try:
            case = stated(n, f, dimension)
        except ValueError:
            continue
        if len(case.points) * len(case.points[0]) > MOST_NUMBERS:
            continue
        points = embed(case.points, None if d == inf else int(d))
        if points is not None:
            found.append(lower_bound(of, criterion, points, case.honest, f"extremal input ({case.note})"))
    return tuple(item for item in found if item is not None)


def stated_bounds(
    rule: str | Rule | Subject, criterion: Criterion, n: int, f: int, d: int | float
) -> tuple[Evidence, ...]:
    """What the worst inputs prove that the rule's file states for R^d (d = inf: any) and, embedded, for the line."""
    return _stated(subject(rule), criterion, n, f, d)
