r"""Rules for which a worker's weight is mass: n rows of weights w_i >= 0, of which at most a share phi is faulty.

**Weights.** Numbers w_i >= 0 with a positive sum W, one per row, of shape (n,) or (..., n); only their ratios count.
``faulty_weight`` = phi in [0, 1/2) is the largest share of W that may be faulty; where it is not given, f workers may
be, and phi is the share of the f heaviest ones. With weights that are integers, every rule here gives what it gives for
w_i copies of row i and phi W faulty rows (W1).

**Hostile rows** are replaced by the weighted mean of the finite rows; ValueError where they hold more than phi.
Everything is computed in float64.
"""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import array_api_compat as aac

from ...errors import require_n_f, require_real
from . import arrays, distances, neighbours, ties

__all__ = ["Massed", "geometric_median", "mean", "mean_around_median", "median", "nearest", "prepare", "trimmed_mean"]

STEPS: Final = 10_000
"""Most steps of the geometric median."""
TOLERANCE: Final = 1e-13
"""A step shorter than this share of the extent of the rows ends the geometric median."""


class Massed(NamedTuple):
    """A batch of problems with weights: rows ``x`` (B, n, d) and ``w`` (B, n), sum 1, in float64; ``phi`` (B,)."""

    xp: Any
    x: Any
    w: Any
    phi: Any


def prepare(x: Any, weights: Any, f: int | None, faulty_weight: Any) -> Massed:
    """The problems with checked weights; ValueError or TypeError (one line) for what is not admissible.

    >>> import numpy as np
    >>> prepare(np.zeros((3, 1)), [3, 1, 0], 1, None)
    Traceback (most recent call last):
    ...
    ValueError: f = 1 of these weights can hold 0.75 of their sum: need less than one half
    """
    problems = arrays.check(x, 0)
    xp, n = problems.xp, problems.n
    try:
        given = xp.asarray(weights, dtype=xp.float64, device=aac.device(x))
    except (TypeError, ValueError):
        raise TypeError(f"weights = {weights!r:.60} are not admissible: need {n} numbers, one per row") from None
    if given.shape not in ((n,), tuple(x.shape[:-1])):
        raise ValueError(f"weights have shape {tuple(given.shape)}: need ({n},), one per row, or {tuple(x.shape[:-1])}")
    batch = math.prod(x.shape[:-2])
    w = xp.reshape(xp.broadcast_to(given, x.shape[:-1]), (batch, n))
    wrong = ~(xp.isfinite(w) & (w >= 0))
    if bool(xp.any(wrong)):
        value = float(w[wrong][0])
        raise ValueError(f"weights contain {value}: need finite numbers >= 0")
    largest = xp.max(w, axis=-1, keepdims=True)
    if not bool(xp.all(largest > 0)):
        raise ValueError("weights sum to 0: need a positive sum")
    w = w / largest  # sums no longer overflow
    w = w / xp.sum(w, axis=-1, keepdims=True)
    phi = _share(xp, w, n, f, faulty_weight)
    return _finite(Massed(xp, xp.astype(xp.reshape(x, (batch, n, problems.d)), xp.float64), w, phi))


def _share(xp: Any, w: Any, n: int, f: int | None, faulty_weight: Any) -> Any:
    if faulty_weight is not None:
        phi = require_real("faulty_weight", faulty_weight, low=0, high=0.5, open_high=True)
        return xp.full((w.shape[0],), phi, dtype=xp.float64, device=aac.device(w))
    if f is None:
        raise TypeError("f is missing: need f, a number of workers, or faulty_weight, a share of the weights")
    n, f = require_n_f(n, f)
    phi = xp.sum(xp.sort(w, axis=-1)[:, n - f :], axis=-1)
    most = float(xp.max(phi)) if phi.shape[0] else 0.0
    if most >= 0.5:
        raise ValueError(f"f = {f} of these weights can hold {most:.4g} of their sum: need less than one half")
    return phi


def _finite(given: Massed) -> Massed:
    xp, x, w, phi = given
    finite = xp.all(xp.isfinite(x), axis=-1)
    if bool(xp.all(finite)):
        return given
    kept = xp.where(finite, w, xp.zeros_like(w))
    lost = 1 - xp.sum(kept, axis=-1)
    if bool(xp.any(lost > phi + _slack(w))):
        worst = float(xp.max(lost))
        raise ValueError(f"x has rows with NaN or infinite entries that hold {worst:.4g} of the weights: too many")
    rows = xp.where(finite[..., None], x, xp.zeros_like(x))
    mean = _combined(xp, rows, kept / xp.sum(kept, axis=-1, keepdims=True))
    return given._replace(x=xp.where(finite[..., None], x, mean[:, None, :]))


def _slack(w: Any) -> float:
    """How far sums of normalised weights may be off by rounding."""
    return 4 * w.shape[-1] * 2.0**-53


def _combined(xp: Any, x: Any, shares: Any) -> Any:
    """sum_i shares_i x_i, shares of sum 1: (B, n) for all coordinates, or (B, n, d) for each: (B, d)."""
    if shares.ndim == 2:
        shares = shares[..., None]
    return xp.sum(shares * x, axis=-2)


