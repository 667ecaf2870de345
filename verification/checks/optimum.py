"""A check of the optimum over all rules: what is proved of one rule bounds the best of all rules from above."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from resam_theory.claims import Criterion
from resam_theory.compose.listed import OTHERS
from resam_theory.rules import RULES, get

from ..evidence import Context, Evidence, Side, Target, best
from ..solve import proved
from ..solve.conversion import convert
from ..solve.subject import subject

__all__ = ["optimum"]


def optimum(target: Target, context: Context) -> Iterable[Evidence]:
    """Upper bounds for ``any``: the least that is proved of a rule that trusts no row, or follows from its kappa*."""
    if target.subject != "any" or target.criterion is Criterion.PROOF or target.n is None or not target.f:
        return
    n, f, d = target.n, target.f, target.d or inf
    found: list[Evidence] = []
    for rule in (*RULES, *map(get, OTHERS)):
        if rule.trusted or not rule.admits(n, f):
            continue
        found += proved(rule, target.criterion, n, f, d)
        if target.criterion is not Criterion.KAPPA:
            given = proved(rule, Criterion.KAPPA, n, f, d)
            converted = (convert(item, (subject(rule), target.criterion, n, f, d)) for item in given)
            found += [item for item in converted if item is not None]
    least = best(found, Side.UPPER)
    if least is not None:
        yield least
