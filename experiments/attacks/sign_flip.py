"""Sign flip: each faulty worker sends -scale times what it should."""

from __future__ import annotations

from typing import Final

from ._base import Attack, Sent, View

__all__ = ["ATTACK"]


def _send(view: View, *, scale: float) -> Sent:
    return Sent(-scale * view.own)


ATTACK: Final = Attack(
    "sign_flip",
    "sign flip",
    "Li et al., RSA, AAAI 2019",
    _send,
    {"scale": 1.0},
    aliases=("sign-flip", "sf"),
    uses_own=True,
)
