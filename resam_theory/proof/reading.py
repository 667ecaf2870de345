"""Strict readers of the data of proofs: ValueErrors of one line for any other shape. Standard library only."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from .region import Region

__all__ = ["keys", "listed", "pairs", "region", "text", "title"]


def keys(data: Any, what: str, kind: type) -> dict[str, Any]:
    """``data`` if it is an object with exactly the fields of the dataclass ``kind``."""
    expected = sorted(field.name for field in fields(kind))
    if type(data) is not dict or sorted(data) != expected:
        raise ValueError(f"{what} needs the keys {', '.join(expected)}")
    return data


def text(value: Any, what: str) -> str:
    """``value`` if it is text of one line without a comment: what is shown is what is read."""
    if type(value) is not str or not value.isprintable() or "#" in value:
        raise ValueError(f"{what} must be text of one line, without #")
    return value


def title(value: Any, what: str) -> str:
    """``value`` if it is text that cannot be taken for a statement."""
    if set("<>=;") & set(text(value, what)):
        raise ValueError(f"{what} must be a name, without <, >, = and ;")
    return value


def listed(value: Any, what: str) -> list[Any]:
    """``value`` if it is a list of moderate length."""
    if type(value) is not list or len(value) > 100:
        raise ValueError(f"{what} must be a list of at most 100")
    return value


def pairs(value: Any, what: str) -> tuple[tuple[str, str], ...]:
    """The entries of a mapping of names to text."""
    if type(value) is not dict or len(value) > 100:
        raise ValueError(f"{what} must map names to text")
    return tuple((text(key, what), text(item, what)) for key, item in value.items())


def region(value: Any, what: str = "region") -> Region:
    """The region of rows (symbol, low, high)."""
    rows = [listed(row, "a row of the region") for row in listed(value, what)]
    return Region.of(*((text(a, "symbol"), text(b, "end"), text(c, "end")) for a, b, c in rows))
