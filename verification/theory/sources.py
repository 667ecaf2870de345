r"""Where rho^2 comes from: a rule's coefficient as it is certified at (n, f, d), and what the published one is worth.

>>> [(row.source, row.status, row.rho2) for row in sources("trimmed_mean", 15, 4) if "kappa" in row.source]
[('exact kappa*', 'certified', 40/77), ('published kappa', 'certified', 240/49)]
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.convergence.corollaries import RHO2, Corollary, corollaries, from_coefficient
from resam_theory.errors import require_n_f
from resam_theory.rules import get

from ..evidence import Side
from ..solve import bounds, stated

__all__ = ["certified", "composed", "least_rho2", "sources"]


@lru_cache(maxsize=512)
def sources(rule: str, n: int, f: int, d: int | float | str = "inf") -> tuple[Corollary, ...]:
    """Every rho^2 known for ``rule`` at (n, f, d), each with its status; the certified ones first.

    ``certified``: the coefficient is at least a certified upper bound. ``not certified``: it lies between the best
    certified bounds. A published coefficient below an attained ratio is refuted, and not listed.
    """
    n, f = require_n_f(n, f)
    name = get(rule).name
    claimed = corollaries(rule, n, f, d)
    if f == 0:
        return tuple(replace(row, status="certified") for row in claimed)
    rows: list[Corollary] = []
    for criterion in RHO2:
        try:
            low, high = certified(name, criterion, n, f, d)
        except ValueError:  # a rule whose definition no solver takes: nothing is certified
            low = high = None
        mine = [row for row in claimed if row.criterion is criterion]
        if high is not None and not any(row.coefficient == high for row in mine):
            label = f"{'exact' if low == high else 'certified'} {criterion.value}*"
            rows.append(replace(from_coefficient(name, label, criterion, high, at=(n, f)), status="certified"))
        for row in mine:
            if low is not None and bool(row.coefficient < low):
                continue
            sure = high is not None and bool(row.coefficient >= high)
            rows.append(replace(row, status="certified" if sure else "not certified"))
    return tuple(sorted(rows, key=lambda row: row.status != "certified"))


def composed(rule: str) -> bool:
    """Whether the rule is a composition such as nnm+trimmed_mean."""
    return "+" in rule


def certified(
    rule: str, criterion: Criterion, n: int, f: int, d: int | float | str = "inf"
) -> tuple[sp.Expr | None, sp.Expr | None]:
    """(largest attained, least certified upper bound) of a coefficient at (n, f, d), f >= 1; None where there is none.

    Of a composition: what a stage makes of the bound on the rule that follows, and its stated worst input; solving for
    one at (n, f) takes minutes (``resam constant``).

    >>> certified("geometric_median", Criterion.KAPPA, 15, 4)
    (7/4, 7/4)
    """
    known = stated if composed(rule) else bounds
    found = [item for item in known(rule, criterion, n, f, d) if item.exact]
    ends = []
    for side, extreme in ((Side.LOWER, max), (Side.UPPER, min)):
        values = [sp.sympify(item.value) for item in found if item.side is side]
        finite = [value for value in values if side is Side.LOWER or value.is_finite]
        ends.append(extreme(finite, key=float) if finite else None)
    return ends[0], ends[1]


def least_rho2(rule: str, n: int, f: int, d: int | float | str = "inf") -> Corollary | None:
    """The source with the least certified rho^2; None where nothing is certified."""
    rows = [row for row in sources(rule, n, f, d) if row.status == "certified"]
    return min(rows, key=lambda row: float(row.rho2)) if rows else None
