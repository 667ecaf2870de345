"""Derivative-free moves. Each maps a batch of states to proposals; none knows the rule.

All lengths are relative to the state's own size, so that a search at scale 1e-3 is the search at scale 1. ``sigma``
(B,) is each state's step length, adapted by the engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from .state import Population

__all__ = ["MOVES", "Material", "Move"]


@dataclass(frozen=True)
class Material:
    """What a move may use: a generator, the number m of honest rows, the steps, and other states to recombine with."""

    rng: np.random.Generator
    m: int
    sigma: np.ndarray
    others: Population


Move = Callable[[Population, Material], Population]


def _size(x: np.ndarray, m: int) -> np.ndarray:
    """(B, 1, 1): the extent of S; where S is one point, that of all rows; 1 where they all coincide."""
    extent = np.ptp(x[:, :m], axis=1).max(axis=-1)
    everything = np.ptp(x, axis=1).max(axis=-1)
    size = np.where(extent > 0, extent, np.where(everything > 0, everything, 1.0))
    return size[:, None, None]


def _some_rows(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """(B, n, 1) boolean: one row, a few, or all."""
    share = rng.choice(np.array([0.0, 0.3, 1.0]), (shape[0], 1))
    chosen = rng.random(shape) < share
    chosen[np.arange(shape[0]), rng.integers(0, shape[1], shape[0])] = True
    return chosen[:, :, None]


def _pick(rng: np.random.Generator, x: np.ndarray, low: int, high: int) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers in low..high-1, one per state, and those rows (B, 1, d)."""
    rows = rng.integers(low, high, len(x))
    return rows, x[np.arange(len(x)), rows][:, None, :]


def _same(x: np.ndarray, row: np.ndarray, size: np.ndarray) -> np.ndarray:
    """(B, n, 1): the rows that coincide with ``row`` up to a relative 1e-6: its cluster."""
    return (np.abs(x - row).max(axis=-1, keepdims=True)) <= 1e-6 * size


def _noise(s: Population, draw: Material) -> Population:
    """Gaussian steps of some rows."""
    step = draw.sigma[:, None, None] * _size(s.x, draw.m) * draw.rng.standard_normal(s.x.shape)
    return Population(s.x + step * _some_rows(draw.rng, s.x.shape[:2]), s.order)


def _cluster(s: Population, draw: Material) -> Population:
    """A whole cluster moves together, possibly along one coordinate only: ties are kept."""
    size = _size(s.x, draw.m)
    _, row = _pick(draw.rng, s.x, 0, s.x.shape[1])
    step = draw.rng.standard_normal(row.shape)
    step = np.where(
        draw.rng.random((len(s), 1, 1)) < 0.5, step, step * (draw.rng.random(step.shape) < 1 / step.shape[-1])
    )
    return Population(s.x + _same(s.x, row, size) * step * draw.sigma[:, None, None] * size, s.order)


def _snap(s: Population, draw: Material) -> Population:
    """One row, or its whole cluster, jumps onto another row."""
    size = _size(s.x, draw.m)
    number, row = _pick(draw.rng, s.x, 0, s.x.shape[1])
    _, onto = _pick(draw.rng, s.x, 0, s.x.shape[1])
    alone = np.arange(s.x.shape[1])[None, :, None] == number[:, None, None]
    chosen = np.where(draw.rng.random((len(s), 1, 1)) < 0.5, alone, _same(s.x, row, size))
    return Population(np.where(chosen, onto, s.x), s.order)


def _differential(s: Population, draw: Material) -> Population:
    """x + F (b - c) for two other states, and crossover of rows: differential evolution."""
    other = draw.others
    first, second = draw.rng.integers(0, len(other), (2, len(s)))
    weight = draw.rng.choice(np.array([0.3, 0.7, 1.0]), (len(s), 1, 1))
    step = weight * (other.x[first] - other.x[second])
    return Population(s.x + step * _some_rows(draw.rng, s.x.shape[:2]), s.order)


def _toward(s: Population, draw: Material) -> Population:
    """Along the line through another state, within or beyond it."""
    other = draw.others.x[draw.rng.integers(0, len(draw.others), len(s))]
    share = draw.rng.uniform(-0.5, 1.5, (len(s), 1, 1))
    return Population(s.x + share * (other - s.x) * _some_rows(draw.rng, s.x.shape[:2]), s.order)


