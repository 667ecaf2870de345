r"""Anchor-clipped mean: rows clipped around one of them and averaged over m = n - f, at less than 2f/m for lambda.

    F = o + (1/m) sum_{i <= n} clip(x_i - o),   clip shortens to rho, the (f+1)-th largest ||x_i - o||,

o a row with the least rho (a medoid); ties, to within rounding, to the first in lexicographic order. The rule
``anchor_clipped_twice`` takes F for o and does it once more. Both cost O(n^2 d).

**lambda* = (2f-1)/m, once, in every dimension [derived here] (F5).** *Proof.* m (F - mean_S) is the sum over the f rows
outside S of clip(x - o), at most rho each, plus the sum over S of clip(x - o) - (x - o), whose j <= f terms that are
not 0 are at most R - rho, R = max_S ||x - o||. So m E <= f rho + j (R - rho), or (f-1) rho + j (R - rho) where o is
not in S, as o itself adds nothing. As any member of S has rho <= D_S, that of o is. If o is in S, rho <= R <= D_S (one
of the f + 1 farthest rows is in S): m E <= f D_S. If not, some row of S is within rho of o, R <= rho + D_S and m E <=
(f-1) D_S + f D_S. Attained: n - 2f rows at 0 and f of S at 1, o at -1, the other f - 1 faulty at -2 (a tie). QED

**kappa* <= (f/sqrt(m-1) + sqrt(f/(n-2f)))^2, once, in every dimension [derived here].** *Proof.* In the same sums, with
P the rows of S within rho of o and J the other j, ||x - o|| - rho <= ||x - mean_P|| on J: m E <= f rho + sum_J ||x -
mean_P||. The row of S nearest to mean_S, u away, has rho <= u + w, with another row of S w from mean_S, and (m-1) u^2 +
w^2 <= m V_S gives rho <= m sqrt(V_S/(m-1)); m V_S >= ((m-j)/m) sum_J ||x - mean_P||^2. QED Below: (2f-1)^2/(f(n-2f)) by
the input above, f^2/(m-1) with a single row of S at 1.

**Twice: lambda* <= (f/m)(1 + (2f-2)/m).** *Proof.* Around any o, m E <= f R by the same sums (rho <= R, j <= f). With o
the output once, R <= ((m-1)/m) D_S + ((2f-1)/m) D_S. QED For f = 1 both are the floor 1/m.

theory.md (F5) says 2f/m and (f/m)(1 - 1/m + 2f/m): the row o itself, which is not moved, makes the difference.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Criterion
from ..errors import require_count, require_d, require_n_f
from ..open_ends import opened
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place
from . import _breakdown, _claims, _without_attack
from ._base import Extremal, Rule
from .kernels import arrays, distances, norms, shorten

__all__ = ["RULES", "aggregate"]

NAME: Final = "anchor_clipped_mean"
TWICE: Final = "anchor_clipped_twice"
_MOST: Final = 3


@arrays.through_numpy
def aggregate(x: Any, f: int, *, times: int = 1) -> Any:
    """The anchor-clipped mean of the rows of x, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [1.0], [2.0], [1e308]]), f=1)
    array([1.33333333])
    """
    times = require_count("times", times, high=_MOST)
    problems = arrays.prepare(x, f)
    xp, rows = problems.xp, problems.xp.astype(problems.x, problems.xp.float64, copy=False)
    o = arrays.take_rows(xp, rows, _medoids(problems))
    size = xp.max(xp.abs(arrays.detached(rows)), axis=(-2, -1), keepdims=True)
    unit = xp.where(size > 1, 0.25, 1.0)  # exact, and no difference overflows
    for _ in range(times):
        apart = rows * unit - o * unit
        moves = shorten.to_length_of(xp, apart, norms.squares(xp, apart), problems.m - 1)
        o = o + arrays.mean(xp, moves)[..., None, :] / unit * (problems.n / problems.m)
    return xp.astype(o[..., 0, :], problems.x.dtype)


def _medoids(problems: arrays.Problems) -> Any:
    """The numbers (..., 1) of the rows whose m-th nearest row, themselves counted, is nearest."""
    m, d = problems.m, problems.d

    def select(xp: Any, rows: Any) -> Any:
        with arrays.quiet(rows):
            _, scores = distances.squared_distances(xp, rows, m - 1, m)
            return distances.least_rows(xp, rows, scores, 1, terms=d)

    chosen = distances.choose_by_blocks(problems, select)
    return problems.xp.reshape(chosen, (*problems.x.shape[:-2], 1))


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """For every d, mirrored so that the first of the tied rows is the faulty one: see the module's docstring."""
    n, f = require_n_f(n, f, f_min=1)
    require_d(d)
    m = n - f
    values = [0] * (n - 2 * f) + [1] * f + [-1] + [-2] * (f - 1)
    points = tuple((Fraction(value),) for value in values)
    return Extremal(points, tuple(range(m)), (Fraction(n - 2 * f + 1, m) - 1,), "attained at a tie")


