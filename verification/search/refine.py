"""Refinement of good states: line searches that bisect towards selection thresholds, and covariance adaptation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .state import Population

__all__ = ["covariance_adaptation", "line_search"]

Objective = Callable[[Population], np.ndarray]
"""States -> the ratio to maximise, (B,)."""

_STEPS = np.concatenate([2.0 ** np.arange(3, -30, -1.5), -(2.0 ** np.arange(3, -30, -3.0))])
"""Step lengths along a direction: geometric, so that repeated searches bisect towards a threshold on either side."""


def line_search(
    objective: Objective, state: Population, value: float, proposals: Population
) -> tuple[Population, float]:
    """The best point on the lines from ``state`` (a population of one) through each proposal.

    The ratio of a selection rule jumps where the selection changes, and is often largest just before the jump.
    """
    direction = proposals.x - state.x
    x = state.x + _STEPS[:, None, None, None] * direction[None]
    order = np.broadcast_to(state.order, (len(_STEPS), *proposals.order.shape))
    tried = Population(x.reshape(-1, *x.shape[2:]), order.reshape(-1, order.shape[-1]).copy())
    found = objective(tried)
    best = int(np.argmax(found))
    return (tried.take(np.array([best])), float(found[best])) if found[best] > value else (state, value)


def covariance_adaptation(
    objective: Objective,
    state: Population,
    value: float,
    *,
    rng: np.random.Generator,
    sigma: float,
    size: int,
    generations: int,
    done: Callable[[], bool],
) -> tuple[Population, float]:
    """CMA-ES (Hansen and Ostermeier 2001, rank-one and rank-mu updates) from ``state``, a population of one.

    ``sigma`` is relative to the extent of the rows. Published, from memory: the default weights and learning rates.
    """
    extent = float(np.ptp(state.x, axis=1).max()) or 1.0
    shape, dim = state.x.shape[1:], state.x[0].size
    parents = size // 2
    weights = np.log(parents + 0.5) - np.log(np.arange(1, parents + 1))
    weights /= weights.sum()
    effective = 1.0 / (weights**2).sum()
    c_sigma = (effective + 2) / (dim + effective + 5)
    damping = 1 + 2 * max(0.0, np.sqrt((effective - 1) / (dim + 1)) - 1) + c_sigma
    c_path = (4 + effective / dim) / (dim + 4 + 2 * effective / dim)
    c_one = 2 / ((dim + 1.3) ** 2 + effective)
    c_mu = min(1 - c_one, 2 * (effective - 2 + 1 / effective) / ((dim + 2) ** 2 + effective))
    expected = np.sqrt(dim) * (1 - 1 / (4 * dim) + 1 / (21 * dim**2))
    centre, step = state.x[0].ravel().copy(), sigma * extent
    covariance, root, inverse = np.eye(dim), np.eye(dim), np.eye(dim)
    path_sigma, path = np.zeros(dim), np.zeros(dim)
    order = np.broadcast_to(state.order, (size, state.order.shape[1])).copy()
    for generation in range(1, generations + 1):
        noise = rng.standard_normal((size, dim)) @ root.T
        tried = Population((centre + step * noise).reshape(size, *shape), order)
        found = objective(tried)
        ranked = np.argsort(-found)
        if found[ranked[0]] > value:
            state, value = tried.take(ranked[:1]), float(found[ranked[0]])
        chosen = noise[ranked[:parents]]
        shift = weights @ chosen
        centre = centre + step * shift
        path_sigma = (1 - c_sigma) * path_sigma + np.sqrt(c_sigma * (2 - c_sigma) * effective) * (inverse @ shift)
        length = np.linalg.norm(path_sigma)
        steady = length / np.sqrt(1 - (1 - c_sigma) ** (2 * generation)) < (1.4 + 2 / (dim + 1)) * expected
        path = (1 - c_path) * path + steady * np.sqrt(c_path * (2 - c_path) * effective) * shift
        covariance = (1 - c_one - c_mu) * covariance + c_one * np.outer(path, path)
        covariance += c_mu * (chosen.T * weights) @ chosen
        step *= float(np.exp((c_sigma / damping) * (length / expected - 1)))
        if generation % 5 == 0:
            values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
            values = np.sqrt(np.maximum(values, 1e-20))
            root, inverse = (vectors * values) @ vectors.T, (vectors / values) @ vectors.T
        if done() or not np.isfinite(step) or step < 1e-12 * extent or step > 1e6 * extent:
            break
    return state, value
