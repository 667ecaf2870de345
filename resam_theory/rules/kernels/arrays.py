r"""The one entrance of every rule: arguments are checked and hostile rows are made finite.

**Input.** A numpy array or torch tensor of shape (..., n, d), n >= 1, d >= 1, of a real floating dtype. Lists,
integers, booleans, complex and object arrays raise TypeError: the output keeps the dtype, and a rounded mean of
integers is nobody's wish. The input is never modified.

**Policy for hostile rows** (the only statement of it). A row that holds a NaN or an infinity is certainly faulty. It is
replaced by the mean of the finite rows of its problem. The faulty worker could have sent that row, so every guarantee
proven for finite inputs carries over with the same coefficient; the mean is equivariant under permutation, translation,
scaling and rotation, so rules keep their equivariances. More than f such rows in one problem contradict the assumption
"at most f faulty" and raise ValueError. Rows that are finite but huge (1e308) or denormal are ordinary data: the rules
themselves compute without overflow (:func:`mean`).

Cost: one dot product over the input; rows are looked at only if it is not finite.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache, wraps
from typing import Any, Final, NamedTuple

import array_api_compat as aac
import numpy as np

from ...errors import require_n_f

__all__ = [
    "Problems",
    "check",
    "detached",
    "is_compilable",
    "is_moderate",
    "like",
    "mean",
    "mean_of_chosen",
    "needs_grad",
    "on_host",
    "prepare",
    "quiet",
    "require_array",
    "row_sum",
    "take_rows",
    "through_numpy",
    "two_sum",
    "weighted_sum",
]

_NUMPY: Final = aac.array_namespace(np.empty(0))
_COMPILABLE: Final = frozenset({np.dtype(np.float32), np.dtype(np.float64)})
_MANY: Final = 256
"""Sums of more rows are accumulated in float64: in float32 they would err in the fifth digit, and stall in the end."""


class Problems(NamedTuple):
    """A batch of aggregation problems whose arguments are checked; after :func:`prepare` all rows are finite.

    ``xp`` is the array-API namespace, ``x`` the rows of shape (..., n, d), ``m = n - f``; ``moderate``: known to
    satisfy :func:`is_moderate`.
    """

    xp: Any
    x: Any
    n: int
    d: int
    f: int
    m: int
    moderate: bool = False


def check(x: Any, f: int) -> Problems:
    """Check the arguments of a rule.

    Raises TypeError (not an array; dtype not real floating; f not an integer) or ValueError (fewer than two axes;
    n < 1 or d < 1; not 0 <= f < n/2).

    >>> check(np.asarray([0.0, 1.0]), f=0)
    Traceback (most recent call last):
    ...
    ValueError: x has shape (2,): need (..., n, d) with n >= 1 and d >= 1
    """
    xp = _namespace(x)
    if not _is_real_floating(xp, x.dtype):
        raise TypeError(f"x has dtype {x.dtype}: need a real floating dtype such as float32 or float64")
    if x.ndim < 2 or min(x.shape[-2:]) < 1:
        raise ValueError(f"x has shape {tuple(x.shape)}: need (..., n, d) with n >= 1 and d >= 1")
    n, d = x.shape[-2:]
    if type(f) is not int or not 0 <= 2 * f < n:  # all other cases, and the errors
        n, f = require_n_f(n, f)
    return Problems(xp, x, n, d, f, n - f)


def _namespace(x: Any) -> Any:
    if type(x) is np.ndarray:
        return _NUMPY
    require_array(x)
    return aac.array_namespace(x)


def require_array(x: Any) -> None:
    """TypeError, in one line, unless x holds dense values of its own: a numpy array or torch tensor.

    >>> require_array(np.ma.masked_array([[1.0], [2.0]], mask=[[False], [True]]))
    Traceback (most recent call last):
    ...
    TypeError: x is a masked array, whose mask no rule reads: leave rows out, or x.filled(nan) to count them as faulty
    """
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError(
            "x is a masked array, whose mask no rule reads: leave rows out, or x.filled(nan) to count them as faulty"
        )
    if isinstance(x, np.matrix):
        raise TypeError("x is a numpy matrix, which keeps two axes: need an array, np.asarray(x)")
    if not aac.is_array_api_obj(x):
        raise TypeError(f"x is a {type(x).__name__}: need a numpy array or torch tensor of shape (..., n, d)")
    if aac.is_torch_array(x):
        import torch

        if x.layout is not torch.strided:
            raise TypeError(f"x is a sparse or nested tensor ({x.layout}): need a dense one, x.to_dense()")
        if x.device.type == "meta":
            raise TypeError("x is on the meta device, which holds no values: need a tensor on the CPU or a GPU")


@lru_cache
def _is_real_floating(xp: Any, dtype: Any) -> bool:
    if "float8" in str(dtype) or "float4" in str(dtype):  # nothing is computed in them, only stored
        return False
    return getattr(dtype, "kind", "f") != "O" and bool(xp.isdtype(dtype, "real floating"))


def prepare(x: Any, f: int) -> Problems:
    """:func:`check`, then the policy for hostile rows; ValueError for more than f of them in one problem.

    >>> prepare(np.asarray([[0.0], [2.0], [np.nan]]), f=1).x
    array([[0.],
           [2.],
           [1.]])
    >>> prepare(np.asarray([[0.0], [np.inf], [np.nan]]), f=1)
    Traceback (most recent call last):
    ...
    ValueError: x has 2 rows with NaN or infinite entries: need at most f = 1
    """
    problems = check(x, f)
    if is_moderate(x):
        return problems._replace(moderate=True)
    x = _without_hostile_rows(problems.xp, x, f)
    return problems._replace(x=x, moderate=is_moderate(x))


def is_moderate(x: Any) -> bool:
    """Whether the squares of all entries have a finite sum: every entry is finite, and sums and products of two cannot
    overflow. One pass over x, a dot product.
    """
    if is_compilable(x):
        return math.isfinite(np.vdot(x, x))  # by BLAS, which does not warn
    flat = detached(x).reshape(-1)
    with quiet(x):
        return math.isfinite(float(flat @ flat))


def _without_hostile_rows(xp: Any, x: Any, f: int) -> Any:
    finite = xp.all(xp.isfinite(x), axis=-1, keepdims=True)  # (..., n, 1)
    hostile = int(xp.max(xp.sum(xp.astype(~finite, xp.int64), axis=-2)))
    if hostile == 0:  # only the sum overflowed
        return x
    if hostile > f:
        where = " in one problem of the batch" if x.ndim > 2 else ""
        raise ValueError(f"x has {hostile} rows with NaN or infinite entries{where}: need at most f = {f}")
    kept = xp.where(finite, x, xp.zeros_like(x))
    count = xp.sum(xp.astype(finite, x.dtype), axis=-2, keepdims=True)
    return xp.where(finite, x, mean(xp, kept, count=count)[..., None, :])


def quiet(x: Any) -> AbstractContextManager[Any]:
    """Silence numpy's floating-point warnings where an overflow or NaN is looked for and dealt with."""
    return np.errstate(all="ignore") if isinstance(x, np.ndarray) else nullcontext()


