"""Reading the files that describe runs: the user's, or those that are shipped beside this file."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any, Final

__all__ = ["MOST", "read_json", "read_text", "read_toml", "shipped"]

MOST: Final = 2**24
"""Bytes of a file that describes runs."""
_CONFIGS: Final = Path(__file__).parent / "configs"
_NAMED: Final = (Path(), Path("experiments/configs"))
"""How a shipped config may be named where no file of the user has that name: alone, or as in a clone."""


def shipped() -> tuple[str, ...]:
    """The names of the configs that come with the package.

    >>> "digits.toml" in shipped()
    True
    """
    return tuple(sorted(path.name for path in _CONFIGS.glob("*.toml")))


def read_text(path: Path) -> str:
    """The text in a file or pipe; ValueError (one line) when it goes on after :data:`MOST` bytes, as devices may."""
    with path.open("rb") as file:
        data = file.read(MOST + 1)
    if len(data) > MOST:
        raise ValueError(f"{path} is not admissible: need a file of at most {MOST} bytes")
    return data.decode()


def read_toml(path: Path) -> dict[str, Any]:
    """The table in a TOML file, the user's or a shipped one; ValueError (one line) when it is missing or not TOML."""
    if not path.exists() and path.parent in _NAMED and path.name in shipped():
        path = _CONFIGS / path.name
    try:
        return tomllib.loads(read_text(path))
    except OSError as error:
        raise ValueError(
            f"config {path} cannot be read: {error.strerror} (shipped are {', '.join(shipped())})"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"config {path} is not TOML: {error}") from error


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file; ValueError (one line) when it is missing, not JSON or no object."""
    try:
        table = json.loads(read_text(path))
    except OSError as error:
        raise ValueError(f"config {path} cannot be read: {error.strerror}") from error
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"config {path} is not JSON: {error}") from error
    if not isinstance(table, dict):
        raise ValueError(f"config {path} is not admissible: need a JSON object")
    return table
