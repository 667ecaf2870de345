r"""(T3) Corollaries: every rule with every known rho^2 put into the theorems.

rho^2 = kappa (m-1)/m from (D2) and rho^2 = 2 lambda^2 (m-1) from (D1), (L2). The sources are the rule's own claims:
the published (UPPER) and the exact (TIGHT) coefficient of either criterion, at (n, f, d). By (C2) an exact kappa never
gives more than an exact lambda.

As f -> n/2 nothing survives: by (C3) kappa >= f/(n-2f), so rho^2 >= f(m-1)/((n-2f)m), which grows without bound in f/n;
at n = 2f + 1 it is about n/2, and the rate loses every benefit of the n workers.

>>> best = least_rho2("trimmed_mean", 15, 4)
>>> best.source, best.rho2
('exact kappa*', 40/77)
>>> [row.rho2 for row in corollaries("trimmed_mean", 15, 4) if row.source == "published lambda"]
[1280/11]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from .. import symbols as s
from ..claims import Criterion, Kind
from ..errors import require_d
from ..rules import get

__all__ = ["RHO2", "Corollary", "corollaries", "from_coefficient", "least_rho2", "rho2_of"]

RHO2 = {Criterion.KAPPA: s.kappa * (s.m - 1) / s.m, Criterion.LAMBDA: 2 * s.lambda_**2 * (s.m - 1)}
"""rho^2 of (L2) by criterion; proved as statements L2 and L2-lambda."""
_COEFFICIENT = {Criterion.KAPPA: s.kappa, Criterion.LAMBDA: s.lambda_}


@dataclass(frozen=True)
class Corollary:
    """One source of rho^2 for a rule at (n, f): where the coefficient comes from, its formula and rho^2 exactly.

    ``status``: ``claimed`` here, where nothing is settled; what a coefficient is worth is for ``verification`` to say.
    """

    rule: str
    source: str
    criterion: Criterion
    coefficient: sp.Expr
    rho2: sp.Expr
    formula: sp.Expr | None = None
    status: str = "claimed"


def from_coefficient(
    rule: str, source: str, criterion: Criterion, value: sp.Expr, *, at: tuple[int, int], formula: sp.Expr | None = None
) -> Corollary:
    """rho^2 of (L2) from the value of lambda or kappa at ``at`` = (n, f)."""
    rho2: Any = rho2_of(criterion, value, at[0] - at[1])
    return Corollary(rule, source, criterion, value, sp.nsimplify(rho2), formula)


def rho2_of(criterion: Criterion, value: Any, m: int) -> Any:
    """rho^2 of (L2) from the value of lambda or kappa and m = n - f.

    >>> rho2_of(Criterion.KAPPA, sp.Rational(4, 7), 11)
    40/77
    """
    return RHO2[criterion].subs({_COEFFICIENT[criterion]: value, s.m: m})


def corollaries(rule: str, n: int, f: int, d: int | float | str = "inf") -> tuple[Corollary, ...]:
    """Every rho^2 that the claims of ``rule`` give at (n, f, d); empty where no claim applies (the rule is not robust).

    With f = 0 and the mean, R_t is the honest mean itself and rho^2 = 0.
    """
    chosen = get(rule)
    n, f = chosen.require(n, f)
    dimension = require_d(d)
    if f == 0 and chosen.name == "mean":
        zero = sp.Integer(0)
        return (Corollary(chosen.name, "no faulty worker", Criterion.KAPPA, zero, zero, zero),)
    found: dict[tuple[Criterion, str], Corollary] = {}
    for claim in chosen.claims:
        if (
            claim.criterion not in RHO2
            or claim.kind not in (Kind.UPPER, Kind.TIGHT)
            or not claim.domain.admits(n, f, dimension)
        ):
            continue
        name = "lambda" if claim.criterion is Criterion.LAMBDA else "kappa"
        source = f"exact {name}*" if claim.kind is Kind.TIGHT else f"published {name}"
        if claim.kind is Kind.UPPER and not claim.id.endswith(".published"):
            source = f"bound on {name}*"
        value = claim.exact(n, f, dimension)
        formula: Any = RHO2[claim.criterion].subs(_COEFFICIENT[claim.criterion], sp.sympify(claim.expression))
        row = from_coefficient(chosen.name, source, claim.criterion, value, at=(n, f), formula=formula)
        known = found.get((claim.criterion, source))
        if row.rho2.is_finite and (known is None or bool(row.rho2 < known.rho2)):
            found[claim.criterion, source] = row
    return tuple(found.values())


def least_rho2(rule: str, n: int, f: int, d: int | float | str = "inf") -> Corollary | None:
    """The corollary with the least rho^2, or None where the rule has none."""
    rows = corollaries(rule, n, f, d)
    return min(rows, key=lambda row: float(row.rho2)) if rows else None
