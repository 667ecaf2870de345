"""Points of least total distance (the geometric median), decided exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any, ClassVar, Final

from .base import Form, Point, Points
from .mass import middle
from .pieces import Piece, average, vector
from .points import inner
from .roots import enclosed_inverse, sign_of_roots

__all__ = ["Fermat", "collinear", "geometric_medians"]

_LARGEST_DENOMINATOR: Final = 10**4
_STEPS: Final = 2000


@dataclass(frozen=True)
class Fermat(Form):
    """Any minimiser of sum_i ||x_i - z||: one point, but a segment between two points of collinear inputs, n even."""

    name: ClassVar[str] = "fermat"

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The extreme points of the set of minimisers; ValueError where they are irrational."""
        return geometric_medians(points)

    def admits(self, points: Points, f: int, output: Point) -> bool:
        """Whether 0 is a subgradient at ``output``; enclosures decide where they can."""
        away = [v for v in (_minus(p, output) for p in points) if any(v)]
        copies = len(points) - len(away)
        if not copies:
            return _is_stationary(points, tuple(output))
        return _pull(away) < copies**2 or _data_point_is_median(points, tuple(output))

    def on_line(self, values: Sequence[Any], sizes: Sequence[Any], f: Any) -> list[Any]:
        """The ends of the middle interval."""
        n, order = sum(sizes), sorted(range(len(values)), key=lambda i: values[i])
        return [_value_number(place, order, values, sizes) for place in ((n - 1) // 2, n // 2)]

    def pieces(self, n: int, f: int) -> tuple[Piece, ...]:
        """d = 1: the ends of the middle interval."""
        return tuple(Piece(average(n, i, i + 1)) for i in sorted({(n - 1) // 2, n // 2}))

    def by_mass(self, w: Sequence[Fraction], phi: Fraction) -> tuple[Piece, ...]:
        """The ends of the interval with at most half of the mass on either side."""
        return tuple(Piece(vector(len(w), {place: 1})) for place in dict.fromkeys(middle(w)))

    def statement(self) -> str:
        """In words."""
        return "any point of least total distance to the rows (for even n and collinear rows, any of a segment)"


def _value_number(place: Any, order: Sequence[int], values: Sequence[Any], sizes: Sequence[Any]) -> Any:
    """The sorted value number ``place``, counted from 0."""
    before = 0
    for i in order:
        before = before + sizes[i]
        if place < before:
            return values[i]
    raise ValueError(f"there is no value number {place}")


def geometric_medians(points: Sequence[Point]) -> list[Point]:
    """The extreme points of the set of geometric medians: one, or for collinear points and even n two.

    ValueError if the geometric median is no data point and no rational point of small denominator either.

    >>> def line(*values): return [(Fraction(v),) for v in values]
    >>> geometric_medians(line(0, 1, 3, 7))
    [(Fraction(1, 1),), (Fraction(3, 1),)]
    """
    distinct = sorted(set(points))
    if collinear(distinct):  # lexicographic order is the order along the line
        ordered = sorted(points)
        return sorted({ordered[(len(points) - 1) // 2], ordered[len(points) // 2]})
    for point in distinct:
        if _data_point_is_median(points, point):
            return [point]
    guess = _guess(points)
    if guess in distinct or not _is_stationary(points, guess):
        raise ValueError(
            f"the geometric median of these {len(points)} points is not a rational point of small denominator"
        )
    return [guess]


def _minus(p: Point, q: Point) -> Point:
    return tuple(u - v for u, v in zip(p, q, strict=True))


def collinear(distinct: Sequence[Point]) -> bool:
    """Whether points, not all the same unless there is one, lie on a line."""
    directions = [_minus(p, distinct[0]) for p in distinct[1:]]
    return all(inner(directions[0], v) ** 2 == inner(v, v) * inner(directions[0], directions[0]) for v in directions)


def _pull(away: Sequence[Point]) -> Fraction:
    """An upper bound on ||sum_i v_i/||v_i||||², by enclosing every unit vector."""
    low, high = ([Fraction(0)] * len(away[0]) for _ in range(2)) if away else ([Fraction(0)], [Fraction(0)])
    for v in away:
        near, far = enclosed_inverse(inner(v, v))
        for c, x in enumerate(v):
            low[c] += x * (near if x > 0 else far)
            high[c] += x * (far if x > 0 else near)
    return sum((max(a * a, b * b) for a, b in zip(low, high, strict=True)), Fraction(0))


def _data_point_is_median(points: Sequence[Point], point: Point) -> bool:
    """Whether ||sum of the unit vectors to the other points|| <= number of copies of ``point``."""
    away = [v for v in (_minus(p, point) for p in points) if any(v)]
    copies = len(points) - len(away)
    squares = [inner(v, v) for v in away]
    terms = [(Fraction(len(away) - copies**2), Fraction(1))]  # sum_j ||u_j||^2 - copies^2
    for i, v in enumerate(away):
        terms += [(2 * inner(v, w), 1 / (squares[i] * squares[j])) for j, w in enumerate(away[:i])]
    return sign_of_roots(terms) <= 0


def _is_stationary(points: Sequence[Point], z: Point) -> bool:
    """Whether the unit vectors from z to the points sum to 0."""
    away = [_minus(p, z) for p in points]
    inverse = [1 / inner(v, v) for v in away]
    return all(
        sign_of_roots([(v[c], square) for v, square in zip(away, inverse, strict=True)]) == 0 for c in range(len(z))
    )


def _guess(points: Sequence[Point]) -> Point:
    """Where Weiszfeld's steps in floats lead, rounded to a small denominator relative to the mean and the size of the
    data. A guess: :func:`_is_stationary` decides."""
    n = len(points)
    mean = tuple(sum(column, Fraction(0)) / n for column in zip(*points, strict=True))
    away = [_minus(p, mean) for p in points]
    size = max(abs(value) for v in away for value in v)
    rows = [[float(value / size) for value in v] for v in away]
    z = [0.0] * len(mean)
    for _ in range(_STEPS):
        lengths = [sqrt(sum((a - b) ** 2 for a, b in zip(row, z, strict=True))) or 1e-300 for row in rows]
        total = sum(1 / length for length in lengths)
        moved = [sum(row[c] / r for row, r in zip(rows, lengths, strict=True)) / total for c in range(len(z))]
        if moved == z:
            break
        z = moved
    near = [Fraction(value).limit_denominator(_LARGEST_DENOMINATOR) for value in z]
    return tuple(m + size * value for m, value in zip(mean, near, strict=True))
