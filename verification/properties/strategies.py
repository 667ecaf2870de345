"""Hypothesis strategies for inputs of aggregation rules: roles, clusters, ties, extreme magnitudes, hostile rows.

Values shrink towards few distinct points, small integers, low dimension and the unit scale. All arguments are
keyword-only; each may be a value or, where it says so, a strategy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from hypothesis import strategies as st

__all__ = [
    "InputSet",
    "clustered_points",
    "general_position",
    "hostile_input_sets",
    "input_sets",
    "orthogonal_matrices",
    "row_orders",
    "scales",
    "translations",
    "weights",
]

_SMALL = 8
_HUGE = (np.nan, np.inf, -np.inf, 1e308, -1e308, 1e200, 5e-324)


@dataclass(frozen=True, eq=False)
class InputSet:
    """n vectors ``x`` (n, d) and the honest set S, the rows ``honest``."""

    x: np.ndarray
    honest: tuple[int, ...]

    @cached_property
    def mean(self) -> np.ndarray:
        """The mean of S."""
        rows = self.x[list(self.honest)]
        return rows[0] + (rows - rows[0]).mean(axis=0)

    @cached_property
    def diameter(self) -> float:
        """D_S."""
        rows = self.x[list(self.honest)]
        return max(float(np.linalg.norm(rows - row, axis=1).max()) for row in rows)

    @cached_property
    def variance(self) -> float:
        """V_S."""
        rows = self.x[list(self.honest)]
        return float(((rows - self.mean) ** 2).sum() / len(rows))

    def rational(self) -> list[tuple[Fraction, ...]]:
        """The points as exact rationals (a float is one)."""
        return [tuple(Fraction(float(v)) for v in row) for row in self.x]

    def __repr__(self) -> str:
        return f"InputSet(x=np.array({self.x.tolist()}), honest={self.honest})"


def _strategy(value: int | st.SearchStrategy[int]) -> st.SearchStrategy[int]:
    return value if isinstance(value, st.SearchStrategy) else st.just(value)


def scales(*, exponents: Sequence[int] = (0, 1, -1, 3, -3, 6, -6)) -> st.SearchStrategy[float]:
    """Powers of two near 10^k: scaling by them is exact. Shrinks to 1."""
    return st.sampled_from([2.0 ** round(k * np.log2(10.0)) for k in exponents])


def translations(*, d: int, largest: int = _SMALL) -> st.SearchStrategy[np.ndarray]:
    """Vectors of R^d with small integer entries. Shrinks to 0."""
    return st.lists(st.integers(-largest, largest), min_size=d, max_size=d).map(lambda v: np.array(v, dtype=float))


@st.composite
def orthogonal_matrices(draw: st.DrawFn, *, d: int) -> np.ndarray:
    """d x d orthogonal matrices: a signed permutation (exact in floats) times some plane rotations (rounded)."""
    matrix = np.eye(d)[list(draw(st.permutations(range(d))))]
    matrix = matrix * np.array(draw(st.lists(st.sampled_from([1.0, -1.0]), min_size=d, max_size=d)))
    for _ in range(draw(st.integers(0, 3)) if d > 1 else 0):
        i, j = draw(st.permutations(range(d)))[:2]
        angle = draw(st.sampled_from([np.pi / 4, np.pi / 3, 1.0]))
        turn = np.eye(d)
        turn[i, i] = turn[j, j] = np.cos(angle)
        turn[i, j], turn[j, i] = -np.sin(angle), np.sin(angle)
        matrix = turn @ matrix
    return matrix


def row_orders(*, n: int) -> st.SearchStrategy[tuple[int, ...]]:
    """Permutations of n rows; shrinks to the identity."""
    return st.permutations(range(n)).map(tuple)


@st.composite
def clustered_points(draw: st.DrawFn, *, n: int, d: int, largest: int = _SMALL) -> np.ndarray:
    """(n, d) points with small integer entries: a few clusters with some rows of their own, or all rows their own.

    Ties and duplicates are common. Shrinks to all rows 0.
    """
    entry = st.integers(-largest, largest)
    vector = st.lists(entry, min_size=d, max_size=d)
    if draw(st.integers(0, 2)) == 2:
        return np.array(draw(st.lists(vector, min_size=n, max_size=n)), dtype=float)
    centres = [[0] * d, *draw(st.lists(vector, min_size=0, max_size=3))]
    labels = draw(st.lists(st.integers(0, len(centres) - 1), min_size=n, max_size=n))
    x = np.array([centres[label] for label in labels], dtype=float)
    for row, values in draw(st.dictionaries(st.integers(0, n - 1), vector, max_size=n)).items():
        x[row] = values
    return x


@st.composite
def input_sets(
    draw: st.DrawFn,
    *,
    n: int | st.SearchStrategy[int],
    f: int | st.SearchStrategy[int] | None = None,
    d: int | st.SearchStrategy[int] = 1,
    largest: int = _SMALL,
    far: bool = True,
    scaled: bool = True,
    trusted: bool = False,
) -> InputSet:
    """Input sets in adversarial geometry: small integer points with ties, and any S of size n - f.

    ``f``: by default any admissible value. ``far``: the faulty rows may be pushed out by a power of ten. ``scaled``:
    the whole set may be scaled (exactly) by a power of two between about 1e-6 and 1e6. ``trusted``: S has row 0.
    """
    n_, d_ = draw(_strategy(n)), draw(_strategy(d))
    f_ = draw(st.integers(0, (n_ - 1) // 2) if f is None else _strategy(f))
    order = draw(st.permutations(range(n_)))
    if trusted:
        order = [0, *(row for row in order if row)]
    honest = tuple(sorted(order[: n_ - f_]))
    x = draw(clustered_points(n=n_, d=d_, largest=largest))
    faulty = sorted(order[n_ - f_ :])
    if far and faulty:
        x[faulty] *= draw(st.sampled_from([1.0, 10.0, 100.0, 1000.0]))
    return InputSet(x * draw(scales()) if scaled else x, honest)


def general_position(x: np.ndarray, *, seed: int, size: float = 2.0**-12) -> np.ndarray:
    """``x`` with Gaussian noise of relative ``size``: generically no two distances, values or scores are equal.

    >>> len(np.unique(general_position(np.zeros((9, 1)), seed=0)))
    9
    """
    extent = float(np.ptp(x, axis=0).max()) or float(np.abs(x).max()) or 1.0
    return x + size * extent * np.random.default_rng(seed).standard_normal(x.shape)


@st.composite
def hostile_input_sets(draw: st.DrawFn, *, n: int, f: int, d: int, trusted: bool = False) -> InputSet:
    """Input sets whose faulty rows (row 0 is none where it is ``trusted``) hold NaN, infinities, 1e308 or denormals in
    some entries.
    """
    drawn = draw(input_sets(n=n, f=f, d=d, far=False, scaled=False, trusted=trusted))
    x = drawn.x.copy()
    for row in sorted(set(range(n)) - set(drawn.honest)):
        values = draw(st.lists(st.sampled_from(_HUGE), min_size=d, max_size=d))
        kept = draw(st.sampled_from([0, d - 1]))  # all entries hostile, or one only
        x[row, kept:] = values[kept:]
    return InputSet(x, drawn.honest)


def weights(*, n: int, whole: bool = False) -> st.SearchStrategy[list[float] | list[int]]:
    """Weights of n workers, one positive at least: equal, small whole numbers, one heavy worker, or any numbers >= 0.

    ``whole``: positive whole numbers up to 4 only, for rules that are compared with the same rule on copies.
    """
    small = st.lists(st.integers(1, 4), min_size=n, max_size=n)
    if whole:
        return small
    heavy = st.integers(0, n - 1).map(lambda i: [float(n) if j == i else 1.0 for j in range(n)])
    any_numbers = st.lists(st.floats(0, 1e3), min_size=n, max_size=n).filter(lambda w: sum(w) > 0)
    return st.just([1.0] * n) | small.map(lambda w: [float(v) for v in w]) | heavy | any_numbers
