"""Upper bounds at (n, f) as substitutions of what is proved for all (n, f)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from resam_theory.proof import applies, bounds, replay
from resam_theory.proof.cases import Elsewhere

from .claim import Coefficient
from .general import rules

__all__ = ["RootSum", "proof", "replayed", "taken"]


@dataclass(frozen=True)
class RootSum:
    """p + 2 sqrt(q), compared exactly with a rational number; ``base``: that of which it is the square."""

    p: Fraction
    q: Fraction
    base: RootSum | None = field(default=None, compare=False)

    def __le__(self, other: Fraction) -> bool:
        rest = other - self.p
        return rest >= 0 and rest * rest >= 4 * self.q

    def __mul__(self, factor: Fraction) -> RootSum:
        return RootSum(self.p * factor, self.q * factor**2)

    def __sub__(self, other: Fraction) -> RootSum:
        return RootSum(self.p - other, self.q)

    def squared(self) -> RootSum:
        """The square; where p < 0 a number that is larger, still an upper bound."""
        return RootSum(self.p**2 + 4 * self.q, 4 * self.p**2 * self.q, self)

    def __str__(self) -> str:
        return f"{self.p} + 2 sqrt({self.q})"


@lru_cache(maxsize=256)
def replayed(bound: bounds.Bound) -> bounds.Bound:
    """The bound, once its proof has been replayed."""
    replay.replay(bound)
    return bound


_bounded = lru_cache(maxsize=4096)(applies.evaluate)


def proof(claim: Coefficient, evidence: Mapping[str, Any]) -> Fraction | RootSum:
    """The bound on kappa*, lambda*^2 or xi* at (n, f), after its proof for all (n, f) has been replayed."""
    bound = bounds.read(evidence["bound"])
    if bound.criterion != claim.criterion:
        raise Elsewhere(f"the proof is about {bound.criterion}")
    adds_up = claim.criterion in ("kappa", "no_attack", "breakdown")
    if bound.line and claim.d != 1 and not (adds_up and claim.form.coordinate_wise):
        raise Elsewhere("the proof is about one coordinate: d = 1, or what adds up over those of such a rule")
    if bound.plane and (claim.d is None or claim.d > 2):
        raise Elsewhere("the proof is about two coordinates: d <= 2")
    p, q = _bounded(replayed(bound), claim.n, claim.f, claim.form, d=claim.d if bound.depends_on_d else None)
    found = RootSum(p, q).squared() if bound.linear else RootSum(p, q)
    return found if found.q else found.p


def taken(_: Coefficient, evidence: Mapping[str, Any]) -> tuple[str, ...]:
    """The rules of inference that a proof uses, with the situations that they tell apart: what a person must read."""
    return rules(step for case in bounds.read(evidence["bound"]).cases for step in case.steps)
