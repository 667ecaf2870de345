"""An explicit input, re-evaluated in exact arithmetic: the one place where an input becomes a lower bound.

For the rule's definition ``rule.exact`` on rational points and a set S of m of them, the coefficient is at least what
||F - mean_S||^2 over the criterion's spread of S says. Where the definition admits several outputs (a tie),
the largest ratio counts: the coefficient is a supremum, and a tie is a limit of inputs that decide it either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import inf
from typing import Any, Final

import numpy as np
import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.criteria import Point, ratios
from resam_theory.definitions.criteria import POWERS
from resam_theory.definitions.points import squared_distance
from resam_theory.rules import Rule

from ..evidence import Evidence, Side
from ..recheck.matrices import rank
from ..recheck.spreads import SPREADS, Over, inside, over
from .certificates import about, as_sympy, document
from .subject import Subject, subject

__all__ = ["embed", "lower_bound", "rounded", "shortened", "stated_bounds"]

MOST_NUMBERS: Final = 50_000
"""Most coordinates of a stated input that is evaluated: rational arithmetic takes some seconds for so many."""
MOST_DIMENSIONS: Final = 16
"""Most dimensions of one whose covariance is."""
MOST_BITS: Final = 2048
"""Most bits of a bound's numerator or denominator: a rule of many steps can reach ten thousand digits on the line."""


def embed(points: Sequence[Point], d: int | None) -> list[Point] | None:
    """The points in R^d, padded with zero coordinates; None when they need more than d dimensions."""
    own = len(points[0])
    if d is None or own == d:
        return [tuple(p) for p in points]
    return None if own > d else [tuple(p) + (type(p[0])(0),) * (d - own) for p in points]


def lower_bound(
    rule: str | Rule | Subject,
    criterion: Criterion,
    points: Sequence[Point],
    honest: Sequence[int],
    method: str,
    *,
    f: int | None = None,
) -> Evidence | None:
    """The exact lower bound that this input proves on a coefficient of ``rule``; None where F is irrational,
    or the criterion is no ratio. ``f``: the number of faulty rows that the rule is built for, unless it is n - |S|.

    Its data are evidence that ``resam recheck`` re-evaluates, where the rule has a definition as data; else the input.
    """
    of = subject(rule)
    n, f = len(points), len(points) - len(honest) if f is None else f
    if criterion not in SPREADS or (criterion is Criterion.NO_ATTACK and len(honest) < n):
        return None
    if of.rule.trusted and 0 not in honest:  # S is any set that contains the trusted row
        return None
    try:
        outputs = of.rule.exact(points, f)
    except ValueError:
        return None
    best = shortened(_largest(criterion, points, honest, outputs))
    body: dict[str, Any] = {"points": [[str(value) for value in point] for point in points], "honest": list(honest)}
    if of.definition is not None:
        square = None if best is sp.oo else Fraction(best.p, best.q)
        claim = about(of, criterion, n, f, len(points[0]))
        body = document("witness", Side.LOWER, claim, square, **body)
    return Evidence(Side.LOWER, sp.sqrt(best) if POWERS[criterion] == 2 else best, True, method, body)


def _largest(criterion: Criterion, points: Sequence[Point], honest: Sequence[int], outputs: Sequence[Point]) -> Any:
    """The largest squared ratio that an output forces: exactly, or a rational number just below."""
    if criterion in {Criterion.LAMBDA, Criterion.KAPPA}:
        place = (Criterion.LAMBDA, Criterion.KAPPA).index(criterion)
        return max(ratios(points, honest, output)[place] for output in outputs)
    own = inside([points[i] for i in honest])
    error2 = max(squared_distance(output, own.mean) for output in outputs)
    return as_sympy(rounded(over(error2, SPREADS[criterion](own))))


def rounded(ratio: Any) -> Fraction | None:
    """A ratio over a largest eigenvalue as a rational number: itself, or at most 10^-12 of it below."""
    if not isinstance(ratio, Over):
        return ratio
    of = ratio.largest
    root = np.sqrt(np.asarray([float(w) for w in of.weights]))
    matrix = root[:, None] * np.asarray([[float(x) for x in row] for row in of.gram]) * root
    top = max(float(np.linalg.eigvalsh(matrix)[-1]), *map(float, of.values), 0.0)
    simple = Fraction(top).limit_denominator(10**6)
    if of.at_most(simple) and (simple in of.values or rank(of.below(simple)) < len(of.weights)):
        return ratio.error2 / simple
    bound, room = Fraction(top), Fraction(1, 10**15)
    while not of.at_most(bound * (1 + room)):
        room *= 2
    return ratio.error2 / (bound * (1 + room))


def shortened(bound: Any) -> Any:
    """A lower bound that takes more than :data:`MOST_BITS` bits as one that takes few, at most 2^-128 of it below.

    >>> shortened(sp.Rational(7, 3)), shortened(sp.Rational(1, 3 ** 2000)) < sp.Rational(1, 3 ** 2000)
    (7/3, True)
    """
    if bound is sp.oo or max(bound.p.bit_length(), bound.q.bit_length()) <= MOST_BITS:
        return bound
    size = bound.p.bit_length() - bound.q.bit_length()
    scale = sp.Integer(2) ** (130 - size)
    return sp.floor(bound * scale) / scale


@lru_cache(maxsize=4096)
def _stated(of: Subject, criterion: Criterion, n: int, f: int, d: int | float) -> tuple[Evidence, ...]:
    every = of.rule.extremal.values() if criterion is Criterion.XI else ()
    stated = [of.rule.extremal[criterion]] if criterion in of.rule.extremal else list(dict.fromkeys(every))
    found: list[Evidence | None] = []
    for worst, dimension in product(stated, dict.fromkeys((d, 1))):
        try:
            case = worst(n, f, dimension)
        except ValueError:
            continue
        size = len(case.points[0])
        if n * size > MOST_NUMBERS or (criterion is Criterion.XI and size > MOST_DIMENSIONS):
            continue
        points = embed(case.points, None if d == inf else int(d))
        if points is not None:
            found.append(lower_bound(of, criterion, points, case.honest, f"extremal input ({case.note})"))
    return tuple(item for item in found if item is not None)


def stated_bounds(
    rule: str | Rule | Subject, criterion: Criterion, n: int, f: int, d: int | float
) -> tuple[Evidence, ...]:
    """What the worst inputs prove that the rule's file states for R^d (d = inf: any) and, embedded, for the line."""
    return _stated(subject(rule), criterion, n, f, d)
