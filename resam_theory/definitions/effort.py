"""How much work a piece of evidence may ask for: steps are counted before they are done. Standard library only.

Whatever loops over a number that evidence names (points, classes, choices, orders, terms of a polynomial) says first
how many steps it takes. Outside of :func:`limited`, where nobody's evidence is read, any number is allowed.

>>> with limited(10):
...     spend(10)
...     spend(1)
Traceback (most recent call last):
...
ValueError: the evidence asks for more steps than 10000000; need fewer points, classes, choices or terms
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from math import inf, lcm
from typing import Final

__all__ = ["BITS", "MOST", "limited", "spend", "written"]

MOST: Final = 10**7
"""Steps that a piece of evidence may ask for."""
BITS: Final = 4096
"""Most binary digits of the common denominator of its numbers."""


@dataclass
class _Account:
    left: float = inf
    common: int = 0  # the common denominator so far; 0: not looked at


_account: Final = [_Account()]


@contextmanager
def limited(steps: int = MOST) -> Iterator[None]:
    """What happens inside may take so many steps."""
    _account.append(_Account(steps, 1))
    try:
        yield
    finally:
        _account.pop()


def spend(steps: int) -> None:
    """ValueError if fewer steps are left."""
    of = _account[-1]
    of.left -= min(steps, 10**100)  # floats end at 10^308
    if of.left < 0:
        raise ValueError(f"the evidence asks for more steps than {MOST}; need fewer points, classes, choices or terms")


def written(number: Fraction) -> Fraction:
    """A number of the evidence; ValueError if it has no short common denominator with those before it."""
    of = _account[-1]
    if of.common:
        of.common = lcm(of.common, number.denominator)
        if of.common.bit_length() > BITS:
            raise ValueError(f"the numbers have no common denominator of at most {BITS} binary digits")
    return number
