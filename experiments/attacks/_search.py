"""Line search against the rule: many strengths at once, as one more batch axis of a call of the server's rule.

Two rounds: a geometric grid over [highest/100, highest], then a linear grid between the neighbours of the best
strength. Where the server commutes with rotations the search runs in few coordinates (:mod:`._reduced`); elsewhere the
honest rows are copied once, and only the faulty rows change from one strength to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from resam_theory.errors import require_count, require_real

from .._torch import torch
from ..blocks import parts_at_once
from ._base import Sent, View
from ._reduced import reduced

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["checked", "drift", "strongest"]

Goal = Callable[["Tensor"], "Tensor"]


def drift(view: View) -> Goal:
    """||F - honest mean||^2 as a function of the server's output (..., R, D): shape (..., R)."""
    mean = view.mean
    return lambda output: ((output - mean) ** 2).sum(-1)


def _scores(view: View, direction: Tensor, strengths: Tensor, goal: Goal) -> Tensor:
    """Goal for each strength (K, R): shape (K, R)."""
    replicas, m, d = view.honest.shape
    at_once = min(len(strengths), parts_at_once(direction, replicas * view.n * d))
    rows = view.honest.new_empty(at_once, replicas, view.n, d)
    rows[..., :m, :] = view.honest
    scores = []
    for piece in strengths.split(at_once):
        tried = rows[: len(piece)]
        tried[..., m:, :] = torch.addcmul(view.mean, piece[..., None], direction)[..., None, :]
        scores.append(goal(view.aggregate(tried)))
    return torch.cat(scores)


def checked(*, highest: float, candidates: int) -> None:
    """ValueError (one line) unless there is a grid of strengths."""
    require_real("attack.highest", highest, low=0, open_low=True)
    require_count("attack.candidates", candidates, low=2)


def strongest(view: View, direction: Tensor, *, highest: float, candidates: int, goal: Goal | None = None) -> Sent:
    """Send mean + s * ``direction`` (R, D) with the s in (0, ``highest``] that maximises ``goal``, per replica.

    ``goal``: of the server's output; the drift if not given.
    """
    seen, along = reduced(view, direction) if goal is None else (view, direction)
    goal = goal or drift(seen)
    grid = torch.logspace(-2, 0, candidates, dtype=along.dtype, device=along.device)[:, None] * highest
    scores = _scores(seen, along, grid.expand(-1, len(along)), goal)
    found = scores.max(0)
    best = found.indices
    low, high = grid[(best - 1).clamp_min(0), 0], grid[(best + 1).clamp_max(candidates - 1), 0]
    inside = torch.linspace(0, 1, candidates, dtype=along.dtype, device=along.device)[1:-1, None]  # the ends are known
    fine = low + inside * (high - low)
    tried = torch.cat((fine, grid[best].mT))
    chosen = torch.cat((_scores(seen, along, fine, goal), found.values[None])).argmax(0)
    strength = torch.take_along_dim(tried, chosen[None], dim=0)[0].to(direction.dtype)
    return Sent(view.repeat(view.mean + strength[:, None] * direction), strength)
