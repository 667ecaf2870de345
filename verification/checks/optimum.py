"""A check of the optimum over all rules: what is proved of one rule bounds the best of all rules from above."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from resam_theory.claims import Criterion
from resam_theory.rules import RULES

from ..evidence import Context, Evidence, Side, Target, best
from ..solve import proved

__all__ = ["optimum"]


def optimum(target: Target, context: Context) -> Iterable[Evidence]:
    """Upper bounds for ``any``: the least that a rule's file proves, of rules that trust no row."""
    if target.subject != "any" or target.criterion is Criterion.PROOF or target.n is None or not target.f:
        return
    found = [
        item
        for rule in RULES
        if not rule.trusted and rule.admits(target.n, target.f)
        for item in proved(rule, target.criterion, target.n, target.f, target.d or inf)
    ]
    least = best(found, Side.UPPER)
    if least is not None:
        yield least
