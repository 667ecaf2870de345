r"""FABA: f times, the row farthest from the mean of the rows that are left is dropped; then the mean.

Ties: distances are compared exactly; of rows that are equally far the last in lexicographic order is dropped.

**Method.** The row farthest from the mean of the rows left is the one with the largest sum of squared distances to
them, so the table of distances is all that is needed. Where squares leave the range of floats, the sums of a round are
taken in a unit of that round.

**f = 1 [derived here].** kappa* = 4/(n-2) in every dimension, from the second bound below; attained on the line.

**Any f [derived here].** kappa* <= ((fn/(n-2f) + 1)^2 + f - 1)/m and lambda* <= 2f(m-1)/(m(n-2f)) in every dimension;
for n >= 3f also kappa* <= 4f (n-2f)(n-2f+1)/(m (n-3f+1)^2). The proofs are the steps of :data:`PROOFS`.

Exact kappa* on the line for each (n, f) by the one-dimensional solver (L6), which is not a closed form: 363/92 at (7,
2), 147/16 at (9, 3), 643/14 at (10, 4). Between it and the bounds nothing is known in d >= 2.

Reference: Xia, Tao, Hao, Li, FABA: An Algorithm for Fast Aggregation against Byzantine Attacks in Distributed Neural
Networks, IJCAI 2019.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import numpy as np

from .. import symbols as s
from ..claims import Criterion
from ..errors import require_d, require_n_f
from ..open_ends import opened
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place
from . import _breakdown, _claims, _without_attack
from ._base import Extremal, Rule
from .kernels import arrays, distances, exactly, ties

__all__ = ["RULES", "aggregate", "weights"]

NAME: Final = "faba"


@arrays.through_numpy
def aggregate(x: Any, f: int) -> Any:
    """FABA of the rows of x, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [1.0], [2.0], [9.0]]), f=1)
    array([1.])
    """
    return distances.mean_of_rows(*_chosen(x, f))


def weights(x: Any, f: int) -> Any:
    """1/m for the rows that are left, 0 for the others: (..., n)."""
    return distances.shares(*_chosen(x, f))


def _chosen(x: Any, f: int) -> tuple[arrays.Problems, Any]:
    problems = arrays.prepare(x, f)

    def select(xp: Any, rows: Any) -> Any:
        with arrays.quiet(rows):
            return _left(xp, rows, problems.f)

    return problems, distances.choose_by_blocks(problems, select)


def _left(xp: Any, x: Any, f: int) -> Any:
    """The numbers (B, n - f) of the rows that are left."""
    batch, n, d = x.shape
    problems = xp.arange(batch)
    ranks = xp.argsort(ties.lexicographic_order(xp, x), axis=-1).T
    squares = distances.by_differences(xp, x)
    left = xp.ones((n, batch), dtype=xp.bool)
    for _ in range(f):
        table = xp.where(left[:, None, :] & left[None, :, :], squares, 0.0)
        sums = xp.sum(table, axis=0)
        edge = xp.max(sums, axis=0)
        odd = ~((edge >= 2.0**-900) & (edge < xp.inf))
        if bool(xp.any(odd)):
            sums[:, odd] = _sums_in_own_unit(xp, x[odd], left[:, odd])
            edge = xp.max(sums, axis=0)
        slack = 2 * distances.sum_bound(d + n) * edge
        tied = left & (sums >= edge - slack)
        if int(xp.count_nonzero(tied)) > batch:
            rest = arrays.on_host(left)

            def exact(points: exactly.Rows, i: int, at: tuple[int, ...], rest: Any = rest) -> list[exactly.Pair]:
                return [points.pair(i, int(j)) for j in np.flatnonzero(rest[:, at[-1]])]

            _, tied = exactly.settle(x, xp.where(left, -sums, xp.inf), (-edge, slack), 1, exact, sign=-1)
        left[xp.argmax(xp.where(tied, ranks, -1), axis=0), problems] = False
    return xp.reshape(xp.nonzero(left.T)[1], (batch, n - f))


def _sums_in_own_unit(xp: Any, x: Any, left: Any) -> Any:
    """The sums of squared distances to the rows left, each problem in the unit of its largest distance."""
    kept = left.T[:, :, None]
    quarter = 0.25 * xp.astype(x, xp.float64)
    first = xp.argmax(xp.astype(left, xp.int8), axis=0)
    filled = xp.where(kept, quarter, quarter[xp.arange(len(x)), first][:, None, :])  # dropped rows stand on a kept one
    reach = xp.max(filled, axis=1) - xp.min(filled, axis=1)
    unit = distances.power_of_two(xp, xp.max(reach, axis=-1))
    squares = distances.by_differences(xp, filled, 1 / unit)
    return xp.where(left, xp.sum(xp.where(left[None, :, :] & left[:, None, :], squares, 0.0), axis=0), 0.0)


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """For every d: n - 2f of S at 0, f of S at 1, the faulty at -1: reached, not the worst."""
    n, f = require_n_f(n, f, f_min=1)
    require_d(d)
    m = n - f
    values = [Fraction(0)] * (m - f) + [Fraction(1)] * f + [Fraction(-1)] * f
    return Extremal(tuple((value,) for value in values), tuple(range(m)), note="reached, not the worst")


def _proof(name: str, value: str, low: str, inference: str, *, criterion: str = "kappa") -> Bound:
    spread, fact, rest = ("V", "weights", "V >= 0") if criterion == "kappa" else ("D", "diameter", "D >= 0")
    small, scale = {
        ("kappa", "f"): ("E2", "1/(m*(m - f + 1 - f)**2)"),
        ("kappa", "1"): ("E2", "1/(m*(m - f)**2)"),
        ("lambda", "1"): ("E", "1/(m*(m - f))"),
    }[criterion, low]
    parts = {
        "f": "4*(f - b)*(m - f)*(m - f + 1)/(m*(m - 2*f + 1)**2)",
        "1": "((f*(m + f) + m - f)**2 - (b*(m + f) + m - f)**2 + (f - b)*(m - f)**2)/(m*(m - f)**2)",
    }
    left = parts[low] if criterion == "kappa" else "2*(f - b)*(m - 1)/(m*(m - f))"
    case = Case(
        "b of S dropped",
        Region.of(("f", "1", ""), ("b", "1", "f"), ("m", "2*f" if low == "f" else "f + 1", "")),
        (("n", "m + f"),),
        (("f", "f"), ("m", "m")),
        (
            Use(inference, (("a", "m - f"), ("b", "b"), ("f", "f"), ("m", "m"))),
            Use("variance is nonnegative"),
            Combine(criterion, small, f"({value.replace('n', '(m + f)')})*{spread}", ((fact, scale), (rest, left))),
        ),
    )
    where = "n >= 3*f" if low == "f" else ""
    return Bound(
        f"{NAME}.{criterion}.{name}", criterion, value, (case,), "b = 0 leaves F = M", where=where, source="L6"
    )


_ONE: Final = Bound(
    f"{NAME}.kappa.one",
    "kappa",
    "4/(n - 2)",
    (
        Case(
            "b = f = 1",
            Region.of(("m", "2", "")),
            (("n", "m + 1"), ("f", "1")),
            (("m", "m"),),
            (
                Use("honest rows dropped one by one", (("a", "m - 1"), ("b", "1"), ("f", "1"), ("m", "m"))),
                Combine("kappa", "E2", "4/(m - 1)*V", (("weights", "1/(m*(m - 1)**2)"),)),
            ),
        ),
    ),
    "b = 0 leaves F = M",
    where="f <= 1",
    source="L6",
)
FAMILY: Final = Family(
    f"{NAME}.kappa.one_attained",
    "kappa",
    "4/(n - 2)",
    (
        Place(
            "a tie",
            Region.of(("m", "2", "")),
            (("n", "m + 1"), ("f", "1")),
            (("m", "m"),),
            (Cluster("m - 1", ("0",), True), Cluster("1", ("1",), True), Cluster("1", ("-1",), False)),
        ),
    ),
    where="f <= 1",
    source="L6",
)
PROOFS: Final = (
    _ONE,
    _proof("first_dropped", "((f*n/(n - 2*f) + 1)**2 + f - 1)/m", "1", "the first honest row dropped"),
    _proof("one_by_one", "4*f*(n - 2*f)*(n - 2*f + 1)/(m*(n - 3*f + 1)**2)", "f", "honest rows dropped one by one"),
    _proof("first_dropped", "2*f*(m - 1)/(m*(n - 2*f))", "1", "the first honest row dropped", criterion="lambda"),
)

_OPEN: Final = (
    opened(
        (Criterion.KAPPA, Criterion.LAMBDA),
        "every round compares the row of S that it drops with the mean once, as if all earlier rounds had gone "
        "as badly as they can",
        "the worst input of the line, by the one-dimensional solver, or inputs found by search",
        "the rounds followed one after the other in d dimensions, as the solver does on the line",
        f_min=2,
        d_min=2,
    ),
)

RULES: Final = (
    Rule(
        name=NAME,
        title="FABA (the farthest from the mean is dropped, f times)",
        reference="Xia et al., FABA, IJCAI 2019",
        aggregate=aggregate,
        claims=(
            _claims.exact(
                NAME,
                Criterion.KAPPA,
                "kappa* = 4/(n-2) in every dimension, f = 1",
                4 / (s.n - 2),
                "L6; docstring of the rule's module",
                name="exact_one",
                where=s.f <= 1,
            ),
            _claims.upper(
                NAME,
                Criterion.KAPPA,
                "kappa* <= ((fn/(n-2f) + 1)^2 + f - 1)/m",
                ((s.f * s.n / (s.n - 2 * s.f) + 1) ** 2 + s.f - 1) / s.m,
                "L6; docstring of the rule's module",
            ),
            _claims.upper(
                NAME,
                Criterion.LAMBDA,
                "lambda* <= 2f(m-1)/(m(n-2f))",
                2 * s.f * (s.m - 1) / (s.m * (s.n - 2 * s.f)),
                "L6; docstring of the rule's module",
            ),
        ),
        proofs=PROOFS,
        families=(FAMILY,),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal},
        beside=(
            _without_attack.averages(NAME, "farthest"),
            _breakdown.at_f(NAME),
        ),
        open=_OPEN,
        traits=frozenset({"translation", "scale", "permutation", "hull", "orthogonal_but_ties"}),
        weights=weights,
    ),
)
