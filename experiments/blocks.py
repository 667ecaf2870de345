"""How much to compute in one call: on a CPU what stays in its cache, on an accelerator enough to keep it busy.

A pass over tensors that leave the cache, or that are allocated anew for every call, costs several times the arithmetic;
small problems are far below the limit, so that all of their replicas and candidates advance in one call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from torch import Tensor


__all__ = ["parts_at_once"]

_CPU: Final = 2**21  # 8 MB in single precision (measured)
_ACCELERATOR: Final = 2**28  # 1 GB


def parts_at_once(like: Tensor, each: int) -> int:
    """How many parts of ``each`` numbers one call should process, on the device of ``like``: at least 1.

    >>> import torch
    >>> parts_at_once(torch.empty(0), 2**20), parts_at_once(torch.empty(0), 2**30)
    (2, 1)
    """
    return max(1, (_CPU if like.device.type == "cpu" else _ACCELERATOR) // each)
