"""Zero: faulty workers send nothing but zeros."""

from __future__ import annotations

from typing import Final

from .._torch import torch
from ._base import Attack, Sent, View

__all__ = ["ATTACK"]


def _send(view: View) -> Sent:
    return Sent(torch.zeros_like(view.own))


ATTACK: Final = Attack("zero", "zeros", "-", _send)
