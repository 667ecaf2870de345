"""Making a counterexample of the search readable: fewer distinct points, zeros, short numbers, the same violation."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

__all__ = ["complexity", "minimise"]

Predicate = Callable[[np.ndarray], np.ndarray]
"""(B, n, d) -> (B,) booleans: whether the input still shows what it must show."""

_DIGITS = (0, 1, 2, 3, 4, 6, 8)


def _cost(x: np.ndarray) -> np.ndarray:
    """(B,): length of the written entries, plus that of the distinct rows once more (coarsely: by rounding)."""
    written = np.zeros(x.shape)
    rest = np.abs(x)
    for digits in (*_DIGITS, 12, 17):
        written += np.abs(rest - np.round(rest, digits)) > 0
    written += (rest > 0) + np.log10(1 + rest)
    distinct = np.array([len(np.unique(one, axis=0)) for one in x])
    return written.sum(axis=(1, 2)) + x.shape[2] * distinct


def complexity(x: np.ndarray) -> float:
    """How much an input (n, d) takes to write down and to grasp; huge and non-finite entries count as short."""
    ordinary = np.isfinite(x) & (np.abs(x) < 1e12)
    return float(_cost(np.where(ordinary, x, 1.0)[None])[0])


def _frames(x: np.ndarray) -> np.ndarray:
    """The input moved so that one row is 0, and scaled so that some distance is 1 or a small integer."""
    moved = x[None] - x[:, None, :]
    extents = np.unique(np.abs(moved[np.abs(moved) > 0]))
    sizes = [extents[-1], extents[0], np.median(extents)] if extents.size else [1.0]
    return np.concatenate([moved, *(moved * (k / size) for size in sizes for k in (1, 2, 3, 4, 8))])


def _roundings(x: np.ndarray) -> np.ndarray:
    """All entries, or one row, or one entry, rounded to few digits."""
    n, d = x.shape
    out = [np.round(x, digits) for digits in _DIGITS]
    for digits in (0, 1, 2, 3):
        short = np.round(x, digits)
        for i in range(n):
            row = x.copy()
            row[i] = short[i]
            out.append(row)
            for j in range(d):
                entry = x.copy()
                entry[i, j] = short[i, j]
                out.append(entry)
    return np.stack(out)


def _merges(x: np.ndarray) -> np.ndarray:
    """One row moved onto another; one coordinate of all rows, or one entry, set to 0."""
    n, d = x.shape
    out = []
    for i in range(n):
        for j in range(n):
            if not np.array_equal(x[i], x[j]):
                merged = x.copy()
                merged[i] = x[j]
                out.append(merged)
        for k in range(d):
            entry = x.copy()
            entry[i, k] = 0.0
            out.append(entry)
    for k in range(d):
        flat = x.copy()
        flat[:, k] = 0.0
        out.append(flat)
    return np.stack(out)


def minimise(x: np.ndarray, holds: Predicate, *, seconds: float = 2.0) -> np.ndarray:
    """A simpler input for which ``holds`` still is true; ``x`` itself where none is found within ``seconds``.

    >>> minimise(np.array([[0.1234], [2.3456]]), lambda b: b[:, 1, 0] - b[:, 0, 0] > 0.5)
    array([[0.],
           [1.]])
    """
    end = time.perf_counter() + seconds
    best, cost = x, complexity(x)
    improved = True
    while improved and time.perf_counter() < end:
        improved = False
        for candidates in (_frames, _merges, _roundings):
            while time.perf_counter() < end:
                tried = candidates(best)
                costs = _cost(tried)
                cheaper = np.flatnonzero(costs < cost - 1e-9)
                good = cheaper[holds(tried[cheaper])] if cheaper.size else cheaper
                if not good.size:
                    break
                chosen = good[np.argmin(costs[good])]
                best, cost, improved = tried[chosen], float(costs[chosen]), True
    return best
