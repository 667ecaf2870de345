r"""A line search against a server that commutes with rotations, in as many dimensions as the rows span.

The honest rows x_1, ..., x_m and what is sent, mean + s v, lie in the span of m + 1 vectors whatever s is. Coordinates
with the same inner products (eigenvectors of their Gram matrix) give the same distances, hence the same scores for a
rule that is made of distances and inner products: one pass over D coordinates instead of one for every s.

**Ties.** Rules made of distances break ties by the lexicographic order of the rows. The coordinates that decide it, the
first one in which anything is not 0 and the first one in which each pair of honest rows differs, are kept as they are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from .._torch import torch
from ._base import View

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["reduced"]

_LEADING: Final = 2**12
"""Coordinates among which those that decide the lexicographic order are looked for."""
_BLOCK: Final = 2**14
"""Coordinates per step of the Gram matrix: what stays in cache."""
_WORTH: Final = 4
"""How many times fewer coordinates there must be for the detour to pay off."""


def reduced(view: View, direction: Tensor) -> tuple[View, Tensor]:
    """``view`` and ``direction`` (R, D) in few coordinates, in float64; as they are where that would not be the same.

    Not the same: the server does not commute with rotations (``view.isometric``), the order of the honest rows is not
    decided by their first coordinates, or something is not finite.
    """
    _, m, d = view.honest.shape
    kept = _deciding(view.honest, direction) if view.isometric and d > _WORTH * m else None
    if kept is None or d <= _WORTH * (m + 1 + len(kept)):
        return view, direction
    gram = _gram(view, direction, kept)
    if not bool(gram.isfinite().all()):
        return view, direction
    values, vectors = torch.linalg.eigh(gram)
    spanned = vectors * values.clamp_min(0).sqrt()[:, None]
    leading = torch.cat((view.honest[..., kept], direction[:, None, kept]), dim=1)
    rows = torch.cat((leading, spanned), dim=-1)
    honest, along = rows[:, :-1], rows[:, -1]
    return replace(view, honest=honest, own=honest[:, : view.f]), along


def _deciding(honest: Tensor, direction: Tensor) -> Tensor | None:
    """The coordinates that decide the lexicographic order, ascending; None if the first ones leave it open."""
    lead = honest[..., :_LEADING]
    differ = lead[:, :, None] != lead[:, None, :]
    same = torch.eye(lead.shape[1], dtype=torch.bool, device=lead.device)
    if not bool((differ.any(-1) | same).all()):
        return None
    present = (lead != 0).any(1) | (direction[..., :_LEADING] != 0)
    first = torch.cat((differ.byte().argmax(-1)[:, ~same].flatten(), present.byte().argmax(-1)))
    return first.unique()


def _gram(view: View, direction: Tensor, kept: Tensor) -> Tensor:
    """Inner products (R, m + 1, m + 1), without the ``kept`` coordinates, of the honest rows (centred at their mean if
    the rule commutes with translations, for accuracy) and the direction."""
    total = torch.zeros((), dtype=torch.float64, device=direction.device)
    for start in range(0, direction.shape[-1], _BLOCK):
        part = slice(start, start + _BLOCK)
        rows = view.honest[..., part].double()
        if "translation" in view.rule.traits:
            rows = rows - view.mean[:, None, part]
        block = torch.cat((rows, direction[:, None, part].double()), dim=1)
        if start == 0:
            block[..., kept] = 0
        total = total + block @ block.mT
    return total
