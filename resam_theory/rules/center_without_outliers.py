r"""CenterwO: the mean of the m = n - f rows nearest to the row whose m-th nearest row, itself counted, is nearest.

Ties (of radii, then of distances to the centre), to within rounding: the first in lexicographic order of the rows.

**lambda* = (3f-1)/m in every dimension [derived here] (B8).** *Proof.* The radius of a member of S is at most D_S, so
that of the centre c is. b <= f rows Q of S are left out, as many faulty ones R taken in. If c is in S, ||r - q|| <=
||r - c|| + ||c - q|| <= 2 D_S. If not, c is in R; some point of S in the ball is within D_S of c and of q: ||c - q||
<= 2 D_S, and ||r - q|| <= 3 D_S for the others. So m ||F - mean_S|| <= (3b - 1) D_S in both cases. Attained: n - 2f
rows at 0, f of S at 1, the centre at -1, the other f - 1 faulty at -2. QED By (C2), kappa* <= 2 m lambda*^2.

The published constant is (2 sqrt(2) + 1) f/m.

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
from ..open_ends import opened
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place
from . import _ball, _breakdown, _claims, _without_attack
from ._base import Extremal, Rule
from .kernels import arrays, distances

__all__ = ["RASHB", "RULES", "aggregate", "weights"]

NAME: Final = "center_without_outliers"
RASHB: Final = "Yi et al., Near-Optimal Resilient Aggregation Rules, AAAI 2024"


@arrays.through_numpy
def aggregate(x: Any, f: int) -> Any:
    """CenterwO of the rows of x, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [1.0], [2.0], [9.0]]), f=1)
    array([1.])
    """
    return distances.mean_of_rows(*_ball.choose(x, f, radius=True))


def weights(x: Any, f: int) -> Any:
    """1/m for the rows that are averaged, 0 for the others: (..., n)."""
    return distances.shares(*_ball.choose(x, f, radius=True))


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """For every d, mirrored so that the first of the tied centres is the faulty one: see the module's docstring."""
    n, f = require_n_f(n, f, f_min=1)
    require_d(d)
    values = [0] * (n - 2 * f) + [1] * f + [-1] + [-2] * (f - 1)
    m = n - f
    points = tuple((Fraction(value),) for value in values)
    return Extremal(points, tuple(range(m)), (Fraction(1 - 2 * f, m),), "attained at a tie")


_PROOF: Final = Bound(
    f"{NAME}.lambda.every_dimension",
    "lambda",
    "(3*f - 1)/m",
    (
        Case(
            "b exchanged",
            Region.of(("f", "1", ""), ("b", "1", "f"), ("m", "f + 1", "")),
            (("n", "m + f"),),
            (("f", "f"), ("m", "m")),
            (
                Use("ball of least radius", (("b", "b"), ("m", "m"))),
                Use("variance is nonnegative"),
                Combine("lambda", "E", "(3*f - 1)/m*D", (("pairs", "1/m"), ("D >= 0", "3*(f - b)/m"))),
            ),
        ),
    ),
    "b = 0 leaves F = M",
    source="B8",
)

_REST: Final = (Cluster("n - 2*f", ("0",), True), Cluster("f", ("1",), True), Cluster("1", ("-1",), False))
_FAMILY: Final = Family(
    f"{NAME}.lambda.attained",
    "lambda",
    "((3*f - 1)/m)**2",
    (
        Place(
            "f >= 2",
            Region.of(("f", "2", ""), ("a", "1", "")),
            (("n", "a + 2*f"), ("m", "a + f")),
            (("f", "f"), ("a", "n - 2*f")),
            (*_REST, Cluster("f - 1", ("-2",), False)),
        ),
        Place(
            "f = 1",
            Region.of(("a", "1", "")),
            (("n", "a + 2"), ("m", "a + 1"), ("f", "1")),
            (("a", "n - 2"),),
            _REST,
        ),
    ),
    source="B8",
)

_OPEN: Final = (
    opened(
        Criterion.KAPPA,
        "(C2) carries lambda* over and loses up to the factor m",
        "1 to f rows of S at 1, the rest at 0, the centre at -1, the other faulty at -2",
        "a bound on the least radius by V_S that keeps the variance which the rows left out must have",
    ),
)

RULES: Final = (
    Rule(
        name=NAME,
        title="1-center with outliers (CenterwO)",
        reference=RASHB,
        aggregate=aggregate,
        claims=(
            _claims.exact(NAME, Criterion.LAMBDA, "lambda* = (3f-1)/m in every dimension", (3 * s.f - 1) / s.m, "B8"),
            Claim(
                f"{NAME}.lambda.published",
                NAME,
                Criterion.LAMBDA,
                Kind.UPPER,
                "lambda = (2 sqrt(2) + 1) f/m",
                (2 * sp.sqrt(2) + 1) * s.f / s.m,
                Source(Provenance.PUBLISHED, RASHB),
            ),
            _claims.upper(NAME, Criterion.KAPPA, "kappa* <= 2 (3f-1)^2/m", 2 * (3 * s.f - 1) ** 2 / s.m, "B8 with C2"),
        ),
        proofs=(_PROOF,),
        families=(_FAMILY,),
        aliases=("centerwo",),
        extremal={Criterion.LAMBDA: extremal},
        beside=(
            _without_attack.averages(NAME, "ball"),
            _breakdown.at_f(NAME),
        ),
        open=_OPEN,
        traits=frozenset({"translation", "scale", "permutation", "hull", "orthogonal_but_ties"}),
        weights=weights,
    ),
)
