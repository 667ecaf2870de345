r"""How far floating-point rounding may move an output: the only place where a property gets its tolerance from.

Model. A rule that selects, averages, trims or weights n rows returns, in floats of unit roundoff u, a vector whose
entries differ from the exact result by at most about 2n u M, M the largest magnitude among the rows it combines (a sum
of n terms: (n-1) u; the weights: n u; the division: u; Higham, Accuracy and Stability of Numerical Algorithms, ch. 4).
SAFETY covers implementations that combine rows in two or three such stages, and eps = 2u. Transformed inputs (x + t,
s x, x Q) carry a rounding of u M each, and move F by as much times a coefficient of order one: covered by SAFETY too.

Selections are discontinuous: rounding may flip a near-tie, which moves the output by O(D). That is not excused by a
tolerance but by confirmation: a violation of an equivariance counts only if it persists in general position
(``confirmed`` in invariants.py).

An iterative rule adds its solver's error, ``accuracy`` times the diagonal of the box around the rows: stated by the
caller, never guessed from its output. A rule of ours whose exact definition is irrational is an argmin; in floats a
minimiser is determined to sqrt(eps) where the Hessian degenerates (f(z) - f* ~ |z - z*|^2 is lost below eps), so that
is its accuracy.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import numpy as np

from resam_theory.rules import Rule

__all__ = ["SAFETY", "rounding", "solver_accuracy"]

SAFETY: Final = 8.0


def solver_accuracy(rule: Rule) -> float:
    """sqrt(eps) for a rule whose exact output is irrational for some five points of the plane, 0 for all others.

    >>> from resam_theory.rules import get
    >>> solver_accuracy(get("krum"))
    0.0
    """
    points = [(Fraction(i), Fraction(j)) for i, j in ((0, 0), (1, 0), (0, 1), (2, 5), (7, 3))]
    try:
        rule.exact(points, 1)
    except ValueError:
        return float(np.sqrt(np.finfo(float).eps))
    return 0.0


def rounding(dtype: np.dtype[Any], n: int, *values: np.ndarray, accuracy: float = 0.0) -> float:
    """The largest entry-wise error that rounding (and the solver's ``accuracy``) explains for data ``values``.

    >>> rounding(np.dtype("float64"), 4, np.ones((4, 2)))
    7.105427357601002e-15
    """
    finite = [np.abs(v[np.isfinite(v)]).max(initial=0.0) for v in values]
    magnitude = max(finite, default=0.0)
    extent = max((float(np.linalg.norm(np.ptp(v, axis=0))) for v in values if v.ndim == 2), default=0.0)
    tiny = float(np.finfo(dtype).tiny) * n
    return SAFETY * n * float(np.finfo(dtype).eps) * float(magnitude) + accuracy * extent + tiny
