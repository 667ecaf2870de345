"""Label flip: faulty workers follow the protocol on flipped labels, y becomes classes - 1 - y."""

from __future__ import annotations

from typing import Final

from ._base import Attack, Sent, View

__all__ = ["ATTACK"]


def _send(view: View) -> Sent:
    return Sent(view.own)


ATTACK: Final = Attack(
    "label_flip",
    "label flip",
    "Allen-Zhu et al., Byzantine-Resilient Non-Convex SGD, ICLR 2021",
    _send,
    aliases=("lf",),
    relabels=lambda classes: tuple(reversed(range(classes))),
    uses_own=True,
)
