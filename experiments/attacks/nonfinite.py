"""Non-finite: faulty workers send NaN, +inf, -inf and the largest finite float in turn."""

from __future__ import annotations

from typing import Final

from .._torch import torch
from ._base import Attack, Sent, View

__all__ = ["ATTACK"]


def _send(view: View) -> Sent:
    largest = torch.finfo(view.own.dtype).max
    values = view.own.new_tensor([torch.nan, torch.inf, -torch.inf, largest])
    column = values[torch.arange(view.f, device=values.device) % len(values)]
    return Sent(column[:, None].expand(view.own.shape))


ATTACK: Final = Attack("nonfinite", "NaN, infinities, huge values", "-", _send)