def _swap(s: Population, draw: Material) -> Population:
    """An honest and a faulty row exchange roles: same points, another S."""
    x, order, n = s.x.copy(), s.order, s.x.shape[1]
    each = np.arange(len(s))
    honest, faulty = draw.rng.integers(0, draw.m, len(s)), draw.rng.integers(draw.m, n, len(s))
    x[each, honest], x[each, faulty] = s.x[each, faulty], s.x[each, honest]
    swapped = np.where(
        order == honest[:, None], faulty[:, None], np.where(order == faulty[:, None], honest[:, None], order)
    )
    return Population(x, swapped)


def _radial(s: Population, draw: Material) -> Population:
    """A faulty row, its cluster, or all faulty rows: farther from or nearer to some row, by a factor."""
    size = _size(s.x, draw.m)
    _, row = _pick(draw.rng, s.x, draw.m, s.x.shape[1])
    _, pivot = _pick(draw.rng, s.x, 0, s.x.shape[1])
    factor = np.exp(draw.sigma[:, None, None] * draw.rng.standard_normal((len(s), 1, 1)) * 3)
    factor = np.where(draw.rng.random((len(s), 1, 1)) < 0.2, -factor, factor)
    faulty = np.arange(s.x.shape[1])[None, :, None] >= draw.m
    chosen = np.where(draw.rng.random((len(s), 1, 1)) < 0.5, faulty, _same(s.x, row, size))
    return Population(np.where(chosen, pivot + factor * (s.x - pivot), s.x), s.order)


def _contract(s: Population, draw: Material) -> Population:
    """Some rows move towards (or away from) one of them: clusters form."""
    _, pivot = _pick(draw.rng, s.x, 0, s.x.shape[1])
    factor = draw.rng.choice(np.array([0.0, 0.5, 0.9, 1.1]), (len(s), 1, 1))
    moved = np.where(_some_rows(draw.rng, s.x.shape[:2]), pivot + factor * (s.x - pivot), s.x)
    return Population(moved, s.order)


def _slab(s: Population, draw: Material) -> Population:
    """The rows that share a coordinate with some row move together along it, or spread in the other coordinates."""
    size = _size(s.x, draw.m)[:, :, 0]
    each, n, d = np.arange(len(s)), s.x.shape[1], s.x.shape[2]
    axis, row = draw.rng.integers(0, d, len(s)), draw.rng.integers(0, n, len(s))
    along = s.x[each, :, axis]
    member = (np.abs(along - along[each, row][:, None]) <= 1e-6 * size)[:, :, None]
    step = draw.sigma[:, None, None] * draw.rng.standard_normal((len(s), 1, 1))
    unit = np.eye(d)[axis][:, None, :]
    centre = (s.x * member).sum(axis=1, keepdims=True) / member.sum(axis=1, keepdims=True)
    spread = np.where(draw.rng.random((len(s), 1, 1)) < 0.8, s.x - centre, draw.rng.standard_normal(s.x.shape))
    way = np.where(draw.rng.random((len(s), 1, 1)) < 0.5, unit * size[:, :, None], spread * (1 - unit))
    return Population(s.x + member * step * way, s.order)


def _flatten(s: Population, draw: Material) -> Population:
    """Project on the line through two rows, or on an axis."""
    _, one = _pick(draw.rng, s.x, 0, s.x.shape[1])
    _, two = _pick(draw.rng, s.x, 0, s.x.shape[1])
    axis = np.eye(s.x.shape[2])[draw.rng.integers(0, s.x.shape[2], len(s))][:, None, :]
    way = np.where(draw.rng.random((len(s), 1, 1)) < 0.5, axis, two - one)
    length = np.sqrt((way * way).sum(axis=-1, keepdims=True))
    way = np.where(length > 0, way / np.where(length > 0, length, 1.0), axis)
    return Population(one + ((s.x - one) * way).sum(axis=-1, keepdims=True) * way, s.order)


def _shuffle_coordinate(s: Population, draw: Material) -> Population:
    """One coordinate is permuted among the honest rows: the same for coordinate-wise rules, another D_S and V_S."""
    x, each = s.x.copy(), np.arange(len(s))
    axis = draw.rng.integers(0, x.shape[2], len(s))
    x[each, : draw.m, axis] = draw.rng.permuted(x[each, : draw.m, axis], axis=1)
    return Population(x, s.order)


def _reorder(s: Population, draw: Material) -> Population:
    """Another row order, for rules that break ties by position."""
    return Population(s.x, draw.rng.permuted(s.order, axis=1))


MOVES: Final[tuple[Move, ...]] = (
    _noise,
    _cluster,
    _snap,
    _differential,
    _toward,
    _swap,
    _radial,
    _contract,
    _slab,
    _flatten,
    _shuffle_coordinate,
    _reorder,
)