_AT: Final = (("f", "f"), ("m", "m"))
_REGION: Final = Region.of(("f", "1", ""), ("j", "0", "f"), ("m", "f + 1", ""))


def _bound(rule: str, value: str, *, twice: bool) -> Bound:
    """The two cases of the proof: m E <= (2f-1) D once, and from there twice."""
    own = (("clipped", "1"), ("radius", "f - j"), ("diameter", "f"), ("D >= 0", "f - 1"))
    other = (("clipped", "1"), ("reach", "j"), ("radius", "f - 1"), ("D >= 0", "f - j"))
    error, name = ("E1", ", twice") if twice else ("E", "")
    last = (("clipped twice", "1/m"), ("far", "f/m"), ("once", "f/m**2")) if twice else (("once", "1/m"),)

    def case(label: str, where: str, weights: tuple[tuple[str, str], ...]) -> Case:
        steps = (
            Use(f"clipped around a row {where} S{name}", (*_AT, ("j", "j"))),
            Use("variance is nonnegative"),
            Combine("once", f"m*{error}", "(2*f - 1)*D", weights),
            Combine("lambda", "E", f"{value}*D", last),
        )
        return Case(label, _REGION, (("n", "m + f"),), _AT, steps)

    cases = (case("o in S", "of", own), case("o faulty", "outside", other))
    return Bound(f"{rule}.lambda.every_dimension", "lambda", value, cases, "o is in S or not", source="F5")


_PROOF: Final = _bound(NAME, "(2*f - 1)/m", twice=False)
_PROOF_TWICE: Final = _bound(TWICE, "f*(m + 2*f - 2)/m**2", twice=True)
_BY_VARIANCE: Final = Bound(
    f"{NAME}.kappa.by_variance",
    "kappa",
    "(1 + t)*f**2/(m - 1) + (1 + 1/t)*f/(n - 2*f)",
    (
        Case(
            "j of S clipped",
            Region.of(("f", "1", ""), ("j", "0", "f"), ("m", "f + 1", ""), ("t", "0", "")),
            (("n", "m + f"),),
            _AT,
            (
                Use("clipped around a row, by variance", (*_AT, ("j", "j"))),
                Use("variance is nonnegative"),
                Combine(
                    "kappa",
                    "E2",
                    "((1 + t)*f**2/(m - 1) + (1 + 1/t)*f/(m - f))*V",
                    (
                        ("triangle", "1/m**2"),
                        ("radius", "(1 + t)*f**2/(m**2*(m - 1))"),
                        ("moved", "(1 + 1/t)/(m**2*(m - j))"),
                        ("V >= 0", "(1 + 1/t)*(f/(m - f) - j/(m - j))"),
                    ),
                ),
            ),
        ),
    ),
    "one case",
    roots=("f**2/(m - 1)", "f/(n - 2*f)"),
    source="F5",
)


