"""The certified interval of lambda*_d, 2 <= d < inf, of coordinate-wise rules."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.definitions.trimmed import Trimmed
from resam_theory.rules import Rule

from ...evidence import Evidence, Side
from ...recheck.root3 import Root3
from ...recheck.spreads import inside
from ..certificates import about, document, to_evidence
from ..explicit import lower_bound
from ..line import solution as line
from ..line.solution import embedded
from ..subject import Subject, subject
from .designs import best_design, plane_witness

__all__ = ["MAX_D", "MAX_N", "bounds", "root"]

MAX_N = 25
"""Largest n: designs are evaluated in rational arithmetic, some 20 n of them."""
MAX_D = 64


def bounds(rule: str | Rule | Subject, n: int, f: int, d: int) -> tuple[Evidence, ...]:
    """Exact evidence from both sides, 2 <= d < inf. Upper, on lambda*_d^2: d lambda*_1^2, or lambda*_inf^2. Lower: the
    best of :mod:`.designs`, re-evaluated by the rule's definition; exact for the trimmed mean proper at d = 2.

    >>> [f"{float(e.value):.6f}" for e in bounds("trimmed_mean", 7, 2, 2)][:1]
    ['0.448803']
    """
    of = subject(rule)
    n, f = of.rule.require(n, f, f_min=1)
    if not of.form().coordinate_wise or n > MAX_N or not 2 <= d <= MAX_D:
        raise ValueError(
            f"({of.name}, n, d) = ({n}, {d}) is not admissible: need a coordinate-wise rule, n <= {MAX_N} and "
            f"2 <= d <= {MAX_D}"
        )
    on_line = line.bounds(of, Criterion.LAMBDA, n, f, 1)
    if on_line[0].value is sp.oo:
        return (embedded(on_line[0], d),)
    return (*_lower(of, n, f, d), _from_line(of, on_line[1], n, f, d))


def _lower(of: Subject, n: int, f: int, d: int) -> tuple[Evidence, ...]:
    """The best design, and for the trimmed mean in the plane its exact algebraic form."""
    form = of.form()
    if isinstance(form, Trimmed) and form.trimmed(n, f) == f and d == 2:
        points = plane_witness(n, f)
        own = inside(points[: n - f])
        (output,) = form.outputs(points, f)
        gaps = (x - y for x, y in zip(output, own.mean, strict=True))
        value = sum((gap * gap for gap in gaps), Root3(Fraction(0))) / own.diameter2()
        data = document(
            "witness",
            Side.LOWER,
            about(of, Criterion.LAMBDA, n, f, d),
            value.below(),
            root=3,
            points=[[[str(x.a), str(x.b)] for x in point] for point in points],
            honest=list(range(n - f)),
        )
        return (Evidence(Side.LOWER, root(value), True, "equilateral triangle, exact in Q(sqrt 3)", data),)
    found = lower_bound(of, Criterion.LAMBDA, best_design(form, n, f, d), range(n - f), "clusters on a simplex")
    return (found,) if found else ()


def _from_line(of: Subject, on_line: Evidence, n: int, f: int, d: int) -> Evidence:
    """d lambda*_1^2, or lambda*_inf^2, whichever is smaller."""
    limit = line.bounds(of, Criterion.LAMBDA, n, f, inf)[1]
    squared = d * Fraction(on_line.data["value"])
    if squared >= Fraction(limit.data["value"]):
        return limit
    claim = about(of, Criterion.LAMBDA, n, f, d)
    data = document("coordinates", Side.UPPER, claim, squared, **{"from": on_line.data})
    return to_evidence(data, "d times the bound on the line", on_line.seconds)


def root(squared: Root3) -> sp.Expr:
    """sqrt(a + b sqrt 3) as an exact sympy number."""
    a, b = (sp.Rational(x.numerator, x.denominator) for x in (squared.a, squared.b))
    return sp.expand(sp.sqrtdenest(sp.sqrt(a + b * sp.sqrt(3))))
