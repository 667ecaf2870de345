"""ALIE and FOE with the strength chosen at every step by a batched line search against the server's rule."""

from __future__ import annotations

from typing import Final

from ._base import Attack, Sent, View
from ._search import checked, strongest

__all__ = ["ATTACKS"]

_REFERENCE: Final = "Shejwalkar, Houmansadr, Manipulating the Byzantine, NDSS 2021 (the search is ours)"


def _alie(view: View, *, highest: float, candidates: int) -> Sent:
    return strongest(view, -view.deviation, highest=highest, candidates=candidates)


def _foe(view: View, *, highest: float, candidates: int) -> Sent:
    return strongest(view, -view.mean, highest=highest, candidates=candidates)


_GRID: Final = {"highest": 20.0, "candidates": 8}
ATTACKS: Final = (
    Attack(
        "optimised_alie",
        "ALIE, strength by line search",
        _REFERENCE,
        _alie,
        _GRID,
        check=checked,
    ),
    Attack(
        "optimised_foe",
        "FOE, strength by line search",
        _REFERENCE,
        _foe,
        _GRID,
        check=checked,
    ),
)
