r"""CenterwO: the mean of the m = n - f rows nearest to the row whose m-th nearest row, itself counted, is nearest.

Ties (of radii, then of distances to the centre), decided exactly: the first in lexicographic order of the rows.

**lambda* = (3f-1)/m in every dimension [derived here] (B8).** *Proof.* The radius of a member of S is at most D_S, so
that of the centre c is. b <= f rows Q of S are left out, as many faulty ones R taken in. If c is in S, ||r - q|| <=
||r - c|| + ||c - q|| <= 2 D_S. If not, c is in R; some point of S in the ball is within D_S of c and of q: ||c - q||
<= 2 D_S, and ||r - q|| <= 3 D_S for the others. So m ||F - mean_S|| <= (3b - 1) D_S in both cases. Attained: n - 2f
rows at 0, f of S at 1, the centre at -1, the other f - 1 faulty at -2. QED By (C2), kappa* <= 2 m lambda*^2.

**kappa* <= (g/sqrt(m-1) + sqrt(f/(n-2f)))^2 in every dimension [derived here]**, with g = 2f, and g = 2f - 1 for n <=
3f; so kappa* = (3f-1)^2/f for n = 2f + 1, attained by the same rows. *Proof.* Let r be the radius of c, P = S - Q. m (F
- mean_S) is the sum over R of (x - c), less b (mean_P - c), less b (mean_Q - mean_P). R and P are within r of c: if c
is in R, the first two are at most (2b-1) r; if it is in P, (2b - b/(m-b)) r. Both are at most 2f r, and (2f-1) r for
m - f <= f. The row of S nearest to mean_S, u away, has r <= u + w, with another row of S w from mean_S: (m-1) u^2 + w^2
<= m V_S gives r <= m sqrt(V_S/(m-1)). Between two groups of S, b ||mean_Q - mean_P|| <= m sqrt(b V_S/(m-b)). QED Below:
f of S at 1 give (3f-1)^2/(f(n-2f)), a single one 4f^2/(m-1).

The published constant is (2 sqrt(2) + 1) f/m.

Reference: Yi, You, Kang, Liu, Yang, Liu, Near-Optimal Resilient Aggregation Rules for Distributed Learning Using
1-Center and 1-Mean Clustering with Outliers, AAAI 2024, arXiv 2312.12835.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Criterion
from ..errors import require_d, require_n_f
from ..open_ends import opened
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.records import Pairs
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
    return Extremal.on_line(values, f, Fraction(1 - 2 * f, n - f), "attained at a tie")


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


def _kappa(name: str, g: str, region: Region, given: Pairs, at: Pairs, *, where: str = "") -> Bound:
    """kappa* <= (g/sqrt(m-1) + sqrt(f/(n-2f)))^2; m and f as the region's symbols have them."""
    sizes = dict(given) | {"m": dict(given).get("m", "m"), "f": dict(given).get("f", "f")}
    m, f = (f"({sizes[symbol]})" for symbol in ("m", "f"))
    here = re.sub(r"\bf\b", f, g)
    claim = f"(1 + t)*({here})**2/({m} - 1) + (1 + 1/t)*{f}/({m} - {f})"
    case = Case(
        "b exchanged",
        region,
        given,
        at,
        (
            Use("ball of least radius, by variance", (("b", "b"), ("g", here), ("m", m))),
            Use("variance is nonnegative"),
            Combine(
                "kappa",
                "E2",
                f"({claim})*V",
                (
                    ("triangle", f"1/{m}**2"),
                    ("radius", f"(1 + t)*({here})**2/({m}**2*({m} - 1))"),
                    ("between", f"(1 + 1/t)*b/({m}**2*({m} - b))"),
                    ("V >= 0", f"(1 + 1/t)*({f}/({m} - {f}) - b/({m} - b))"),
                ),
            ),
        ),
    )
    x, y = f"({g})**2/(m - 1)", "f/(n - 2*f)"
    value, roots = f"(1 + t)*{x} + (1 + 1/t)*{y}", (f"{x} + {y}", x, y)
    left = "b = 0 leaves F = M"
    return Bound(f"{NAME}.kappa.{name}", "kappa", value, (case,), left, roots=roots, where=where, source="B8")


