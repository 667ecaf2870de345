r"""The geometric median in exact arithmetic: square roots of rationals are compared, never rounded.

A sum of c_i sqrt(q_i) with rational c_i, q_i >= 0 vanishes iff, after collecting the roots that are rational multiples
of each other (q_i q_j a square), every coefficient vanishes: the roots that remain are linearly independent over the
rationals (Besicovitch 1940). If it does not vanish, integer square roots of growing length decide its sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import isqrt

import numpy as np

from ..criteria import Point
from .kernels import fermat

__all__ = ["geometric_medians", "sign_of_roots"]

Term = tuple[Fraction, Fraction]
_LARGEST_DENOMINATOR = 10**4


def sign_of_roots(terms: Iterable[Term]) -> int:
    """The sign of sum c sqrt(q) over the pairs (c, q), q >= 0.

    >>> root2 = (Fraction(1), Fraction(2))
    >>> sign_of_roots([root2, root2, (Fraction(-1), Fraction(8))])
    0
    >>> sign_of_roots([root2, (Fraction(-3, 2), Fraction(1))])
    -1
    """
    left = [(c, q) for c, q in terms if c and q]
    bits = 64
    if (sign := _sign(left, bits)) is not None:
        return sign
    left = _collected(left)
    while left:
        bits *= 2
        if (sign := _sign(left, bits)) is not None:
            return sign
    return 0


def _sign(terms: Sequence[Term], bits: int) -> int | None:
    """The sign if enclosures of the roots with ``bits`` binary digits after the point decide it."""
    low = high = Fraction(0)
    for c, q in terms:
        floor = isqrt((q.numerator << 2 * bits) // q.denominator)
        ends = c * floor, c * (floor + 1)
        low, high = low + min(ends), high + max(ends)
    if not terms:
        return 0
    return 1 if low > 0 else -1 if high < 0 else None


def _collected(terms: Sequence[Term]) -> list[Term]:
    """The same sum with one term for each class of roots that are rational multiples of each other."""
    classes: list[Term] = []
    for c, q in terms:
        for i, (total, root) in enumerate(classes):
            ratio = _root(q / root)
            if ratio is not None:
                classes[i] = total + c * ratio, root
                break
        else:
            classes.append((c, q))
    return [(c, q) for c, q in classes if c]


def _root(q: Fraction) -> Fraction | None:
    """The square root of q if it is rational."""
    root = Fraction(isqrt(q.numerator), isqrt(q.denominator))
    return root if root * root == q else None


def geometric_medians(points: Sequence[Point]) -> list[Point]:
    """The extreme points of the set of geometric medians: one, or for collinear points and even n two.

    ValueError if the geometric median is no data point and no rational point of small denominator either.

    >>> def line(*values): return [(Fraction(v),) for v in values]
    >>> geometric_medians(line(0, 1, 3, 7))
    [(Fraction(1, 1),), (Fraction(3, 1),)]
    """
    distinct = sorted(set(points))
    if _collinear(distinct):  # lexicographic order is the order along the line
        ordered = sorted(points)
        return sorted({ordered[(len(points) - 1) // 2], ordered[len(points) // 2]})
    for point in distinct:
        if _data_point_is_median(points, point):
            return [point]
    guess = _guess(points)
    if guess in distinct or not _is_stationary(points, guess):
        raise ValueError(
            f"the geometric median of these {len(points)} points is not a rational point of small denominator"
        )
    return [guess]


def _minus(p: Point, q: Point) -> Point:
    return tuple(u - v for u, v in zip(p, q, strict=True))


def _inner(p: Point, q: Point) -> Fraction:
    return sum((u * v for u, v in zip(p, q, strict=True)), Fraction(0))


def _collinear(distinct: Sequence[Point]) -> bool:
    directions = [_minus(p, distinct[0]) for p in distinct[1:]]
    return all(_inner(directions[0], v) ** 2 == _inner(v, v) * _inner(directions[0], directions[0]) for v in directions)


def _data_point_is_median(points: Sequence[Point], point: Point) -> bool:
    """Whether ||sum of the unit vectors to the other points|| <= number of copies of ``point``."""
    away = [v for v in (_minus(p, point) for p in points) if any(v)]
    copies = len(points) - len(away)
    squares = [_inner(v, v) for v in away]
    terms = [(Fraction(len(away) - copies**2), Fraction(1))]  # sum_j ||u_j||^2 - copies^2
    for i, v in enumerate(away):
        terms += [(2 * _inner(v, w), 1 / (squares[i] * squares[j])) for j, w in enumerate(away[:i])]
    return sign_of_roots(terms) <= 0


def _is_stationary(points: Sequence[Point], z: Point) -> bool:
    """Whether the unit vectors from z to the points sum to 0."""
    away = [_minus(p, z) for p in points]
    inverse = [1 / _inner(v, v) for v in away]
    return all(
        sign_of_roots([(v[c], square) for v, square in zip(away, inverse, strict=True)]) == 0 for c in range(len(z))
    )


def _guess(points: Sequence[Point]) -> Point:
    """The numerical solution rounded to a small denominator, relative to the mean and the size of the data."""
    n = len(points)
    mean = tuple(sum(column, Fraction(0)) / n for column in zip(*points, strict=True))
    away = [_minus(p, mean) for p in points]
    size = max(abs(value) for v in away for value in v)
    y = np.asarray([[float(value / size) for value in v] for v in away])
    z = fermat.minimise(y[None]).z[0]
    near = [Fraction(float(value)).limit_denominator(_LARGEST_DENOMINATOR) for value in z]
    return tuple(m + size * value for m, value in zip(mean, near, strict=True))
