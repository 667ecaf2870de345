"""What a reader sees: the figures of the paper, its tables, and the report.

One figure or table = one file with ``data()`` and ``draw()`` (or ``show()``) and an ``ITEMS`` tuple; adding one is one
line in ``_FILES``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from resam_theory.siblings import require_siblings

if TYPE_CHECKING:
    from ._base import Figure, Item, Lab, Table

__all__ = ["Figure", "Item", "Lab", "Table", "find", "items", "require_slugs", "slugs", "wanted"]

require_siblings("experiments", "verification")

_FILES: Final[Mapping[str, tuple[str, ...]]] = {
    "coefficients": ("coefficients",),
    "which_rule": ("which_rule",),
    "worst_inputs": ("worst_inputs",),
    "proof_graph": ("proof_graph",),
    "momentum": ("momentum",),
    "theorem_runs": ("theorem_runs",),
    "breakdown": ("breakdown",),
    "mean_or_robust": ("mean_or_robust",),
    "how_many_to_sample": ("how_many_to_sample",),
    "training": ("training_digits", "training_mnist60k", "training_fashion_mnist", "training_cifar10"),
    "evaluation": (
        "training_mnist_glance",
        "training_mnist",
        "training_mnist_cnn",
        "training_mnist_unequal",
        "training_mnist_table",
    ),
    "robust_to_what": ("robust_to_what",),
    "peers": ("peers",),
    "tables": ("table_coefficients", "table_corollaries"),
}
"""By file: the figures and tables that it defines, which are thus known without importing matplotlib."""


def slugs() -> tuple[str, ...]:
    """The names of all figures and tables, in the order of the paper.

    >>> slugs()[0]
    'coefficients'
    """
    return tuple(slug for names in _FILES.values() for slug in names)


def require_slugs(names: Iterable[str]) -> None:
    """ValueError for a name that no figure has.

    >>> require_slugs(["nope"])
    Traceback (most recent call last):
    ...
    ValueError: figure = 'nope' is not admissible: need one of coefficients, ...
    """
    known = slugs()
    for slug in names:
        if slug not in known:
            raise ValueError(f"figure = {slug!r} is not admissible: need one of {', '.join(known)}")


@lru_cache(maxsize=1)
def items() -> tuple[Item, ...]:
    """Every figure and table, in the order of the paper."""
    return tuple(item for name in _FILES for item in _defined(name))


def _defined(file: str) -> tuple[Item, ...]:
    found: tuple[Item, ...] = import_module(f"{__name__}.{file}").ITEMS
    if tuple(item.slug for item in found) != _FILES[file]:
        raise RuntimeError(f"{file}.py defines {[item.slug for item in found]}, but its line says {_FILES[file]}")
    return found


def find(names: list[str]) -> tuple[Item, ...]:
    """The items of those names and their parts (``x_part`` is a part of ``x``), all when none is given.

    Errors: :func:`require_slugs`.
    """
    require_slugs(names)
    known = {item.slug: item for item in items()}
    named = [slug for name in names for slug in known if slug == name or slug.startswith(f"{name}_")]
    return tuple(known[slug] for slug in dict.fromkeys(named)) if names else tuple(known.values())


def wanted(names: list[str], *, full: bool) -> tuple[Item, ...]:
    """What is to be built: of everything in quick size, nothing that is built on demand."""
    return tuple(item for item in find(names) if names or full or not item.on_demand)


def __getattr__(name: str) -> Any:
    if name in {"Figure", "Item", "Lab", "Table"}:  # matplotlib is imported when a figure is asked for
        return getattr(import_module("._base", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
