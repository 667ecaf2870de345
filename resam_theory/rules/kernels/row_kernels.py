"""Compiled loops over whole rows: squared distances, lexicographic order, means of some rows. Finite float input.

Compiled because each then passes over the data once, from blocks that stay in the cache, where numpy would write every
difference to memory.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from .compiled import compiled, compiled_sums

__all__ = [
    "clip",
    "combinations",
    "copy",
    "distances_along_batch",
    "distances_along_rows",
    "means",
    "move",
    "order",
    "squared_norms",
    "squares_about",
]

COORDINATES: Final = 256
"""Coordinates of a block: 15 rows of them in float64 fit a first-level cache."""
LANES: Final = 64
"""Problems taken at once where the batch is the long axis."""
FEW: Final = 8
"""Coordinates of a block of ``LANES`` problems: with 15 rows 60 KiB."""


@compiled
def copy(source: Any, target: Any) -> None:
    """``target`` = ``source`` (n,): numba takes seconds to compile the assignment of a slice."""
    for i in range(len(source)):
        target[i] = source[i]


@compiled_sums
def distances_along_rows(x: Any, squares: Any) -> None:
    """``squares[i, j, b]`` = ||x_i - x_j||^2 of problem b, for x (B, n, d) with d large.

    Three rows against two at once (measured), so that each is read for several pairs; at the ends the last row is
    repeated. Every pair is summed in the same order, wherever its rows stand.
    """
    batch, n, d = x.shape
    block = np.empty((n, COORDINATES), np.float64)
    for problem in range(batch):
        table = np.zeros((n + 2, n + 1), np.float64)
        for start in range(0, d, COORDINATES):
            count = min(COORDINATES, d - start)
            for i in range(n):
                part, row = x[problem, i, start : start + count], block[i]
                for c in range(count):
                    row[c] = part[c]
            for i in range(0, n, 3):
                p, q, r = block[i], block[min(i + 1, n - 1)], block[min(i + 2, n - 1)]
                for j in range(i + 1, n, 2):
                    u, v = block[j], block[min(j + 1, n - 1)]
                    pu = pv = qu = qv = ru = rv = 0.0
                    for c in range(count):
                        pu += (p[c] - u[c]) ** 2
                        pv += (p[c] - v[c]) ** 2
                        qu += (q[c] - u[c]) ** 2
                        qv += (q[c] - v[c]) ** 2
                        ru += (r[c] - u[c]) ** 2
                        rv += (r[c] - v[c]) ** 2
                    table[i, j] += pu
                    table[i, j + 1] += pv
                    table[i + 1, j] += qu
                    table[i + 1, j + 1] += qv
                    table[i + 2, j] += ru
                    table[i + 2, j + 1] += rv
        for i in range(n):
            squares[i, i, problem] = 0.0
            for j in range(i + 1, n):
                squares[i, j, problem] = table[i, j]
                squares[j, i, problem] = table[i, j]


@compiled
def distances_along_batch(x: Any, squares: Any) -> None:
    """``squares[i, j, b]`` = ||x_i - x_j||^2 of problem b, for x (B, n, d) with d small and B large."""
    batch, n, d = x.shape
    block = np.zeros((n, FEW, LANES), np.float64)
    sums = np.zeros(LANES, np.float64)
    for first in range(0, batch, LANES):
        lanes = min(LANES, batch - first)
        for start in range(0, d, FEW):
            count = min(FEW, d - start)
            for lane in range(lanes):
                for i in range(n):
                    for c in range(count):
                        block[i, c, lane] = x[first + lane, i, start + c]
            for i in range(n):
                for j in range(i):
                    for lane in range(lanes):
                        sums[lane] = squares[i, j, first + lane] if start else 0.0
                    for c in range(count):
                        one, two = block[i, c], block[j, c]
                        for lane in range(LANES):
                            delta = one[lane] - two[lane]
                            sums[lane] += delta * delta
                    for lane in range(lanes):
                        squares[i, j, first + lane] = sums[lane]
                        squares[j, i, first + lane] = sums[lane]
                for lane in range(lanes):
                    squares[i, i, first + lane] = 0.0


@compiled_sums
def squared_norms(x: Any, squares: Any) -> None:
    """``squares[i]`` = ||x_i||^2 in float64, for x (rows, d)."""
    for i in range(x.shape[0]):
        total = 0.0
        row = x[i]
        for c in range(x.shape[1]):
            value = np.float64(row[c])
            total += value * value
        squares[i] = total


@compiled
def order(x: Any, numbers: Any) -> None:
    """``numbers[b]``: the rows of problem b of x (B, n, d) in lexicographic order; equal rows in order of number."""
    batch, n, d = x.shape
    for problem in range(batch):
        rows = x[problem]
        sorted_ = numbers[problem]
        for i in range(n):
            place = i
            while place > 0:
                before = sorted_[place - 1]
                c = 0
                while c < d - 1 and rows[i, c] == rows[before, c]:
                    c += 1
                if rows[before, c] <= rows[i, c]:
                    break
                sorted_[place] = before
                place -= 1
            sorted_[place] = i


@compiled
def means(x: Any, numbers: Any, out: Any) -> None:
    """``out[b]``: the mean of the rows ``numbers[b]`` of problem b, for x (B, n, d); summed in float64."""
    batch, _, d = x.shape
    k = numbers.shape[1]
    sums = np.empty(COORDINATES, np.float64)
    for problem in range(batch):
        for start in range(0, d, COORDINATES):
            count = min(COORDINATES, d - start)
            for t in range(count):
                sums[t] = 0.0
            for i in range(k):
                row = x[problem, numbers[problem, i], start : start + count]
                for t in range(count):
                    sums[t] += row[t]
            for t in range(count):
                out[problem, start + t] = sums[t] / k


@compiled_sums
def squares_about(x: Any, v: Any, squares: Any) -> None:
    """``squares[b, i]`` = ||x_i - v||^2 of problem b in float64, for x (B, n, d) and v (B, d)."""
    batch, n, d = x.shape
    for problem in range(batch):
        centre = v[problem]
        for i in range(n):
            total = 0.0
            row = x[problem, i]
            for c in range(d):
                delta = np.float64(row[c]) - centre[c]
                total += delta * delta
            squares[problem, i] = total


@compiled
def move(x: Any, weights: Any, v: Any) -> None:
    """v + sum_i w_i (x_i - v) in place of v (B, d), for x (B, n, d), weights (B, n); in float64."""
    batch, n, d = x.shape
    sums = np.empty(COORDINATES, np.float64)
    for problem in range(batch):
        for start in range(0, d, COORDINATES):
            count = min(COORDINATES, d - start)
            centre = v[problem, start : start + count]
            for t in range(count):
                sums[t] = 0.0
            for i in range(n):
                weight, row = weights[problem, i], x[problem, i, start : start + count]
                for t in range(count):
                    sums[t] += weight * (np.float64(row[t]) - centre[t])
            for t in range(count):
                centre[t] += sums[t]


@compiled
def clip(x: Any, v: Any, radius: float, steps: int, weights: Any) -> bool:
    """``steps`` steps of centred clipping from v (B, d), in place, for x (B, n, d); ``weights`` (B, n) is for work.

    False, and v of no use, where the square of a clipped length leaves the range of float64.
    """
    batch, n, d = x.shape
    least = d * 2.0**-1022 * 2.0**52  # d squares that underflowed err by less than this times the unit roundoff
    for _ in range(steps):
        squares_about(x, v, weights)
        for problem in range(batch):
            for i in range(n):
                square = weights[problem, i]
                if square == np.inf or (square > radius * radius and square < least):
                    return False
                weights[problem, i] = (radius / math.sqrt(square) if square > radius * radius else 1.0) / n
        move(x, weights, v)
    return True


@compiled
def combinations(x: Any, weights: Any, centre: Any, out: Any) -> None:
    """``out[b]`` = x_c + sum_i w_i (x_i - x_c), c = ``centre[b]``, for x (B, n, d), weights (B, n); in float64."""
    batch, n, d = x.shape
    sums = np.empty(COORDINATES, np.float64)
    for problem in range(batch):
        for start in range(0, d, COORDINATES):
            count = min(COORDINATES, d - start)
            origin = x[problem, centre[problem], start : start + count]
            for t in range(count):
                sums[t] = 0.0
            for i in range(n):
                weight, row = weights[problem, i], x[problem, i, start : start + count]
                for t in range(count):
                    sums[t] += weight * (np.float64(row[t]) - np.float64(origin[t]))
            for t in range(count):
                out[problem, start + t] = origin[t] + sums[t]
