r"""lambda* of the geometric median in dimension d >= 2: an upper bound, and the exact check of inputs; no float, no
solver.

**Theorem (derived here).** With c = f/m and M = (m-1)/m, in every dimension,

    lambda*^2 <= M max( 1/(2(1 - c^2)), 2/(3 - c) ).

*Proof.* Let z = 0 be the output, D_S = 1, a = ||mean_S|| > 0, w = mean_S/a, c_i = <s_i, w> for the subgradients s_i
of (B2): their sum over all points is 0 and the f others are >= -1, so sum_S c_i <= f. Let q_i = ||x_i - mean_S||^2.
For each i, q_i + V = (1/m) sum_j ||x_i - x_j||^2 <= M, so q_i <= C = M - V, and V = (1/m) sum q_i <= M/2. A point at
distance sqrt(q) from a w has c_i >= sqrt(1 - q/a^2) if q < a^2 (the tangent from 0), and c_i >= -1 always; hence c_i
>= 1 - 2 q_i/a^2. Suppose a^2 exceeds the bound.

(i) C >= a^2: then V <= M - a^2 and sum_S c_i >= m (1 - 2V/a^2) >= m (3 - 2M/a^2) > f as a^2 > 2M/(3-c):
contradiction.

(ii) C < a^2: sqrt(1 - q/a^2) is concave in q <= C, so c_i >= 1 - (q_i/C)(1 - y), y = sqrt(1 - C/a^2), and sum_S c_i
>= m (1 - phi), phi = (V/C)(1 - y) = (V/a^2)/(1 + y). On V in [M - a^2, M/2] the derivative of phi has the sign of a^2
y^2 + 2 a^2 y + a^2 - M, which increases with V, so phi is largest at an end: (M - a^2)/a^2 < 1 - c, as a^2 > 2M/(3-c)
>= M/(2-c), or 1 - sqrt(1 - M/(2a^2)) < 1 - c, as a^2 > M/(2(1-c^2)). (If a^2 >= M, the first end is V = 0 and phi =
0.) Again sum_S c_i > f. QED

Lower side: the faulty at 0. If p honest points are at 0 too and ||sum over the others of x_i/||x_i|| || < f + p, then
0 is the only geometric median, and lambda*^2 >= ||mean_S||^2 / D_S^2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import isqrt
from typing import Any, Final

from ..recheck.reading import nonnegative, rational

__all__ = ["check", "lower_squared", "upper_squared"]

_DIGITS: Final = 10**30
"""Square roots are enclosed between neighbouring multiples of 10^-30."""

Vector = tuple[Fraction, ...]


def upper_squared(n: int, f: int) -> Fraction:
    """The theorem's bound on lambda*^2.

    >>> upper_squared(7, 3), upper_squared(9, 3)
    (Fraction(6, 7), Fraction(2, 3))
    """
    m = n - f
    c, spread = Fraction(f, m), Fraction(m - 1, m)
    return spread * max(1 / (2 * (1 - c**2)), 2 / (3 - c))


def _inverse_root(square: Fraction) -> tuple[Fraction, Fraction]:
    """Rationals on both sides of 1/sqrt(square)."""
    scaled = square.denominator * _DIGITS**2 // square.numerator
    root = isqrt(scaled)
    return Fraction(root, _DIGITS), Fraction(root + 1, _DIGITS)


def _norm2(vector: Sequence[Fraction]) -> Fraction:
    return sum((x * x for x in vector), Fraction(0))


def lower_squared(points: Sequence[Vector], f: int) -> Fraction:
    """||mean||^2 / D^2 of the m points of S, the f faulty at 0; ValueError unless 0 is surely the geometric median."""
    m, zeros = len(points), sum(not any(point) for point in points)
    sums = [[Fraction(0), Fraction(0)] for _ in points[0]]
    for point in (point for point in points if any(point)):
        low, high = _inverse_root(_norm2(point))
        for total, x in zip(sums, point, strict=True):
            total[0] += x * (low if x > 0 else high)
            total[1] += x * (high if x > 0 else low)
    pull = sum((max(low**2, high**2) for low, high in sums), Fraction(0))
    if pull >= (f + zeros) ** 2:
        raise ValueError("0 is not certain to be the geometric median of the input")
    diameter = max(_norm2([u - v for u, v in zip(x, y, strict=True)]) for x in points for y in points)
    if diameter == 0:
        raise ValueError("the points of S coincide")
    return _norm2([sum(column, Fraction(0)) / m for column in zip(*points, strict=True)]) / diameter


def check(evidence: Mapping[str, Any]) -> str:
    """``certified`` (upper side) or ``attained`` (lower side); ValueError that says what does not hold."""
    claim = evidence["claim"]
    n, f, d = claim["n"], claim["f"], claim["d"]
    about = (evidence.get("kind"), claim["rule"], claim["criterion"], evidence["squared"])
    if about != ("geometric_median", "geometric_median", "lambda", True):
        raise ValueError(f"{about} is not about the geometric median's lambda*^2")
    if not (type(n) is int and type(f) is int and f >= 1 and 2 * f < n):
        raise ValueError(f"(n, f) = ({n}, {f}): need 1 <= f < n/2")
    value = nonnegative(evidence["value"], "value")
    if evidence["side"] == "upper":
        if upper_squared(n, f) > value:
            raise ValueError(f"the theorem proves {upper_squared(n, f)} only, more than the claimed {value}")
        return "certified"
    points = [tuple(rational(x, "coordinate") for x in point) for point in evidence["points"]]
    dimension = {len(point) for point in points}
    if len(points) != n - f or len(dimension) != 1 or not (d == "inf" or (type(d) is int and max(dimension) <= d)):
        raise ValueError(f"need n - f = {n - f} points of R^{d}")
    if lower_squared(points, f) < value:
        raise ValueError(f"the input reaches less than the claimed {value}")
    return "attained"
