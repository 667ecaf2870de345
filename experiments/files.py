"""Reading the files that describe runs: the user's, or those that are shipped beside this file."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any, Final

__all__ = ["read_json", "read_toml", "shipped"]

_CONFIGS: Final = Path(__file__).parent / "configs"
_NAMED: Final = (Path(), Path("experiments/configs"))
"""How a shipped config may be named where no file of the user has that name: alone, or as in a clone."""


def shipped() -> tuple[str, ...]:
    """The names of the configs that come with the package.

    >>> "digits.toml" in shipped()
    True
    """
    return tuple(sorted(path.name for path in _CONFIGS.glob("*.toml")))


def read_toml(path: Path) -> dict[str, Any]:
    """The table in a TOML file, the user's or a shipped one; ValueError (one line) when it is missing or not TOML."""
    if not path.exists() and path.parent in _NAMED and path.name in shipped():
        path = _CONFIGS / path.name
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(
            f"config {path} cannot be read: {error.strerror} (shipped are {', '.join(shipped())})"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"config {path} is not TOML: {error}") from error


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file; ValueError (one line) when it is missing, not JSON or no object."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"config {path} cannot be read: {error.strerror}") from error
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"config {path} is not JSON: {error}") from error
    if not isinstance(table, dict):
        raise ValueError(f"config {path} is not admissible: need a JSON object")
    return table
