r"""The minimax value of one input, enclosed in rationals: what no rule can have less of on it.

For z rational, max_S ||z - mean_S||^2/D_S^2 bounds the least value t^2 from above. From below: with l_S >= 0 of sum 1
and w_S = l_S/D_S^2, t^2 >= min_z sum_S l_S ||z - mean_S||^2/D_S^2 = sum w ||mean_S||^2 - ||sum w mean_S||^2/sum w. The
multipliers come from floats (non-negative least squares on the sets that are nearly tight) and are then exact numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np
from scipy.optimize import nnls

from resam_theory.definitions.base import Point
from resam_theory.definitions.points import inner, mean, squared_distance
from resam_theory.rules import get

__all__ = ["Enclosure", "enclose"]

_TIGHT = 1e-6
_DENOMINATOR = 10**12


@dataclass(frozen=True)
class Enclosure:
    """``low`` <= t^2 <= ``high``; ``z`` reaches ``high``. Every rule has lambda >= t; minimax has it on this input."""

    z: Point
    low: Fraction
    high: Fraction


def enclose(points: Sequence[Point], f: int) -> Enclosure:
    """The enclosure for rational points, all D_S > 0; ValueError where a D_S = 0 (then z = mean_S and t = 0).

    >>> line = [(Fraction(v),) for v in (0, 0, 1, 1, 2)]
    >>> found = enclose(line, 2)
    >>> found.low <= Fraction(1, 4) <= found.high, float(found.high - found.low) < 1e-9
    (True, True)
    """
    sets = list(combinations(range(len(points)), len(points) - f))
    means = [mean([points[i] for i in chosen], len(chosen)) for chosen in sets]
    extents = [max(squared_distance(points[i], points[j]) for i, j in combinations(s, 2)) for s in sets]
    if not all(extents):
        raise ValueError("a set of n - f rows is one point: F is that point")
    x = np.asarray([[float(v) for v in point] for point in points])
    z = tuple(Fraction(float(v)).limit_denominator(_DENOMINATOR) for v in get("minimax")(x, f=f))
    ratios = [squared_distance(z, c) / extent for c, extent in zip(means, extents, strict=True)]
    high = max(ratios)
    tight = [k for k, ratio in enumerate(ratios) if float(ratio) >= (1 - _TIGHT) * float(high)]
    pulls = [[float((a - b) / extents[k]) for a, b in zip(z, means[k], strict=True)] + [1.0] for k in tight]
    found, _ = nnls(np.asarray(pulls).T, np.asarray([0.0] * len(z) + [1.0]))
    weights = [Fraction(float(v)).limit_denominator(_DENOMINATOR) for v in found]
    total = sum(weights, Fraction(0))
    if not total:
        return Enclosure(z, Fraction(0), high)
    w = [v / total / extents[k] for v, k in zip(weights, tight, strict=True)]
    centre = tuple(sum((a * means[k][c] for a, k in zip(w, tight, strict=True)), Fraction(0)) for c in range(len(z)))
    squares = sum((a * inner(means[k], means[k]) for a, k in zip(w, tight, strict=True)), Fraction(0))
    return Enclosure(z, squares - inner(centre, centre) / sum(w, Fraction(0)), high)
