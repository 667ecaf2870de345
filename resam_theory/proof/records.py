"""Dataclasses read from JSON data as their annotations say, ValueErrors of one line for anything else. Standard library
only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Final, TypeVar

from .reading import keys, listed, pairs, region, text, title

__all__ = ["PLAIN", "Names", "Pairs", "Reader", "Title", "each", "record"]

Title = str
Names = tuple[str, ...]
Pairs = tuple[tuple[str, str], ...]
Reader = Callable[[Any, str], Any]
T = TypeVar("T")


def each(read: Reader) -> Reader:
    """Of lists of what ``read`` reads."""
    return lambda value, what: tuple(read(item, what) for item in listed(value, what))


def _true(value: Any, what: str) -> bool:
    if type(value) is not bool:
        raise ValueError(f"{what} must be true or false")
    return value


PLAIN: Final[Mapping[str, Reader]] = {
    **{"bool": _true, "str": text, "Title": title, "Names": each(text), "Pairs": pairs, "Region": region}
}
"""By annotation."""


def record(kind: type[T], data: Any, what: str, readers: Mapping[str, Reader] = PLAIN) -> T:
    """The dataclass ``kind`` with the fields that ``data`` has, all of them and no others.

    >>> from resam_theory.proof.bounds import Combine
    >>> record(Combine, {"name": "c", "small": "E", "large": "D", "weights": {"pairs": "1"}}, "a step")
    Combine(name='c', small='E', large='D', weights=(('pairs', '1'),))
    """
    given, named = keys(data, what, kind), fields(kind)  # type: ignore[arg-type]
    return kind(**{field.name: readers[str(field.type)](given[field.name], field.name) for field in named})
