"""Rounding a potential of the solver to short rationals and proving its bound in exact arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import sympy as sp

from resam_theory.claims import Provenance, Source
from resam_theory.convergence.potential import Potential, sharp_bound, theorem
from resam_theory.convergence.theorems import cross_decrease

from ..checks.proofs import refusal
from .programme import FoundPotential, best_product

__all__ = ["DENOMINATOR", "Certified", "certified_best", "certify"]

DENOMINATOR: Final = 10**9
"""Rounding moves an entry by < 1e-9, well within the margin 1e-6 that the programme keeps (entries of v scale by
1/x)."""


@dataclass(frozen=True)
class Certified:
    """Whether the re-checker follows the proof that the potential works at (x, beta) ("" or where it fails), and the
    exact A and B of its bound."""

    reason: str
    A: sp.Expr
    B: sp.Expr

    @property
    def holds(self) -> bool:
        """Whether the bound is proved."""
        return not self.reason

    @property
    def product(self) -> float:
        """A B, to be compared with the closed forms: 8 rho^2 + 16/m for (T2)."""
        return float(self.A * self.B)


def _rational(value: float) -> Any:
    near = Fraction(value).limit_denominator(DENOMINATOR)
    return sp.Rational(near.numerator, near.denominator)


def certify(found: FoundPotential) -> Certified:
    """Round every number of ``found`` and follow the whole proof with them; ``holds`` says whether it survives."""
    x, beta = _rational(found.x), _rational(found.beta)
    V = Potential(_rational(found.w), _rational(found.p), r=_rational(found.r), q=_rational(found.q))
    given = cross_decrease(V, 4 * _rational(found.mu) / x, _rational(found.s), x=x, beta=beta)
    bound = sharp_bound(given)
    statement = theorem(
        ("lyapunov", "Best quadratic potential", f"x = {x}, beta = {beta}: the bound of the rounded potential"),
        given,
        large=bound,
        gap=given.gap,
        source=Source(Provenance.DERIVED, where="T2"),
    )
    rho2, inverse_m = _rational(found.rho2), _rational(found.inverse_m)
    return Certified(refusal(statement), given.gap, (given.drift * rho2 + given.noise * inverse_m) / x)


def certified_best(x: float, rho2: float, inverse_m: float) -> tuple[FoundPotential, Certified]:
    """The solver's best potential at x and its certificate."""
    found = best_product(x, rho2, inverse_m)
    return found, certify(found)
