"""Signs of sums of square roots of rationals, exactly: roots are compared, never rounded.

A sum of c_i sqrt(q_i) with rational c_i, q_i >= 0 vanishes iff, after collecting the roots that are rational multiples
of each other (q_i q_j a square), every coefficient vanishes: the roots that remain are linearly independent over the
rationals (Besicovitch 1940). If it does not vanish, integer square roots of growing length decide its sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import isqrt

from .effort import spend

__all__ = ["enclosed_inverse", "rational_root", "sign_of_roots"]

Term = tuple[Fraction, Fraction]


def sign_of_roots(terms: Iterable[Term]) -> int:
    """The sign of sum c sqrt(q) over the pairs (c, q), q >= 0.

    >>> root2 = (Fraction(1), Fraction(2))
    >>> sign_of_roots([root2, root2, (Fraction(-1), Fraction(8))])
    0
    >>> sign_of_roots([root2, (Fraction(-3, 2), Fraction(1))])
    -1
    """
    left = [(c, q) for c, q in terms if c and q]
    spend(len(left) ** 2)
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
            ratio = rational_root(q / root)
            if ratio is not None:
                classes[i] = total + c * ratio, root
                break
        else:
            classes.append((c, q))
    return [(c, q) for c, q in classes if c]


def rational_root(q: Fraction) -> Fraction | None:
    """The square root of q if it is rational.

    >>> rational_root(Fraction(4, 9)), rational_root(Fraction(2))
    (Fraction(2, 3), None)
    """
    root = Fraction(isqrt(q.numerator), isqrt(q.denominator))
    return root if root * root == q else None


def enclosed_inverse(square: Fraction, scale: int = 10**30) -> tuple[Fraction, Fraction]:
    """Neighbouring multiples of 1/``scale`` on both sides of 1/sqrt(square)."""
    root = isqrt(square.denominator * scale**2 // square.numerator)
    return Fraction(root, scale), Fraction(root + 1, scale)
