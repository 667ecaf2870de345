"""What a run measures beside what is predicted of it exactly."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Agreement"]


@dataclass(frozen=True)
class Agreement:
    """``measured`` with an ``allowed`` distance (Monte-Carlo error or rounding, two-sided) to ``predicted``.

    ``at``: where, in numbers.
    """

    what: str
    measured: float
    allowed: float
    predicted: float
    config: str
    at: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """measured/predicted."""
        return self.measured / self.predicted

    @property
    def holds(self) -> bool:
        """Whether the two agree."""
        return abs(self.measured - self.predicted) <= self.allowed < math.inf

    def as_json(self) -> dict[str, Any]:
        """For evidence."""
        shown = {name: value for name, value in vars(self).items() if name != "at"}
        return {**self.at, **shown, "ratio": self.ratio, "holds": self.holds}
