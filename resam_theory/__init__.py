"""The theory of Byzantine-robust distributed learning as objects: symbols, criteria, claims, rules, convergence.

This layer says *what is claimed* and imports nothing else of ours; see ``verification`` for *whether it holds*. Its
parts are imported when they are used.

>>> import resam_theory
>>> resam_theory.rules.get("cwtm").name
'trimmed_mean'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import claims, convergence, criteria, proof, rules, symbols

__version__ = "0.1.0"
__all__ = ["claims", "convergence", "criteria", "proof", "rules", "symbols"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
