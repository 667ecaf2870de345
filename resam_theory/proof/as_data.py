"""Bounds, families and laws as JSON-ready data; the readers of evidence are the way back. Standard library only."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

__all__ = ["as_data"]


def as_data(item: Any) -> Any:
    """A bound, a family, a law, or any part of it, as JSON-ready data.

    >>> from resam_theory.proof.bounds import Use
    >>> as_data(Use("pairs of S", (("m", "m"),)))
    {'rule': 'pairs of S', 'at': {'m': 'm'}}
    """
    if isinstance(item, tuple):
        return [as_data(part) for part in item]
    if not is_dataclass(item):
        return item
    data: dict[str, Any] = {}
    for field in fields(item):
        value = getattr(item, field.name)
        if field.name != "prefix" or value:
            data[field.name] = dict(value) if field.type == "Pairs" else as_data(getattr(value, "rows", value))
    return data
