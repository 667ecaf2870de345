"""Named choices with options (objectives, attacks, splits, pre-aggregations): looked up and checked in one place."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

__all__ = ["Choice", "Named", "choose", "find", "options_of", "require_table"]


class Named(Protocol):
    """Something with a name, other names, and options with their default values."""

    @property
    def name(self) -> str:
        """The name that configs use."""
        ...

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names for it."""
        ...

    @property
    def options(self) -> Mapping[str, Any]:
        """Its options with their default values, which also fix their types."""
        ...


_T = TypeVar("_T", bound=Named)


@dataclass(frozen=True)
class Choice:
    """A name and all its options, defaults filled in: what a run's identity depends on."""

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """``{"name": ..., option: value, ...}``, the form of a TOML table."""
        return {"name": self.name, **self.options}


def _one_of(what: str, word: Any, words: Sequence[str], others: Sequence[str] = ()) -> ValueError:
    close = difflib.get_close_matches(str(word), [*words, *others], n=1)
    hint = f" (did you mean {close[0]!r}?)" if close else ""
    return ValueError(f"{what} = {word!r} is not admissible{hint}: need one of {', '.join(sorted(words))}")


def find(what: str, name: Any, entries: Sequence[_T]) -> _T:
    """The entry called ``name`` (or aliased so); ValueError that lists the names."""
    for entry in entries:
        if name == entry.name or name in entry.aliases:
            return entry
    others = [alias for entry in entries for alias in entry.aliases]
    raise _one_of(what, name, [entry.name for entry in entries], others)


def _typed(what: str, value: Any, default: Any) -> Any:
    """``value`` in the type of ``default``; an int is a float, numbers in a list become floats."""
    if isinstance(default, bool) or isinstance(value, bool):
        if type(value) is type(default):
            return value
    elif isinstance(default, float) and isinstance(value, (int, float)):
        return float(value)
    elif isinstance(default, (list, tuple)) and isinstance(value, (list, tuple)):
        if all(isinstance(item, (int, float)) and not isinstance(item, bool) for item in value):
            return tuple(float(item) for item in value)
        return tuple(value)
    elif isinstance(value, type(default)):
        return value
    kind = "list" if isinstance(default, tuple) else type(default).__name__
    raise TypeError(f"{what} = {value!r} is not admissible: need a {kind}, such as {default!r}")


def options_of(what: str, given: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """``defaults`` overridden by ``given``; ValueError for a name that is no option, TypeError for a wrong type."""
    unknown = [key for key in given if key not in defaults]
    if unknown:
        raise _one_of(f"option of {what}", unknown[0], list(defaults) or ["(none)"])
    return {key: _typed(f"{what}.{key}", given.get(key, default), default) for key, default in defaults.items()}


def choose(what: str, table: Any, entries: Sequence[Named]) -> Choice:
    """The checked choice that a table ``{"name": ..., option: value}`` (or a bare name) makes among ``entries``."""
    if isinstance(table, str):
        table = {"name": table}
    require_table(what, table)
    if "name" not in table:
        raise ValueError(f"{what}.name is missing: need one of {', '.join(sorted(e.name for e in entries))}")
    entry = find(f"{what}.name", table["name"], entries)
    given = {key: value for key, value in table.items() if key != "name"}
    return Choice(entry.name, options_of(what, given, entry.options))


def require_table(what: str, table: Any) -> None:
    """TypeError unless ``table`` is a mapping with text keys."""
    if not isinstance(table, Mapping):
        raise TypeError(f"{what} = {table!r} is not admissible: need a table")