_MAJORITY: Final = Bound(
    f"{NAME}.kappa.majority",
    "kappa",
    "(3*f - 1)**2/f",
    (
        Case(
            "b exchanged",
            Region.of(("f", "1", ""), ("b", "1", "f")),
            (("n", "2*f + 1"), ("m", "f + 1")),
            (("f", "f"),),
            (
                Use("ball of least radius, by variance", (("b", "b"), ("g", "2*f - 1"), ("m", "f + 1"))),
                Use("variance is nonnegative"),
                Combine(
                    "kappa",
                    "E2",
                    "(3*f - 1)**2/f*V",
                    (
                        ("triangle", "1/(f + 1)**2"),
                        ("radius", "(3*f - 1)*(2*f - 1)/(f*(f + 1)**2)"),
                        ("between", "(3*f - 1)*b/(f*(f + 1)**2*(f + 1 - b))"),
                        ("V >= 0", "(3*f - 1)/f*(f - b/(f + 1 - b))"),
                    ),
                ),
            ),
        ),
    ),
    "b = 0 leaves F = M",
    where="Eq(n, 2*f + 1)",
    source="B8",
)
_EVERY: Final = Region.of(("f", "1", ""), ("b", "1", "f"), ("m", "f + 1", ""), ("t", "0", ""))
_SMALL: Final = Region.of(("a", "1", ""), ("e", "0", ""), ("b", "1", "a + e"), ("t", "0", ""))
_PROOFS: Final = (
    _PROOF,
    _MAJORITY,
    _kappa("every_dimension", "2*f", _EVERY, (("n", "m + f"),), (("f", "f"), ("m", "m"))),
    _kappa(
        "many_faulty",
        "2*f - 1",
        _SMALL,
        (("n", "3*a + 2*e"), ("m", "2*a + e"), ("f", "a + e")),
        (("a", "n - 2*f"), ("e", "3*f - n")),
        where="n <= 3*f",
    ),
)


def _family(criterion: str, name: str, value: str, rest: tuple[Cluster, ...]) -> Family:
    """These rows, with the f - 1 faulty ones that are not the centre at -2."""
    small = (("n", "a + 2"), ("m", "a + 1"), ("f", "1"))
    large = (("n", "a + 2*f"), ("m", "a + f"))
    far = Cluster("f - 1", ("-2",), False)
    places = (
        Place("f >= 2", Region.of(("f", "2", ""), ("a", "1", "")), large, (("f", "f"), ("a", "n - 2*f")), (*rest, far)),
        Place("f = 1", Region.of(("a", "1", "")), small, (("a", "n - 2"),), rest),
    )
    return Family(f"{NAME}.{criterion}.{name}", criterion, value, places, source="B8")


_CENTRE: Final = Cluster("1", ("-1",), False)
_REST: Final = (Cluster("n - 2*f", ("0",), True), Cluster("f", ("1",), True), _CENTRE)
_ONE_AT_0: Final = (Cluster("1", ("0",), True), *_REST[1:])
_FAMILIES: Final = (
    Family(
        f"{NAME}.kappa.majority_attained",
        "kappa",
        "(3*f - 1)**2/f",
        (
            Place(
                "f >= 2",
                Region.of(("f", "2", "")),
                (("n", "2*f + 1"), ("m", "f + 1")),
                (("f", "f"),),
                (*_ONE_AT_0, Cluster("f - 1", ("-2",), False)),
            ),
            Place("f = 1", Region.of(), (("n", "3"), ("m", "2"), ("f", "1")), (), _ONE_AT_0),
        ),
        where="Eq(n, 2*f + 1)",
        source="B8",
    ),
    _family("lambda", "attained", "((3*f - 1)/m)**2", _REST),
    _family("kappa", "many_out", "(3*f - 1)**2/(f*(n - 2*f))", _REST),
    _family(
        "kappa", "one_out", "4*f**2/(m - 1)", (Cluster("m - 1", ("0",), True), Cluster("1", ("1",), True), _CENTRE)
    ),
)


def _bound(g: sp.Expr) -> sp.Expr:
    return (g / sp.sqrt(s.m - 1) + sp.sqrt(s.f / (s.n - 2 * s.f))) ** 2


_OPEN: Final = (
    opened(
        Criterion.KAPPA,
        "the least radius is bounded by V_S as if the variance of the rows left out were not part of it",
        "one row of S, or f of them, at 1, the rest at 0, the centre at -1, the other faulty at -2",
        "the least radius and the rows left out in one variance, as where n = 2f + 1",
        where=s.n >= 2 * s.f + 2,
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
            _claims.published(
                NAME, Criterion.LAMBDA, "lambda = (2 sqrt(2) + 1) f/m", (2 * sp.sqrt(2) + 1) * s.f / s.m, RASHB
            ),
            _claims.exact(
                NAME,
                Criterion.KAPPA,
                "kappa* = (3f-1)^2/f in every dimension, n = 2f+1",
                (3 * s.f - 1) ** 2 / s.f,
                "B8; docstring of the rule's module",
                name="exact_majority",
                where=sp.Eq(s.n, 2 * s.f + 1),
            ),
            _claims.upper(
                NAME,
                Criterion.KAPPA,
                "kappa* <= ((2f-1)/sqrt(m-1) + sqrt(f/(n-2f)))^2, n <= 3f",
                _bound(2 * s.f - 1),
                "B8; docstring of the rule's module",
                name="bound_many_faulty",
                where=s.n <= 3 * s.f,
            ),
            _claims.upper(
                NAME,
                Criterion.KAPPA,
                "kappa* <= (2f/sqrt(m-1) + sqrt(f/(n-2f)))^2",
                _bound(2 * s.f),
                "B8; docstring of the rule's module",
                name="bound_by_variance",
            ),
            _claims.upper(NAME, Criterion.KAPPA, "kappa* <= 2 (3f-1)^2/m", 2 * (3 * s.f - 1) ** 2 / s.m, "B8 with C2"),
        ),
        proofs=_PROOFS,
        families=_FAMILIES,
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
