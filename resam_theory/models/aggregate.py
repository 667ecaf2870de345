"""One function from updates to their aggregate; what it promises is said in the package."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np

from ..errors import require_count
from ..rules import Rule, get
from .trees import Column, columns_of, is_pandas, is_tensor

__all__ = ["aggregate_models"]

CHUNK: Final = 2**18
_INTEGERS: Final = ("median", "refuse")


def aggregate_models(
    updates: Any,
    *,
    rule: str | Rule = "trimmed_mean",
    f: int,
    integers: str = "median",
    chunk: int = CHUNK,
    **options: Any,
) -> Any:
    """The aggregate of n updates with at most f faulty ones, in the form of one update.

    ``updates``: a sequence of n models of equal structure, shapes and dtypes; an (n, d) array or tensor; or a pandas
    DataFrame of one floating dtype whose rows are the updates (the result is then a Series). ``rule``: a rule, its name
    or alias; ``options`` go to it. ``integers``, ``chunk``: see the module. Errors: ValueError or TypeError in one line
    that name the update and the place in it.

    >>> models = [{"w": np.asarray([0.0, 1.0], np.float32), "steps": 10 + i} for i in range(3)]
    >>> models[2]["w"] += 1e6
    >>> aggregate_models(models, rule="median", f=1)
    {'w': array([0., 1.], dtype=float32), 'steps': 11}
    """
    chosen = get(rule) if isinstance(rule, str) else rule
    chunk = require_count("chunk", chunk)
    if integers not in _INTEGERS:
        raise ValueError(f"integers = {integers!r} is not admissible: need one of {', '.join(_INTEGERS)}")
    if is_pandas(updates, "DataFrame"):
        return _of_frame(updates, lambda x: aggregate_models(x, rule=chosen, f=f, chunk=chunk, **options))
    if not isinstance(updates, Sequence) and not hasattr(updates, "shape"):
        raise TypeError(
            f"updates is a {type(updates).__name__}: need a sequence of models, an (n, d) array or a DataFrame"
        )
    n, f = chosen.require(len(updates), f)
    columns, build = columns_of(updates)
    results: list[Any] = [None] * len(columns)
    floating = [column for column in columns if column.kind == "f"]
    hostile = _hostile(floating, n, f, chunk)
    by_parts = "coordinate_wise" in chosen.traits
    for column in columns:
        if column.kind == "i":
            if integers == "refuse":
                raise TypeError(f"updates hold integers at {column.path}: integers = 'refuse' admits none")
            results[column.number] = _lower_median(column)
        elif column.kind == "f" and by_parts:
            results[column.number] = _by_parts(column, hostile, chunk, lambda x: chosen(x, f=f, **options))
        elif column.kind != "f":
            results[column.number] = column.leaves[0]
    if floating and not by_parts:
        aggregate = chosen(_stacked(floating, hostile), f=f, **options)
        start = 0
        for column in floating:
            part = aggregate[start : start + column.size]
            results[column.number] = _like(column, part)
            start += column.size
    return build(results)


def _spans(size: int, chunk: int) -> Iterator[slice]:
    return (slice(start, min(start + chunk, size)) for start in range(0, size, chunk))


def _hostile(columns: list[Column], n: int, f: int, chunk: int) -> list[int]:
    """The updates that hold a NaN or an infinity; ValueError for more than f."""

    def finite(values: Any) -> bool:
        return bool((values.isfinite() if is_tensor(values) else np.isfinite(values)).all())

    found = [
        i
        for i in range(n)
        if not all(finite(c.leaves[i].reshape(-1)[span]) for c in columns for span in _spans(c.size, chunk))
    ]
    if len(found) > f:
        named = ", ".join(map(str, found))
        raise ValueError(f"{len(found)} updates hold NaN or infinite entries ({named}): need at most f = {f}")
    return found


def _by_parts(column: Column, hostile: list[int], chunk: int, rule: Callable[[Any], Any]) -> Any:
    """A coordinate-wise rule, part by part."""
    first = column.leaves[0]
    out = first.new_empty(column.size) if is_tensor(first) else np.empty(column.size, first.dtype)
    for span in _spans(column.size, chunk):
        out[span] = rule(_stack(column.rows(span), hostile, first.dtype))
    return out.reshape(first.shape)


def _stack(rows: list[Any], hostile: list[int], dtype: Any) -> Any:
    """The rows as one array or tensor; those of hostile updates are NaN as a whole."""
    if is_tensor(rows[0]):
        import torch

        x = torch.stack(rows).to(dtype)
    else:
        x = np.stack(rows).astype(dtype, copy=False)
    if hostile:
        x[hostile] = float("nan")
    return x


def _stacked(columns: list[Column], hostile: list[int]) -> Any:
    """All floating leaves of every update in one row: float64 if a leaf is, else float32 (half precision is exact)."""
    n, size = len(columns[0].leaves), sum(column.size for column in columns)
    wide = any(leaf.dtype.itemsize >= 8 for leaf in (column.leaves[0] for column in columns))
    tensors = [column.leaves[0] for column in columns if is_tensor(column.leaves[0])]
    if tensors:
        import torch

        devices = {str(tensor.device) for tensor in tensors}
        if len(devices) > 1:
            raise ValueError(f"updates lie on several devices ({', '.join(sorted(devices))}): this rule needs one")
        x = torch.empty((n, size), dtype=torch.float64 if wide else torch.float32, device=tensors[0].device)
    else:
        x = np.empty((n, size), np.float64 if wide else np.float32)
    start = 0
    for column in columns:
        for i, leaf in enumerate(column.leaves):
            flat = leaf.reshape(-1)
            if tensors and not is_tensor(flat):
                import torch

                flat = torch.from_numpy(np.ascontiguousarray(flat))
            x[i, start : start + column.size] = flat
        start += column.size
    if hostile:
        x[hostile] = float("nan")
    return x


def _like(column: Column, values: Any) -> Any:
    """A part of the aggregate in the shape, dtype and kind of a leaf."""
    first = column.leaves[0]
    if is_tensor(first):
        return values.to(first.dtype).reshape(first.shape)
    host = values.cpu().numpy() if is_tensor(values) else values
    return host.astype(first.dtype).reshape(first.shape)


def _lower_median(column: Column) -> Any:
    """Entry by entry the lower median, an integer that an update holds; for booleans the majority."""
    first = column.leaves[0]
    middle = (len(column.leaves) - 1) // 2
    if is_tensor(first):
        import torch

        return torch.stack(column.leaves).sort(dim=0).values[middle]
    return np.asarray(np.sort(np.stack(column.leaves), axis=0)[middle])


def _of_frame(frame: Any, aggregate: Callable[[Any], Any]) -> Any:
    """A frame whose rows are the updates, as a Series over its columns."""
    dtypes = {str(dtype) for dtype in frame.dtypes}
    if len(dtypes) != 1 or not all(getattr(dtype, "kind", "O") == "f" for dtype in frame.dtypes):
        raise TypeError(
            f"updates is a DataFrame with columns of dtype {', '.join(sorted(dtypes))}: need one floating dtype"
        )
    values = aggregate(frame.to_numpy())
    return type(frame.iloc[0])(values, index=frame.columns)
