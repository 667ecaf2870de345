"""A low-dimensional family searched on its own: four clusters, on a line or anywhere, each a point or a simplex.

Worst cases sit where several selection thresholds (or several distances inside S) meet; in n d coordinates that corner
is hard to climb into, in the parameters of this family (four centres, four radii) it is not. The split of the rows into
clusters is drawn and mutated. The family is no answer to any rule: what it finds is only the start of a general climb.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .state import Population

__all__ = ["CLUSTERS", "Bundles", "climb", "draw", "points"]

CLUSTERS = 4
_POSITIONS = np.array([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0])


@dataclass
class Bundles:
    """B members: the cluster of each row (B, n), and per cluster its centre and radius (B, CLUSTERS * (d + 1))."""

    labels: np.ndarray
    theta: np.ndarray

    def take(self, rows: np.ndarray) -> Bundles:
        """The members numbered by ``rows``, copied."""
        return Bundles(self.labels[rows].copy(), self.theta[rows].copy())


@lru_cache(maxsize=64)
def _simplices(most: int, dims: int) -> np.ndarray:
    """(most + 1, most, dims): for each size, so many unit vectors, the vertices of a regular simplex where it fits.

    They are the columns of Helmert's matrix, cut to ``dims`` coordinates.
    """
    table = np.zeros((most + 1, most, dims))
    for size in range(2, most + 1):
        helmert = np.zeros((size - 1, size))
        for row in range(1, size):
            helmert[row - 1, :row] = 1.0
            helmert[row - 1, row] = -row
        helmert /= np.linalg.norm(helmert, axis=1, keepdims=True)
        vertices = helmert[::-1].T[:, :dims]
        length = np.linalg.norm(vertices, axis=1, keepdims=True)
        table[size, :size, : vertices.shape[1]] = vertices / np.where(length > 0, length, 1.0)
    return table


def _blocks(rng: np.random.Generator, count: int, size: int) -> np.ndarray:
    """(count, size) labels 0, 1, 2: blocks of random sizes, mostly two."""
    cuts = np.sort(rng.integers(0, size + 1, (count, 2)), axis=1)
    cuts[:, 1] = np.where(rng.random(count) < 0.5, size, cuts[:, 1])
    place = np.arange(size)
    return (place >= cuts[:, :1]).astype(int) + (place >= cuts[:, 1:]).astype(int)


def draw(rng: np.random.Generator, count: int, n: int, m: int, d: int) -> Bundles:
    """Honest rows in one to three clusters; the faulty rows in a cluster of their own, sometimes one in another."""
    faulty = np.where(rng.random((count, n - m)) < 0.1, rng.integers(0, CLUSTERS, (count, n - m)), CLUSTERS - 1)
    labels = np.concatenate([_blocks(rng, count, m), faulty], axis=1)
    shape = (count, CLUSTERS)
    position = np.where(rng.random(shape) < 0.5, rng.choice(_POSITIONS, shape), rng.normal(0, 1.5, shape))
    radius = np.where(rng.random(shape) < 0.6, 0.0, rng.uniform(0.1, 2.0, shape))
    centre = np.where(rng.random((count, 1, 1)) < 0.5, 0.0, rng.standard_normal((*shape, d)))
    centre[:, :, 0] = position
    far = rng.choice(np.array([1.0, 1.0, 4.0, 30.0]), (count, 1))
    centre[:, -1] *= far
    radius = np.where((rng.random((count, 1)) < 0.5) & (d > 1), radius, 0.0)
    return Bundles(labels, np.concatenate([centre.reshape(count, -1), radius], axis=1))


def points(members: Bundles, d: int) -> np.ndarray:
    """The points (B, n, d); simplices lie across the first axis."""
    labels, (count, n) = members.labels, members.labels.shape
    centre = members.theta[:, :-CLUSTERS].reshape(count, CLUSTERS, d)
    x = np.take_along_axis(centre, labels[:, :, None], axis=1)
    if d > 1:
        member = labels[:, :, None] == np.arange(CLUSTERS)
        rank = np.take_along_axis(member.cumsum(axis=1) - 1, labels[:, :, None], axis=2)[:, :, 0]
        size = np.take_along_axis(member.sum(axis=1), labels, axis=1)
        radius = np.take_along_axis(members.theta[:, -CLUSTERS:], labels, axis=1)
        x[:, :, 1:] += radius[:, :, None] * _simplices(n, d - 1)[size, rank]
    return x


def climb(
    ratio: Callable[[Population], np.ndarray],
    rng: np.random.Generator,
    *,
    count: int,
    n: int,
    m: int,
    d: int,
    rounds: int,
    done: Callable[[], bool],
) -> Population:
    """Differential evolution of ``count`` members with step lengths that adapt; the best as states, best first."""
    order = rng.permuted(np.broadcast_to(np.arange(n), (count, n)), axis=1)
    pool = draw(rng, 4 * count, n, m, d)
    quarters = [pool.take(np.arange(k * count, (k + 1) * count)) for k in range(4)]
    values = np.stack([ratio(Population(points(q, d), order)) for q in quarters])
    best = np.argsort(-values.ravel())[:count]
    members, value, sigma = pool.take(best), values.ravel()[best], np.full(count, 0.3)
    for step in range(rounds):
        if done():
            break
        proposal = _mutated(members, rng, sigma)
        new = ratio(Population(points(proposal, d), order))
        better = (new > value) & np.isfinite(new)
        members.labels[better], members.theta[better] = proposal.labels[better], proposal.theta[better]
        value = np.where(better, new, value)
        sigma = np.where(better, np.minimum(sigma * 1.6, 1.0), sigma * 0.9)
        sigma = np.where(sigma < 1e-8, 0.3, sigma)
        if step % 15 == 14:  # the best tenth replaces the worst
            ranked, tenth = np.argsort(-value), max(count // 10, 1)
            good, bad = ranked[:tenth], ranked[-tenth:]
            members.labels[bad], members.theta[bad] = members.labels[good], members.theta[good]
            value[bad], sigma[bad] = value[good], sigma[good]
    ranked = np.argsort(-value)
    return Population(points(members.take(ranked), d), order[ranked])


def _mutated(members: Bundles, rng: np.random.Generator, sigma: np.ndarray) -> Bundles:
    """A Gaussian step of some parameters, a difference of two members with the same split, or one row relabelled."""
    count, (_, n) = len(sigma), members.labels.shape
    chosen = rng.random(members.theta.shape) < rng.choice(np.array([0.2, 0.5, 1.0]), (count, 1))
    step = sigma[:, None] * rng.standard_normal(members.theta.shape) * chosen
    first, second = rng.integers(0, count, (2, count))
    alike = (members.labels[first] == members.labels[second]).all(axis=1, keepdims=True)
    difference = rng.choice(np.array([0.3, 0.8]), (count, 1)) * (members.theta[first] - members.theta[second])
    step = np.where(alike & (rng.random((count, 1)) < 0.4), difference, step)
    labels = members.labels.copy()
    moved = np.flatnonzero(rng.random(count) < 0.1)
    labels[moved, rng.integers(0, n, moved.size)] = rng.integers(0, CLUSTERS, moved.size)
    kept = (members.theta == 0.0) & (rng.random(members.theta.shape) < 0.95)  # flat stays flat, mostly
    theta = members.theta + np.where(kept, 0.0, step)
    theta = np.where(rng.random(theta.shape) < 0.01, 0.0, theta)
    return Bundles(labels, theta)
