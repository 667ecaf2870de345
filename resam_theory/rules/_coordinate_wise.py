r"""What the trimmed mean and the median share: statement (B1) and its extremal inputs; exact evaluation by coordinate.

(B1) [derived here]. The coordinate-wise mean of the order statistics k+1..n-k, k >= f and 2k < n, has
kappa* = k/(m-k) in every dimension, lambda* = k/m for d = 1, lambda*^2 = kappa* (m-1)/(2m) for d = oo, and for any d
lambda* <= min(sqrt(d) k/m, sqrt(kappa* (m-1)/(2m))). Proof: theory.md, B1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import Final

import sympy as sp

from .. import symbols as s
from ..claims import Claim, Criterion, Domain, Kind, Provenance, Source
from ..criteria import KAPPA_TO_LAMBDA
from ..errors import require_d, require_n_f
from ._base import Extremal, Point, Points

__all__ = [
    "DELTA",
    "LARGEST_DESIGN",
    "balanced_blocks",
    "exact_by_coordinate",
    "order_statistic_claims",
    "trimmed_extremal_kappa",
    "trimmed_extremal_lambda",
]

DELTA: Final = sp.Min(sp.sqrt(s.d), 2 * sp.sqrt(s.m))
"""The dimension factor of the published constants of coordinate-wise rules (from memory)."""

LARGEST_DESIGN: Final = 2048
"""The largest number of coordinates of an extremal input for d = oo."""


def order_statistic_claims(rule: str, k: sp.Expr) -> tuple[Claim, ...]:
    """The claims of (B1) about ``rule``, which trims ``k`` (an expression in n and f) values on each side."""
    kappa = k / (s.m - k)
    at_infinity = sp.sqrt(KAPPA_TO_LAMBDA.expression.subs(s.kappa, kappa))
    derived = Source(Provenance.DERIVED, where="B1")
    of_k = f"with k = {k}"

    def claim(name: str, kind: Kind, text: str, value: sp.Expr, domain: Domain) -> Claim:
        criterion = Criterion.KAPPA if name == "exact" else Criterion.LAMBDA
        return Claim(f"{rule}.{criterion}.{name}", rule, criterion, kind, f"{text}, {of_k}", value, derived, domain)

    return (
        claim("exact", Kind.TIGHT, "kappa* = k/(m-k) in every dimension", kappa, Domain()),
        claim("exact_line", Kind.TIGHT, "lambda* = k/m for d = 1", k / s.m, Domain(d_max=1)),
        claim(
            "exact_sup",
            Kind.TIGHT,
            "lambda*^2 = kappa* (m-1)/(2m) as a supremum over d",
            at_infinity,
            Domain(d_min=sp.oo),
        ),
        claim(
            "bound",
            Kind.UPPER,
            "lambda* <= min(sqrt(d) k/m, sqrt(kappa* (m-1)/(2m)))",
            sp.Min(sp.sqrt(s.d) * k / s.m, at_infinity),
            Domain(),
        ),
    )


def trimmed_extremal_kappa(n: int, f: int, k: int) -> Extremal:
    """d = 1: k of S at 0, the m-k others of S and the f faulty at 1. The output is 1, the mean of S is (m-k)/m.

    It attains kappa* = k/(m-k) and, since D_S = 1, also lambda* = k/m of d = 1.
    """
    n, f = require_n_f(n, f, f_min=1)
    zero, one = Fraction(0), Fraction(1)
    points = tuple((zero if i < k else one,) for i in range(n))
    return Extremal(points, tuple(range(n - f)), (one,))


def trimmed_extremal_lambda(n: int, f: int, k: int, d: int | float = 1) -> Extremal:
    """d = 1: as for kappa. d = inf: that pattern with the k zeros of S on every block of a balanced design.

    All pairwise distances inside S are then equal, (C1) is an equality and the input attains lambda* of d = oo.
    ValueError when no design of at most :data:`LARGEST_DESIGN` blocks is known, or for 1 < d < inf.
    """
    n, f = require_n_f(n, f, f_min=1)
    if require_d(d) == 1:
        return trimmed_extremal_kappa(n, f, k)
    if d != math.inf:
        raise ValueError(f"d = {d} is not admissible: need d = 1 or d = inf, where lambda* is attained")
    m = n - f
    zero, one = Fraction(0), Fraction(1)
    blocks = balanced_blocks(m, k)
    points = tuple(tuple(zero if i in block else one for block in blocks) for i in range(n))
    return Extremal(points, tuple(range(m)), (one,) * len(blocks))


def balanced_blocks(m: int, k: int) -> list[frozenset[int]]:
    """Subsets of size k of range(m) such that every pair of points is separated by the same number of subsets.

    All C(m, k) subsets, or for prime m (when fewer) the images of one subset under x -> a x + b mod m: that group moves
    any ordered pair to any other, so no pair is special. ValueError above :data:`LARGEST_DESIGN` subsets.

    >>> len(balanced_blocks(11, 4)), len(balanced_blocks(4, 2))
    (55, 6)
    """
    affine = m * (m - 1) if all(m % p for p in range(2, math.isqrt(m) + 1)) else math.inf
    if min(math.comb(m, k), affine) > LARGEST_DESIGN:
        raise ValueError(
            f"(m, k) = ({m}, {k}) is not admissible: need C(m, k) <= {LARGEST_DESIGN}, or m prime with m(m-1) <= it"
        )
    if affine < math.comb(m, k):
        images = {frozenset((a * i + b) % m for i in range(k)) for a in range(1, m) for b in range(m)}
        return sorted(images, key=sorted)
    return [frozenset(block) for block in combinations(range(m), k)]


def exact_by_coordinate(points: Points, f: int, values: Callable[[Sequence[Fraction]], list[Fraction]]) -> list[Point]:
    """All outputs of a coordinate-wise rule; ``values``: sorted values of a coordinate -> its admissible outputs."""
    require_n_f(len(points), f)
    return list(product(*(sorted(set(values(sorted(column)))) for column in zip(*points, strict=True))))