def detached(x: Any) -> Any:
    """x without torch's record of how it was computed, for comparisons and choices."""
    return x.detach() if aac.is_torch_array(x) else x


def is_compilable(x: Any) -> bool:
    """Whether compiled loops take x: a numpy array of native float32 or float64."""
    return isinstance(x, np.ndarray) and x.dtype in _COMPILABLE


def on_host(values: Any) -> np.ndarray:
    """An array of any library as a numpy array, for compiled loops."""
    return detached(values).cpu().numpy() if aac.is_torch_array(values) else values


def like(x: Any, values: np.ndarray) -> Any:
    """The way back from :func:`on_host`: values in the namespace and on the device of x."""
    return aac.array_namespace(x).asarray(values, device=aac.device(x)) if aac.is_torch_array(x) else values


def needs_grad(x: Any) -> bool:
    """Whether torch would record operations on x."""
    if not aac.is_torch_array(x):
        return False
    import torch

    return bool(x.requires_grad) and torch.is_grad_enabled()


def _seen_by_numpy(torch: Any, tensor: Any) -> np.ndarray | None:
    """The memory of a tensor as a numpy array, None where numpy cannot see it or torch has something to record."""
    if not tensor.is_cpu or (tensor.dtype is not torch.float32 and tensor.dtype is not torch.float64):
        return None
    if not tensor.requires_grad:
        return tensor.numpy()
    return None if torch.is_grad_enabled() else tensor.detach().numpy()


def through_numpy(aggregate: Callable[..., Any]) -> Callable[..., Any]:
    """Let numpy compute for torch tensors on the CPU that need no gradient: same memory, no copies, cheaper calls."""

    @wraps(aggregate)
    def through(x: Any, f: int, **options: Any) -> Any:
        torch = sys.modules.get("torch")
        if torch is None or not isinstance(x, torch.Tensor) or x.is_sparse:
            return aggregate(x, f, **options)
        rows = _seen_by_numpy(torch, x)
        if rows is None:
            return aggregate(x, f, **options)
        if not options:
            return torch.from_numpy(aggregate(rows, f))
        tensors = {name: value for name, value in options.items() if isinstance(value, torch.Tensor)}
        seen = {name: _seen_by_numpy(torch, value) for name, value in tensors.items()}
        if any(value is None for value in seen.values()):
            return aggregate(x, f, **options)
        return torch.from_numpy(aggregate(rows, f, **{**options, **seen}))

    return through