def _family(criterion: str, name: str, value: str, *near: Cluster) -> Family:
    """S is ``near``, the row clipped around at -1, the other faulty at -2."""
    anchor, far = Cluster("1", ("-1",), False), Cluster("f - 1", ("-2",), False)
    large, small = (("n", "a + 2*f"), ("m", "a + f")), (("f", "1"), ("n", "a + 2"), ("m", "a + 1"))
    at = (("a", "n - 2*f"),)
    places = (
        Place("f >= 2", Region.of(("f", "2", ""), ("a", "1", "")), large, (("f", "f"), *at), (*near, anchor, far)),
        Place("f = 1", Region.of(("a", "1", "")), small, at, (*near, anchor)),
    )
    return Family(f"{NAME}.{criterion}.{name}", criterion, value, places, source="F5")


_MANY: Final = (Cluster("n - 2*f", ("0",), True), Cluster("f", ("1",), True))
_FAMILIES: Final = (
    _family("lambda", "attained", "((2*f - 1)/m)**2", *_MANY),
    _family("kappa", "many_out", "(2*f - 1)**2/(f*(n - 2*f))", *_MANY),
    _family("kappa", "one_out", "f**2/(m - 1)", Cluster("m - 1", ("0",), True), Cluster("1", ("1",), True)),
)
_TRAITS: Final = frozenset({"translation", "scale", "permutation", "orthogonal_but_ties"})
_REFERENCE: Final = "derived here (theory.md F5)"

_KAPPA: Final = (s.f / sp.sqrt(s.m - 1) + sp.sqrt(s.f / (s.n - 2 * s.f))) ** 2
_OPEN: Final = (
    opened(
        Criterion.KAPPA,
        "the least radius is bounded by V_S as if the variance of the rows that are clipped were not part of it",
        "one row of S, or f of them, at 1, the rest at 0, the anchor at -1, the other faulty at -2",
        "the radius and the clipped rows of S in one variance, and where the row clipped around is in S",
    ),
)

_OPEN_TWICE: Final = (
    opened(
        Criterion.LAMBDA,
        "the second step is taken from a point within ((2f-1)/m) D of mean_S as if the farthest row of S lay "
        "opposite to that error",
        "inputs found by search, rounded and evaluated exactly",
        "the joint worst case of both steps: the first error and the length at which the second clips",
        f_min=2,
    ),
)

RULES: Final = (
    Rule(
        name=NAME,
        title="Anchor-clipped mean",
        reference=_REFERENCE,
        aggregate=aggregate,
        claims=(
            _claims.exact(NAME, Criterion.LAMBDA, "lambda* = (2f-1)/m in every dimension", (2 * s.f - 1) / s.m, "F5"),
            _claims.upper(NAME, Criterion.KAPPA, "kappa* <= 2 (2f-1)^2/m", 2 * (2 * s.f - 1) ** 2 / s.m, "F5, C2"),
            _claims.upper(
                NAME,
                Criterion.KAPPA,
                "kappa* <= (f/sqrt(m-1) + sqrt(f/(n-2f)))^2",
                _KAPPA,
                "F5; docstring of the rule's module",
                name="bound_by_variance",
            ),
        ),
        proofs=(_PROOF, _BY_VARIANCE),
        families=_FAMILIES,
        aliases=("acm",),
        extremal={Criterion.LAMBDA: extremal},
        beside=(
            _without_attack.averaged(NAME, "2 (2f-1)^2/m", 2 * (2 * s.f - 1) ** 2 / s.m),
            _breakdown.at_f(NAME, "m*t"),
        ),
        open=_OPEN,
        traits=_TRAITS,
    ),
    Rule(
        name=TWICE,
        title="Anchor-clipped mean, twice",
        reference=_REFERENCE,
        aggregate=partial(aggregate, times=2),
        claims=(
            _claims.upper(
                TWICE,
                Criterion.LAMBDA,
                "lambda* <= (f/m)(1 + (2f-2)/m) in every dimension",
                s.f * (s.m + 2 * s.f - 2) / s.m**2,
                "F5",
            ),
        ),
        proofs=(_PROOF_TWICE,),
        beside=(
            _without_attack.averaged(TWICE, "2 f^2 (m+2f-2)^2/m^3", 2 * s.f**2 * (s.m + 2 * s.f - 2) ** 2 / s.m**3),
            _breakdown.at_f(TWICE, sizes=()),
        ),
        aliases=("acm2",),
        open=_OPEN_TWICE,
        traits=_TRAITS,
    ),
)
