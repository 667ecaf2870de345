"""A little is enough (ALIE): faulty workers send the honest mean shifted by z standard deviations, per coordinate.

z = 0 stands for the paper's choice: with s = floor(n/2 + 1) - f supporters needed, z = Phi^{-1}((n - f - s)/(n - f)).
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Final

from ._base import Attack, Sent, View

__all__ = ["ATTACK", "paper_z"]


def paper_z(n: int, f: int) -> float:
    """The shift that the paper chooses, in standard deviations.

    >>> round(paper_z(15, 4), 3)
    0.349
    """
    supporters = n // 2 + 1 - f
    share = (n - f - supporters) / (n - f)
    return NormalDist().inv_cdf(share) if 0 < share < 1 else 1.0


def _send(view: View, *, z: float) -> Sent:
    shift = z or paper_z(view.n, view.f)
    return Sent(view.repeat(view.mean - shift * view.deviation))


ATTACK: Final = Attack(
    "alie",
    "a little is enough",
    "Baruch, Baruch, Goldberg, A Little Is Enough, NeurIPS 2019",
    _send,
    {"z": 0.0},
    aliases=("little_is_enough",),
)
