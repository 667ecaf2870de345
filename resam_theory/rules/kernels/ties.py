"""The order that breaks ties, and the rows of least score by it.

Rows are ordered lexicographically. That order does not depend on the numbering of the rows and is kept by translations
and positive scalings.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from . import exactly, row_kernels
from .arrays import is_compilable
from .distances import order_statistic, sum_bound

__all__ = ["least_rows", "lexicographic_order"]


def lexicographic_order(xp: Any, x: Any) -> Any:
    """The numbers of the rows of x (B, n, d) in lexicographic order, equal rows by number: (B, n) integers.

    >>> lexicographic_order(np, np.asarray([[[1.0, 5.0], [0.0, 9.0], [1.0, 2.0], [1.0, 5.0]]]))
    array([[1, 2, 0, 3]])
    """
    if is_compilable(x):
        numbers = np.empty(x.shape[:2], dtype=np.int64)
        row_kernels.order(np.ascontiguousarray(x), numbers)
        return numbers
    return xp.argsort(_ranks(xp, x), axis=-1, stable=True)


def _ranks(xp: Any, x: Any) -> Any:
    """How many rows precede each row. All coordinates are read only where the first does not decide."""
    first = x[:, :, 0]
    ranks = _count(xp, first[:, None, :] < first[:, :, None])
    ordered = xp.sort(first, axis=-1)
    tied = xp.any(ordered[:, 1:] == ordered[:, :-1], axis=-1)
    if bool(xp.any(tied)):
        rows = x[tied]
        columns = [_count(xp, _precedes(xp, rows, i)) for i in range(rows.shape[1])]
        ranks[tied] = xp.stack(columns, axis=-1)
    return ranks


def _precedes(xp: Any, x: Any, i: int) -> Any:
    """Whether row j precedes row i: the sign of their first difference."""
    row = x[:, i : i + 1, :]
    where = xp.argmax(xp.astype(x != row, xp.int8), axis=-1)[..., None]
    there = xp.take_along_axis(x, where, axis=-1)
    return (there < xp.take_along_axis(xp.broadcast_to(row, x.shape), where, axis=-1))[..., 0]


def _count(xp: Any, mask: Any) -> Any:
    return xp.sum(xp.astype(mask, xp.int64), axis=-1)


def least_rows(xp: Any, x: Any, scores: Any, rows: int, *, terms: int, exact: exactly.Score | None = None) -> Any:
    """The numbers (B, rows), ascending, of the ``rows`` least scores (n, B) of the rows of x (B, n, d).

    Scores are sums of ``terms`` squares; those that agree to within rounding are decided by the ``exact`` score where
    there is one, else they are tied. Among tied rows the places left are filled in lexicographic order.

    >>> least_rows(np, np.asarray([[[2.0], [1.0], [0.0]]]), np.asarray([[1.0], [1.0], [0.0]]), 2, terms=1)
    array([[1, 2]])
    """
    edge = order_statistic(xp, scores, rows - 1)
    slack = 2 * sum_bound(terms) * edge
    below, reached = scores < edge - slack, scores <= edge + slack
    if int(xp.count_nonzero(reached)) > rows * len(x):  # in every problem at least so many are reached
        open_ = reached & ~below
        if exact is not None:
            below, open_ = exactly.settle(x, scores, (edge, slack), rows, exact)
        ranks = xp.argsort(lexicographic_order(xp, x), axis=-1).T
        place = xp.where(below, -1, xp.where(open_, ranks, len(scores)))
        reached = place <= xp.sort(place, axis=0)[rows - 1]
    return xp.reshape(xp.nonzero(reached.T)[1], (len(x), rows))
