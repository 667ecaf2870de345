"""The certified interval of the geometric median's lambda*_d, d >= 2.

Upper: the theorem of :mod:`.recheck_geometric_median` ((C1) from kappa* is smaller when f is a small part of m).
Lower: S in g <= d clusters on a regular simplex seen from the output under one angle, so far away that the f faulty
points at the output just hold it: lambda*^2 = (m-1) f^2 / (2m (m^2-f^2)) for d >= m, against floor(n/2)/m on the
line.
"""

from __future__ import annotations

from fractions import Fraction
from math import inf, isqrt
from typing import Final

import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.errors import require_d, require_n_f

from ..evidence import Evidence, Side
from . import one_d
from .one_d.solution import claim_data, embedded
from .recheck_geometric_median import Vector, lower_squared, upper_squared

__all__ = ["MAX_N", "bounds", "design"]

MAX_N: Final = 200
"""Largest n: the input is checked pair by pair in rational arithmetic."""
_LINE_MAX_N: Final = 31
_STEP: Final = 10**9
"""The offset of the simplex is a multiple of 10^-9, rounded to the safe side."""


def design(m: int, f: int, g: int) -> tuple[Vector, ...]:
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


def bounds(rule: str, criterion: Criterion | str, n: int, f: int, d: int | float | str) -> tuple[Evidence, ...]:
    """Exact evidence from both sides about lambda*_d of the geometric median, d >= 2 (d = 1: the exact value).

    >>> from resam_theory.claims import Criterion
    >>> [f"{float(e.value):.4f}" for e in bounds("geometric_median", Criterion.LAMBDA, 15, 7, "inf")]
    ['0.8750', '1.1955', '1.3663']
    """
    criterion, dim = Criterion(criterion), require_d(d)
    n, f = require_n_f(n, f, f_min=1)
    if rule != "geometric_median" or criterion is not Criterion.LAMBDA:
        raise ValueError(f"({rule}, {criterion}) is not admissible: need (geometric_median, lambda)")
    if n > MAX_N:
        raise ValueError(f"n = {n} is not admissible: need n <= {MAX_N}")
    line = one_d.bounds(rule, criterion, n, f, 1) if n <= _LINE_MAX_N else ()
    if dim == 1:
        return line
    upper = upper_squared(n, f)
    low = [embedded(item, dim) for item in line if item.side is Side.LOWER]
    return (*low, *_simplex(n, f, dim), _evidence(Side.UPPER, (n, f, dim), upper))


def _simplex(n: int, f: int, d: int | float) -> tuple[Evidence, ...]:
    m = n - f
    best: tuple[Fraction, tuple[Vector, ...]] | None = None
    for g in dict.fromkeys((m if d == inf else int(min(d, m)), max(2, m // 2))):
        if g > min(d, m):
            continue
        try:
            points = design(m, f, g)
            reached = lower_squared(points, f)
        except ValueError:
            continue
        if best is None or reached > best[0]:
            best = reached, points
    return () if best is None else (_evidence(Side.LOWER, (n, f, d), *best),)


def _evidence(
    side: Side, about: tuple[int, int, int | float], value: Fraction, points: tuple[Vector, ...] = ()
) -> Evidence:
    n, f, d = about
    data = {
        "kind": "geometric_median",
        "side": str(side),
        "value": str(value),
        "squared": True,
        **claim_data("geometric_median", Criterion.LAMBDA, n, f, d),
    }
    if points:
        data["points"] = [[str(x) for x in point] for point in points]
    method = "angles from the output (theorem)" if side is Side.UPPER else "simplex seen from the output"
    return Evidence(side, sp.sqrt(sp.Rational(value.numerator, value.denominator)), True, method, data)
