r"""The derivatives of the geometric median by the implicit function theorem, of every order.

Away from the rows z solves sum_i u_i = 0, u_i = (x_i - z)/r_i, r_i = ||x_i - z||, hence with H = sum_i P_i/r_i and
P_i = I - u_i u_i^T

    dz = H^-1 sum_i (P_i/r_i) dx_i,   and transposed   g -> (P_i/r_i) H^-1 g for row i.

The transposed map is a differentiable function of x, z and g, and z in it is the solution with its own derivative: so
derivatives of derivatives are right. Where z is a midpoint of two rows (one row twice), g goes to them by halves.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from .distances import HALF_ULP
from .frame import FARTHEST

__all__ = ["implicit"]


def implicit(x: Any, solve: Callable[[Any], Any]) -> Any:
    """The solution of the float64 tensor x (B, n, d), with its derivatives: (B, d).

    ``solve`` maps plain rows to (z, unit, anchored, ends): unit of length (B,), whether z is the midpoint of the rows
    ``ends`` (B, 2).
    """
    return _median().apply(x, solve)


@lru_cache(maxsize=1)
def _median() -> Any:
    import torch

    class Median(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, solve: Callable[[Any], Any]) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
            z, ctx.unit, ctx.anchored, ctx.ends = solve(x.detach())
            ctx.save_for_backward(x, z)
            return z

        @staticmethod
        def backward(ctx: Any, *given: Any) -> Any:
            x, z = ctx.saved_tensors
            kept = {"unit": ctx.unit, "anchored": ctx.anchored[:, None, None], "ends": ctx.ends}
            return _pulled_back(x, z, given[0], **kept), None

    return Median


def _pulled_back(x: Any, z: Any, g: Any, *, unit: Any, anchored: Any, ends: Any) -> Any:
    """(P_i/r_i) H^-1 g for every row: (B, n, d). H^-1 by Woodbury's identity, from an n x n system."""
    import torch

    n = x.shape[1]
    delta = torch.where(anchored, 1.0, 0.25 * x - 0.25 * z[:, None, :])  # a quarter: the difference cannot overflow
    size = delta.detach().abs().amax(dim=-1, keepdim=True)
    direction = delta / size
    length = torch.linalg.vector_norm(direction, dim=-1, keepdim=True)
    units = direction / length
    radii = (4 * (length * (size / unit[:, None, None]))).clamp(max=FARTHEST)[
        ..., 0
    ]  # farther rows pull in a direction that no longer changes
    weight = (1 / radii).sum(dim=-1)[:, None]
    identity = (1 + n * HALF_ULP) * torch.eye(n, dtype=x.dtype, device=x.device)
    inner = identity * (weight * radii)[:, None, :] - units @ units.mT
    spread = torch.linalg.solve(inner, units @ g[..., None])
    step = ((g + (units.mT @ spread)[..., 0]) / weight)[:, None, :]
    moved = (step - units * (units * step).sum(dim=-1, keepdim=True)) / radii[..., None]
    halves = torch.nn.functional.one_hot(torch.where(anchored[:, 0], ends, 0), n).sum(dim=1).to(x.dtype) / 2
    return torch.where(anchored, halves[..., None] * g[:, None, :], moved)
