"""Directions in which the faulty workers move away from the honest mean (Shejwalkar, Houmansadr, NDSS 2021)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from .._torch import torch
from ._base import View

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["known", "perturbation"]


def _unit(view: View) -> Tensor:
    return -view.mean / view.mean.norm(dim=-1, keepdim=True).clamp_min(torch.finfo(view.mean.dtype).tiny)


_DIRECTIONS: Final[dict[str, Callable[[View], Tensor]]] = {
    "std": lambda view: -view.deviation,
    "unit": _unit,
    "sign": lambda view: -torch.sign(view.mean),
}


def perturbation(view: View, name: str) -> Tensor:
    """Minus the honest deviation per coordinate (``std``), the mean's direction (``unit``), or its signs: (R, D)."""
    return _DIRECTIONS[name](view)


def known(*, direction: str) -> None:
    """ValueError (one line) unless it is the name of a direction."""
    if direction not in _DIRECTIONS:
        names = ", ".join(sorted(_DIRECTIONS))
        raise ValueError(f"attack.direction = {direction!r} is not admissible: need one of {names}")
