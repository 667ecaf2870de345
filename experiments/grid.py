"""Grids: a config with lists of values, and the configs that it stands for."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from .config import RunConfig
from .registry import require_table

__all__ = ["expand"]


def expand(table: Mapping[str, Any]) -> list[RunConfig]:
    """The configs of a grid: ``table`` is a config with one more table (or a list of them) ``grid``.

    A grid maps dotted names to lists of values; all combinations are taken, the last name varying fastest. Several
    grids (``[[grid]]``) are united; a config that occurs twice counts once. All are checked before any is returned.
    """
    require_table("the grid", table)
    base = {name: value for name, value in table.items() if name != "grid"}
    grids = table.get("grid", {})
    configs: dict[str, RunConfig] = {}
    for grid in grids if isinstance(grids, list) else [grids]:
        require_table("grid", grid)
        axes = list(_axes(grid))
        for values in itertools.product(*(choices for _, choices in axes)):
            filled = copy.deepcopy(base)
            for (name, _), value in zip(axes, values, strict=True):
                _put(filled, name, value)
            config = RunConfig.of(filled)
            configs[config.id] = config
    return list(configs.values())


def _axes(grid: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, list[Any]]]:
    for name, value in grid.items():
        if isinstance(value, Mapping):
            yield from _axes(value, f"{prefix}{name}.")
        elif isinstance(value, list) and value:
            yield prefix + name, value
        else:
            raise ValueError(f"grid.{prefix}{name} = {value!r} is not admissible: need a non-empty list of values")


def _put(table: dict[str, Any], dotted: str, value: Any) -> None:
    *path, last = dotted.split(".")
    for name in path:
        inner = table.setdefault(name, {})
        if isinstance(inner, str):  # attack = "alie" is short for attack.name = "alie"
            inner = table[name] = {"name": inner}
        require_table(name, inner)
        table = inner
    table[last] = value
