"""Rules that are not registered: ``package.module:attr`` and ``file.py:attr``, where every command takes a rule.

The code of such a rule is somebody's own: whatever goes wrong while it is imported becomes one line.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["digest", "is_target", "load", "require_target"]


def is_target(name: str) -> bool:
    """Whether ``name`` says where to find a rule rather than what it is called.

    >>> is_target("my_rules.py:clipped"), is_target("krum")
    (True, False)
    """
    return ":" in name


def _split(target: str) -> tuple[str, str]:
    place, _, attribute = target.rpartition(":")
    if not place or not attribute:
        raise ValueError(f"target = {target!r} is not admissible: need a rule, package.module:attr or file.py:attr")
    return place, attribute


def require_target(target: str) -> None:
    """ValueError where it can be seen without importing anything that there is no such rule.

    >>> require_target("nowhere.py:rule")
    Traceback (most recent call last):
    ...
    ValueError: target = 'nowhere.py:rule' is not admissible: there is no file nowhere.py
    """
    _source(target)


def _source(target: str) -> Path | None:
    """The file that ``target`` is written in; None where it has none (built in, or a namespace)."""
    place, _ = _split(target)
    if place.endswith(".py"):
        path = Path(place)
        if not path.is_file():
            raise ValueError(f"target = {target!r} is not admissible: there is no file {place}")
        return path
    _look_here_too()
    parent, _, _ = place.rpartition(".")
    if parent:  # find_spec imports the parents of a module
        _execute(target, lambda: importlib.import_module(parent))
    spec = _execute(target, lambda: importlib.util.find_spec(place))
    if spec is None:
        raise ImportError(f"target = {target!r} cannot be imported: there is no module {place}")
    return Path(spec.origin) if spec.has_location and spec.origin else None


def digest(target: str) -> str:
    """SHA-256 of the file that ``target`` is written in (16 digits), empty where it has none.

    It covers that file alone, not what the file imports.
    """
    source = _source(target)
    return hashlib.sha256(source.read_bytes()).hexdigest()[:16] if source is not None else ""


def load(target: str) -> tuple[Any, str]:
    """The object that ``target`` names, and the Python statement that imports it as ``rule``.

    ValueError or ImportError, one line, when there is none.

    >>> load("statistics:fmean")[1]
    'from statistics import fmean as rule'
    """
    place, attribute = _split(target)
    if place.endswith(".py"):
        require_target(target)
        path = Path(place)
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        _execute(target, lambda: spec.loader.exec_module(module))  # pyright: ignore[reportOptionalMemberAccess]
        importing = f"import runpy; rule = runpy.run_path({place!r})[{attribute!r}]"
    else:
        _look_here_too()
        module = _execute(target, lambda: importlib.import_module(place))
        importing = f"from {place} import {attribute} as rule"
    if not hasattr(module, attribute):
        raise ValueError(f"target = {target!r} is not admissible: {place} has no attribute {attribute!r}")
    return getattr(module, attribute), importing


def _look_here_too() -> None:
    """Modules of the working directory are found, but never before installed ones."""
    if "" not in sys.path:
        sys.path.append("")


def _execute(target: str, action: Callable[[], Any]) -> Any:
    """Run somebody's code while importing it; whatever it raises becomes one line."""
    try:
        return action()
    except Exception as error:
        raise ImportError(f"target = {target!r} cannot be imported: {type(error).__name__}: {error}") from error