def mean(given: Massed) -> Any:
    """sum_i w_i x_i / W."""
    return _combined(given.xp, given.x, given.w)


def _sorted(given: Massed, keys: Any) -> tuple[Any, Any, Any]:
    """Rows in the order of ``keys`` (B, n, d) in each coordinate: values, weights, and their sums up to each."""
    xp = given.xp
    order = xp.argsort(keys, axis=-2, stable=True)
    w = xp.take_along_axis(xp.broadcast_to(given.w[..., None], given.x.shape), order, axis=-2)
    return xp.take_along_axis(given.x, order, axis=-2), w, xp.cumulative_sum(w, axis=-2)


def _between(given: Massed, low: Any, high: Any, keys: Any) -> Any:
    """The mean of the mass between the shares ``low`` and ``high`` of the rows in the order of ``keys``: (B, d)."""
    xp = given.xp
    values, w, sums = _sorted(given, keys)
    kept = xp.minimum(sums, high[:, None, None]) - xp.maximum(sums - w, low[:, None, None])
    kept = xp.where(kept > 0, kept, xp.zeros_like(kept))
    return _combined(xp, values, kept / xp.sum(kept, axis=-2, keepdims=True))


def trimmed_mean(given: Massed) -> Any:
    """In each coordinate, the mean of what is left after the mass phi is trimmed on each side."""
    return _between(given, given.phi, 1 - given.phi, arrays.detached(given.x))


def median(given: Massed) -> Any:
    """In each coordinate the midpoint of all points with at most half of the mass on either side."""
    values, _, sums = _sorted(given, arrays.detached(given.x))
    lower, upper = _middle(given, values, sums)
    return (lower * 0.5 + upper * 0.5)[:, 0, :]


def _middle(given: Massed, values: Any, sums: Any) -> tuple[Any, Any]:
    """The least and the largest of the points with at most half of the mass on either side, (B, 1, d) each."""
    xp, slack = given.xp, _slack(given.w)
    lower = xp.argmax(xp.astype(sums >= 0.5 - slack, xp.int8), axis=-2)[:, None, :]
    upper = xp.argmax(xp.astype(sums > 0.5 + slack, xp.int8), axis=-2)[:, None, :]
    return xp.take_along_axis(values, lower, axis=-2), xp.take_along_axis(values, upper, axis=-2)


def mean_around_median(given: Massed) -> Any:
    """In each coordinate the mean of the mass 1 - phi nearest to the median; of two equally near the smaller first."""
    xp = given.xp
    values, w, sums = _sorted(given, arrays.detached(given.x))
    low, high = _window(given, arrays.detached(values), w, sums)
    kept = xp.minimum(sums, high) - xp.maximum(sums - w, low)
    kept = xp.where(kept > 0, kept, xp.zeros_like(kept))
    return _combined(xp, values, kept / xp.sum(kept, axis=-2, keepdims=True))


def _window(given: Massed, values: Any, w: Any, sums: Any) -> tuple[Any, Any]:
    """The shares (B, 1, d) between which the mass 1 - phi nearest to the median lies, of sorted values.

    The mass phi is cut off the ends, each time off the value that is farther: one value, or all that is left to cut. As
    without weights, y + z is compared with the sum of the two middle values, by rounded sums and then by what rounding
    took from them.
    """
    xp, n = given.xp, values.shape[-2]
    values = values * 0.25  # exact, and no sum overflows
    middle = _middle(given, values, sums)
    twice, twice_error = arrays.two_sum(*middle)
    low = xp.zeros_like(twice)
    high = sums[:, n - 1 :, :] + low
    left = given.phi[:, None, None] + low
    first = xp.zeros(low.shape, dtype=xp.int64, device=aac.device(low))
    last = first + (n - 1)
    with arrays.quiet(values):
        for _ in range(n):
            total, error = arrays.two_sum(
                xp.take_along_axis(values, first, axis=-2), xp.take_along_axis(values, last, axis=-2)
            )
            below = (total < twice) | ((total == twice) & (error < twice_error))
            end = xp.take_along_axis(sums, first, axis=-2)
            start = xp.take_along_axis(sums - w, last, axis=-2)
            cut = xp.where(below, xp.minimum(end - low, left), xp.minimum(high - start, left))
            first = xp.where(below & (cut < left), first + 1, first)
            last = xp.where(~below & (cut < left), last - 1, last)
            low = xp.where(below, xp.where(cut < left, end, low + cut), low)
            high = xp.where(below, high, xp.where(cut < left, start, high - cut))
            left = left - cut
            first, last = xp.minimum(first, last), xp.maximum(first, last)
    return low, high


