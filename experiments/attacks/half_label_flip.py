"""Label flip on half the classes: y becomes K - 1 - y where y < K/2, and stays what it is elsewhere.

Faulty workers follow the protocol on these labels. Nothing teaches the lower classes any more, while their rows look
more like honest ones than with :mod:`.label_flip`, which flips every class.
"""

from __future__ import annotations

from typing import Final

from ._base import Attack, Sent, View

__all__ = ["ATTACK"]


def _send(view: View) -> Sent:
    return Sent(view.own)


def _labels(classes: int) -> tuple[int, ...]:
    return tuple(classes - 1 - y if 2 * y < classes else y for y in range(classes))


ATTACK: Final = Attack(
    "half_label_flip",
    "label flip on half the classes",
    "a milder form of label flip, this project",
    _send,
    relabels=_labels,
    uses_own=True,
)
