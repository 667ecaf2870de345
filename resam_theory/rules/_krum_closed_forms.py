r"""Closed forms of Krum (k = m - 1 neighbours): exact multipliers and exact worst inputs, checked like any others.

Notation [derived here]: a = n - 2f, P the a points of S near the output u, Q the other f points of S, all f faulty
points at u.

* n ≥ 3f: lambda*² = n²/(2m(n-2f)), d = ∞. Worst input: P on a simplex with spread (n-3f)/(2a), Q one point,
  u - mean P = mean P - Q (a reflection) of square m/(2a): every distance between P and Q, and P and u, is 1.
* n ≤ 3f: kappa* = n²/(f(n-2f)), every d. Worst input, on the line: P at 0, Q at -1, the faulty at 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ..claims import Criterion
from ..definitions.classes import Configuration
from ..definitions.gram import Pair
from ._krum_unattacked import simplex

__all__ = ["classes", "multipliers"]


def classes(criterion: Criterion, n: int, f: int) -> Configuration | None:
    """The exact worst input, where there is a closed form.

    >>> classes(Criterion.KAPPA, 5, 2).sizes
    (1, 2, 2)
    """
    if criterion is Criterion.NO_ATTACK:
        return simplex(n, n - f - 1)
    m, a = n - f, n - 2 * f
    sizes, inside = (a, f, f), (True, True, False)
    if criterion is Criterion.LAMBDA and n >= 3 * f:
        square = Fraction(m, 2 * a)
        spread = (Fraction(n - 3 * f, 2 * a), Fraction(0), Fraction(0))
    elif criterion is Criterion.KAPPA and n <= 3 * f:
        square, spread = Fraction(1), (Fraction(0),) * 3
    else:
        return None
    gram = tuple(tuple(square * x * y for y in (0, -1, 1)) for x in (0, -1, 1))
    return Configuration(sizes, inside, gram, spread)


def multipliers(
    criterion: str, n: int, f: int
) -> tuple[tuple[Mapping[Pair, Fraction], ...], Mapping[str, Fraction]] | None:
    """Multipliers for the programme of a selected faulty point that covers every composition 0..f-1.

    lambda, value n²/(2ma): scores of P and Q with multipliers n²/(2m²a) and n/(2m²), of their distances inside S.
    kappa, value n²/(fa): the score of Q alone, with n/(ma). Weak duality holds for all n; attained where stated above.
    """
    m, a = n - f, n - 2 * f
    own: Mapping[Pair, int] = {("P", "P"): a - 1, ("P", "Q"): f}
    other: Mapping[Pair, int] = {("P", "Q"): a, ("Q", "Q"): f - 1}
    if criterion == "lambda" and n >= 3 * f:
        weights, spread = (Fraction(n * n, 2 * m * m * a), Fraction(n, 2 * m * m)), {"P-Q": Fraction(n * n, 2 * m * a)}
    elif criterion == "kappa" and n <= 3 * f:
        weights, spread = (Fraction(0), Fraction(n, m * a)), {"V": Fraction(n * n, f * a)}
    else:
        return None
    options = tuple(
        {p: y * count for p, count in seen.items() if y * count} for y, seen in zip(weights, (own, other), strict=True)
    )
    return options, spread
