"""No attack: the faulty workers follow the protocol."""

from __future__ import annotations

from typing import Final

from ._base import Attack, Sent, View

__all__ = ["ATTACK"]


def _send(view: View) -> Sent:
    return Sent(view.own)


ATTACK: Final = Attack("none", "no attack", "-", _send, uses_own=True)
