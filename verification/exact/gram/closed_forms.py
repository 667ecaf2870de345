r"""Closed forms of Gram programmes: exact multipliers and exact worst inputs, checked like any others [derived here].

Notation: a = n - 2f, P the a points of S near the output u, Q the other f points of S, all f faulty points at u.

* Krum (k = m - 1), n ≥ 3f: lambda*² = n²/(2m(n-2f)), d = ∞. Worst input: P on a simplex with spread (n-3f)/(2a), Q one
  point, u - mean P = mean P - Q (a reflection) of square m/(2a): every distance between P and Q, and P and u, is 1.
* Krum, n ≤ 3f: kappa* = n²/(f(n-2f)), every d. Worst input, on the line: P at 0, Q at -1, the faulty at 1.
* Minimum diameter averaging: kappa* of :func:`..lemmas.diameter_averaging_kappa`, every d. Worst input, on the line:
  the rule's own ``extremal_kappa``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from resam_theory.rules.minimum_diameter_averaging import extremal_kappa

from .configuration import Configuration
from .dual import Dual
from .programme import Pair

__all__ = ["krum_dual", "worst_input"]


def worst_input(rule: str, criterion: str, n: int, f: int) -> Configuration | None:
    """The exact worst input, where there is a closed form."""
    m, a = n - f, n - 2 * f
    if (rule, criterion) == ("krum", "lambda") and n >= 3 * f:
        square = Fraction(m, 2 * a)
        gram = tuple(tuple(square * x * y for y in (0, -1, 1)) for x in (0, -1, 1))
        return Configuration(
            (a, f, f), (True, True, False), gram, (Fraction(n - 3 * f, 2 * a), Fraction(0), Fraction(0))
        )
    if (rule, criterion) == ("krum", "kappa") and n <= 3 * f:
        return _on_line([(a, 0, True), (f, -1, True), (f, 1, False)])
    if (rule, criterion) == ("minimum_diameter_averaging", "kappa"):
        case = extremal_kappa(n, f)
        honest = set(case.honest)
        places = Counter((point[0], i in honest) for i, point in enumerate(case.points))
        return _on_line([(size, at, inside) for (at, inside), size in places.items()])
    return None


def _on_line(classes: list[tuple[int, int | Fraction, bool]]) -> Configuration:
    """Classes (size, position, in S) of equal points."""
    sizes, at, honest = zip(*classes, strict=True)
    gram = tuple(tuple(Fraction(x) * y for y in at) for x in at)
    return Configuration(tuple(sizes), tuple(honest), gram, (Fraction(0),) * len(sizes))


def krum_dual(criterion: str, n: int, f: int) -> Dual | None:
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
    options = (
        {p: y * count for p, count in seen.items() if y * count} for y, seen in zip(weights, (own, other), strict=True)
    )
    return Dual(tuple(options), spread)
