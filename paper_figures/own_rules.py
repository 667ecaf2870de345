"""Figures with rules of one's own beside ours: those whose runs are a grid over rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from ._base import Item

__all__ = ["compares_rules", "with_rules"]

_I = TypeVar("_I", bound=Item)


def compares_rules(item: Item) -> bool:
    """Whether the item's parameters list the rules that it shows."""
    return all(hasattr(parameters, "rules") for parameters in item.sizes.values())


def with_rules(item: _I, rules: Sequence[str]) -> _I:
    """The item with ``rules`` (names, compositions, targets) after those that it shows.

    What is kept of its data is not affected: the table's key covers the rules, and a run's identity the file of a rule
    that is given as ``file.py:attr``. ValueError where the item has no list of rules.

    >>> from paper_figures import find
    >>> with_rules(find(["robust_to_what"])[0], ["nnm+krum"]).sizes["quick"].rules[-1]
    'nnm+krum'
    """
    if not compares_rules(item):
        raise ValueError(f"--rule says nothing to figure {item.slug!r}: it shows no grid of runs over rules")

    def more(parameters: object) -> object:
        shown: tuple[str, ...] = parameters.rules  # pyright: ignore[reportAttributeAccessIssue]
        added = tuple(rule for rule in dict.fromkeys(rules) if rule not in shown)
        return replace(parameters, rules=(*shown, *added))  # pyright: ignore[reportArgumentType, reportCallIssue]

    return replace(item, sizes={size: more(parameters) for size, parameters in item.sizes.items()})
