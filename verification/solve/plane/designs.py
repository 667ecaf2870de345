"""Exact inputs in R^d for coordinate-wise rules: clusters on a regular simplex, faulty values chosen per coordinate.

S is r clusters of b members on r vertices of a regular simplex of edge 1 with r + 1 vertices, and the m - r b others
on the last vertex, the origin; vertex i is p e_i + q sum_{j != i} e_j in the first r coordinates, so that each
coordinate tells one cluster from the rest. The faulty rows agree, and in each coordinate take the value that moves
the rule furthest.
"""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

from resam_theory.criteria import Point
from resam_theory.definitions.base import Form

from ...recheck.root3 import SQRT3, Root3

__all__ = ["best_design", "plane_witness"]

_DENOMINATOR = 10**7
"""Coordinates are rounded to rationals of at most this denominator; the ratio they reach is then computed exactly."""

_MAX_CLUSTERS = 4
"""Most clusters tried: the definition of a rule lists the product of the ties of all coordinates."""


def _simplex(r: int) -> tuple[Fraction, Fraction]:
    """(p, q): unit vectors with inner products 1/2, p - q = 1/sqrt(2), rounded."""
    q = (sqrt(2 * (r + 1)) - sqrt(2)) / (2 * r)
    return Fraction(q + sqrt(0.5)).limit_denominator(_DENOMINATOR), Fraction(q).limit_denominator(_DENOMINATOR)


def _worst_faulty(form: Form, column: tuple[Fraction, ...], f: int) -> tuple[Fraction, Fraction]:
    """(|F - mean|, value): the common faulty value, far away or the mirror image of a member in a member, that moves F
    furthest in one coordinate.
    """
    low, high = min(column), max(column)
    width = high - low or Fraction(1)
    mirrored = {2 * x - y for x in set(column) for y in set(column)}
    center = sum(column, Fraction(0)) / len(column)

    def error(value: Fraction) -> Fraction:
        outputs = form.outputs([(x,) for x in (*column, *([value] * f))], f)
        return max(abs(output[0] - center) for output in outputs)

    return max((error(value), value) for value in {low - 4 * width, high + 4 * width, *mirrored})


def best_design(form: Form, n: int, f: int, d: int) -> tuple[Point, ...]:
    """The input of n points in R^d, S the first n - f, with the largest sum of squared errors; D_S is 1 up to rounding.

    All columns of a design are permutations of one another, so that one column decides.
    """
    m = n - f
    best: tuple[Fraction, tuple[Point, ...]] = (Fraction(-1), ())
    for r in range(1, min(d, m, _MAX_CLUSTERS) + 1):
        p, q = _simplex(r)
        for b in range(1, m // r + 1):
            heads = [tuple(p if i == j else q for j in range(r)) for i in range(r) for _ in range(b)]
            rows = [*heads, *([(Fraction(0),) * r] * (m - r * b))]
            for sign in (1, -1):
                turned = [tuple(sign * x for x in row) for row in rows]
                error, value = _worst_faulty(form, tuple(row[0] for row in turned), f)
                if r * error**2 > best[0]:
                    rest = (Fraction(0),) * (d - r)
                    best = r * error**2, tuple((*row, *rest) for row in (*turned, *([(value,) * r] * f)))
    return best[1]


def plane_witness(n: int, f: int) -> tuple[tuple[Root3, Root3], ...]:
    """n points of the plane, S the first m, where the trimmed mean (k = f) attains lambda*_2; D_S = sqrt(2)."""
    m = n - f
    b, mirror = min(f, m - f), 1 if 2 * f <= m else -1
    long, short = (SQRT3 + 1) / 2 * -mirror, (SQRT3 - 1) / 2 * -mirror  # sqrt(2) cos 15, sqrt(2) sin 15
    zero, far = Root3(Fraction(0)), Root3(Fraction(4))
    return ((long, short),) * b + ((short, long),) * b + ((zero, zero),) * (m - 2 * b) + ((far, far),) * f
