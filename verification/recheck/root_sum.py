"""Numbers p + 2 sqrt(q) with rational p and q >= 0: what bounds with one square root give, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Final

__all__ = ["Exact", "RootSum", "above", "affine", "root", "simplest"]

_SCALE: Final = 10**15
"""Irrational square roots are rounded up to multiples of 1/_SCALE."""


@dataclass(frozen=True)
class RootSum:
    """p + 2 sqrt(q), compared exactly with a rational number."""

    p: Fraction
    q: Fraction

    def __le__(self, other: Fraction) -> bool:
        rest = other - self.p
        return rest >= 0 and rest * rest >= 4 * self.q

    def squared(self) -> RootSum:
        """The square of a number >= 0."""
        return RootSum(self.p**2 + 4 * self.q, 4 * self.p**2 * self.q)

    def __str__(self) -> str:
        return f"{self.p} + 2 sqrt({self.q})"


Exact = Fraction | RootSum


def _rational_root(square: Fraction) -> Fraction | None:
    root = Fraction(isqrt(square.numerator), isqrt(square.denominator))
    return root if root**2 == square else None


def simplest(value: RootSum) -> Exact:
    """The same as a rational number where it is one.

    >>> simplest(RootSum(Fraction(1), Fraction(4))), simplest(RootSum(Fraction(1), Fraction(2)))
    (Fraction(5, 1), RootSum(p=Fraction(1, 1), q=Fraction(2, 1)))
    """
    known = _rational_root(value.q)
    return value if known is None else value.p + 2 * known


def above(value: Exact) -> Fraction:
    """The number where it is rational, else a rational number just above it."""
    if isinstance(value, Fraction):
        return value
    known = _rational_root(4 * value.q)
    return value.p + (Fraction(isqrt(int(4 * value.q * _SCALE**2)) + 1, _SCALE) if known is None else known)


def affine(shift: Fraction, factor: Fraction, value: Exact) -> Exact:
    """shift + factor value, factor >= 0."""
    if isinstance(value, Fraction):
        return shift + factor * value
    return RootSum(shift + factor * value.p, factor**2 * value.q)


def root(square: Exact) -> Exact:
    """The square root of a number >= 0: exactly where it has this form, else a rational number just above.

    p + 2 sqrt(q) = (sqrt(x) + sqrt(y))² with x + y = p, x y = q.

    >>> root(Fraction(5)), root(RootSum(Fraction(21), Fraction(80)))
    (RootSum(p=Fraction(0, 1), q=Fraction(5, 4)), RootSum(p=Fraction(4, 1), q=Fraction(5, 4)))
    """
    if isinstance(square, Fraction):
        return simplest(RootSum(Fraction(0), square / 4))
    apart = _rational_root(square.p**2 - 4 * square.q) if square.p**2 >= 4 * square.q else None
    for x in () if apart is None else ((square.p + apart) / 2, (square.p - apart) / 2):
        known = _rational_root(x)
        if known is not None:
            return simplest(RootSum(known, (square.p - x) / 4))
    return above(root(above(square)))
