r"""FABA: f times, the row farthest from the mean of the rows that are left is dropped; then the mean.

Ties: distances that agree to within rounding are tied; the last of the tied rows in lexicographic order is dropped.

**Method.** The row farthest from the mean of the rows left is the one with the largest sum of squared distances to
them, so the table of distances is all that is needed. Where squares leave the range of floats, the sums of a round are
taken in a unit of that round.

Exact kappa* on the line for each (n, f) by the one-dimensional solver (L6), which is not a closed form: 4/(n-2) for f =
1, 363/92 at (7, 2), 147/16 at (9, 3), 643/14 at (10, 4). No bound for other dimensions is proved here.

Reference: Xia, Tao, Hao, Li, FABA: An Algorithm for Fast Aggregation against Byzantine Attacks in Distributed Neural
Networks, IJCAI 2019.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from .. import symbols as s
from ..claims import Criterion
from ..errors import require_d, require_n_f
from . import _claims
from ._base import Extremal, Rule
from .kernels import arrays, distances

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
    ranks = xp.argsort(distances.lexicographic_order(xp, x), axis=-1).T
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
        tied = left & (sums >= edge * (1 - 2 * distances.sum_bound(d + n)))
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
                "kappa* = 4/(n-2) for f = 1, d = 1",
                4 / (s.n - 2),
                "L6: solver-exact, n <= 11",
                name="exact_line_one",
                d_max=1,
                where=(s.f <= 1) & (s.n <= 11),
            ),
        ),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal},
        traits=frozenset({"translation", "scale", "permutation", "hull", "orthogonal_but_ties"}),
        weights=weights,
    ),
)
