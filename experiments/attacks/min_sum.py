r"""MinSum: as far from the honest mean as the sum of squared distances to the honest workers allows.

All faulty workers send x = mu + s p, mu the honest mean and p a direction, with the largest s >= 0 such that
sum_i ||x - x_i||^2 <= max_j sum_i ||x_j - x_i||^2. The publication bisects; here s is exact: for every y,
sum_i ||y - x_i||^2 = m ||y - mu||^2 + sum_i ||mu - x_i||^2, so that the constraint is ||x - mu|| <= max_j ||x_j - mu||
and s = max_j ||x_j - mu|| / ||p||: no further from the mean than the honest worker that is furthest.
"""

from __future__ import annotations

from typing import Final

from .._torch import torch
from ._base import Attack, Sent, View
from ._perturbation import known, perturbation

__all__ = ["ATTACK"]


def _send(view: View, *, direction: str) -> Sent:
    p = perturbation(view, direction)
    furthest = (view.honest - view.mean[:, None]).norm(dim=-1).amax(-1)
    strength = furthest / p.norm(dim=-1).clamp_min(torch.finfo(p.dtype).tiny)
    return Sent(view.repeat(view.mean + strength[:, None] * p), strength)


ATTACK: Final = Attack(
    "min_sum",
    "as far out as the sum of squared distances allows",
    "Shejwalkar, Houmansadr, Manipulating the Byzantine, NDSS 2021 (from memory; the step is exact here)",
    _send,
    {"direction": "std"},
    aliases=("minsum",),
    check=known,
)
