"""What a reader sees: the figures of the paper, its tables, and the report.

One figure or table = one file with ``data()`` and ``draw()`` (or ``show()``) and an ``ITEMS`` tuple; adding one is one
line in ``_FILES``.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ._base import Figure, Item, Lab, Table

__all__ = ["Figure", "Item", "Lab", "Table", "find", "items"]

_FILES: Final = (
    "coefficients",
    "which_rule",
    "worst_inputs",
    "momentum",
    "theorem_runs",
    "training",
    "robust_to_what",
    "peers",
    "tables",
)


@lru_cache(maxsize=1)
def items() -> tuple[Item, ...]:
    """Every figure and table, in the order of the paper."""
    return tuple(item for name in _FILES for item in import_module(f"{__name__}.{name}").ITEMS)


def find(slugs: list[str]) -> tuple[Item, ...]:
    """The items of those names, all when none is given.

    >>> find(["nope"])
    Traceback (most recent call last):
    ...
    ValueError: figure = 'nope' is not admissible: need one of coefficients, ...
    """
    known = {item.slug: item for item in items()}
    for slug in slugs:
        if slug not in known:
            raise ValueError(f"figure = {slug!r} is not admissible: need one of {', '.join(known)}")
    return tuple(known[slug] for slug in dict.fromkeys(slugs)) if slugs else tuple(known.values())


def __getattr__(name: str) -> Any:
    if name in __all__:  # matplotlib is imported when a figure is asked for
        return getattr(import_module("._base", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
