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
rule or by the caller, never guessed from its output.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

__all__ = ["SAFETY", "rounding"]

SAFETY: Final = 8.0


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
