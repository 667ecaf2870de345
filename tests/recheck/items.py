"""What mutants are judged by: evidence of every kind, proofs true and falsified, direct judgments."""

from __future__ import annotations

from functools import lru_cache

from .adversary import CRAFTED, somewhere
from .adversary_general import GENERAL
from .corpus import corpus
from .direct_proofs import DIRECT
from .judging import Item
from .other_set_items import other_sets
from .proofs import proofs
from .statements import statements
from .weighed_items import weighed

__all__ = ["items"]


@lru_cache(maxsize=1)
def items() -> tuple[Item, ...]:
    """Direct judgments first, as they take no time."""
    crafted = [(False, data) for data in (*CRAFTED.values(), *GENERAL.values())]
    return (*DIRECT, *crafted, (True, somewhere()), *corpus(), *weighed(), *proofs(), *other_sets(), *statements())
