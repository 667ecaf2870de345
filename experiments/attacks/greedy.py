"""Greedy: at every step the strongest of several attacks, for a goal that looks one step ahead, improved by ascent.

``goal``: ``gradient`` maximises ||grad Q(theta - gamma F)||^2, ``drift`` ||F - honest mean||^2. Candidates: the
honest mean shifted along +-(honest deviation), the same with the signs of the gradient, +-gradient and +-mean, each
with several strengths (the largest lies beyond the honest values), all in one batched call of the rule. Then ``ascent``
steps of normalised gradient ascent on the faulty rows through the rule (torch differentiates it); a step that does not
help is not taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .._torch import torch
from ._base import Attack, Sent, View
from ._search import Goal, drift

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["ATTACK"]

_STRENGTHS: Final = (0.5, 1.0, 2.0, 4.0, 16.0)
_STEP: Final = 0.5  # of the honest deviation


def _goal(view: View, name: str) -> Goal:
    if name == "drift":
        return drift(view)
    if name == "gradient":
        return lambda output: (view.objective.gradient(view.theta - view.gamma * output) ** 2).sum(-1)
    raise ValueError(f"attack.goal = {name!r} is not admissible: need one of drift, gradient")


def _candidates(view: View) -> Tensor:
    """Shape (K, R, f, D)."""
    mean, gradient = view.mean, view.objective.gradient(view.theta)
    deviation = view.deviation
    length = deviation.norm(dim=-1, keepdim=True)
    floor = torch.finfo(mean.dtype).tiny
    along = [
        deviation,
        deviation * torch.sign(gradient),
        length * gradient / gradient.norm(dim=-1, keepdim=True).clamp_min(floor),
        mean,
    ]
    strengths = mean.new_tensor([sign * s for s in _STRENGTHS for sign in (1, -1)])
    return view.repeat((mean + strengths[:, None, None, None] * torch.stack(along)).flatten(0, 1))


def _ascend(view: View, rows: Tensor, goal: Goal, steps: int) -> Tensor:
    size = _STEP * view.deviation.norm(dim=-1)[:, None, None]
    for _ in range(steps):
        variable = rows.detach().requires_grad_(True)
        with torch.enable_grad():
            before = goal(view.server(variable))
            (slope,) = torch.autograd.grad(before.sum(), variable)
        moved = rows + size * slope / slope.norm(dim=(-2, -1), keepdim=True).clamp_min(torch.finfo(slope.dtype).tiny)
        better = goal(view.server(moved)) > before.detach()
        rows = torch.where(better[:, None, None], moved, rows)
    return rows


def _send(view: View, *, goal: str, ascent: int) -> Sent:
    score = _goal(view, goal)
    rows = _candidates(view)
    scores = score(view.server(rows))
    best = scores.argmax(0)
    chosen = torch.take_along_dim(rows, best[None, :, None, None], dim=0)[0]
    return Sent(_ascend(view, chosen, score, ascent), best.to(scores.dtype))


ATTACK: Final = Attack(
    "greedy", "the strongest of many, one step ahead", "this project", _send, {"goal": "gradient", "ascent": 2}
)
