"""Largest eigenvalues of rational symmetric matrices, compared exactly through their characteristic polynomials.

A polynomial is the tuple of its coefficients, the constant first. All of them here have real roots only, so that the
number of roots above t is the number of sign changes in the coefficients of p(x + t) (Descartes).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from .effort import spend

__all__ = ["characteristic", "compare_largest"]

Poly = tuple[Fraction, ...]


def characteristic(matrix: Sequence[Sequence[Fraction]]) -> Poly:
    """det(x - A), by Faddeev and LeVerrier.

    >>> characteristic([[Fraction(2), Fraction(1)], [Fraction(1), Fraction(2)]]) == (3, -4, 1)
    True
    """
    size = len(matrix)
    spend(size**4)
    places = range(size)
    found, part = [Fraction(1)], [[Fraction(0)] * size for _ in places]
    for step in range(1, size + 1):
        part = [[part[i][j] + (found[-1] if i == j else 0) for j in places] for i in places]
        part = [[sum((matrix[i][k] * part[k][j] for k in places), Fraction(0)) for j in places] for i in places]
        found.append(-sum((part[i][i] for i in places), Fraction(0)) / step)
    return tuple(reversed(found))


@lru_cache(maxsize=4096)
def compare_largest(p: Poly, q: Poly) -> int:
    """The sign of (largest root of p) - (largest root of q).

    >>> compare_largest((Fraction(-2), Fraction(0), Fraction(1)), (Fraction(-3, 2), Fraction(1)))
    -1
    """
    if p == q:
        return 0
    one, other = _square_free(p), _square_free(q)
    both = _times(one, _divided(other, _gcd(one, other))[0])
    high = 1 + max(abs(c / both[-1]) for c in both)  # Cauchy's bound
    low = -high
    while (above := _roots_above(both, low)) > 1:
        middle = (low + high) / 2
        if _roots_above(both, middle):
            low = middle
        else:
            high = middle
    assert above == 1
    return _roots_above(one, low) - _roots_above(other, low)


def _roots_above(p: Poly, t: Fraction) -> int:
    """How many roots are > t."""
    spend(len(p) ** 2)
    shifted = list(p)
    for i in range(len(p)):
        for j in range(len(p) - 2, i - 1, -1):
            shifted[j] += t * shifted[j + 1]
    signs = [c > 0 for c in shifted if c]
    return sum(a != b for a, b in pairwise(signs))


def _square_free(p: Poly) -> Poly:
    return _divided(p, _gcd(p, tuple(i * c for i, c in enumerate(p))[1:]))[0] if len(p) > 2 else p


def _times(p: Poly, q: Poly) -> Poly:
    out = [Fraction(0)] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            out[i + j] += a * b
    return tuple(out)


def _divided(p: Poly, q: Poly) -> tuple[Poly, Poly]:
    """Quotient and remainder."""
    spend(len(p) * len(q))
    rest, out = list(p), [Fraction(0)] * max(1, len(p) - len(q) + 1)
    for i in range(len(p) - len(q), -1, -1):
        out[i] = rest[i + len(q) - 1] / q[-1]
        for j, c in enumerate(q):
            rest[i + j] -= out[i] * c
    while rest and not rest[-1]:
        rest.pop()
    return tuple(out), tuple(rest)


def _gcd(p: Poly, q: Poly) -> Poly:
    while q:
        p, q = q, _divided(p, q)[1]
    return tuple(c / p[-1] for c in p)
