"""One-sided: in every coordinate the faulty values lie beyond the honest ones on one side (theory.md, T4).

For the trimmed mean with f faulty values this is the attack of the exact floor: what is left after trimming is the mean
of the n - 2f largest honest values.
"""

from __future__ import annotations

from typing import Final

from ._base import Attack, Sent, View

__all__ = ["ATTACK"]


def _send(view: View, *, beyond: float) -> Sent:
    highest, lowest = view.honest.amax(-2), view.honest.amin(-2)
    return Sent(view.repeat(highest + beyond * (highest - lowest)))


ATTACK: Final = Attack("one_sided", "beyond the honest values on one side", "this project (T4)", _send, {"beyond": 1.0})
