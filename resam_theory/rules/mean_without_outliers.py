r"""MeanwO: the mean of the m = n - f rows nearest to the row with the least sum of squared distances to its m nearest.

The centre is Krum's choice (m - 1 other neighbours); instead of it, the mean of its ball is returned. Ties (of sums,
then of distances to the centre), decided exactly: the first in lexicographic order of the rows.

**kappa* <= (3 + 2 sqrt(2)) f/(n-2f) in every dimension [derived here] (B8).** *Proof.* Let c be the centre, K its
ball, b = |K - S| <= f; r, q and g are the means of K - S, of S - K and of the m - b common rows, measured from c. F -
mean_S = (b/m)(r - q). The score of c is at most the mean over x in S of the sum over S of squared distances to x, 2 m
V_S; it is at least b ||r||^2 + (m-b) ||g||^2 >= (b(m-b)/m) ||r - g||^2. Between two groups of S, (b(m-b)/m^2) ||q -
g||^2 <= V_S. So ||r - q|| <= (sqrt(2) + 1) m sqrt(V_S/(b(m-b))), and ||F - mean_S||^2 <= (1 + sqrt(2))^2 (b/(m-b))
V_S. QED The exact value at (n, f), d >= n - 1, is that of a Gram programme: 27/4 at (11, 4).

For n < 3f the value is (f + sqrt(f^2 + (f-1)(n-2f)))^2/(f(n-2f)) in every dimension: attained on the line by
:func:`extremal_kappa`. From above [derived here] where the centre is faulty: with the centre at 0, T the sum of the
squared lengths of the other faulty rows of the ball, v the variance of S - K, q and c the lengths along q of the means
of S - K and of the common rows, a = n - 2f, b = f: the score of the centre is at most its mean over S - K, so T <= a
q^2 - 2 a q c + (a + 2f) v; (m ||F - mean_S||)^2 <= (sqrt((f-1) T) + f q)^2, and a f (q-c)^2 + m f v <= m^2 V_S; a
quadratic form in q, c and Cauchy-Schwarz give the constant, which grows with b. Where the centre is in S a bound of
the same kind gives less: in floats only, for f <= 8 [N].

The published constant is 6 f m/(n-2f)^2, larger by the factor (6/(3 + 2 sqrt(2))) m/(n-2f): up to 11 times at n = 2f
+ 1.

Reference: Yi, You, Kang, Liu, Yang, Liu, Near-Optimal Resilient Aggregation Rules for Distributed Learning Using
1-Center and 1-Mean Clustering with Outliers, AAAI 2024, arXiv 2312.12835.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Criterion
from ..errors import require_d, require_n_f
from ..open_ends import opened
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from . import _ball, _breakdown, _claims, _without_attack
from ._base import Extremal, Rule
from .center_without_outliers import RASHB
from .kernels import arrays, distances

__all__ = ["RULES", "aggregate", "weights"]

NAME: Final = "mean_without_outliers"
_FINE: Final = 10**12
"""Roots are rounded to multiples of 1/_FINE."""
_KAPPA: Final = (3 + 2 * sp.sqrt(2)) * s.f / (s.n - 2 * s.f)


@arrays.through_numpy
def aggregate(x: Any, f: int) -> Any:
    """MeanwO of the rows of x, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [1.0], [2.0], [9.0]]), f=1)
    array([1.])
    """
    return distances.mean_of_rows(*_ball.choose(x, f, radius=False))


def weights(x: Any, f: int) -> Any:
    """1/m for the rows that are averaged, 0 for the others: (..., n)."""
    return distances.shares(*_ball.choose(x, f, radius=False))


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """For every d: n - 2f rows at 0, f of S at 1, the faulty at -1; at n >= 3f a tie at the edge of the ball around a
    row at 0: kappa 4f/(n-2f), lambda 2f/m. Not the worst of all inputs."""
    n, f = require_n_f(n, f, f_min=1)
    require_d(d)
    return Extremal.at_a_tie(n, f, "reached, not the worst", known=n >= 3 * f)


def extremal_kappa(n: int, f: int, d: int | float = 1) -> Extremal:
    """n < 3f: the centre, faulty, at 0, the other faulty rows at -r, n - 2f of S at c, f of S at 1, for every d.

    With y = (sqrt(f^2 + (f-1)(n-2f)) - f)/sqrt((f-1)(n-2f)), c = (1-y^2)/2 and (f-1) r^2 = (n-2f)(1-2c) the sums at the
    centre and at 1 are equal; r is rounded towards 0. Else :func:`extremal`."""
    n, f = require_n_f(n, f, f_min=1)
    a = n - 2 * f
    if n >= 3 * f:
        return extremal(n, f, d)
    require_d(d)
    root = _root(Fraction(f**2 + (f - 1) * a))
    c = (1 - (root - f) ** 2 / ((f - 1) * a)) / 2
    values = [c] * a + [1] * f + [0] + [-_root(a * (1 - 2 * c) / (f - 1))] * (f - 1)
    return Extremal.on_line(values, f, None, "a supremum")


def _root(square: Fraction) -> Fraction:
    """The square root where it is rational, else a number at most 1/_FINE below."""
    p, q = square.numerator, square.denominator
    return Fraction(math.isqrt(p * q * _FINE**2), q * _FINE)


_PROOF: Final = Bound(
    f"{NAME}.kappa.every_dimension",
    "kappa",
    "(1 + t)*(2*f/(n - 2*f)) + (1 + 1/t)*(f/(n - 2*f))",
    (
        Case(
            "b exchanged",
            Region.of(("f", "1", ""), ("b", "1", "f"), ("m", "f + 1", ""), ("t", "0", "")),
            (("n", "m + f"),),
            (("f", "f"), ("m", "m")),
            (
                Use("ball of least sum", (("b", "b"), ("m", "m"))),
                Use("variance is nonnegative"),
                Combine(
                    "kappa",
                    "E2",
                    "((1 + t)*(2*f/(m - f)) + (1 + 1/t)*(f/(m - f)))*V",
                    (
                        ("triangle", "1/m**2"),
                        ("score", "(1 + t)*b/((m - b)*m**2)"),
                        ("between", "(1 + 1/t)*b/((m - b)*m**2)"),
                        ("V >= 0", "(2*(1 + t) + 1 + 1/t)*(f/(m - f) - b/(m - b))"),
                    ),
                ),
            ),
        ),
    ),
    "b = 0 leaves F = M",
    roots=("3*f/(n - 2*f)", "2*f/(n - 2*f)", "f/(n - 2*f)"),
    source="B8",
)

_OPEN: Final = (
    opened(
        Criterion.LAMBDA,
        "the Gram programme, about d >= n - 1 dimensions",
        "inputs on the line or in the plane, stated or found by search",
        "the programme with the rank of the matrix bounded by d, which is not convex",
        d_max=2,
    ),
)

RULES: Final = (
    Rule(
        name=NAME,
        title="1-mean with outliers (MeanwO)",
        reference=RASHB,
        aggregate=aggregate,
        claims=(
            _claims.upper(NAME, Criterion.KAPPA, "kappa* <= (3 + 2 sqrt(2)) f/(n-2f)", _KAPPA, "B8"),
            _claims.upper(
                NAME, Criterion.LAMBDA, "lambda*^2 <= kappa (m-1)/(2m)", _claims.lambda_of(_KAPPA), "B8 with C1"
            ),
            _claims.published(
                NAME, Criterion.KAPPA, "kappa = 6 f m/(n-2f)^2", 6 * s.f * s.m / (s.n - 2 * s.f) ** 2, RASHB
            ),
        ),
        proofs=(_PROOF,),
        aliases=("meanwo",),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal_kappa},
        beside=(
            _without_attack.averages(NAME, "ball"),
            _breakdown.at_f(NAME),
        ),
        open=_OPEN,
        traits=frozenset({"translation", "scale", "permutation", "hull", "orthogonal_but_ties"}),
        weights=weights,
    ),
)
