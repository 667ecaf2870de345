r"""Quadratics with a chosen spectrum and noise of exactly known variance.

Q(theta) = (1/2) sum_i h_i theta_i^2, h_i >= 0; g = grad Q + noise. L = max_i h_i, Q* = 0, E||noise||^2 = sigma^2.
The eigenbasis is the coordinate basis: no loss for the rules that commute with rotations, and for coordinate-wise rules
the telling choice. Noise: ``gaussian``; ``sign`` (every coordinate +-sigma/sqrt(D)); ``skewed`` (per coordinate:
one value with probability ``rare``, else another, mean zero, so that a few workers stand far off on one side).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, final

from resam_theory.errors import require_real

from .._torch import torch
from ._base import Constants, Draw, Maker, Objective, Setup

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["NOISES", "QUADRATIC", "Quadratic"]

_Noise = Callable[[tuple[int, ...], "Tensor", "torch.Generator", float], "Tensor"]


def _gaussian(shape: tuple[int, ...], like: Tensor, generator: torch.Generator, rare: float) -> Tensor:
    return torch.randn(shape, generator=generator, dtype=like.dtype, device=like.device)


def _sign(shape: tuple[int, ...], like: Tensor, generator: torch.Generator, rare: float) -> Tensor:
    return 2 * torch.randint(0, 2, shape, generator=generator, device=like.device).to(like.dtype) - 1


def _skewed(shape: tuple[int, ...], like: Tensor, generator: torch.Generator, rare: float) -> Tensor:
    uniform = torch.rand(shape, generator=generator, dtype=like.dtype, device=like.device)
    often = math.sqrt(rare / (1 - rare))
    return torch.where(uniform < rare, -1 / often, often)


NOISES: Final[dict[str, _Noise]] = {"gaussian": _gaussian, "sign": _sign, "skewed": _skewed}
"""Noise of mean 0 and variance 1 per coordinate."""


@final
@dataclass(frozen=True, eq=False)
class Quadratic(Objective):
    """Q(theta) = (1/2) sum_i h_i theta_i^2 with ``spectrum`` h of shape (D,), started at ``origin`` of shape (D,)."""

    spectrum: Tensor
    variance: float
    noise: str
    origin: Tensor
    rare: float

    def _constants(self) -> Constants:
        """Exact: L = max h, mu = min h, sigma^2 as chosen, Q* = 0."""
        least, largest = float(self.spectrum.min()), float(self.spectrum.max())
        polyak = least if least > 0 else None
        return Constants(largest, self.variance, 0.0, constant_noise=True, polyak=polyak, change=0.0, local=largest)

    def start(self, replicas: int, generator: torch.Generator) -> Tensor:
        """The origin, for every replica."""
        return self.origin.expand(replicas, -1).clone()

    def value(self, theta: Tensor) -> Tensor:
        """Q."""
        return (self.spectrum * theta**2).sum(-1) / 2

    def gradient(self, theta: Tensor) -> Tensor:
        """h theta."""
        return self.spectrum * theta

    def drawn(self, theta: Tensor, draw: Draw) -> Tensor:
        """h theta + noise, independent over replicas and workers."""
        shape = (theta.shape[0], draw.workers, theta.shape[1])
        scale = math.sqrt(self.variance / theta.shape[1])
        noise = NOISES[self.noise](shape, theta, draw.generator, self.rare)[:, : draw.used]
        return torch.add(self.gradient(theta)[:, None], noise, alpha=scale)

    def noise_variance(self, theta: Tensor) -> Tensor:
        """sigma^2, everywhere."""
        return torch.full(theta.shape[:1], self.variance, dtype=theta.dtype, device=theta.device)


def _build(
    setting: Setup, *, spectrum: tuple[float, ...], variance: float, noise: str, start: tuple[float, ...], rare: float
) -> Quadratic:
    for value in spectrum:
        require_real("objective.spectrum", value, low=0)
    if not spectrum or max(spectrum) == 0:
        raise ValueError(f"objective.spectrum = {list(spectrum)} is not admissible: need numbers >= 0, one of them > 0")
    require_real("objective.variance", variance, low=0)
    require_real("objective.rare", rare, low=0, high=1, open_low=True, open_high=True)
    if noise not in NOISES:
        raise ValueError(f"objective.noise = {noise!r} is not admissible: need one of {', '.join(sorted(NOISES))}")
    if len(start) not in (1, len(spectrum)):
        raise ValueError(
            f"objective.start has {len(start)} numbers: need 1 or {len(spectrum)}, as many as the spectrum"
        )
    origin = setting.tensor(start).expand(len(spectrum))
    return Quadratic(setting.tensor(spectrum), variance, noise, origin, rare)


QUADRATIC: Final = Maker(
    "quadratic",
    "quadratic with a chosen spectrum and exact noise variance",
    _build,
    {"spectrum": (1.0, 1.0), "variance": 1.0, "noise": "gaussian", "start": (1.0,), "rare": 0.5},
)
