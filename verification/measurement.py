"""What a rule did on real data, beside what is proved of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["Measurement"]


@dataclass(frozen=True)
class Measurement:
    """The largest ratios of one rule under one attack over all draws, beside what is claimed and what is proved."""

    rule: str
    attack: str
    lambda_measured: float
    kappa_measured: float
    lambda_exact: float | None
    kappa_exact: float | None
    lambda_published: float | None
    kappa_published: float | None

    @property
    def within(self) -> bool:
        """Whether both ratios obey the proved upper bounds, up to rounding (a relative 1e-9 of a float64 run)."""
        pairs = ((self.lambda_measured, self.lambda_exact), (self.kappa_measured, self.kappa_exact))
        return all(bound is None or value <= bound * (1 + _ROUNDING) for value, bound in pairs)


_ROUNDING: Final = 1e-9
"""Relative rounding of the measured ratio: n d eps ~ 15 * 585 * 2.2e-16 = 2e-12 per sum, with a wide margin."""
