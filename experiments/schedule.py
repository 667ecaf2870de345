"""gamma and beta as numbers: as given, or as a theorem says."""

from __future__ import annotations

from torch import Tensor

from .config import RunConfig
from .objectives import Objective

__all__ = ["rates"]


def rates(config: RunConfig, objective: Objective, theta: Tensor) -> tuple[float, float]:
    """(gamma, beta)."""
    return float(config.gamma), float(config.beta)
