r"""The rule that makes the best constants between criteria attained [derived here].

Let c be at least the least coefficient that any rule has in a criterion of the form ||F - mean_S||^2 <= c A(S) (the
floor, (C3)). For every input the balls around mean_S of squared radius c A(S), S of m = n - f inputs, have a common
point (the output of a rule that satisfies the criterion). The *farthest rule* returns their common point that is
farthest in a fixed direction u: it satisfies the criterion with c, and is what anything said of all rules with
coefficient c must hold for.

* Where the f inputs outside S go to infinity in different directions and c is above the floor, the other balls contain
  that of S in the end: the output is at squared distance c A(S) from mean_S, so that with S at which A(S)/B(S) is
  largest the constant between two spreads is attained by a rule.
* With u orthogonal to all inputs, mean + h u is in every ball iff h^2 <= c A(S) - ||mean - mean_S||^2 for all S.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import sympy as sp

from .classic import Point, spread
from .spreads import SpreadCriterion

__all__ = ["reach"]


def reach(points: Sequence[Point], f: int, criterion: SpreadCriterion, c: sp.Expr, centre: Point) -> sp.Expr:
    """The largest h^2 (negative: none) such that ``centre`` + h u, u a unit vector orthogonal to all points, is
    admissible for the criterion with coefficient^power c: ||F - mean_S||^2 <= c A(S) for every S.

    >>> from fractions import Fraction
    >>> from .spreads import KAPPA
    >>> line = [(Fraction(value),) for value in (0, 1, 5)]
    >>> reach(line, 1, KAPPA, sp.Integer(3), (Fraction(1),))
    1/2
    """
    n = len(points)
    least: sp.Expr = sp.oo
    for inside in combinations(range(n), n - f):
        mean = spread(points, inside).mean
        away = sum(((a - b) ** 2 for a, b in zip(centre, mean, strict=True)), start=sp.Integer(0) * 0)
        least = sp.Min(least, c * criterion.spread([points[i] for i in inside]) - sp.nsimplify(away))
    return least
