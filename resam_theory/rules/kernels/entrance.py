r"""How a rule is called: in a precision that its sums need, and inside the transformations of ``torch.func``.

**Precision.** float16 and bfloat16 keep 11 and 8 binary digits: a sum of ones in float16 ends at 2048. Every rule
therefore computes in float64 for them and rounds once, at the end. (float32 and float64 are computed as they are;
sums of many rows, distances and norms in float64, see the kernels.)

**Transformations.** Under ``torch.func`` (vmap, grad, jvp, hessian, ...) and in forward mode a tensor has no memory
that compiled code could read. :mod:`.transforms` then computes on the plain tensors below.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import array_api_compat as aac
import numpy as np

from . import transforms
from .arrays import require_array

__all__ = ["call"]

_PLAIN: Final = frozenset({np.dtype(np.float32), np.dtype(np.float64)})


def call(aggregate: Callable[..., Any], x: Any, f: int, options: dict[str, Any]) -> Any:
    """``aggregate(x, f, **options)`` for x of every dtype and inside every transformation.

    >>> call(lambda x, f: x.sum(axis=-2) / len(x), np.ones((2100, 1), np.float16), 1, {})
    array([1.], dtype=float16)
    """
    if type(x) is np.ndarray:
        if x.dtype in _PLAIN:
            return aggregate(x, f, **options)
    elif not options and transforms.is_plain(x):
        return aggregate(x, f)
    else:
        require_array(x)
        if aac.is_torch_array(x) and transforms.transformed(x, *options.values()):
            return transforms.apply(lambda rows, **tensors: call(aggregate, rows, f, options | tensors), x, options)
    if not _is_half(x.dtype):
        return aggregate(x, f, **options)
    xp = aac.array_namespace(x)
    wide = {name: xp.astype(value, xp.float64) if _is_half_array(value) else value for name, value in options.items()}
    return xp.astype(aggregate(xp.astype(x, xp.float64), f, **wide), x.dtype)


def _is_half(dtype: Any) -> bool:
    return str(dtype) in {"float16", "torch.float16", "torch.bfloat16"} or (
        isinstance(dtype, np.dtype) and dtype.kind == "f" and dtype.itemsize == 2
    )


def _is_half_array(value: Any) -> bool:
    return aac.is_array_api_obj(value) and _is_half(getattr(value, "dtype"))  # noqa: B009 - unknown to the checker
