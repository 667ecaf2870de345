r"""Which rows are nearest to a point: the choice that nearest-neighbour mixing and CTMA make.

Distances are those of :mod:`.distances` (float64, differences, no overflow). Each centre has a unit of its own, so that
the distances that decide *its* choice are near 1 whatever the scale of the data. **Ties.** Distances to a row are
compared in exact arithmetic where rounding could decide (:mod:`.exactly`); the places left by equal ones are filled in
lexicographic order of the rows, so that the choice does not depend on the numbering of the rows and equal centres
choose alike. Distances to an anchor that was computed are tied to within its rounding and theirs.
"""

from __future__ import annotations

from typing import Any

from . import arrays, distances, exactly, ties

__all__ = ["anchor_slack", "measured", "nearest_rows", "nearest_to", "squares_to"]


def nearest_rows(xp: Any, x: Any, count: int) -> Any:
    """The ``count`` rows nearest to each row (itself among them) of x (B, n, d): True at (b, i, j) where i chooses j.

    >>> import numpy as np
    >>> nearest_rows(np, np.asarray([[[0.0], [1.0], [5.0]]]), 2).astype(int).tolist()
    [[[1, 1, 0], [1, 1, 0], [0, 1, 1]]]
    """
    with arrays.quiet(x):
        squares = distances.by_differences(xp, x)
        edge = distances.order_statistic(xp, squares, count - 1)
        lost = ~xp.all(distances.kept(xp, edge), axis=0)
        if bool(xp.any(lost)):
            rows = x[lost]
            own = [squares_to(xp, rows, rows[:, i : i + 1, :], count) for i in range(x.shape[1])]
            squares[:, :, lost] = xp.stack(own, axis=1)
        return xp.permute_dims(_choose(xp, x, squares, count), (2, 1, 0))


def nearest_to(xp: Any, x: Any, centre: Any, count: int) -> Any:
    """The ``count`` rows of x (B, n, d) nearest to the ``centre`` (B, d) of each problem: True at (b, j), chosen.

    >>> import numpy as np
    >>> nearest_to(np, np.asarray([[[0.0], [1.0], [5.0]]]), np.asarray([[4.0]]), 2).astype(int).tolist()
    [[0, 1, 1]]
    """
    with arrays.quiet(x):
        squares, unit = measured(xp, x, centre[:, None, :], count)
        edge = distances.order_statistic(xp, squares, count - 1)
        return _choose(xp, x, squares[:, None, :], count, anchor_slack(xp, x, centre, edge, unit))[:, 0, :].T


def anchor_slack(xp: Any, x: Any, centre: Any, edge: Any, unit: Any) -> Any:
    """By how much the squared distance ``edge`` (B,), in ``unit``, may be off as the centre (B, d) was computed.

    Each coordinate of the centre is a weighted mean of n rows near it; sums, weights and products are rounded.
    """
    size = xp.max(xp.abs(xp.astype(centre, xp.float64)), axis=-1) / unit + xp.sqrt(edge)
    steps = 4 * x.shape[1] * x.shape[2] ** 0.5
    off = xp.minimum(steps * float(xp.finfo(centre.dtype).eps) * size, distances.CLIP**0.5 / 4)
    return 2 * xp.sqrt(edge) * off + off * off


def squares_to(xp: Any, x: Any, centre: Any, count: int) -> Any:
    """Squared distances to one centre (B, 1, d) a problem, in a unit near that of the ``count``-th nearest: (n, B)."""
    return measured(xp, x, centre, count)[0]


def measured(xp: Any, x: Any, centre: Any, count: int) -> tuple[Any, Any]:
    """:func:`squares_to` and the unit (B,)."""
    x, centre = xp.astype(x, xp.float64), xp.astype(centre, xp.float64)
    size = xp.maximum(xp.max(xp.abs(x), axis=(-2, -1)), xp.max(xp.abs(centre), axis=(-2, -1)))
    quarter = xp.where(size > 1, 0.25, 1.0)[:, None, None]  # differences no longer overflow
    delta = x * quarter - centre * quarter
    largest = xp.max(xp.abs(delta), axis=-1).T
    reach = distances.order_statistic(xp, largest, count - 1)
    least = xp.min(xp.where(largest > 0, largest, xp.inf), axis=0)  # where the nearest rows coincide with the centre
    unit = distances.power_of_two(xp, xp.where(reach > 0, reach, least))
    delta = distances.clipped(xp, delta / unit[:, None, None])
    squares = xp.vecdot(delta, delta, axis=-1).T
    return xp.where(squares > distances.CLIP, xp.inf, squares), unit / quarter[:, 0, 0]


def _choose(xp: Any, x: Any, squares: Any, count: int, anchor: Any = None) -> Any:
    """The ``count`` least of each column of a table (n, centres, B), ties in lexicographic order of the n rows.

    The centres are the rows; or one that was computed, by what ``anchor`` (B,) separates tied rows beside the rounding
    of the distances.
    """
    _, n, d = x.shape
    edge = distances.order_statistic(xp, squares, count - 1)
    slack = 2 * distances.sum_bound(d) * edge + (0.0 if anchor is None else anchor)
    reached = squares <= edge + slack
    if int(xp.count_nonzero(reached)) > count * edge.shape[0] * edge.shape[1]:  # at least so many are reached
        if anchor is None:
            below, reached = exactly.settle(x, squares, (edge, slack), count, lambda rows, i, at: [rows.pair(i, at[0])])
        else:
            below = squares < edge - slack
        ranks = xp.argsort(ties.lexicographic_order(xp, x), axis=-1).T[:, None, :]
        place = xp.where(below, -1, xp.where(reached, ranks, n))
        reached = place <= xp.sort(place, axis=0)[count - 1]  # only -1 occurs twice, and less than count times
    return reached