@lru_cache(maxsize=64)
def _ones(n: int, dtype: Any) -> np.ndarray:
    ones = np.ones(n, dtype=dtype)
    ones.flags.writeable = False
    return ones


def row_sum(xp: Any, x: Any) -> Any:
    """Sum over the worker axis of x (..., n, d), without warning where it overflows; float64 for many rows.

    >>> row_sum(np, np.asarray([[1.0, 2.0], [3.0, 4.0]]))
    array([4., 6.])
    """
    many = x.shape[-2] > _MANY
    with quiet(x):
        if x.ndim == 2 and not many and is_compilable(x):
            return np.dot(_ones(len(x), x.dtype), x)
        return xp.sum(x, axis=-2, dtype=xp.float64) if many else xp.sum(x, axis=-2)


def weighted_sum(xp: Any, weights: Any, x: Any) -> Any:
    """sum_i w_i x_i for weights (..., n) and rows x (..., n, d), accumulated as in :func:`row_sum`: (..., d).

    >>> weighted_sum(np, np.asarray([1.0, 0.5]), np.asarray([[1.0, 2.0], [4.0, 8.0]]))
    array([3., 6.])
    """
    wide = xp.float64 if x.shape[-2] > _MANY else x.dtype
    with quiet(x):
        total = xp.matmul(xp.astype(weights, wide)[..., None, :], xp.astype(x, wide, copy=False))[..., 0, :]
    return xp.astype(total, x.dtype, copy=False)


def two_sum(a: Any, b: Any) -> tuple[Any, Any]:
    """``(s, e)``: the rounded sum and what rounding took from it, s + e = a + b exactly (Knuth; no overflow).

    >>> two_sum(np.asarray(2.0**53), np.asarray(1.0))
    (np.float64(9007199254740992.0), np.float64(1.0))
    """
    total = a + b
    second = total - a
    return total, (a - (total - second)) + (b - second)


def mean(xp: Any, x: Any, *, count: Any = None) -> Any:
    """Mean over the worker axis of finite x of shape (..., n, d): (..., d), finite even where the sum overflows.

    ``count`` of shape (..., 1, 1) divides instead of n when some rows are zero fillers.

    >>> mean(np, np.asarray([[1e308], [1e308]]))
    array([1.e+308])
    """
    n = x.shape[-2]
    divisor = n if count is None else count[..., 0, :]
    result = xp.astype(row_sum(xp, x) / divisor, x.dtype, copy=False)
    if is_moderate(result) or bool(xp.all(xp.isfinite(result))):
        return result
    power = 2.0 ** (n - 1).bit_length()  # dividing by a power of two is exact, up to denormals
    low, high = xp.min(x, axis=-2), xp.max(x, axis=-2)  # rounding may not push the mean beyond the largest float
    with quiet(x):
        scaled = xp.sum(x / power, axis=-2) * (power / divisor)
    return xp.minimum(xp.maximum(scaled, low), high)


def mean_of_chosen(problems: Problems, chosen: Any, count: int) -> Any:
    """Means of ``count`` rows each: ``chosen`` (..., k, n) is True where a mean counts a row; (..., k, d).

    Where sums overflow they are taken again, of the rows divided by a power of two.

    >>> mean_of_chosen(prepare(np.asarray([[0.0], [2.0], [1e308]]), 1), np.asarray([[True, True, False]]), 2)
    array([[1.]])
    """
    xp, x = problems.xp, problems.x
    weights = xp.astype(chosen, x.dtype)
    with quiet(x):
        result = (weights @ x) / count
        if not problems.moderate and not bool(xp.all(xp.isfinite(result))):
            power = 2.0 ** (problems.n - 1).bit_length()
            low, high = xp.min(x, axis=-2, keepdims=True), xp.max(x, axis=-2, keepdims=True)
            scaled = xp.minimum(xp.maximum((weights @ (x / power)) * (power / count), low), high)
            result = xp.where(xp.isfinite(result), result, scaled)
    return result


def take_rows(xp: Any, x: Any, rows: Any) -> Any:
    """The rows of x (..., n, d) numbered by ``rows`` (..., k), an integer array with the same batch axes: (..., k, d).

    >>> take_rows(np, np.asarray([[1.0], [2.0], [3.0]]), np.asarray([2, 0]))
    array([[3.],
           [1.]])
    """
    if x.ndim == 2:
        return xp.take(x, rows, axis=0)
    *batch, n, d = x.shape
    problems, k = math.prod(batch), rows.shape[-1]
    first = n * xp.arange(problems, dtype=rows.dtype, device=aac.device(x))
    index = xp.reshape(rows, (problems, k)).T + first  # (k, problems): sums over k then run along the batch
    taken = xp.take(xp.reshape(x, (problems * n, d)), xp.reshape(index, (k * problems,)), axis=0)
    return xp.moveaxis(xp.reshape(taken, (k, *batch, d)), 0, -2)
