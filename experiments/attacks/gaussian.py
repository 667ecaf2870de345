"""Gaussian: faulty workers send the honest mean plus noise of standard deviation ``scale`` in each coordinate."""

from __future__ import annotations

from typing import Final

from resam_theory.errors import require_real

from .._torch import torch
from ._base import Attack, Sent, View

__all__ = ["ATTACK"]


def _send(view: View, *, scale: float) -> Sent:
    noise = torch.randn(view.own.shape, generator=view.generator, dtype=view.own.dtype, device=view.own.device)
    return Sent(view.mean[..., None, :] + scale * noise)


ATTACK: Final = Attack(
    "gaussian",
    "Gaussian noise",
    "Blanchard et al., NeurIPS 2017",
    _send,
    {"scale": 200.0},
    check=lambda *, scale: require_real("attack.scale", scale, low=0),
)
