"""The certified interval of lambda*_d, 2 <= d < inf, of coordinate-wise rules."""

from __future__ import annotations

import time
from fractions import Fraction
from math import inf
from typing import Any

import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.errors import require_d, require_n_f

from ...evidence import Evidence, Side
from ...exact_input import lower_bound
from .. import one_d
from ..one_d.pieces import RULES_1D
from ..one_d.solution import claim_data, embedded
from . import trimmed
from .designs import best_design
from .root3 import Root3

__all__ = ["bounds"]

MAX_N = 25
"""Largest n: designs are evaluated in rational arithmetic, some 20 n of them."""
MAX_D = 64


def bounds(rule: str, criterion: Criterion | str, n: int, f: int, d: int | float | str) -> tuple[Evidence, ...]:
    """Exact evidence from both sides. Upper, on lambda*_d^2: d lambda*_1^2; lambda*_inf^2; and for rules that average
    the middle order statistics (d/2) times the exact bound at d = 2 (:mod:`.trimmed`), attained by the trimmed mean
    at d = 2. Lower: the best of :mod:`.designs`, re-evaluated by the rule's definition. d = 1, inf and kappa: see
    ``one_d``.

    >>> from resam_theory.claims import Criterion
    >>> [f"{float(e.value):.6f}" for e in bounds("trimmed_mean", Criterion.LAMBDA, 7, 2, 2)][:2]
    ['0.448803', '0.448803']
    """
    criterion, dim = Criterion(criterion), require_d(d)
    n, f = require_n_f(n, f, f_min=1)
    if criterion is not Criterion.LAMBDA or dim in {1, inf}:
        return one_d.bounds(rule, criterion, n, f, dim)
    if not RULES_1D.get(rule, (None, False))[1]:
        names = ", ".join(name for name, (_, coordinate_wise) in RULES_1D.items() if coordinate_wise)
        raise ValueError(f"rule = {rule!r} is not admissible: need a coordinate-wise rule, one of {names}")
    if n > MAX_N or dim > MAX_D:
        raise ValueError(f"(n, d) = ({n}, {dim}) is not admissible: need n <= {MAX_N} and d <= {MAX_D}")
    size = int(dim)
    on_line = one_d.bounds(rule, criterion, n, f, 1)
    if on_line[0].value is sp.oo:
        return (embedded(on_line[0], dim),)
    return (*_lower(rule, n, f, size), *_plane(rule, n, f, size), *_from_line(on_line[1], n, f, size))


def _lower(rule: str, n: int, f: int, d: int) -> tuple[Evidence, ...]:
    """The best design, and for the trimmed mean in the plane its exact algebraic form."""
    if rule == "trimmed_mean" and d == 2:
        points = trimmed.plane_witness(n, f)
        value = trimmed.attained_squared(points, f)
        data = _head(rule, n, f, d, value.below()) | {
            "side": "lower",
            "points": [[[str(x.a), str(x.b)] for x in point] for point in points],
        }
        return (Evidence(Side.LOWER, _root(value), True, "equilateral triangle, exact in Q(sqrt 3)", data),)
    points = best_design(rule, n, f, d)
    found = lower_bound(rule, Criterion.LAMBDA, points, range(n - f), "clusters on a simplex")
    return (found,) if found else ()


def _plane(rule: str, n: int, f: int, d: int) -> tuple[Evidence, ...]:
    if rule not in trimmed.TRIMMED:
        return ()
    started = time.perf_counter()
    value = trimmed.upper_squared(n - f, trimmed.TRIMMED[rule](n, f), d)
    data = _head(rule, n, f, d, value.above()) | {"side": "upper"}
    method = "coupling of the coordinates, pair by pair"
    return (Evidence(Side.UPPER, _root(value), True, method, data, time.perf_counter() - started),)


def _from_line(line: Evidence, n: int, f: int, d: int) -> tuple[Evidence, ...]:
    """d lambda*_1^2, and lambda*_inf^2, whichever is smaller."""
    rule = line.data["claim"]["rule"]
    limit = one_d.bounds(rule, Criterion.LAMBDA, n, f, inf)[1]
    squared = d * Fraction(line.data["value"]) ** 2
    if squared >= Fraction(limit.data["value"]):
        return (limit,)
    data = _head(rule, n, f, d, squared) | {"side": "upper", "from": line.data}
    value = sp.sqrt(sp.Rational(squared.numerator, squared.denominator))
    return (Evidence(Side.UPPER, value, True, "d times the bound on the line", data, line.seconds),)


def _head(rule: str, n: int, f: int, d: int, squared: Fraction) -> dict[str, Any]:
    return {
        "kind": "finite_d",
        "value": str(squared),
        "squared": True,
        **claim_data(rule, Criterion.LAMBDA, n, f, d),
    }


def _root(squared: Root3) -> sp.Expr:
    """sqrt(a + b sqrt 3) as an exact sympy number."""
    a, b = (sp.Rational(x.numerator, x.denominator) for x in (squared.a, squared.b))
    return sp.expand(sp.sqrtdenest(sp.sqrt(a + b * sp.sqrt(3))))
