r"""Mimic: all faulty workers copy one honest worker, the one furthest along the direction in which they differ most.

The direction z is tracked by Oja's rule: z <- normalised (t/(t+1)) z + (1/(t+1)) sum_i (m_i - mean) <m_i - mean, z>.

``warmup`` = 0: the copied worker is chosen anew at every step. ``warmup`` = k >= 1: during k steps z is learnt and the
choice follows it; the worker of step k is copied from then on, so that the bias always points to the same shard of
unequal data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from resam_theory.errors import require_count

from .._torch import torch
from ._base import Attack, Sent, View

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["ATTACK"]


class _Memory(NamedTuple):
    direction: Tensor
    copied: Tensor


def _learnt(view: View) -> _Memory:
    centred = view.honest - view.mean[..., None, :]
    z = torch.randn(view.theta.shape, generator=view.generator, dtype=centred.dtype, device=centred.device)
    if view.memory is not None:
        z = view.memory.direction
    along = (centred @ z[..., None])[..., 0]
    step = (centred * along[..., None]).sum(-2)
    z = z * (view.step / (view.step + 1)) + step / (view.step + 1)
    z = z / z.norm(dim=-1, keepdim=True).clamp_min(torch.finfo(z.dtype).tiny)
    return _Memory(z, (view.honest @ z[..., None])[..., 0].argmax(-1))


def _send(view: View, *, warmup: int) -> Sent:
    old: _Memory | None = view.memory
    memory = old if old is not None and 0 < warmup < view.step else _learnt(view)
    row = torch.take_along_dim(view.honest, memory.copied[:, None, None], dim=1)[:, 0]
    return Sent(view.repeat(row), memory.copied.to(row.dtype), memory)


ATTACK: Final = Attack(
    "mimic",
    "mimic one honest worker",
    "Karimireddy, He, Jaggi, Byzantine-Robust Learning via Bucketing, ICLR 2022 (from memory)",
    _send,
    {"warmup": 0},
    check=lambda *, warmup: require_count("attack.warmup", warmup, low=0),
)
