"""Brute force for the one-dimensional solver: independent of pieces, patterns and certificates."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction

import pytest

from resam_theory.rules import get


def _ratio(outputs: list[Fraction], honest: list[Fraction], criterion: str) -> Fraction:
    center = sum(honest, Fraction(0)) / len(honest)
    error = max(abs(output - center) for output in outputs)
    if criterion == "lambda":
        return error / (max(honest) - min(honest))
    return error**2 * len(honest) / sum(((y - center) ** 2 for y in honest), Fraction(0))


@pytest.fixture
def worst_over_all_sets() -> Callable[[str, list[Fraction], int, str], Fraction]:
    """(rule, values, f, criterion) -> the largest ratio of one input over *every* S of positive spread."""

    def compute(rule: str, values: list[Fraction], f: int, criterion: str) -> Fraction:
        outputs = [point[0] for point in get(rule).exact([(u,) for u in values], f)]
        sets = itertools.combinations(values, len(values) - f)
        return max((_ratio(outputs, list(s), criterion) for s in sets if len(set(s)) > 1), default=Fraction(0))

    return compute
