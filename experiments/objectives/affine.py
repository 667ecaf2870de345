r"""Workers on the line whose gradients are affine: grad Q_i(theta) = a_i theta + c_i, (G, B)-dissimilar exactly.

Q is the mean of the honest losses, (h/2) theta^2 + e theta + const, h and e the means of the honest a_i, c_i; the last
f workers answer with gradients of their own losses (attack ``none`` sends them as they are). With ``variance``
> 0 every answer carries independent Gaussian noise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from .._torch import torch
from ._base import Constants, Local, Objective

if TYPE_CHECKING:
    from torch import Tensor

    from ._base import Draw

__all__ = ["Affine"]


@final
@dataclass(frozen=True, eq=False)
class Affine(Objective):
    """``slopes``, ``offsets``: a_i, c_i of all n workers, the first ``honest`` of them honest; (``G``, ``B``): what the
    honest gradients satisfy."""

    slopes: Tensor
    offsets: Tensor
    honest: int
    variance: float
    origin: Tensor
    G: float
    B: float

    @property
    def slope(self) -> float:
        """h, the curvature of Q."""
        return float(self.slopes[: self.honest].mean())

    @property
    def offset(self) -> float:
        """e, the gradient of Q at 0."""
        return float(self.offsets[: self.honest].mean())

    def _constants(self) -> Constants:
        """Exact: L = mu = |h|, Q* = 0 by the choice of the constant in Q."""
        return Constants(
            abs(self.slope),
            self.variance,
            0.0,
            constant_noise=True,
            homogeneous=False,
            G=self.G,
            B=self.B,
            polyak=abs(self.slope),
            change=0.0,
            local=float(self.slopes[: self.honest].abs().max()),
        )

    def start(self, replicas: int, generator: torch.Generator) -> Tensor:
        """The origin, for every replica."""
        return self.origin.expand(replicas, -1).clone()

    def value(self, theta: Tensor) -> Tensor:
        """Q = (h/2)(theta + e/h)^2, so that Q* = 0."""
        return self.slope / 2 * (theta[..., 0] + self.offset / self.slope) ** 2

    def gradient(self, theta: Tensor) -> Tensor:
        """h theta + e."""
        return self.slope * theta + self.offset

    def local(self, theta: Tensor, honest: int) -> Local:
        """Exactly."""
        gradients = self.slopes[:honest] * theta + self.offsets[:honest]
        mean = gradients.mean(-1, keepdim=True)
        spread = (gradients - mean).square().mean(-1)
        return Local(self.value(theta), mean[..., 0] ** 2, spread, self.noise_variance(theta))

    def drawn(self, theta: Tensor, draw: Draw) -> Tensor:
        """a_i theta + c_i, plus noise where there is any."""
        answers = (self.slopes * theta + self.offsets)[..., None]
        if self.variance:
            noise = torch.randn(answers.shape, generator=draw.generator, dtype=answers.dtype, device=answers.device)
            answers = answers + math.sqrt(self.variance) * noise
        return answers[:, : draw.used]

    def noise_variance(self, theta: Tensor) -> Tensor:
        """sigma^2, everywhere."""
        return torch.full(theta.shape[:1], self.variance, dtype=theta.dtype, device=theta.device)
