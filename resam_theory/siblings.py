"""The layers of this distribution have generic names; a package of the same name elsewhere must not pass for one."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Final

__all__ = ["GENERIC", "require_siblings"]

GENERIC: Final = ("experiments", "verification", "paper_figures")


def require_siblings(*names: str) -> None:
    """ImportError, one line, for the first of ``names`` that Python finds elsewhere than beside ``resam_theory``.

    >>> require_siblings("experiments", "verification", "paper_figures")
    >>> require_siblings("json")
    Traceback (most recent call last):
    ...
    ImportError: package 'json' of resam-theory is hidden by another one of that name, .../json: ...
    """
    home = Path(__file__).resolve().parent.parent
    for name in names:
        found = _folder(name)
        if found is None:
            raise ImportError(f"package {name!r} of resam-theory is missing beside {home}: install resam-theory again")
        if found.parent != home:
            raise ImportError(
                f"package {name!r} of resam-theory is hidden by another one of that name, {found}: "
                "rename it, or start Python where it does not come first on sys.path"
            )


def _folder(name: str) -> Path | None:
    """The folder that ``import name`` gives, without importing it."""
    module = sys.modules.get(name)
    spec = module.__spec__ if module is not None else importlib.util.find_spec(name)
    if spec is None:
        return None
    where = spec.origin or next(iter(spec.submodule_search_locations or ()), "")
    path = Path(where).resolve()
    return path.parent if spec.origin else path
