"""Gradient ascent through torch for rules that are differentiable almost everywhere; all restarts in one batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .state import Population

__all__ = ["TorchAggregate", "gradients"]

TorchAggregate = Callable[[Any], Any]
"""The rule under attack on torch tensors: (B, n, d) -> (B, d), recorded by autograd."""


def gradients(aggregate: TorchAggregate, states: Population, m: int, *, kappa: bool) -> np.ndarray | None:
    """d log(ratio) / dx per state, scaled to unit length relative to the state's extent; None when there is none.

    Non-finite gradients (at ties, or where S is one point) become zero: those states are left to the other moves.
    """
    import torch

    x = torch.tensor(states.x, requires_grad=True)
    order = torch.from_numpy(states.order)[:, :, None].expand(x.shape)
    output = aggregate(torch.gather(x, 1, order))
    if not output.requires_grad:
        return None
    honest = x[:, :m]
    centre = honest.mean(dim=1)
    error2 = ((output - centre) ** 2).sum(dim=-1)
    if kappa:
        spread2 = ((honest - centre[:, None]) ** 2).sum(dim=(1, 2))
    else:
        gap = honest[:, :, None] - honest[:, None]
        spread2 = (gap * gap).sum(dim=-1).amax(dim=(1, 2))
    objective = torch.log(error2) - torch.log(spread2)
    good = torch.isfinite(objective)
    if not bool(good.any()):
        return None
    (gradient,) = torch.autograd.grad(objective[good].sum(), x)
    direction = np.nan_to_num(gradient.numpy(), nan=0.0, posinf=0.0, neginf=0.0)
    length = np.linalg.norm(direction, axis=(1, 2), keepdims=True)
    extent = np.ptp(states.x, axis=1).max(axis=-1)[:, None, None]
    return direction / np.where(length > 0, length, 1.0) * extent
