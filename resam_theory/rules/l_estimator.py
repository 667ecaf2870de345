r"""L-estimators: in each coordinate a fixed convex combination of the order statistics.

With x_(1) <= ... <= x_(n) the sorted values and weights w_j >= 0, sum_j w_j = 1,

    F(x) = sum_j w_j x_(j).

``l_estimator(w_1, ..., w_n)`` is the rule with these weights (for n rows and no other number). Trimmed mean, median,
winsorised mean, inter-quartile mean and the midpoint of the trimmed range are members whose weights depend on (n, f).

**Exact coefficients (L1) [derived here].** If w gives weight to one of the f lowest or f highest positions, both are
infinite (S at 0, the faulty at 1 or at -1). Otherwise let g be the isotonic (non-decreasing) regression of
(w_1, ..., w_m), m = n - f. Then kappa* = m sum_j g_j^2 - 1 in every dimension and, for d = 1,
lambda* = max_k (k/m - w_1 - ... - w_k), or the same of the mirror image (w_n, ..., w_1), whichever is larger.

*Proof.* Let u be the sorted union and y the sorted members of S. Adding f points can only lower the j-th smallest, so
u_(j) <= y_(j) for j <= m, and as w vanishes beyond m, F - mean_S <= sum_{j<=m} (w_j - 1/m) y_(j) =: <c, y> with y in
the cone K of non-decreasing sequences. The shift by mean_S changes neither side, so ||y||^2 = m V_S, and <c, y> <=
||P_K c|| ||y|| (Moreau); P_K of w is g, that of the constant 1/m is itself: ||P_K c||^2 = sum (g_j - 1/m)^2 = sum g_j^2
- 1/m. Attained by y = g with the faulty at or above y_(m), where u_(j) = y_(j) for j <= m. For lambda the extreme
points of the sorted sequences in [0, 1]^m are steps. From below: the mirror image. Coordinates add up for kappa. QED

Reference: Daniell, Observations Weighted According to Order, American Journal of Mathematics 1920; Huber, Robust
Statistics, 1981, section 3.3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Claim, Criterion
from ..definitions.order import Order
from ..definitions.order_by_size import OrderBySize
from ..errors import require_n_f
from ..proof.bounds import Bound
from ..proof.worst import Family
from . import _claims, _coordinate_wise
from ._base import Extremal, Rule
from ._families import RuleFamily
from ._parts import Addition
from .kernels import arrays, order_statistics

__all__ = ["FAMILIES", "Weights", "isotonic", "kappa", "l_estimator", "lambda_line", "member"]

NAME: Final = "l_estimator"
REFERENCE: Final = "Daniell, Observations Weighted According to Order, 1920"

Weights = Callable[[int, int], tuple[Fraction, ...]]
"""(n, f) -> the weights of the order statistics; ValueError where there are none."""


def isotonic(values: Sequence[Fraction]) -> list[Fraction]:
    """The non-decreasing sequence nearest to ``values`` in least squares, by pooling adjacent violators.

    >>> [str(value) for value in isotonic([Fraction(3), Fraction(1), Fraction(4)])]
    ['2', '2', '4']
    """
    blocks: list[tuple[Fraction, int]] = []
    for value in values:
        total, count = Fraction(value), 1
        while blocks and blocks[-1][0] * count >= total * blocks[-1][1]:
            before = blocks.pop()
            total, count = total + before[0], count + before[1]
        blocks.append((total, count))
    return [total / count for total, count in blocks for _ in range(count)]


def _reaches(weights: Sequence[Fraction], f: int) -> bool:
    """Whether the f lowest or the f highest positions carry weight."""
    return any(weights[:f]) or any(weights[len(weights) - f :])


def _worse_side(weights: Sequence[Fraction], f: int) -> tuple[Fraction, list[Fraction], bool]:
    """kappa*, the isotonic regression that gives it, and whether it is that of the mirror image."""
    m = len(weights) - f
    sides = [(isotonic(side[:m]), mirrored) for side, mirrored in ((weights, False), (weights[::-1], True))]
    return max(
        ((m * sum((v * v for v in g), Fraction(0)) - 1, g, mirrored) for g, mirrored in sides), key=lambda item: item[0]
    )


def kappa(weights: Sequence[Fraction], f: int) -> Fraction | None:
    """kappa* of (L1) in every dimension; None: infinite.

    >>> kappa([Fraction(0), Fraction(1, 2), Fraction(1, 2), Fraction(0)], 1)
    Fraction(1, 2)
    """
    return None if _reaches(weights, f) else _worse_side(weights, f)[0]


def _steps(weights: Sequence[Fraction], f: int) -> tuple[Fraction, int, bool]:
    """lambda* for d = 1, its k, and whether it belongs to the mirror image."""
    m = len(weights) - f
    return max(
        (Fraction(k, m) - sum(side[:k], Fraction(0)), k, mirrored)
        for side, mirrored in ((weights, False), (weights[::-1], True))
        for k in range(m + 1)
    )


def lambda_line(weights: Sequence[Fraction], f: int) -> Fraction | None:
    """lambda* of (L1) for d = 1; None: infinite.

    >>> lambda_line([Fraction(0), Fraction(1, 2), Fraction(1, 2), Fraction(0)], 1)
    Fraction(1, 3)
    """
    return None if _reaches(weights, f) else _steps(weights, f)[0]


def extremal_kappa(weights: Weights) -> Callable[[int, int, int | float], Extremal]:
    """The worst input of (L1) for kappa*: S at the isotonic regression, the faulty at its largest value."""

    def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
        n, f = require_n_f(n, f, f_min=1)
        chosen = weights(n, f)
        if _reaches(chosen, f):
            return _unbounded(chosen, f)
        _, values, mirrored = _worse_side(chosen, f)
        sign = -1 if mirrored else 1
        return _on_line(chosen, f, [sign * value for value in (*values, *[values[-1]] * f)])

    return extremal


def extremal_lambda(weights: Weights) -> Callable[[int, int, int | float], Extremal]:
    """The worst input of (L1) for lambda*: a step on the line, or the input of kappa* over a balanced design."""

    def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
        line = extremal_kappa(weights)(n, f, 1)
        chosen = weights(n, f)
        if _reaches(chosen, f):
            return line
        spread = _coordinate_wise.over_design(line, d) if d > 1 else None
        if spread is not None:
            return spread
        _, k, mirrored = _steps(chosen, f)
        return _on_line(chosen, f, [Fraction(0)] * k + [Fraction(-1 if mirrored else 1)] * (n - k))

    return extremal


def _unbounded(weights: Sequence[Fraction], f: int) -> Extremal:
    """S at 0 and the faulty at 1, or at -1, whichever the weights see."""
    far = Fraction(1 if any(weights[len(weights) - f :]) else -1)
    line = _on_line(weights, f, [Fraction(0)] * (len(weights) - f) + [far] * f)
    return Extremal(line.points, line.honest, line.output, "refutes every coefficient")


def _on_line(weights: Sequence[Fraction], f: int, column: Sequence[Fraction]) -> Extremal:
    return Extremal(
        tuple((value,) for value in column), tuple(range(len(column) - f)), (_combined(weights, sorted(column)),)
    )


def _combined(weights: Sequence[Fraction], values: Sequence[Fraction]) -> Fraction:
    return sum((w * u for w, u in zip(weights, values, strict=True)), Fraction(0))


def member(
    name: str,
    title: str,
    reference: str,
    definition: Order | OrderBySize,
    *,
    claims: tuple[Claim, ...],
    aliases: tuple[str, ...] = (),
    proofs: tuple[Bound, ...] = (),
    families: tuple[Family, ...] = (),
    beside: tuple[Addition, ...] = (),
) -> Rule:
    """An L-estimator as a rule: array code, exact evaluation, worst inputs (L1)."""
    weights = definition.weights if isinstance(definition, OrderBySize) else _fixed(definition)

    @arrays.through_numpy
    def aggregate(x: Any, f: int) -> Any:
        problems = arrays.prepare(x, f)
        return order_statistics.weighted_sum(problems, weights(problems.n, problems.f))

    aggregate.__doc__ = f"{title} of the rows of x, shape (..., n, d) -> (..., d)."
    return Rule(
        name=name,
        title=title,
        reference=reference,
        aggregate=aggregate,
        definition=definition,
        claims=claims,
        aliases=aliases,
        proofs=proofs,
        families=families,
        beside=beside,
        extremal={Criterion.LAMBDA: extremal_lambda(weights), Criterion.KAPPA: extremal_kappa(weights)},
        open=_coordinate_wise.open_in_space(2),
        traits=frozenset({"translation", "scale", "permutation", "hull", "coordinate_wise"}),
    )


def _fixed(definition: Order) -> Weights:
    def weights(n: int, f: int) -> tuple[Fraction, ...]:
        definition.require(n, f)
        return definition.weights

    return weights


@lru_cache(maxsize=256)
def l_estimator(*weights: Fraction | int | str) -> Rule:
    """The L-estimator of ``len(weights)`` rows with these weights, which are nonnegative and sum to 1.

    >>> import numpy as np
    >>> rule = l_estimator("0", "1/2", "1/2", "0")
    >>> rule.name, rule(np.asarray([[0.0], [1.0], [3.0], [9.0]]), f=1)
    ('l_estimator(0,1/2,1/2,0)', array([2.]))
    >>> l_estimator("1/2", "1/3")
    Traceback (most recent call last):
    ...
    ValueError: weights = 1/2, 1/3 sum to 5/6: need nonnegative rational numbers with the sum 1
    """
    wanted = "need nonnegative rational numbers with the sum 1"
    try:
        chosen = tuple(Fraction(weight) for weight in weights)
    except (ValueError, ZeroDivisionError, TypeError) as error:
        raise ValueError(f"weights = {', '.join(map(str, weights))} is not admissible: {wanted}") from error
    listed = ", ".join(map(str, chosen))
    if not chosen or min(chosen) < 0:
        raise ValueError(f"weights = {listed or 'none'} is not admissible: {wanted}")
    if sum(chosen) != 1:
        raise ValueError(f"weights = {listed} sum to {sum(chosen)}: {wanted}")

    name = f"{NAME}({','.join(map(str, chosen))})"
    return member(
        name, f"L-estimator with the weights {listed}", REFERENCE, Order(chosen), claims=_claims_of(name, chosen)
    )


def _claims_of(name: str, weights: tuple[Fraction, ...]) -> tuple[Claim, ...]:
    """(L1) at the one n that has this many weights, case by case in f."""
    n = len(weights)
    admissible = range(1, (n - 1) // 2 + 1)
    finite = [f for f in admissible if not _reaches(weights, f)]
    claims: list[Claim] = []
    if finite:
        values = {f: (_worse_side(weights, f)[0], _steps(weights, f)[0]) for f in finite}
        kappas, lambdas = (
            sp.Piecewise(*((_rational(pair[i]), sp.Eq(s.f, f)) for f, pair in values.items())) for i in (0, 1)
        )
        here: Any = sp.Eq(s.n, n) & (s.f <= finite[-1])
        text = ("m sum g^2 - 1, g the isotonic regression of w_1..w_m", "max_k (k/m - w_1 - ... - w_k)")
        claims += _claims.coordinate_wise_claims(name, kappas, lambdas, text, "L1", where=here)
    if len(finite) < len(admissible):
        beyond: Any = sp.Eq(s.n, n) & (s.f > len(finite))
        claims += _claims.unbounded(
            name, "an L-estimator with weight on one of the f lowest or f highest positions", "L1", where=beyond
        )
    return tuple(claims)


def _rational(value: Fraction) -> Any:
    return sp.Rational(value.numerator, value.denominator)


FAMILIES: Final = (RuleFamily(NAME, "L-estimator", "l_estimator(w_1,...,w_n)", l_estimator),)
