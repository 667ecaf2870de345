r"""Criteria for aggregation rules and the conversions between them (theory.md D1-D3, C1-C4).

Notation: n vectors, at most f < n/2 faulty, m = n - f; for |S| = m, ``mean_S``, the diameter ``D_S`` and the variance
``V_S = (1/m) sum_S ||x_i - mean_S||^2``.

(D1) F is (f, lambda)-resilient averaging if ||F(x) - mean_S|| <= lambda D_S for all x and every S
(published: RESAM, Def. 1).
(D2) F is (f, kappa)-robust if ||F(x) - mean_S||^2 <= kappa V_S for all x and every S (published: FBM).
(C4) F is (delta, c)-agnostic robust if ||F(x) - mean_S||^2 <= c delta P_S, P_S the mean of ||x_i - x_j||^2 over the
ordered pairs i != j of S (published, from memory: Karimireddy et al. 2021/22).

>>> kappa_from_lambda(Fraction(1, 2), m=4)
Fraction(2, 1)
>>> lambda_squared_from_kappa(Fraction(1, 2), m=4)
Fraction(3, 16)
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import FBM, RESAM, Claim, Criterion, Domain, Kind, Provenance, Source
from ..definitions.criteria import FACTORS

__all__ = [
    "CLAIMS",
    "CONVERSIONS",
    "Conversion",
    "Point",
    "Spread",
    "constant",
    "kappa_from_lambda",
    "lambda_squared_from_kappa",
    "price",
    "ratios",
    "spread",
]

Point = tuple[Fraction, ...]


@dataclass(frozen=True)
class Conversion:
    """``target <= expression`` whenever the property holds with ``given``; ``expression`` is in the squares' units.

    The squared coefficient of (D1) is used throughout, so that both sides are rational functions.
    """

    name: str
    given: sp.Expr
    target: sp.Expr
    expression: sp.Expr
    proof: str


_SYMBOLS: Final = {"m": s.m, "m-1": s.m - 1, "2": sp.Integer(2), "r": sp.Min(s.d, s.m - 1), "q": sp.floor(s.m**2 / 4)}


def constant(given: str, target: str) -> sp.Expr:
    """The best constant of a conversion, in m and d.

    >>> constant("kappa", "xi"), constant("xi", "lambda")
    (Min(d, m - 1), floor(m**2/4)/m**2)
    """
    of = FACTORS[given, target]
    return sp.Mul(*(_SYMBOLS[name] for name in of.top)) / sp.Mul(*(_SYMBOLS[name] for name in of.bottom))


KAPPA_TO_LAMBDA: Final = Conversion(
    "C1",
    s.kappa,
    s.lambda_**2,
    s.kappa * constant("kappa", "lambda"),
    "V_S = (1/2m^2) sum_{i != j} ||x_i - x_j||^2 <= ((m-1)/2m) D_S^2",
)
LAMBDA_TO_KAPPA: Final = Conversion(
    "C2",
    s.lambda_**2,
    s.kappa,
    constant("lambda", "kappa") * s.lambda_**2,
    "||a-b||^2 <= 2||a-c||^2 + 2||b-c||^2 with c = mean_S gives D_S^2 <= 2m V_S",
)
_cdelta: Final = sp.Symbol("c_delta", nonnegative=True)
KAPPA_TO_ARA: Final = Conversion(
    "C4",
    s.kappa,
    _cdelta,
    s.kappa * constant("kappa", "agnostic"),
    "V_S = ((m-1)/2m) P_S, an identity: both directions are exact",
)
ARA_TO_KAPPA: Final = Conversion(
    "C4'", _cdelta, s.kappa, _cdelta * constant("agnostic", "kappa"), "the same identity read backwards"
)
CONVERSIONS: Final = (KAPPA_TO_LAMBDA, LAMBDA_TO_KAPPA, KAPPA_TO_ARA, ARA_TO_KAPPA)


def _apply(conversion: Conversion, value: Fraction, m: int) -> Fraction:
    number = conversion.expression.subs({conversion.given: sp.Rational(value.numerator, value.denominator), s.m: m})
    return Fraction(int(number.p), int(number.q))  # pyright: ignore[reportAttributeAccessIssue]


def kappa_from_lambda(value: Fraction, *, m: int) -> Fraction:
    """(C2) [derived here]: (f, lambda)-resilient averaging implies (f, 2 m lambda^2)-robustness."""
    return _apply(LAMBDA_TO_KAPPA, value**2, m)


def lambda_squared_from_kappa(value: Fraction, *, m: int) -> Fraction:
    """(C1) [derived here]: (f, kappa)-robustness implies lambda^2 <= kappa (m-1)/(2m)."""
    return _apply(KAPPA_TO_LAMBDA, value, m)


_LAMBDA_FLOOR: Final = s.f / s.m
_KAPPA_FLOOR: Final = s.f / (s.n - 2 * s.f)
_ATTAINED: Final = Source(Provenance.DERIVED, where="C3 with B1")


def price(kappa: float, n: int, f: int) -> float:
    """A coefficient kappa over the floor (C3) that no rule is below.

    >>> price(4 / 7, 15, 4)
    1.0
    """
    return kappa / float(_KAPPA_FLOOR.subs({s.n: n, s.f: f}))


def _about_every_rule(name: str, criterion: Criterion, kind: Kind, text: str, value: sp.Expr, *rest: Any) -> Claim:
    return Claim(f"any.{criterion}.{name}", "any", criterion, kind, text, value, *rest)


CLAIMS: Final = (
    _about_every_rule(
        "floor",
        Criterion.LAMBDA,
        Kind.LOWER,
        "no rule has lambda* < f/m",
        _LAMBDA_FLOOR,
        Source(Provenance.PUBLISHED, RESAM, "C3"),
    ),
    _about_every_rule(
        "floor",
        Criterion.KAPPA,
        Kind.LOWER,
        "no rule has kappa* < f/(n-2f)",
        _KAPPA_FLOOR,
        Source(Provenance.PUBLISHED, FBM, "C3"),
    ),
    _about_every_rule(
        "floor",
        Criterion.XI,
        Kind.LOWER,
        "no rule has xi* < f/(n-2f): on the line xi* is kappa*",
        _KAPPA_FLOOR,
        Source(Provenance.DERIVED, where="C3 with C5"),
    ),
    _about_every_rule(
        "floor",
        Criterion.AGNOSTIC,
        Kind.LOWER,
        "no rule has c delta < f (m-1)/(2m(n-2f))",
        constant("kappa", "agnostic") * _KAPPA_FLOOR,
        Source(Provenance.DERIVED, where="C3 with C4"),
    ),
    _about_every_rule(
        "optimum_line",
        Criterion.LAMBDA,
        Kind.TIGHT,
        "the smallest lambda* of any rule is f/m for d = 1: the trimmed mean attains the floor",
        _LAMBDA_FLOOR,
        _ATTAINED,
        Domain(d_max=1),
    ),
    _about_every_rule(
        "optimum",
        Criterion.KAPPA,
        Kind.TIGHT,
        "the smallest kappa* of any rule is f/(n-2f) in every dimension: the trimmed mean attains the floor",
        _KAPPA_FLOOR,
        _ATTAINED,
    ),
)
"""(C3): the floors that bind every rule, and where they are attained. Proof: replayed by ``verification.checks``."""


@dataclass(frozen=True)
class Spread:
    """Exact mean_S, D_S^2, V_S and P_S (mean squared distance over ordered pairs) of a set S of rational points."""

    mean: Point
    diameter2: Fraction
    variance: Fraction
    pair_mean: Fraction


def _squared_distance(p: Sequence[Any], q: Sequence[Any]) -> Any:
    return sum((u - v) ** 2 for u, v in zip(p, q, strict=True))


def spread(points: Sequence[Point], honest: Sequence[int]) -> Spread:
    """The exact spread of ``points[i], i in honest``.

    >>> spread([(Fraction(0),), (Fraction(1),)], [0, 1])
    Spread(mean=(Fraction(1, 2),), diameter2=Fraction(1, 1), variance=Fraction(1, 4), pair_mean=Fraction(1, 1))
    """
    chosen = Counter(points[i] for i in honest)  # repeated points count with their multiplicity
    size = sum(chosen.values())
    unit = math.lcm(*(x.denominator for p in chosen for x in p))  # sums of integers are many times faster
    scaled = {tuple(x.numerator * (unit // x.denominator) for x in p): count for p, count in chosen.items()}
    totals = [sum(column) for column in zip(*([count * x for x in p] for p, count in scaled.items()), strict=True)]
    distinct = list(scaled)
    farthest = max((_squared_distance(p, q) for i, p in enumerate(distinct) for q in distinct[:i]), default=0)
    around = sum(c * _squared_distance([size * x for x in p], totals) for p, c in scaled.items())
    variance = Fraction(around, size**3 * unit**2)
    pairs = Fraction(2 * size, max(size - 1, 1)) * variance
    return Spread(tuple(Fraction(t, size * unit) for t in totals), Fraction(farthest, unit**2), variance, pairs)


def ratios(points: Sequence[Point], honest: Sequence[int], output: Point) -> tuple[sp.Expr, sp.Expr]:
    """Exact (lambda^2, kappa) that this input forces: ||F - mean_S||^2 over D_S^2 and over V_S; oo when S is one point
    and the output differs, 0 when it does not.

    >>> ratios([(Fraction(0),), (Fraction(1),), (Fraction(1),)], [0, 1], (Fraction(1),))
    (1/4, 1)
    """
    of = spread(points, honest)
    error = _squared_distance(output, of.mean)
    numerator = sp.Rational(error.numerator, error.denominator)

    def over(denominator: Fraction) -> sp.Expr:
        if denominator == 0:
            return sp.oo if error else sp.Integer(0)
        return numerator / sp.Rational(denominator.numerator, denominator.denominator)

    return over(of.diameter2), over(of.variance)
