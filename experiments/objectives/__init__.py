"""Objectives: exact constants where they can be had, estimated ones labelled so."""

from __future__ import annotations

from typing import Final

from ..registry import find
from ._base import Constants, Draw, Flips, Maker, Objective, Setup, Whole
from .logistic import LOGISTIC
from .neural import CNN, MLP
from .per_rule_worst import PER_RULE_WORST
from .quadratic import QUADRATIC
from .robust_regression import ROBUST_REGRESSION
from .two_worlds import TWO_WORLDS

__all__ = ["OBJECTIVES", "Constants", "Draw", "Flips", "Maker", "Objective", "Setup", "Whole", "find_objective"]

OBJECTIVES: Final[tuple[Maker, ...]] = (
    *(QUADRATIC, LOGISTIC, ROBUST_REGRESSION, MLP, CNN),
    *(TWO_WORLDS, PER_RULE_WORST),
)


def find_objective(name: str) -> Maker:
    """The kind called ``name``; ValueError that lists the names."""
    return find("objective.name", name, OBJECTIVES)
