"""Where the search starts: families of configurations that aggregation rules are known to find hard, drawn at random.

None of them knows a rule: two to four clusters in every split of S (k against m - k), simplex and collinear clusters,
each coordinate its own arrangement, Gaussian clouds with faulty rows together or spread, at every distance.
"""

from __future__ import annotations

import numpy as np

from . import bundles
from .state import Population

__all__ = ["starts"]

_POSITIONS = np.array([-3.0, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0])
_FAR = np.array([0.0, 0.5, 1.0, 2.0, 4.0, 16.0, 1e3])
_OFFSETS = np.array([0.0, 1.0, 1e3])
_SCALES = np.array([1e-3, 1.0, 1e3])


def _splits(rng: np.random.Generator, count: int, size: int) -> np.ndarray:
    """(count, size) labels 0, 1, 2: blocks of random sizes, mostly two."""
    cuts = np.sort(rng.integers(0, size + 1, (count, 2)), axis=1)
    cuts[:, 1] = np.where(rng.random(count) < 0.6, size, cuts[:, 1])
    place = np.arange(size)
    return (place >= cuts[:, :1]).astype(int) + (place >= cuts[:, 1:]).astype(int)


def _clusters(rng: np.random.Generator, count: int, n: int, m: int, d: int) -> np.ndarray:
    """Clusters at simplex vertices, on a line or anywhere; the faulty rows together, or spread over the clusters."""
    centres = rng.standard_normal((count, 4, d))
    line = rng.choice(_POSITIONS, (count, 4, 1)) * np.eye(1, d)
    simplex = np.zeros((count, 4, d))
    simplex[:, np.arange(4), np.arange(4) % d] = np.arange(1, 5) // (d + 1) + 1.0
    simplex[:, 0] = 0.0
    kind = rng.integers(0, 3, count)[:, None, None]
    centres = np.where(kind == 0, line, np.where(kind == 1, simplex, centres))
    labels = np.concatenate([_splits(rng, count, m), 3 - (rng.random((count, n - m)) < 0.2)], axis=1)
    return np.take_along_axis(centres, labels[:, :, None], axis=1)


def _per_coordinate(rng: np.random.Generator, count: int, n: int, m: int, d: int) -> np.ndarray:
    """Every coordinate has the same split of S into two values, in an order of its own; the faulty rows are extreme."""
    size = rng.integers(1, m, count)
    pattern = (np.arange(m) < size[:, None]).astype(float)[:, :, None].repeat(d, axis=2)
    honest = rng.permuted(pattern, axis=1)
    side = rng.choice(np.array([-1.0, 0.0, 0.5, 1.0, 2.0]), (count, 1, 1))
    return np.concatenate([honest, np.broadcast_to(side, (count, n - m, d))], axis=1)


def _clouds(rng: np.random.Generator, count: int, n: int, m: int, d: int) -> np.ndarray:
    """A Gaussian cloud; the faulty rows together (or not) at every distance in a random direction."""
    x = rng.standard_normal((count, n, d))
    together = rng.random((count, 1, 1)) < 0.7
    faulty = np.where(together, x[:, m : m + 1], x[:, m:]) * rng.choice(_FAR, (count, 1, 1))
    return np.concatenate([x[:, :m], faulty], axis=1)


def _collinear(rng: np.random.Generator, count: int, n: int, m: int, d: int) -> np.ndarray:
    """Small integers on a line, the line in a random direction or along an axis."""
    direction = np.where(rng.random((count, 1, 1)) < 0.5, np.eye(1, d), rng.standard_normal((count, 1, d)))
    return rng.integers(-2, 3, (count, n, 1)) * direction


def _bundled(rng: np.random.Generator, count: int, n: int, m: int, d: int) -> np.ndarray:
    """Clusters on a line or anywhere, each a point or a simplex: see ``bundles``."""
    return bundles.points(bundles.draw(rng, count, n, m, d), d)


def starts(rng: np.random.Generator, count: int, n: int, m: int, d: int) -> Population:
    """``count`` starting states."""
    families = (_clusters, _clusters, _bundled, _per_coordinate, _clouds, _collinear)
    sizes = np.full(len(families), count // len(families))
    sizes[2] += count - sizes.sum()
    x = np.concatenate([make(rng, int(k), n, m, d) for make, k in zip(families, sizes, strict=True)])
    jitter = np.where(rng.random((count, 1, 1)) < 0.5, 0.0, 10.0 ** rng.uniform(-6, -1, (count, 1, 1)))
    x = x + jitter * rng.standard_normal(x.shape)
    moved = rng.random((count, 1, 1)) < 0.1  # rules that are not equivariant may break at one scale or place only
    x = np.where(moved, rng.choice(_SCALES, (count, 1, 1)) * (x + rng.choice(_OFFSETS, (count, 1, 1))), x)
    order = rng.permuted(np.broadcast_to(np.arange(n), (count, n)), axis=1)
    return Population(x, order)
