r"""Inputs given by classes, over any ordered field: what selection rules choose, and the ratio that it forces.

A :class:`Configuration` has classes c of n_c points; the members of a class are the vertices of a regular simplex
around the class mean, with mean squared distance s_c to it, in axes of its own. Hence members of c ≠ e are at squared
distance ``H_cc - 2 H_ce + H_ee + s_c + s_e`` and distinct members of c at ``2 s_c n_c/(n_c - 1)``, H being the Gram
matrix of the means. Such points exist as soon as H ⪰ 0 and s >= 0. All points of a class see the same distances.

Sizes and entries may be of any ordered field: only + - * / and comparisons are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from math import factorial
from typing import Any

from .effort import spend

__all__ = ["Configuration", "Squares", "fill", "forced", "greater", "least", "lesser", "smallest"]


@dataclass(frozen=True)
class Configuration:
    """Class sizes, which classes make up S, the Gram matrix H of the class means, and the spreads s_c."""

    sizes: tuple[Any, ...]
    honest: tuple[bool, ...]
    gram: tuple[tuple[Any, ...], ...]
    spread: tuple[Any, ...]

    def distance2(self, i: int, j: int) -> Any:
        """Between members of classes i and j, distinct members for i = j."""
        if i == j:
            if self.spread[i] == 0:
                return Fraction(0)
            return 2 * self.spread[i] * self.sizes[i] / (self.sizes[i] - 1) if self.sizes[i] > 1 else Fraction(0)
        return self.gram[i][i] - 2 * self.gram[i][j] + self.gram[j][j] + self.spread[i] + self.spread[j]

    def norm2(self, weights: Sequence[Any]) -> Any:
        """||Σ_c weights_c mean_c||²."""
        parts = range(len(weights))
        return sum((weights[i] * weights[j] * self.gram[i][j] for i in parts for j in parts), Fraction(0))

    def total(self) -> Any:
        """The number n of points."""
        return sum(self.sizes)


@dataclass(frozen=True)
class Squares:
    """||F - mean_S||² of one choice, and V_S, D_S²."""

    error2: Any
    variance: Any
    diameter2: Any


def _over(a: Any, b: Any) -> Any:
    return Fraction(a, b) if type(a) is int and type(b) is int else a / b


def forced(given: Configuration, counts: Sequence[Any]) -> Squares:
    """What the mean of ``counts[c]`` members of each class c forces.

    The mean of j members of a class is at squared distance ``s (n_c/j - 1)/(n_c - 1)`` from the class mean, in axes of
    the class, whichever they are; the mean of S has no component in those axes.
    """
    classes = range(len(given.sizes))
    inside = [i for i in classes if given.honest[i]]
    m, chosen = sum(given.sizes[i] for i in inside), sum(counts)
    share = [_over(given.sizes[i], m) if given.honest[i] else Fraction(0) for i in classes]
    weight = [_over(count, chosen) for count in counts]
    variance = sum((share[i] * (given.gram[i][i] + given.spread[i]) for i in inside), Fraction(0)) - given.norm2(share)
    error2 = given.norm2([w - s for w, s in zip(weight, share, strict=True)])
    for i in classes:
        size, count = given.sizes[i], counts[i]
        if given.spread[i] != 0 and count > 0 and size > 1:
            error2 = error2 + weight[i] * weight[i] * given.spread[i] * (_over(size, count) - 1) / (size - 1)
    return Squares(error2, variance, max(given.distance2(i, j) for i in inside for j in inside))


def lesser(a: Any, b: Any) -> Any:
    """The smaller one; where a field cannot tell whether a <= b (it raises ValueError), b <= a may still be known."""
    try:
        return a if a <= b else b
    except ValueError:
        return b if b <= a else a


def greater(a: Any, b: Any) -> Any:
    """The larger one, as :func:`lesser`."""
    return -lesser(-a, -b)


def smallest(values: Iterable[tuple[Any, Any]], wanted: Any) -> Any:
    """The sum of the ``wanted`` smallest of values that come as (value, how often)."""
    left, total = wanted, Fraction(0)
    for value, often in sorted(values, key=lambda item: item[0]):
        used = lesser(left, often)
        total, left = total + used * value, left - used
    return total


def least(keys: Sequence[Any], rooms: Sequence[Any], wanted: Any) -> list[tuple[Any, ...]]:
    """The choices of the ``wanted`` members of least key, all members of a class having the same one."""
    edge, before = keys[0], 0
    for i in sorted(range(len(keys)), key=lambda i: keys[i]):
        if before >= wanted:
            break
        edge, before = keys[i], before + rooms[i]
    sure = [i for i in range(len(keys)) if keys[i] < edge]
    return fill(rooms, wanted, [i for i in range(len(keys)) if keys[i] == edge], sure)


def fill(rooms: Sequence[Any], wanted: Any, tied: Sequence[int], sure: Sequence[int] = ()) -> list[tuple[Any, ...]]:
    """The choices of ``wanted`` members: all of the classes ``sure``, then the classes ``tied`` one by one, in every
    order, as far as their ``rooms`` go."""
    spend(factorial(len(tied)) * len(rooms))
    found: list[tuple[Any, ...]] = []
    for order in permutations(tied):
        counts, left = [0] * len(rooms), wanted
        for i in (*sure, *order):
            counts[i] = lesser(left, rooms[i])
            left = left - counts[i]
        if tuple(counts) not in found:
            found.append(tuple(counts))
    return found
