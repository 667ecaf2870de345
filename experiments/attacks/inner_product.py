"""Inner-product manipulation, also called fall of empires: every faulty worker sends -scale times the honest mean."""

from __future__ import annotations

from typing import Final

from ._base import Attack, Sent, View

__all__ = ["ATTACK"]


def _send(view: View, *, scale: float) -> Sent:
    return Sent(view.repeat(-scale * view.mean))


ATTACK: Final = Attack(
    "foe",
    "fall of empires (inner-product manipulation)",
    "Xie, Koyejo, Gupta, Fall of Empires, UAI 2019",
    _send,
    {"scale": 1.1},
    aliases=("ipm", "inner_product"),
)
