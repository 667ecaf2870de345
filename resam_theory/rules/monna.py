r"""Nearest-neighbour averaging (NNA, the rule of MoNNA): the mean of the m = n - f rows nearest to an own row.

In decentralised learning every worker applies it to its own vector and those it received: the own vector, row ``own``
(0 unless given), is trusted. **S contains the own row** in everything that is claimed here; with an own row that may be
faulty no coefficient is finite (all of S at 0, own row and the other faulty at 1, for n = 2f + 1 even the majority is
no help: the nearest to the own row are the f faulty and any of S).

Ties: distances to the own row are compared exactly; the places left by equal ones are filled in lexicographic order of
the rows.

**Exact coefficients (L3) [derived here].** lambda* = 2f/m and kappa* = 4f(f+1)/m in every dimension. *Proof.* Let o
be the own row, Q the b <= f rows of S that are left out, R the b faulty rows taken in: ||r - o|| <= ||q - o||, so m
||F - mean_S|| <= 2 T with T = sum_Q ||q - o|| <= b D_S. T = sum_S <x_i, v_i> with v = (q - o)/||q - o|| on Q, minus
their sum at o, 0 elsewhere; sum v = 0, so T^2 <= m V_S sum ||v_i||^2 <= m V_S (b + b^2). Attained on the line:
lambda: n - 2f of S at 0, the own row among them, f of S at 1, the faulty at -1; kappa: o = -f, f of S at 1, the
others of S at 0, the faulty at -2f - 1. Both are ties. QED

Reference: Farhadkhani, Guerraoui, Gupta, Hoang, Pinot, Stephan, Robust Collaborative Learning with Linear Gradient
Overhead, ICML 2023.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import numpy as np

from .. import symbols as s
from ..claims import Criterion
from ..errors import require_count, require_d, require_n_f
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place
from . import _breakdown, _claims, _without_attack
from ._base import Extremal, Rule
from .kernels import arrays, distances, single, ties

__all__ = ["RULES", "aggregate", "weights"]

NAME: Final = "monna"


@arrays.through_numpy
def aggregate(x: Any, f: int, *, own: int = 0) -> Any:
    """Mean of the n - f rows nearest to row ``own``, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [1.0], [5.0], [2.0]]), f=1)
    array([1.])
    """
    problems = arrays.prepare(x, f)
    own = require_count("own", own, low=0, high=problems.n - 1)
    if problems.moderate and x.ndim == 2 and arrays.is_compilable(x):
        numbers, out = np.empty(problems.m, np.int64), np.empty(problems.d, x.dtype)
        slack = 2 * distances.sum_bound(problems.d)
        if single.mean_of_nearest(np.ascontiguousarray(x), own, slack, numbers, out):
            return out
    return distances.mean_of_rows(problems, _nearest(problems, own))


def weights(x: Any, f: int, *, own: int = 0) -> Any:
    """1/m for the rows that are averaged, 0 for the others: (..., n)."""
    return distances.shares(*_chosen(x, f, own))


def _chosen(x: Any, f: int, own: int) -> tuple[arrays.Problems, Any]:
    problems = arrays.prepare(x, f)
    return problems, _nearest(problems, require_count("own", own, low=0, high=problems.n - 1))


def _nearest(problems: arrays.Problems, own: int) -> Any:
    def select(xp: Any, rows: Any) -> Any:
        with arrays.quiet(rows):
            scores = distances.squares_to(xp, rows, own, problems.m)
            return ties.least_rows(
                xp, rows, scores, problems.m, terms=problems.d, exact=lambda points, i, _: [points.pair(i, own)]
            )

    return distances.choose_by_blocks(problems, select)


def extremal_lambda(n: int, f: int, d: int | float = 1) -> Extremal:
    """For every d: n - 2f of S at 0, the own row among them, f of S at 1, the faulty at -1."""
    n, f = require_n_f(n, f, f_min=1)
    require_d(d)
    return Extremal.at_a_tie(n, f)


def extremal_kappa(n: int, f: int, d: int | float = 1) -> Extremal:
    """For every d: the own row at -f, f of S at 1, the others of S at 0, the faulty at -2f - 1."""
    n, f = require_n_f(n, f, f_min=1)
    require_d(d)
    values = [-f] + [0] * (n - 2 * f - 1) + [1] * f + [-2 * f - 1] * f
    return Extremal.on_line(values, f, Fraction(-f - f * (2 * f + 1), n - f), "attained at a tie")


def _families() -> tuple[Family, Family]:
    """The two inputs above for all (n, f)."""
    given, at = (("n", "a + 2*f"), ("m", "a + f")), (("f", "f"), ("a", "n - 2*f"))
    near = (Cluster("n - 2*f", ("0",), True), Cluster("f", ("1",), True), Cluster("f", ("-1",), False))
    ends = (Cluster("1", ("-f",), True), Cluster("f", ("1",), True), Cluster("f", ("-2*f - 1",), False))
    whole = Place("all n, f", Region.of(("f", "1", ""), ("a", "1", "")), given, at, near)
    more = (*ends, Cluster("n - 2*f - 1", ("0",), True))
    one = (("n", "a + 2"), ("m", "a + 1"), ("f", "1")), (("a", "n - 2"),)
    cases = (
        Place("n > 2f + 1, f > 1", Region.of(("f", "2", ""), ("a", "2", "")), given, at, more),
        Place("n > 3, f = 1", Region.of(("a", "2", "")), *one, more),
        Place("n = 2f + 1", Region.of(("f", "1", "")), (("n", "2*f + 1"), ("m", "f + 1")), (("f", "f"),), ends),
    )
    return (
        Family(f"{NAME}.lambda.attained", "lambda", "(2*f/m)**2", (whole,), source="L3"),
        Family(f"{NAME}.kappa.attained", "kappa", "4*f*(f + 1)/m", cases, source="L3"),
    )


def _proof(criterion: str, value: str, weights: tuple[tuple[str, str], ...], spread: str) -> Bound:
    case = Case(
        "b exchanged",
        Region.of(("f", "1", ""), ("b", "1", "f"), ("m", "f + 1", "")),
        (("n", "m + f"),),
        (("f", "f"), ("m", "m")),
        (
            Use("own row in S", (("b", "b"), ("m", "m"))),
            Use("variance is nonnegative"),
            Combine(criterion, "E2", f"({value})*{spread}", weights),
        ),
    )
    name = f"{NAME}.{criterion}.every_dimension"
    return Bound(name, criterion, value, (case,), "b = 0 leaves F = M", squared=spread == "D2", source="L3")


RULES: Final = (
    Rule(
        name=NAME,
        title="Nearest-neighbour averaging around a trusted own row (MoNNA)",
        reference="Farhadkhani et al., Robust Collaborative Learning with Linear Gradient Overhead, ICML 2023",
        aggregate=aggregate,
        claims=(
            _claims.exact(
                NAME,
                Criterion.KAPPA,
                "kappa* = 4f(f+1)/m in every dimension, own row in S",
                4 * s.f * (s.f + 1) / s.m,
                "L3",
            ),
            _claims.exact(
                NAME, Criterion.LAMBDA, "lambda* = 2f/m in every dimension, own row in S", 2 * s.f / s.m, "L3"
            ),
        ),
        proofs=(
            _proof(
                "kappa",
                "4*f*(f + 1)/m",
                (("pairs", "1/m**2"), ("Cauchy-Schwarz", "4/m**2"), ("V >= 0", "4*(f*(f + 1) - b*(b + 1))/m")),
                "V",
            ),
            _proof(
                "lambda",
                "(2*f/m)**2",
                (("pairs", "1/m**2"), ("diameter", "4/m**2"), ("D2 >= 0", "4*(f**2 - b**2)/m**2")),
                "D2",
            ),
        ),
        families=_families(),
        aliases=("nna",),
        extremal={Criterion.LAMBDA: extremal_lambda, Criterion.KAPPA: extremal_kappa},
        beside=(
            _without_attack.averages(NAME, "ball"),
            _breakdown.at_f(NAME),
        ),
        traits=frozenset({"translation", "scale", "hull", "orthogonal_but_ties"}),
        weights=weights,
        trusted=True,
    ),
)
