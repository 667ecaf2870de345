from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest


def _rational(x: Any) -> list[tuple[Fraction, ...]]:
    return [tuple(Fraction(float(value)) for value in row) for row in np.asarray(x)]


@pytest.fixture(scope="session")
def rational() -> Callable[[Any], list[tuple[Fraction, ...]]]:
    """The rows of a float array as exact points."""
    return _rational


@pytest.fixture(scope="session")
def naive_scores() -> Callable[[Any, int], list[Fraction]]:
    """Krum's scores as in the definition, in rational arithmetic."""

    def scores(x: Any, neighbours: int) -> list[Fraction]:
        rows = _rational(x)
        table = [[sum(((a - b) ** 2 for a, b in zip(p, q, strict=True)), Fraction(0)) for q in rows] for p in rows]
        return [sum(sorted(row[:i] + row[i + 1 :])[:neighbours], Fraction(0)) for i, row in enumerate(table)]

    return scores


@pytest.fixture(scope="session")
def naive_subsets() -> Callable[[Any, int], list[tuple[int, ...]]]:
    """All subsets of m rows of least diameter, by listing every subset."""

    def subsets(x: Any, m: int) -> list[tuple[int, ...]]:
        rows = _rational(x)
        table = [[sum(((a - b) ** 2 for a, b in zip(p, q, strict=True)), Fraction(0)) for q in rows] for p in rows]
        diameter = {s: max(table[i][j] for i in s for j in s) for s in combinations(range(len(rows)), m)}
        return [s for s, value in diameter.items() if value == min(diameter.values())]

    return subsets


@pytest.fixture(scope="session")
def mpmath_median() -> Callable[[Any], Any]:
    """The geometric median of rows whose median is no row, by Newton's method in 50 digits."""
    import mpmath

    def median(x: Any) -> np.ndarray:
        with mpmath.workdps(50):
            rows = [mpmath.matrix([mpmath.mpf(float(value)) for value in row]) for row in np.asarray(x)]
            d, z = len(rows[0]), sum(rows[1:], rows[0]) / len(rows)
            pull = z
            for step in range(200):
                weights = [1 / mpmath.norm(row - z) for row in rows]
                units = [w * (row - z) for w, row in zip(weights, rows, strict=True)]
                pull = sum(units[1:], units[0])
                if mpmath.norm(pull) < mpmath.mpf(10) ** -40:
                    break
                if mpmath.norm(pull) > mpmath.mpf(10) ** -3 or step < 20:  # Weiszfeld, until Newton is safe
                    z = z + pull / sum(weights)
                    continue
                parts = [w * (mpmath.eye(d) - u * u.T) for w, u in zip(weights, units, strict=True)]
                z = z + mpmath.lu_solve(sum(parts[1:], parts[0]), pull)
            assert mpmath.norm(pull) < mpmath.mpf(10) ** -30
            return np.asarray([float(value) for value in z])

    return median
