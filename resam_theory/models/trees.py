"""Updates as columns: the same leaf of every update side by side, checked; and back to the form of an update."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..rules.kernels.arrays import require_array

__all__ = ["Column", "columns_of", "is_pandas", "is_tensor"]


@dataclass(frozen=True)
class Column:
    """One leaf of all updates: ``kind`` f (floating), i (integers, booleans) or other; ``path`` names it."""

    number: int
    path: str
    kind: str
    leaves: tuple[Any, ...]

    @property
    def size(self) -> int:
        """The number of entries of the leaf in one update."""
        return int(np.prod(self.leaves[0].shape, dtype=np.int64))

    def rows(self, part: slice) -> list[Any]:
        """That part of the flattened leaf in every update."""
        return [leaf.reshape(-1)[part] for leaf in self.leaves]


def columns_of(updates: Any) -> tuple[list[Column], Callable[[list[Any]], Any]]:
    """The leaves of all updates side by side, and the way back from one result for each to the form of an update."""
    from torch.utils import _pytree as pytree

    opened = [pytree.tree_flatten_with_path(update) for update in updates]
    found, spec = opened[0]
    names = [pytree.keystr(path) for path, _ in found]
    for i, (_, structure) in enumerate(opened):
        if structure != spec:
            raise ValueError(f"updates[{i}] has another structure than updates[0]: need the same keys and lengths")
    columns: list[Column] = []
    places: list[_Opened] = []
    for number, name in enumerate(names):
        parts = [_open(leaves[number][1]) for leaves, _ in opened]
        places.append(parts[0])
        for i, each in enumerate(parts):
            if len(each.arrays) != len(parts[0].arrays) or each.key != parts[0].key:
                raise ValueError(f"updates[{i}]{name} has other columns or another index than updates[0]")
        for part, label in enumerate(parts[0].labels):
            columns.append(_column(len(columns), f"{name}{label}", tuple(each.arrays[part] for each in parts)))

    def build(results: list[Any]) -> Any:
        rest = iter(results)
        leaves = [place.close([next(rest) for _ in place.arrays]) for place in places]
        return pytree.tree_unflatten(leaves, spec)

    return columns, build


def _column(number: int, path: str, leaves: tuple[Any, ...]) -> Column:
    """The leaves at one place, checked against each other."""
    first = leaves[0]
    kind = _kind(first)
    for i, leaf in enumerate(leaves):
        if _kind(leaf) != kind:
            raise TypeError(f"updates[{i}]{path} is {_about(leaf)}: need {_about(first)} as in updates[0]")
        if kind == "other":
            if not (leaf is first or leaf == first):
                raise ValueError(f"updates[{i}]{path} = {leaf!r} is no number and differs from updates[0]: {first!r}")
        elif (tuple(leaf.shape), leaf.dtype, _device(leaf)) != (tuple(first.shape), first.dtype, _device(first)):
            raise ValueError(f"updates[{i}]{path} is {_about(leaf)}: need {_about(first)} as in updates[0]")
    return Column(number, path, kind, leaves)


def _about(leaf: Any) -> str:
    if _kind(leaf) == "other":
        return f"a {type(leaf).__name__}"
    device = _device(leaf)
    return f"of shape {tuple(leaf.shape)} and dtype {leaf.dtype}{f' on {device}' if device else ''}"


def _device(leaf: Any) -> str:
    return str(leaf.device) if is_tensor(leaf) else ""


def is_tensor(leaf: Any) -> bool:
    """Whether a leaf is a tensor of torch, without importing torch."""
    return type(leaf).__module__.startswith("torch") and hasattr(leaf, "is_floating_point")


def is_pandas(value: Any, name: str) -> bool:
    """Whether a value is an object of that class of pandas, without importing pandas."""
    return any(kind.__module__.partition(".")[0] == "pandas" and kind.__name__ == name for kind in type(value).__mro__)


def _kind(leaf: Any) -> str:
    tensor: Any = leaf if is_tensor(leaf) else None
    if tensor is not None or isinstance(leaf, np.ndarray):
        require_array(leaf)
    if tensor is not None:
        if tensor.is_complex():
            raise TypeError(f"updates hold complex numbers ({leaf.dtype}): need real ones")
        return "f" if tensor.is_floating_point() else "i"
    if isinstance(leaf, np.ndarray):
        if leaf.dtype.kind in "fiub":
            return "f" if leaf.dtype.kind == "f" else "i"
        raise TypeError(f"updates hold an array of dtype {leaf.dtype}: need real numbers or integers")
    return "other"


@dataclass(frozen=True)
class _Opened:
    """A leaf as arrays (several for a data frame), their labels, what else must be equal, and the way back."""

    arrays: list[Any]
    labels: list[str]
    key: list[Any]
    close: Callable[[list[Any]], Any]


def _open(leaf: Any) -> _Opened:
    if is_pandas(leaf, "DataFrame"):
        columns = [leaf.iloc[:, c].to_numpy() for c in range(leaf.shape[1])]
        labels = [f"[{name!r}]" for name in leaf.columns]

        def frame(values: list[Any]) -> Any:
            out = leaf.copy()
            for c, value in enumerate(values):
                out.isetitem(c, value)
            return out

        return _Opened(columns, labels, [labels, list(leaf.index)], frame)
    if is_pandas(leaf, "Series"):

        def series(values: list[Any]) -> Any:
            return type(leaf)(values[0], index=leaf.index, name=leaf.name)

        return _Opened([leaf.to_numpy()], [""], [list(leaf.index)], series)
    if isinstance(leaf, (bool, int, float)):
        return _Opened([np.asarray(leaf)], [""], [], lambda values: values[0].item())
    if isinstance(leaf, np.generic):
        return _Opened([np.asarray(leaf)], [""], [], lambda values: values[0][()])
    return _Opened([leaf.detach() if is_tensor(leaf) else leaf], [""], [], lambda values: values[0])
