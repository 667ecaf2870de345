"""Numbers p + 2 sqrt(q) with rational p and q >= 0: what bounds with one square root give, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

__all__ = ["RootSum"]


@dataclass(frozen=True)
class RootSum:
    """p + 2 sqrt(q), compared exactly with a rational number."""

    p: Fraction
    q: Fraction

    def __le__(self, other: Fraction) -> bool:
        rest = other - self.p
        return rest >= 0 and rest * rest >= 4 * self.q

    def squared(self) -> RootSum:
        """The square; where p < 0 a number that is larger, still an upper bound."""
        return RootSum(self.p**2 + 4 * self.q, 4 * self.p**2 * self.q)

    def __str__(self) -> str:
        return f"{self.p} + 2 sqrt({self.q})"
