"""Exact coefficients (D3) with certificates.

:func:`bounds` is the entrance: everything known in exact arithmetic about one coefficient. :mod:`.recheck` alone
decides whether evidence proves what it says.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .gather import bounds

__all__ = ["bounds"]


def __getattr__(name: str) -> Any:
    if name in __all__:  # imported on first use: re-checking evidence needs no solver
        return getattr(import_module(".gather", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
