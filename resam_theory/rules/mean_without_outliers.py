r"""MeanwO: the mean of the m = n - f rows nearest to the row with the least sum of squared distances to its m nearest.

The centre is Krum's choice (m - 1 other neighbours); instead of it, the mean of its ball is returned. Ties (of sums,
then of distances to the centre), to within rounding: the first in lexicographic order of the rows.

**kappa* <= (3 + 2 sqrt(2)) f/(n-2f) in every dimension [derived here] (B8).** *Proof.* Let c be the centre, K its
ball, b = |K - S| <= f; r, q and g are the means of K - S, of S - K and of the m - b common rows, measured from c. F -
mean_S = (b/m)(r - q). The score of c is at most the mean over x in S of the sum over S of squared distances to x, 2 m
V_S; it is at least b ||r||^2 + (m-b) ||g||^2 >= (b(m-b)/m) ||r - g||^2. Between two groups of S, (b(m-b)/m^2) ||q -
g||^2 <= V_S. So ||r - q|| <= (sqrt(2) + 1) m sqrt(V_S/(b(m-b))), and ||F - mean_S||^2 <= (1 + sqrt(2))^2 (b/(m-b))
V_S. QED The exact value at (n, f), d >= n - 1, is that of a Gram programme: 27/4 at (11, 4).

The published constant is 6 f m/(n-2f)^2, larger by the factor (6/(3 + 2 sqrt(2))) m/(n-2f): up to 11 times at n = 2f
+ 1.

Reference: Yi, You, Kang, Liu, Yang, Liu, Near-Optimal Resilient Aggregation Rules for Distributed Learning Using
1-Center and 1-Mean Clustering with Outliers, AAAI 2024, arXiv 2312.12835.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Claim, Criterion, Kind, Provenance, Source
from ..errors import require_d, require_n_f
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from . import _ball, _claims
from ._base import Extremal, Rule
from .center_without_outliers import RASHB
from .kernels import arrays, distances

__all__ = ["RULES", "aggregate", "weights"]

NAME: Final = "mean_without_outliers"
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
    m = n - f
    values = [0] * (m - f) + [1] * f + [-1] * f
    points = tuple((Fraction(value),) for value in values)
    output = (Fraction(-f, m),) if n >= 3 * f else None
    return Extremal(points, tuple(range(m)), output, "reached, not the worst")


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
    roots=("2*f/(n - 2*f)", "f/(n - 2*f)"),
    source="B8",
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
            Claim(
                f"{NAME}.kappa.published",
                NAME,
                Criterion.KAPPA,
                Kind.UPPER,
                "kappa = 6 f m/(n-2f)^2",
                6 * s.f * s.m / (s.n - 2 * s.f) ** 2,
                Source(Provenance.PUBLISHED, RASHB),
            ),
        ),
        proofs=(_PROOF,),
        aliases=("meanwo",),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal},
        traits=frozenset({"translation", "scale", "permutation", "hull", "orthogonal_but_ties"}),
        weights=weights,
    ),
)
