"""The squares and spreads of a round that the lemmas speak of (:data:`.trace.MOMENTS`)."""

from __future__ import annotations

import torch
from torch import Tensor

__all__ = ["moments"]


def moments(honest: Tensor, update: Tensor, gradient: Tensor) -> dict[str, Tensor]:
    """From what the honest workers sent (R, m, D), R_t (R, D) and grad Q (R, D): each of shape (R,)."""
    mean = honest.mean(-2)
    vectors = {
        "gradient2": gradient,
        "deviation2": mean - gradient,
        "mean2": mean,
        "drift2": update - mean,
        "update2": update,
        "error2": update - gradient,
    }
    stacked = torch.stack(tuple(vectors.values()))
    distances = torch.cdist(honest, honest, compute_mode="donot_use_mm_for_euclid_dist")  # the other mode cancels
    return {
        **dict(zip(vectors, torch.linalg.vecdot(stacked, stacked), strict=True)),
        "dispersion": ((honest - mean[:, None]) ** 2).sum((-2, -1)),
        "diameter2": distances.amax((-2, -1)) ** 2,
    }
