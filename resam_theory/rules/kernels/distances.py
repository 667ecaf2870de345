r"""What distance-based rules share: squared distances without cancellation or overflow.

**Arithmetic.** Everything is computed in float64, also for float32 input, on detached data of shape (B, n, d).

**Differences.** ||x_i - x_j||^2 = sum_c (x_ic - x_jc)^2 is summed over differences, in blocks that stay in cache. Each
value has relative error <= (d + 2) u, u = 2^-53, whatever the origin, and is the same for any order of the rows. (By a
Gram matrix it would take fewer operations and no less time: the compiled loop is bound by reading the rows.)

**Range.** Squares may leave the range of float64 although the data do not. Where that happens to the distances that
decide, all differences of the problem are multiplied by one power of two, so that the deciding distances are near 1.
Distances 10^150 times larger become inf: they sort last. Nothing ever becomes NaN.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import array_api_compat as aac
import numpy as np

from . import order_statistics, row_kernels
from .arrays import Problems, is_compilable, mean, quiet, take_rows

__all__ = [
    "BLOCK",
    "CLIP",
    "HALF_ULP",
    "back",
    "by_differences",
    "choose_by_blocks",
    "clipped",
    "contiguous",
    "kept",
    "mean_of_rows",
    "of_one",
    "order_statistic",
    "power_of_two",
    "shares",
    "squared_distances",
    "squares_to",
    "sum_bound",
    "sum_of_sorted",
    "working",
]

HALF_ULP: Final = 2.0**-53
"""u, the unit roundoff of float64."""
BLOCK: Final = 2**18
"""Numbers per block of coordinates: 2 MiB, about the size of a second-level cache."""
AT_ONCE: Final = 2**12
"""Differences up to this number take numpy a tenth of a millisecond, much less than loading the compiler."""
LARGEST_D_ALONG_BATCH: Final = 32
"""Up to this dimension many problems are fastest side by side, beyond one after the other (measured)."""
_TINY: Final = 2.0**-900
"""Deciding squares below this may have lost digits to underflow; above, less than d 2^-122 of the value is lost."""
CLIP: Final = 2.0**500
"""Largest scaled difference: d squares of it do not overflow for d < 2^23."""


def sum_bound(terms: int) -> float:
    """Relative rounding error of a sum of ``terms`` squares of differences, in any order: (terms + 2) u.

    >>> sum_bound(2) == 4 * HALF_ULP
    True
    """
    return (terms + 2) * HALF_ULP


def working(problems: Problems) -> tuple[Any, Any]:
    """Namespace and detached rows of shape (B, n, d), B the product of the batch axes; dtype unchanged.

    Tensors in the memory of the host are seen as numpy arrays, without a copy: many small operations are cheaper there.
    """
    xp, x = problems.xp, problems.x
    if aac.is_torch_array(x):
        x = x.detach()
        if x.device.type == "cpu" and x.dtype in (xp.float32, xp.float64):
            xp, x = aac.array_namespace(np.empty(0)), x.numpy()
    return xp, xp.reshape(x, (math.prod(x.shape[:-2]), problems.n, problems.d))


def back(problems: Problems, values: Any) -> Any:
    """An array of the working namespace in the namespace and on the device of the problems."""
    return problems.xp.asarray(values, device=aac.device(problems.x))


def choose_by_blocks(problems: Problems, choose: Callable[[Any, Any], Any]) -> Any:
    """``choose(xp, x)`` for blocks x (B, n, d) of the problems, put together along the first axis.

    The tables of distances (n, n, B) of a block stay in the cache.
    """
    xp, x = working(problems)
    width = max(1, BLOCK // problems.n**2)
    parts = [back(problems, choose(xp, x[start : start + width])) for start in range(0, max(1, len(x)), width)]
    return parts[0] if len(parts) == 1 else problems.xp.concat(parts, axis=0)


def of_one(problems: Problems, count: int, choose: Callable[[np.ndarray, np.ndarray], bool]) -> Any:
    """The numbers (1, count) that compiled code chooses for one ordinary problem, by ``choose(x, numbers)``; None where
    there are several problems, or compiled code leaves the decision to the general code.
    """
    x = problems.x
    if not problems.moderate or x.ndim != 2 or not is_compilable(x):
        return None
    numbers = np.empty(count, dtype=np.int64)
    return numbers[None] if choose(np.ascontiguousarray(x), numbers) else None


def squared_distances(xp: Any, x: Any, low: int, high: int, *, rows: int = 1) -> tuple[Any, Any]:
    """||x_i - x_j||^2 for x of shape (B, n, d), float64 of shape (n, n, B), and for each row the sum of those to its
    low-th to (high-1)-th nearest rows (a row is its own 0-th), (n, B). Each problem has a unit of its own.

    The unit is 1 unless squares leave the range; then it is a power of two near the ``rows``-th smallest, over the
    rows, of the distance to the (high-1)-th nearest row: the distances that decide for the caller.

    >>> squares, sums = squared_distances(np, np.asarray([[[0.0], [1.0], [3.0]]]), 0, 2)
    >>> squares[:, :, 0].tolist(), sums[:, 0].tolist()
    ([[0.0, 1.0, 9.0], [1.0, 0.0, 4.0], [9.0, 4.0, 0.0]], [1.0, 1.0, 4.0])
    """
    with quiet(x):
        squares = by_differences(xp, x)
        sums = sum_of_sorted(xp, squares, low, high)
        edge = order_statistic(xp, sums, rows - 1)
        lost = ~kept(xp, edge)
        if bool(xp.any(lost)):
            squares[:, :, lost] = _scaled(xp, x[lost], high - 1, rows)
            sums[:, lost] = sum_of_sorted(xp, squares[:, :, lost], low, high)
    return squares, sums


def kept(xp: Any, edge: Any) -> Any:
    """Whether a deciding square kept its digits: it neither overflowed nor may have lost some to underflow."""
    return (edge >= _TINY) & (edge < xp.inf)


def clipped(xp: Any, delta: Any) -> Any:
    """Scaled differences of which the squares do not overflow."""
    return xp.clip(delta, -CLIP, CLIP)


def squares_to(xp: Any, x: Any, row: int, rows: int) -> Any:
    """||x_i - x_row||^2 for x of shape (B, n, d), float64 of shape (n, B), each problem in a unit of its own: 1 unless
    the ``rows``-th smallest leaves the range, then a power of two near its root.

    >>> squares_to(np, np.asarray([[[0.0], [1.0], [3.0]]]), 0, 2)[:, 0].tolist()
    [0.0, 1.0, 9.0]
    """
    batch, n, d = x.shape
    squares = xp.zeros((batch, n), dtype=xp.float64, device=aac.device(x))
    width = max(1, BLOCK // max(1, batch * n))
    for start in range(0, d, width):
        block = xp.astype(x[:, :, start : start + width], xp.float64)
        delta = block - block[:, row : row + 1, :]
        squares += xp.vecdot(delta, delta)
    edge = xp.sort(squares, axis=-1)[:, rows - 1]
    kept = (edge >= _TINY) & (edge < xp.inf)
    if not bool(xp.all(kept)):
        squares[~kept] = _scaled_to(xp, xp.astype(x[~kept], xp.float64), row, rows)
    return squares.T


def _scaled_to(xp: Any, x: Any, row: int, rows: int) -> Any:
    delta = 0.25 * x - 0.25 * x[:, row : row + 1, :]
    sizes = xp.max(xp.abs(delta), axis=-1)
    reach = xp.sort(sizes, axis=-1)[:, rows - 1]
    least = xp.min(xp.where(sizes > 0, sizes, xp.inf), axis=-1)  # where the deciding rows coincide
    unit = power_of_two(xp, xp.where(reach > 0, reach, least))
    delta = xp.clip(delta / unit[:, None, None], -CLIP, CLIP)
    squares = xp.vecdot(delta, delta)
    return xp.where(squares > CLIP, xp.inf, squares)


def order_statistic(xp: Any, table: Any, place: int) -> Any:
    """The value in a place (from 0) of each column of a table (n, ..., B), sorted: (..., B)."""
    return xp.min(table, axis=0) if place == 0 else sum_of_sorted(xp, table, place, place + 1)


def sum_of_sorted(xp: Any, table: Any, low: int, high: int) -> Any:
    """The sum of the order statistics low, ..., high - 1 (from 0) of each column of a table (n, ..., B): (..., B)."""
    n = table.shape[0]
    columns = xp.reshape(table, (n, math.prod(table.shape[1:])))
    width = columns.shape[1]
    if not aac.is_numpy_array(table) or n > order_statistics.LARGEST_NETWORK or width < order_statistics.SMALLEST_WIDTH:
        return xp.reshape(xp.sum(xp.sort(columns, axis=0, stable=False)[low:high], axis=0), table.shape[1:])
    return order_statistics.sorted_sum(columns, low, high).reshape(table.shape[1:])


def by_differences(xp: Any, x: Any, scale: Any = None, *, largest: bool = False) -> Any:
    """Sums of squares of the (scaled, then clipped) differences, or the largest absolute one: (n, n, B) float64."""
    batch, n, d = x.shape
    if scale is None and not largest:
        if batch * n * n * d <= AT_ONCE:
            delta = xp.astype(x[:, :, None, :], xp.float64) - xp.astype(x[:, None, :, :], xp.float64)
            return xp.permute_dims(xp.vecdot(delta, delta), (1, 2, 0))
        if is_compilable(x):
            many = d <= LARGEST_D_ALONG_BATCH and batch >= row_kernels.LANES
            squares = np.empty((n, n, batch))
            along = row_kernels.distances_along_batch if many else row_kernels.distances_along_rows
            along(np.ascontiguousarray(x), squares)
            return squares
    rows = xp.permute_dims(x, (1, 2, 0))  # the batch comes last: operations run along it, and along d where B = 1
    table = xp.zeros((n, n, batch), dtype=xp.float64, device=aac.device(x))
    width = max(1, BLOCK // max(1, batch * n))
    for start in range(0, d, width):
        block = contiguous(xp, rows[:, start : start + width, :])
        for i in range(n - 1):
            delta = block[i + 1 :] - block[i]
            if scale is not None:
                delta = clipped(xp, delta * scale)
            if largest:
                table[i, i + 1 :] = xp.maximum(table[i, i + 1 :], xp.max(xp.abs(delta), axis=1))
            elif batch == 1:
                table[i, i + 1 :] += xp.vecdot(delta, delta, axis=1)
            else:
                delta *= delta
                table[i, i + 1 :] += xp.sum(delta, axis=1)
    for i in range(n - 1):
        table[i + 1 :, i] = table[i, i + 1 :]
    return table


def contiguous(xp: Any, view: Any) -> Any:
    """A float64 copy whose last axis runs fastest in memory, whatever the strides of the view."""
    copy = xp.empty(view.shape, dtype=xp.float64, device=aac.device(view))
    copy[...] = view
    return copy


def _scaled(xp: Any, x: Any, farthest: int, rows: int) -> Any:
    """Squared distances in the unit of the deciding distances, for rows near the ends of the range of float64."""
    x = xp.astype(x, xp.float64)
    size = xp.sort(xp.max(xp.abs(x), axis=-1), axis=-1)[..., x.shape[1] // 2]
    x = x * xp.where(size > 1, 0.25, 1.0)[:, None, None]  # differences of deciding rows no longer overflow
    largest = by_differences(xp, x, largest=True)
    reach = xp.sort(xp.sort(largest, axis=0)[farthest], axis=0)[rows - 1]
    least = xp.min(xp.where(largest > 0, largest, xp.inf), axis=(0, 1))  # where the deciding rows coincide
    reach = xp.where(reach > 0, reach, least)
    squares = by_differences(xp, x, 1 / power_of_two(xp, reach))
    return xp.where(squares > CLIP, xp.inf, squares)


def power_of_two(xp: Any, values: Any) -> Any:
    """The power of two at or below each value, at least 2^-1022; 1 for zero or inf.

    >>> power_of_two(np, np.asarray([5.0, 0.0, 5e-324]))
    array([4.00000000e+000, 1.00000000e+000, 2.22507386e-308])
    """
    host = np.asarray(values.cpu() if aac.is_torch_array(values) else values)
    _, exponents = np.frexp(np.where(np.isfinite(host) & (host > 0), host, 1.0))
    return xp.asarray(np.ldexp(1.0, np.maximum(exponents - 1, -1022)), device=aac.device(values))


def mean_of_rows(problems: Problems, chosen: Any) -> Any:
    """The mean of the rows ``chosen`` (B, k) of each problem: (..., d).

    >>> problems = Problems(np, np.asarray([[0.0], [1.0], [5.0]]), n=3, d=1, f=1, m=2)
    >>> mean_of_rows(problems, np.asarray([[0, 1]]))
    array([0.5])
    """
    x, *batch = problems.x, *problems.x.shape[:-2]
    if problems.moderate and is_compilable(x) and chosen.size * problems.d > AT_ONCE:
        means = np.empty((len(chosen), problems.d), dtype=x.dtype)
        row_kernels.means(np.ascontiguousarray(x).reshape(len(chosen), problems.n, problems.d), chosen, means)
        return means.reshape(*batch, problems.d)
    chosen = problems.xp.reshape(chosen, (*batch, chosen.shape[-1]))
    return mean(problems.xp, take_rows(problems.xp, x, chosen))


def shares(problems: Problems, chosen: Any) -> Any:
    """The weight of every row in the mean of the rows ``chosen`` (B, k): (..., n), 1/k or 0.

    >>> shares(Problems(np, np.zeros((3, 1)), n=3, d=1, f=1, m=2), np.asarray([[0, 2]]))
    array([0.5, 0. , 0.5])
    """
    xp, x = problems.xp, problems.x
    numbers = xp.arange(problems.n, dtype=chosen.dtype, device=aac.device(x))
    inside = xp.any(chosen[:, :, None] == numbers, axis=1)
    return xp.reshape(xp.astype(inside, x.dtype) / chosen.shape[1], x.shape[:-1])
