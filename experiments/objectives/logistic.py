r"""Logistic regression with an l2 term, binary or multinomial, on real data.

Scores: class 0 has score 0, class k = 1..K-1 has z . theta_k. Loss: cross-entropy; p = softmax of the scores.

- Smoothness: the Hessian of one example is (diag p - p p^T) (x) z z^T without the row and column of class 0. The first
  factor is <= 1/2 (Boehning 1992), and <= 1/4 for two classes, so L = c lambda_max(Z^T Z/N) + ridge, c = 1/2 or 1/4.
  With two classes and theta = 0 the bound is attained.
- Variance: ||p - e_y||^2 <= 2 (two classes, one score: <= 1), so sigma^2 <= (1/b) mean_i c' ||z_i||^2 with c' = 2 or 1.
- Q*: Q is ridge-strongly convex, so Q* >= Q(theta) - ||grad Q(theta)||^2 / (2 ridge) at the point that L-BFGS returns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, final

import numpy as np

from resam_theory.errors import require_real

from .._torch import torch
from ._base import Constants, Maker, Setup
from ._linear import Examples, LinearModel, examples_of, largest_eigenvalue

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["LOGISTIC", "Logistic"]


@final
@dataclass(frozen=True, eq=False)
class Logistic(LinearModel):
    """Cross-entropy of ``outputs`` + 1 classes plus (ridge/2) ||theta||^2."""

    examples: Examples
    outputs: int
    ridge: float
    has_accuracy = True

    def _all_scores(self, scores: Tensor) -> Tensor:
        return torch.cat((torch.zeros_like(scores[..., :1, :]), scores), dim=-2)

    def losses(self, scores: Tensor, y: Tensor) -> Tensor:
        """Cross-entropy."""
        full = self._all_scores(scores)
        own = full.gather(-2, y.expand(*full.shape[:-2], -1)[..., None, :])
        return full.logsumexp(-2) - own[..., 0, :]

    def slopes(self, scores: Tensor, y: Tensor) -> Tensor:
        """p - e_y without class 0."""
        p = torch.softmax(self._all_scores(scores), dim=-2)[..., 1:, :]
        classes = torch.arange(1, self.outputs + 1, device=y.device)
        return p - (y[..., None, :] == classes[:, None]).to(p.dtype)

    def accuracy(self, theta: Tensor) -> Tensor:
        """Share of correctly classified test examples."""
        scores = self._all_scores(self.scores(theta, self.examples.z_test))
        return (scores.argmax(-2) == self.examples.y_test).to(theta.dtype).mean(-1)

    def _constants(self) -> Constants:
        """L and sigma^2 as derived in the module's docstring; Q* by strong convexity."""
        z = self.examples.z
        curvature, spread = (0.25, 1.0) if self.outputs == 1 else (0.5, 2.0)
        variance = spread * float((z**2).sum(-1).mean()) / self.examples.batch
        smoothness = curvature * largest_eigenvalue(z) + self.ridge
        change = self.change(curvature)
        return Constants(smoothness, variance, self._infimum(), homogeneous=self.examples.homogeneous, change=change)

    def _infimum(self) -> float:
        if self.ridge == 0:
            return 0.0
        like = self.start(1, torch.Generator())[0]

        def both(point: np.ndarray) -> tuple[float, np.ndarray]:
            theta = torch.as_tensor(point, dtype=like.dtype, device=like.device)
            value, gradient, _ = self.whole(theta)
            return float(value), gradient.cpu().numpy().astype(np.float64)

        from scipy.optimize import minimize

        found = minimize(
            both,
            np.zeros(like.numel()),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": 5000, "gtol": 1e-10, "ftol": 0.0},
        )
        value, gradient = both(found.x)
        return max(0.0, value - float(gradient @ gradient) / (2 * self.ridge))


def _build(setting: Setup, *, batch: int, ridge: float) -> Logistic:
    require_real("objective.ridge", ridge, low=0)
    examples = examples_of(setting, batch, intercept=True)
    return Logistic(examples, examples.classes - 1, ridge)


LOGISTIC: Final = Maker(
    "logistic",
    "l2-regularised logistic regression (cross-entropy)",
    _build,
    {"batch": 25, "ridge": 1e-2},
    data="digits",
    classes=True,
)
