r"""Comparative gradient elimination (CGE): the mean of the m = n - f rows with the smallest norms.

    F(x) = (1/m) sum_{i in C} x_i,   C the m rows with the smallest ||x_i||.

Tie rule: the rows that tie at the m-th norm share its places equally (the mean over all choices of C), so the output
does not depend on the order of rows. Norms are compared in exact arithmetic.

Reference: Gupta, Liu, Vaidya, Byzantine Fault-Tolerant Distributed Machine Learning Using Stochastic Gradient Descent
and Norm-Based Comparative Gradient Elimination, 2020, arXiv 2008.04699.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from ..claims import Criterion
from ..errors import require_n_f
from . import _breakdown, _claims, _without_attack
from ._base import Extremal, Rule
from .kernels import arrays, norms

__all__ = ["RULES", "aggregate"]

NAME: Final = "comparative_gradient_elimination"


@arrays.through_numpy
def aggregate(x: Any, f: int) -> Any:
    """Mean of the n - f rows with the smallest norms, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[1.0, 0.0], [0.0, 1.0], [1e308, 1e308]]), f=1)
    array([0.5, 0.5])
    """
    problems = arrays.prepare(x, f)
    xp, x = problems.xp, problems.x
    if f == 0:
        return arrays.mean(xp, x)
    weights = xp.astype(_parts(problems), x.dtype)
    total = arrays.weighted_sum(xp, weights, x) / problems.m
    if bool(xp.all(xp.isfinite(total))):
        return total
    return arrays.weighted_sum(xp, weights / problems.m, x)


def _weights(x: Any, f: int) -> Any:
    """The weight of every row in the output, (..., n)."""
    problems = arrays.prepare(x, f)
    return problems.xp.astype(_parts(problems) / problems.m, problems.x.dtype)


def _parts(problems: arrays.Problems) -> Any:
    """m times the weight of every row: 1 for the smallest, a share for those that tie at the m-th norm; (..., n)."""
    xp, m = problems.xp, problems.m
    below, tied = (xp.astype(mask, xp.float64) for mask in norms.smallest(xp, arrays.detached(problems.x), m))
    left = m - xp.sum(below, axis=-1, keepdims=True)
    return below + tied * (left / xp.sum(tied, axis=-1, keepdims=True))


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """(B6): S at 1 and the faulty at 0, whose norms are smaller: D_S = V_S = 0 but F = (m-f)/m."""
    n, f = require_n_f(n, f, f_min=1)
    return Extremal.on_line([1] * (n - f) + [0] * f, f, Fraction(n - 2 * f, n - f), "refutes every coefficient")


_WITHSTOOD: Final = _breakdown.withstood(NAME, "f", "rows of least norm", ("m", "a + f"), ("q", "a + f"))

RULES: Final = (
    Rule(
        name=NAME,
        title="Comparative gradient elimination",
        reference="Gupta, Liu, Vaidya, Norm-Based Comparative Gradient Elimination, 2020",
        aggregate=aggregate,
        claims=_claims.unbounded(NAME, "CGE", "B6"),
        aliases=("cge",),
        families=_claims.unbounded_families(NAME, ("m", "1", True), ("f", "0", False)),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal},
        weights=_weights,
        beside=(
            _without_attack.averages(NAME, "least_norm"),
            _breakdown.at_f(NAME, "m*t", _WITHSTOOD),
        ),
        traits=frozenset({"scale", "orthogonal", "permutation", "hull"}),
    ),
)
