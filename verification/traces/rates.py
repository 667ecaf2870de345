"""Fitted exponents against the predicted, in (1-beta)/(1+beta), sigma^2 and b(n, f)^2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from resam_theory import symbols as s
from resam_theory.convergence.lemmas import MEMORY

from .floor import BETAS, Floor, floor_config, measure
from .lines import quantile
from .vocabulary import value_of

__all__ = ["Slope", "fit", "in_faults", "in_memory", "in_variance"]


@dataclass(frozen=True)
class Slope:
    """A fitted exponent with its standard error, and the predicted one."""

    name: str
    fitted: float
    error: float
    predicted: float

    @property
    def holds(self) -> bool:
        """Whether they agree within the Monte-Carlo error (two-sided)."""
        return abs(self.fitted - self.predicted) <= quantile(2) * self.error


def fit(x: ArrayLike, y: ArrayLike, relative_errors: ArrayLike) -> tuple[float, float]:
    """Weighted least squares of log y on log x: the slope and its standard error.

    >>> slope, error = fit([1.0, 10.0, 100.0], [2.0, 20.0, 200.0], [0.1, 0.1, 0.1])
    >>> round(slope, 12), round(error, 3)
    (1.0, 0.031)
    """
    weights = 1 / np.square(relative_errors)
    u, v = np.log(x), np.log(y)
    centre = np.average(u, weights=weights)
    spread = float((weights * (u - centre) ** 2).sum())
    return float((weights * (u - centre) * v).sum()) / spread, spread**-0.5


def _slope(name: str, x: Sequence[float], floors: Sequence[Floor]) -> Slope:
    errors = [floor.error / floor.measured for floor in floors]
    return Slope(name, *fit(x, [floor.measured for floor in floors], errors), 1.0)


def in_memory(floors: Sequence[Floor]) -> Slope:
    """Exponent of the floor in (1-beta)/(1+beta), from floors that differ in beta only."""
    return _slope("(1-beta)/(1+beta)", [value_of(MEMORY, {s.beta: floor.beta}) for floor in floors], floors)


def in_variance(rule: str, n: int, f: int, seed: int = 0) -> Slope:
    """Exponent of the floor in sigma^2."""
    values = (0.25, 1.0, 4.0)
    floors = [measure(floor_config(rule, n, f, BETAS[1], variance=v, seed=seed + i)) for i, v in enumerate(values)]
    return _slope("sigma^2", values, floors)


def in_faults(rule: str, n: int, faults: Sequence[int], seed: int = 0) -> Slope:
    """Exponent of the floor in b(n, f)^2 as f varies."""
    floors = [measure(floor_config(rule, n, f, BETAS[1], seed=seed + f)) for f in faults]
    return _slope("b(n, f)^2", [floor.predicted for floor in floors], floors)
