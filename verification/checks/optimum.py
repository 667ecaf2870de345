"""A check of the optimum over all rules: what is proved of one rule bounds the best of all rules from above."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import Final

from resam_theory.claims import Criterion

from ..evidence import Context, Evidence, Side, Target
from ..solve import bounds

__all__ = ["optimum"]

_BEST_KNOWN: Final = "trimmed_mean"


def optimum(target: Target, context: Context) -> Iterable[Evidence]:
    """Upper bounds for ``any``: the certified upper bounds of the trimmed mean, which attains the floor (B1, C3)."""
    if target.subject == "any" and target.criterion is not Criterion.PROOF and target.n is not None and target.f:
        found = bounds(_BEST_KNOWN, target.criterion, target.n, target.f, target.d or inf)
        yield from (item for item in found if item.side is Side.UPPER)
