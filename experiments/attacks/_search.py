"""Line search against the rule: many strengths at once, as one more batch axis of a single call of the server's rule.

Two rounds: a geometric grid over [lowest, highest], then a linear grid between the neighbours of the best strength.
Peers try one strength after the other; here one round costs one batched aggregation (split so that no call holds more
than ``_ENTRIES`` numbers).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import torch
from torch import Tensor

from ._base import Sent, View

__all__ = ["drift", "strongest"]

_ENTRIES: Final = 2**24
Goal = Callable[[Tensor], Tensor]


def drift(view: View) -> Goal:
    """||F - honest mean||^2 as a function of the server's output (..., R, D): shape (..., R)."""
    mean = view.mean
    return lambda output: ((output - mean) ** 2).sum(-1)


def _scores(view: View, direction: Tensor, strengths: Tensor, goal: Goal) -> Tensor:
    """Goal for each strength (K, R): shape (K, R)."""
    each = view.honest.numel() + view.own.numel()
    pieces = strengths.split(max(1, _ENTRIES // each))
    mean = view.mean
    return torch.cat([goal(view.server(view.repeat(mean + piece[..., None] * direction))) for piece in pieces])


def strongest(view: View, direction: Tensor, *, highest: float, candidates: int, goal: Goal | None = None) -> Sent:
    """Send mean + s * ``direction`` (R, D) with the s in (0, ``highest``] that maximises ``goal``, per replica."""
    goal = goal or drift(view)
    replicas = direction.shape[0]
    grid = torch.logspace(-2, 0, candidates, dtype=direction.dtype, device=direction.device) * highest
    scores = _scores(view, direction, grid[:, None].expand(-1, replicas), goal)
    best = scores.argmax(0)
    low, high = grid[(best - 1).clamp_min(0)], grid[(best + 1).clamp_max(candidates - 1)]
    inside = torch.linspace(0, 1, candidates, dtype=direction.dtype, device=direction.device)
    fine = torch.cat((low + inside[:, None] * (high - low), grid[best][None]))
    chosen = _scores(view, direction, fine, goal).argmax(0)
    strength = torch.take_along_dim(fine, chosen[None], dim=0)[0]
    return Sent(view.repeat(view.mean + strength[:, None] * direction), strength)
