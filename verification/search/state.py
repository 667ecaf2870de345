r"""A population of adversarial inputs, and the ratios (D1), (D2) that it attains.

A state is an input with its roles: rows 0..m-1 of ``x`` are the honest set S, the others are faulty; ``order`` is the
row order in which the rule under attack sees them (rules that break ties by position depend on it).

Rounding: the mean of S is taken relative to one of its points, so that the error of ||F - mean_S|| is at most
ROUNDING * n * eps * M with M the largest magnitude among the rows and F (summation of n terms, first order). That
much is subtracted from the error before a ratio is formed: a ratio reported here is never an artefact of the search's
own arithmetic. What the *rule* loses by rounding is not excused here, see ``verification.properties.tolerance``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

__all__ = ["EPS", "ROUNDING", "Aggregate", "Population", "StateScores", "evaluate", "scores", "spread"]

Aggregate = Callable[[np.ndarray], np.ndarray]
"""The rule under attack: (B, n, d) -> (B, d), both float64."""

ROUNDING = 4.0
EPS = float(np.finfo(float).eps)


@dataclass
class Population:
    """B states: ``x`` (B, n, d), honest rows first, and ``order`` (B, n), a permutation each."""

    x: np.ndarray
    order: np.ndarray

    def take(self, rows: np.ndarray) -> Population:
        """The states numbered by ``rows``, copied."""
        return Population(self.x[rows].copy(), self.order[rows].copy())

    def put(self, rows: np.ndarray, other: Population) -> None:
        """Overwrite the states numbered by ``rows``."""
        self.x[rows], self.order[rows] = other.x, other.order

    def __len__(self) -> int:
        return len(self.x)

    def seen(self) -> np.ndarray:
        """The inputs as the rule sees them."""
        return np.take_along_axis(self.x, self.order[:, :, None], axis=1)


@dataclass(frozen=True)
class StateScores:
    """Per state: the output, ||F - mean_S|| / D_S and ||F - mean_S||^2 / V_S (inf where S is one point, F another)."""

    output: np.ndarray
    lam: np.ndarray
    kap: np.ndarray


def spread(x: np.ndarray, m: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean (B, d), diameter (B,) and variance (B,) of the first m rows.

    >>> spread(np.array([[[1.0], [3.0], [9.0]]]), 2)
    (array([[2.]]), array([2.]), array([1.]))
    """
    relative = x[:, :m] - x[:, :1]
    mean = relative.mean(axis=1)
    variance = ((relative - mean[:, None]) ** 2).sum(axis=(1, 2)) / m
    squared = np.zeros(len(x))
    for shift in range(1, m):  # over the workers, not over the batch
        gap = relative[:, shift:] - relative[:, :-shift]
        squared = np.maximum(squared, np.einsum("bnd,bnd->bn", gap, gap).max(axis=-1))
    return mean + x[:, 0], np.sqrt(squared), variance


def scores(x: np.ndarray, output: np.ndarray, m: int, accuracy: float = 0.0, eps: float = EPS) -> StateScores:
    """The ratios of the outputs on inputs x with S the first m rows; a non-finite output scores 0 (see ``finite``).

    ``accuracy`` times the diagonal of the rows' bounding box is forgiven: the tolerance of an iterative rule. ``eps``
    is that of the rule's dtype.
    """
    mean, diameter, variance = spread(x, m)
    finite = np.isfinite(output).all(axis=-1)
    with np.errstate(all="ignore"):
        error = np.linalg.norm((output - x[:, 0]) - (mean - x[:, 0]), axis=-1)
        magnitude = np.maximum(np.abs(x).max(axis=(1, 2)), np.abs(output).max(axis=-1))
        forgiven = ROUNDING * x.shape[1] * eps * magnitude
        if accuracy:
            forgiven = forgiven + accuracy * np.linalg.norm(np.ptp(x, axis=1), axis=-1)
        error = np.maximum(error - forgiven, 0.0)
        lam = np.where(error > 0, error / diameter, 0.0)
        kap = np.where(error > 0, error * error / variance, 0.0)
    good = finite & ~np.isnan(lam) & ~np.isnan(kap)
    return StateScores(output, np.where(good, lam, 0.0), np.where(good, kap, 0.0))


def evaluate(aggregate: Aggregate, states: Population, m: int, accuracy: float = 0.0, eps: float = EPS) -> StateScores:
    """Run the rule on every state."""
    return scores(states.x, np.asarray(aggregate(states.seen()), dtype=float), m, accuracy, eps)
