"""Lower bounds on lambda*_d, d >= 2, of points of least total distance.

S in g <= d clusters on a regular simplex seen from the output under one angle, so far away that the f faulty points at
the output just hold it: lambda*^2 = (m-1) f^2 / (2m (m^2-f^2)) for d >= m, against floor(n/2)/m on the line.
"""

from __future__ import annotations

from fractions import Fraction
from math import inf, isqrt
from typing import Final

from resam_theory.claims import Criterion
from resam_theory.criteria import Point
from resam_theory.definitions.fermat import Fermat
from resam_theory.definitions.points import inner
from resam_theory.rules import Rule

from ..evidence import Evidence, Side
from ..recheck.spreads import inside
from .certificates import about, document, to_evidence
from .subject import Subject, subject

__all__ = ["MAX_N", "bounds", "design", "knows"]

MAX_N: Final = 200
"""Largest n: the input is checked pair by pair in rational arithmetic."""
_STEP: Final = 10**9
"""The offset of the simplex is a multiple of 10^-9, rounded to the safe side."""


def design(m: int, f: int, g: int) -> tuple[Point, ...]:
    """m points e_i + t (1, ..., 1) of R^g in g clusters of nearly equal size, with the largest t that keeps 0 the
    output.

    All have the same distance r from 0, so 0 is the geometric median if sum_i (n_i + m t)^2 <= f^2 r^2, r^2 = 1 + 2t
    + g t^2: a quadratic inequality in t. Edge and diameter are sqrt(2).
    """
    sizes = [m // g + (i < m % g) for i in range(g)]
    # (g m^2 - g f^2) t^2 + 2 (m^2 - f^2) t + sum n_i^2 - f^2 < 0
    lead = m * m - f * f
    rest = Fraction(sum(size**2 for size in sizes) - f * f, lead)
    discriminant = 1 - g * rest
    if discriminant <= 0:
        raise ValueError(f"g = {g} is not admissible: the clusters pull harder than f = {f} faulty points can hold")
    root = isqrt(discriminant.numerator * _STEP**2 // discriminant.denominator)
    t = Fraction(root - _STEP - 1, g * _STEP)
    return tuple(tuple(t + int(i == j) for j in range(g)) for i in range(g) for _ in range(sizes[i]))


def knows(of: Subject) -> bool:
    """Whether the rule is a point of least total distance."""
    return isinstance(of.definition, Fermat)


def bounds(rule: str | Rule | Subject, n: int, f: int, d: int | float) -> tuple[Evidence, ...]:
    """Inputs in R^d, d >= 2, that hold the output at the origin: lower bounds on lambda*_d.

    >>> [f"{float(e.value):.4f}" for e in bounds("geometric_median", 15, 7, inf)]
    ['1.1955']
    """
    of, m = subject(rule), n - f
    best: tuple[Fraction, tuple[Point, ...]] | None = None
    for g in dict.fromkeys((m if d == inf else int(min(d, m)), max(2, m // 2))):
        if g > min(d, m):
            continue
        try:
            points = (*design(m, f, g), *[(Fraction(0),) * g] * f)
        except ValueError:
            continue
        own = inside(points[:m])
        if not of.form().admits(points, f, points[-1]):
            continue
        reached = inner(own.mean, own.mean) / own.diameter2()
        if best is None or reached > best[0]:
            best = reached, points
    if best is None:
        return ()
    value, points = best
    shown = [[str(x) for x in point] for point in points]
    body = {"points": shown, "honest": list(range(m)), "output": shown[-1]}
    data = document("witness", Side.LOWER, about(of, Criterion.LAMBDA, n, f, d), value, **body)
    return (to_evidence(data, "simplex seen from the output"),)
