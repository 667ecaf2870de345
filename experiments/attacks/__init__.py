"""Attacks, one file each; adding one is one line here.

>>> find_attack("ipm").name
'foe'
"""

from __future__ import annotations

from typing import Final

from ..registry import find
from . import (
    gaussian,
    greedy,
    half_label_flip,
    inner_product,
    inner_product_grid,
    label_flip,
    little_is_enough,
    mimic,
    min_max,
    min_sum,
    none,
    nonfinite,
    one_sided,
    optimised,
    sign_flip,
    worst_input,
    zero,
)
from ._base import Attack, Sent, View

__all__ = ["ATTACKS", "Attack", "Sent", "View", "find_attack"]

ATTACKS: Final[tuple[Attack, ...]] = (
    none.ATTACK,
    sign_flip.ATTACK,
    label_flip.ATTACK,
    half_label_flip.ATTACK,
    inner_product.ATTACK,
    inner_product_grid.ATTACK,
    little_is_enough.ATTACK,
    mimic.ATTACK,
    min_max.ATTACK,
    min_sum.ATTACK,
    gaussian.ATTACK,
    zero.ATTACK,
    nonfinite.ATTACK,
    one_sided.ATTACK,
    *optimised.ATTACKS,
    worst_input.ATTACK,
    greedy.ATTACK,
)


def find_attack(name: str) -> Attack:
    """The attack of that name or alias; ValueError that lists the names."""
    return find("attack.name", name, ATTACKS)
