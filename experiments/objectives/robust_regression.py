r"""Smooth non-convex robust regression: Q(theta) = mean_i phi(z_i . theta - y_i), c > 0 the scale of an outlier.

With u = (r/c)^2:

- ``welsch``: phi = (c^2/2) (1 - e^{-u}), phi' = r e^{-u}, phi'' = (1 - 2u) e^{-u} in [-2 e^{-3/2}, 1];
  |phi'| <= c / sqrt(2e) (at u = 1/2).
- ``geman_mcclure``: phi = r^2 / (2 (1 + u)), phi' = r / (1+u)^2, phi'' = (1 - 3u) / (1+u)^3 in [-1/4, 1];
  |phi'| <= c (9/16) / sqrt(3) (at u = 1/3).

So L = lambda_max(Z^T Z / N) (sup |phi''| = 1, at r = 0), sigma^2 <= sup|phi'|^2 mean ||z_i||^2 / b, and Q >= 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, final

from resam_theory.errors import require_real

from .._torch import torch
from ._base import Constants, Maker, Setup
from ._linear import Examples, LinearModel, examples_of, largest_eigenvalue

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["LOSSES", "ROBUST_REGRESSION", "RobustLoss", "RobustRegression"]


@dataclass(frozen=True)
class RobustLoss:
    """phi(r) = c^2 ``shape(u)``, phi'(r) = r ``weight(u)``, |phi'| <= c ``steepest``, |phi''| <= 1, u = (r/c)^2."""

    shape: Callable[[Tensor], Tensor]
    weight: Callable[[Tensor], Tensor]
    steepest: float


LOSSES: Final = {
    "welsch": RobustLoss(lambda u: -torch.expm1(-u) / 2, lambda u: torch.exp(-u), 1 / math.sqrt(2 * math.e)),
    "geman_mcclure": RobustLoss(lambda u: u / (2 * (1 + u)), lambda u: (1 + u) ** -2, 9 / (16 * math.sqrt(3))),
}


@final
@dataclass(frozen=True, eq=False)
class RobustRegression(LinearModel):
    """mean phi(z . theta - y), no ridge."""

    examples: Examples
    loss: RobustLoss
    scale: float
    outputs = 1
    ridge = 0.0

    def losses(self, scores: Tensor, y: Tensor) -> Tensor:
        """phi."""
        return self.scale**2 * self.loss.shape(((scores[..., 0, :] - y) / self.scale) ** 2)

    def slopes(self, scores: Tensor, y: Tensor) -> Tensor:
        """phi'."""
        residual = scores - y[..., None, :]
        return residual * self.loss.weight((residual / self.scale) ** 2)

    def _constants(self) -> Constants:
        """As derived in the module's docstring."""
        z = self.examples.z
        variance = (self.scale * self.loss.steepest) ** 2 * float((z**2).sum(-1).mean()) / self.examples.batch
        homogeneous, change = self.examples.homogeneous, self.change(1.0)
        return Constants(largest_eigenvalue(z), variance, 0.0, homogeneous=homogeneous, change=change)


def _build(setting: Setup, *, batch: int, loss: str, scale: float) -> RobustRegression:
    require_real("objective.scale", scale, low=0, open_low=True)
    if loss not in LOSSES:
        raise ValueError(f"objective.loss = {loss!r} is not admissible: need one of {', '.join(sorted(LOSSES))}")
    return RobustRegression(examples_of(setting, batch, intercept=True), LOSSES[loss], scale)


ROBUST_REGRESSION: Final = Maker(
    "robust_regression",
    "non-convex robust linear regression (Welsch, Geman-McClure)",
    _build,
    {"batch": 10, "loss": "welsch", "scale": 1.0},
    data="diabetes",
    classes=False,
)