def nearest(given: Massed, anchor: Any) -> Any:
    """The mean of the mass 1 - phi of the rows nearest to ``anchor`` (B, d): weighted CTMA; ties as without weights."""
    xp, n = given.xp, given.x.shape[1]
    rows, centre = arrays.detached(given.x), arrays.detached(anchor)
    squares, unit = neighbours.measured(xp, rows, centre[:, None, :], n // 2 + 1)
    squares = squares.T
    sums = xp.cumulative_sum(xp.take_along_axis(given.w, xp.argsort(squares, axis=-1), axis=-1), axis=-1)
    reached = xp.argmax(xp.astype(sums >= (1 - given.phi)[:, None] - _slack(given.w), xp.int8), axis=-1)[:, None]
    edge = xp.take_along_axis(xp.sort(squares, axis=-1), reached, axis=-1)[:, 0]
    slack = 2 * distances.sum_bound(rows.shape[-1]) * edge + neighbours.anchor_slack(xp, rows, centre, edge, unit)
    apart = xp.astype(squares >= (edge - slack)[:, None], xp.int64) + xp.astype(
        squares > (edge + slack)[:, None], xp.int64
    )
    in_order = ties.lexicographic_order(xp, rows)
    by_distance = xp.argsort(xp.take_along_axis(apart, in_order, axis=-1), axis=-1, stable=True)
    order = xp.take_along_axis(in_order, by_distance, axis=-1)
    w = xp.take_along_axis(given.w, order, axis=-1)
    sums = xp.cumulative_sum(w, axis=-1)
    kept = xp.minimum(sums, (1 - given.phi)[:, None]) - (sums - w)
    kept = xp.where(kept > 0, kept, xp.zeros_like(kept))
    values = xp.take_along_axis(given.x, order[..., None], axis=-2)
    return _combined(xp, values, kept / xp.sum(kept, axis=-1, keepdims=True))


def geometric_median(given: Massed) -> Any:
    """A point of least sum_i w_i ||x_i - z||, by Weiszfeld's steps with Vardi and Zhang's at the rows.

    Reference: Vardi, Zhang, The multivariate L1-median and associated data depth, PNAS 2000.
    """
    xp, x, w, _ = given
    size = xp.max(xp.abs(arrays.detached(x)), axis=(-2, -1), keepdims=True)
    unit = distances.power_of_two(xp, xp.where(size > 0, size, xp.ones_like(size)))
    rows = x / unit
    z = arrays.detached(median(given._replace(x=rows)))[:, None, :]
    z = z + 0 * mean(given._replace(x=rows))[:, None, :]
    z, done = _at_rows(xp, rows, w, z)
    extent = xp.max(xp.abs(arrays.detached(rows) - arrays.detached(z)), axis=(-2, -1), keepdims=True)
    for _ in range(STEPS):
        moved = xp.where(done, z, _step(xp, rows, w, z))
        shift = xp.max(xp.abs(arrays.detached(moved - z)), axis=(-2, -1), keepdims=True)
        z = moved
        if bool(xp.all(shift <= TOLERANCE * extent)):
            break
    return (z * unit)[:, 0, :]


def _at_rows(xp: Any, x: Any, w: Any, z: Any) -> tuple[Any, Any]:
    """The rows that are minimisers themselves, to which steps may come slowly: their mean, and whether there are any.

    Row k is one iff the pull of the others, |sum_i w_i (x_i - x_k)/||x_i - x_k|||, is at most the weight at x_k. On a
    segment of minimisers only its ends are rows.
    """
    fixed = arrays.detached(x)
    apart = xp.sqrt(xp.stack([xp.sum((fixed - fixed[:, k : k + 1]) ** 2, axis=-1) for k in range(x.shape[1])], axis=1))
    away = apart > 0
    pull = xp.where(away, w[:, None, :] / xp.where(away, apart, xp.ones_like(apart)), xp.zeros_like(apart))
    towards = xp.sum(pull, axis=-1)[..., None] * fixed - pull @ fixed
    here = xp.sum(xp.where(away, xp.zeros_like(apart), xp.ones_like(apart)) * w[:, None, :], axis=-1)
    strength = xp.sqrt(xp.sum(towards**2, axis=-1))
    least = xp.where((strength <= here + _slack(w)) & (w > 0), w / here, xp.zeros_like(w))
    count = xp.sum(least, axis=-1, keepdims=True)
    done = (count > 0)[..., None]
    shares = least / xp.where(count > 0, count, xp.ones_like(count))
    return xp.where(done, _combined(xp, x, shares)[:, None, :], z), done


def _step(xp: Any, x: Any, w: Any, z: Any) -> Any:
    """z moves to the mean of the other rows weighted by w_i / ||x_i - z||, held back by the weight at z itself."""
    apart = xp.sqrt(xp.sum((x - z) ** 2, axis=-1))
    away = apart > 0
    pull = xp.where(away, w / xp.where(away, apart, xp.ones_like(apart)), xp.zeros_like(w))
    total = xp.sum(pull, axis=-1)[:, None, None]
    here = xp.sum(xp.where(away, xp.zeros_like(w), w), axis=-1)[:, None, None]
    total = xp.where(total > 0, total, xp.ones_like(total))
    towards = xp.sum(pull[..., None] * (x - z), axis=-2, keepdims=True)
    strength = xp.sqrt(xp.sum(towards**2, axis=-1, keepdims=True))
    held = xp.where(strength > 0, here / xp.where(strength > 0, strength, xp.ones_like(strength)), xp.ones_like(here))
    return z + xp.maximum(1 - held, xp.zeros_like(held)) * towards / total
