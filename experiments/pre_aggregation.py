"""What the server may do to the vectors before the rule: nothing, nearest-neighbour mixing, or bucketing.

Both change the guarantee of what follows (Allouah et al., Fixing by Mixing, AISTATS 2023; Karimireddy et al., ICLR
2022), so that no coefficient of the bare rule is attached to a run that uses them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from resam_theory.errors import require_count

from ._torch import torch
from .registry import find

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["PRE_AGGREGATIONS", "PreAggregation", "find_pre_aggregation"]


@dataclass(frozen=True)
class PreAggregation:
    """``apply(x, f, generator, **options)`` maps (..., n, D) to (..., n', D), of which at most f rows are bad.

    ``rows(n, f, **options)`` is n'; it raises ValueError where the result could not be aggregated with n' > 2f.
    ``isometric``: it commutes with translations and rotations and draws no random numbers.
    """

    name: str
    title: str
    apply: Callable[..., Tensor]
    rows: Callable[..., int]
    options: Mapping[str, Any] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    isometric: bool = False


def _nothing(x: Tensor, f: int, generator: torch.Generator) -> Tensor:
    return x


def _mixing(x: Tensor, f: int, generator: torch.Generator) -> Tensor:
    """Row i becomes the mean of the n - f rows nearest to it (itself included); a non-finite row is far from all."""
    finite = torch.isfinite(x).all(-1, keepdim=True)
    safe = torch.where(finite, x, 0.0)
    distances = torch.cdist(safe, safe, compute_mode="donot_use_mm_for_euclid_dist")
    hostile = ~finite[..., 0]
    distances = distances.masked_fill(hostile[..., None, :], torch.inf)
    nearest = distances.topk(x.shape[-2] - f, dim=-1, largest=False).indices
    weights = torch.zeros_like(distances).scatter_(-1, nearest, 1.0 / (x.shape[-2] - f))
    return torch.where(finite, weights @ safe, x)


def _bucketing(x: Tensor, f: int, generator: torch.Generator, *, size: int) -> Tensor:
    """Means over random buckets of ``size`` rows (the last may be smaller), one permutation per problem."""
    keys = torch.rand(x.shape[:-1], generator=generator, device=x.device, dtype=torch.float64)
    order = keys.argsort(-1)[..., None].expand(x.shape)
    return torch.stack([part.mean(-2) for part in torch.gather(x, -2, order).split(size, dim=-2)], dim=-2)


def _buckets(n: int, f: int, *, size: int) -> int:
    require_count("algorithm.pre_aggregation.size", size)
    rows = -(-n // size)
    if rows <= 2 * f:
        raise ValueError(
            f"algorithm.pre_aggregation.size = {size} is not admissible: {rows} buckets: need more than 2f = {2 * f}"
        )
    return rows


PRE_AGGREGATIONS: Final = (
    PreAggregation("none", "nothing", _nothing, lambda n, f: n, isometric=True),
    PreAggregation(
        "nearest_neighbour_mixing",
        "nearest-neighbour mixing (FBM)",
        _mixing,
        lambda n, f: n,
        aliases=("nnm",),
        isometric=True,
    ),
    PreAggregation("bucketing", "bucketing (Karimireddy et al., ICLR 2022)", _bucketing, _buckets, {"size": 2}),
)


def find_pre_aggregation(name: str) -> PreAggregation:
    """The pre-aggregation of that name; ValueError that lists the names."""
    return find("algorithm.pre_aggregation", name, PRE_AGGREGATIONS)
