"""Mimic: all faulty workers copy one honest worker, the one furthest along the direction in which they differ most.

The direction z is tracked by Oja's rule: z <- normalised (t/(t+1)) z + (1/(t+1)) sum_i (m_i - mean) <m_i - mean, z>.
"""

from __future__ import annotations

from typing import Final

from .._torch import torch
from ._base import Attack, Sent, View

__all__ = ["ATTACK"]


def _send(view: View) -> Sent:
    centred = view.honest - view.mean[..., None, :]
    z = torch.randn(view.theta.shape, generator=view.generator, dtype=centred.dtype, device=centred.device)
    if view.memory is not None:
        z = view.memory
    along = (centred @ z[..., None])[..., 0]
    step = (centred * along[..., None]).sum(-2)
    z = z * (view.step / (view.step + 1)) + step / (view.step + 1)
    z = z / z.norm(dim=-1, keepdim=True).clamp_min(torch.finfo(z.dtype).tiny)
    copied = (view.honest @ z[..., None])[..., 0].argmax(-1)
    row = torch.take_along_dim(view.honest, copied[:, None, None], dim=1)[:, 0]
    return Sent(view.repeat(row), copied.to(z.dtype), z)


ATTACK: Final = Attack(
    "mimic",
    "mimic one honest worker",
    "Karimireddy, He, Jaggi, Byzantine-Robust Learning via Bucketing, ICLR 2022",
    _send,
)
