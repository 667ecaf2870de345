r"""MinMax: as far from the honest mean as no honest worker is further from another one.

All faulty workers send x = mu + s p, mu the honest mean and p a direction, with the largest s >= 0 such that
max_i ||x - x_i|| <= D, the honest diameter. The publication bisects; here s is exact: with a = ||p||^2,
b_i = <p, mu - x_i> and c_i = ||mu - x_i||^2 - D^2 <= 0 (mu lies in the hull of the x_j), the constraint of worker i is
a s^2 + 2 b_i s + c_i <= 0, so s = min_i (-b_i + sqrt(b_i^2 - a c_i)) / a.
"""

from __future__ import annotations

from typing import Final

from .._torch import torch
from ._base import Attack, Sent, View
from ._perturbation import known, perturbation

__all__ = ["ATTACK"]


def _send(view: View, *, direction: str) -> Sent:
    p = perturbation(view, direction)
    off = view.mean[:, None] - view.honest
    diameter = torch.cdist(view.honest, view.honest, compute_mode="donot_use_mm_for_euclid_dist").amax((-2, -1))
    a = (p**2).sum(-1, keepdim=True)
    b = (off * p[:, None]).sum(-1)
    slack = (diameter[:, None] ** 2 - (off**2).sum(-1)).clamp_min(0)
    root = (b**2 + a * slack).sqrt()
    tiny = torch.finfo(a.dtype).tiny  # where p = 0 nothing is sent but the mean
    further = torch.where(b > 0, slack / (b + root).clamp_min(tiny), (root - b) / a.clamp_min(tiny))  # no cancellation
    strength = further.amin(-1)
    return Sent(view.repeat(view.mean + strength[:, None] * p), strength)


ATTACK: Final = Attack(
    "min_max",
    "as far out as the honest diameter allows",
    "Shejwalkar, Houmansadr, Manipulating the Byzantine, NDSS 2021 (from memory; the step is exact here)",
    _send,
    {"direction": "std"},
    aliases=("minmax",),
    check=known,
)
