"""A check by structured and random adversarial inputs: cheap, blind to the rule, and exact where it reports.

Families (all with S = the first m rows): two clusters inside S with the faulty rows on a line through them, at many
distances; a Gaussian cloud with the faulty rows together, at many distances along a direction; random small-integer
points. All are evaluated in one batched call; the worst is re-evaluated in rational arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from resam_theory.claims import Criterion
from resam_theory.rules import get

from ..evidence import Context, Evidence, Side, Target
from ..solve.explicit import lower_bound
from .trying import trying

__all__ = ["families", "measured_ratios", "structured"]

_DISTANCES = np.array([-64.0, -2.0, -1.0, -0.5, 0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 8.0, 64.0])
_MEASURED = frozenset({Criterion.LAMBDA, Criterion.KAPPA, Criterion.XI})
"""The criteria of which these inputs say something that they do not say of kappa already."""
_RANDOM = {"quick": 256, "full": 4096}


def families(n: int, f: int, d: int, *, count: int, seed: int) -> np.ndarray:
    """Inputs of shape (B, n, d), multiples of 1/64 so that they are short rationals too; S is the first n - f rows."""
    m, rng = n - f, np.random.default_rng(seed)
    clusters = []
    for size in range(1, m):
        for distance in _DISTANCES:
            column = np.concatenate([np.zeros(size), np.ones(m - size), np.full(f, distance)])
            clusters.append(column)
    two = np.zeros((len(clusters), n, d))
    two[:, :, 0] = np.stack(clusters)
    cloud = rng.standard_normal((count, n, d))
    cloud[:, m:, :] = (rng.choice(_DISTANCES, count)[:, None] * rng.standard_normal((count, d)))[:, None, :]
    small = rng.integers(-2, 3, (count, n, d)).astype(float)
    return np.round(np.concatenate([two, cloud, small]) * 64) / 64


def measured_ratios(x: np.ndarray, output: np.ndarray, m: int) -> tuple[np.ndarray, np.ndarray]:
    """(||F - mean_S|| / D_S, ||F - mean_S||^2 / V_S) of each problem of a batch (B, n, d), S the first m rows; 0 where
    S is a single point.

    >>> measured_ratios(np.array([[[0.0], [1.0], [1.0]]]), np.array([[1.0]]), 2)
    (array([0.5]), array([1.]))
    """
    honest = x[:, :m, :]
    centre = honest.mean(axis=1)
    with np.errstate(over="ignore"):  # an output of 1e308 is infinitely far off
        error2 = ((output - centre) ** 2).sum(axis=-1)
    variance = ((honest - centre[:, None, :]) ** 2).sum(axis=(1, 2)) / m
    diameter2 = np.zeros(len(x))
    for i in range(1, m):  # over the workers, not over the batch
        diameter2 = np.maximum(diameter2, ((honest[:, i:] - honest[:, :-i]) ** 2).sum(axis=-1).max(axis=-1))
    safe = np.where(variance > 0, variance, np.inf)
    return np.sqrt(error2 / np.where(diameter2 > 0, diameter2, np.inf)), error2 / safe


def _ratios(criterion: Criterion, x: np.ndarray, output: np.ndarray, m: int) -> np.ndarray:
    """Of each problem, in floats."""
    if criterion is not Criterion.XI:
        return measured_ratios(x, output, m)[criterion is Criterion.KAPPA]
    moved = x[:, :m, :] - x[:, :m, :].mean(axis=1, keepdims=True)
    top = np.linalg.eigvalsh(np.swapaxes(moved, 1, 2) @ moved / m)[:, -1]
    with np.errstate(over="ignore"):
        error2 = ((output - x[:, :m, :].mean(axis=1)) ** 2).sum(axis=-1)
    return error2 / np.where(top > 1e-12, top, np.inf)


def structured(target: Target, context: Context) -> Iterable[Evidence]:
    """The worst of the structured and random inputs, re-evaluated exactly; a float bound where F is irrational."""
    if target.criterion not in _MEASURED or target.subject == "any" or target.n is None or not target.f:
        return
    n, f, d, rule = target.n, target.f, target.d or 2, get(target.subject)
    tried = trying(rule, n, context)
    if tried is None:
        return
    x = families(n, f, d, count=_RANDOM[tried.profile], seed=context.seed)
    output = rule(x, f=f)
    ratio = _ratios(target.criterion, x, output, n - f)
    worst = int(np.argmax(ratio))
    points = [tuple(Fraction(float(value)) for value in row) for row in x[worst]]
    method = "structured and random inputs"
    exact = lower_bound(target.subject, target.criterion, points, range(n - f), method)
    yield exact or Evidence(Side.LOWER, float(ratio[worst]), False, method, {"points": x[worst].tolist()})
