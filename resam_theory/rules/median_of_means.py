r"""Median of means: the rows, in their order, are cut into buckets; the coordinate-wise median of the bucket means.

k = 2f + 1 buckets unless given otherwise, of sizes that differ by at most one, the larger first (numpy.array_split).
The rule depends on the order of the rows: the faulty may sit in f different buckets.

**Exact coefficients (L5) [derived here]** for k buckets of the same size s, k = 2h + 1 with h >= f: kappa* =
m/(s(h+1-f)) - 1 in every dimension and lambda* = 1 - s(h+1-f)/m for d = 1; here h = f and s = n/(2f+1). *Proof.*
Coordinates add up, d = 1, F >= mean_S (else mirror). At least h + 1 bucket means are >= F, at most f of them contain
a faulty row, so p = s(h+1-f) rows of S have a mean mu >= F. Between two groups V_S >= (p/(m-p)) (mu - mean_S)^2; and
mu - mean_S <= (1 - p/m) D_S. Attained: h + 1 - f honest buckets and the faulty at 1, the rest of S at 0. QED h < f:
no finite coefficient.

Reference: Minsker, Geometric Median and Robust Estimation in Banach Spaces, Bernoulli 2015; Chen, Su, Xu, Distributed
Statistical Machine Learning in Adversarial Settings, 2017 (with the geometric median).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Criterion
from ..errors import require_count, require_d, require_n_f
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from . import _claims
from ._base import Extremal, Rule
from .kernels import arrays, order_statistics

__all__ = ["RULES", "aggregate"]

NAME: Final = "median_of_means"
_EQUAL: Any = sp.Eq(sp.Mod(s.n, 2 * s.f + 1), 0)


@arrays.through_numpy
def aggregate(x: Any, f: int, *, buckets: int | None = None) -> Any:
    """Median of the means of ``buckets`` (2f + 1 unless given) runs of rows, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [2.0], [1.0], [1.0], [9.0], [9.0]]), f=1)
    array([1.])
    """
    problems = arrays.prepare(x, f)
    xp, n = problems.xp, problems.n
    k = 2 * problems.f + 1 if buckets is None else require_count("buckets", buckets, high=n)
    starts = [i * (n // k) + min(i, n % k) for i in range(k + 1)]
    parts = pairwise(starts)
    means = xp.stack([arrays.mean(xp, problems.x[..., i:j, :]) for i, j in parts], axis=-2)
    inner = problems._replace(x=means, n=k, f=(k - 1) // 2, m=k - (k - 1) // 2)
    return order_statistics.trimmed_mean(inner, (k - 1) // 2)


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """For every d: the first bucket, in S, at 1; f other buckets hold a faulty row at 1 and else, as the rest of S, 1
    for the faulty alone. The output is 1."""
    n, f = require_n_f(n, f, f_min=1)
    require_d(d)
    size = n // (2 * f + 1)
    if n % (2 * f + 1):
        raise ValueError(f"n = {n} is not admissible: this input needs 2f + 1 = {2 * f + 1} equal buckets")
    values = [Fraction(1)] * size + [Fraction(0)] * (n - size)
    faulty = [size * (1 + i) for i in range(f)]
    for i in faulty:
        values[i] = Fraction(size)  # the mean of its bucket is 1
    honest = tuple(i for i in range(n) if i not in faulty)
    return Extremal(tuple((value,) for value in values), honest, (Fraction(1),))


def _proof(criterion: str, value: str, claim: Combine) -> Bound:
    case = Case(
        "buckets of s rows",
        Region.of(("f", "1", ""), ("s", "1", "")),
        (("n", "s*(2*f + 1)"), ("m", "s*(2*f + 1) - f")),
        (("f", "f"), ("s", "s")),
        (Use("median of bucket means", (("f", "f"), ("m", "(s*(2*f + 1) - f)"), ("s", "s"))), claim),
    )
    name = f"{NAME}.{criterion}.{'every_dimension' if criterion == 'kappa' else 'line'}"
    names = (("s", "n//(2*f+1)"),)
    where = "Eq(Mod(n, 2*f + 1), 0)"
    return Bound(name, criterion, value, (case,), "one case", line=True, names=names, where=where, source="L5")


_M: Final = "(s*(2*f + 1) - f)"
_PROOFS: Final = (
    _proof(
        "kappa",
        "m*(2*f + 1)/n - 1",
        Combine("kappa", "E2", f"({_M}/s - 1)*V", (("squared median", "1"), ("variance between", f"1/s - 1/{_M}"))),
    ),
    _proof(
        "lambda",
        "1 - n/(m*(2*f + 1))",
        Combine("lambda", "E", f"(1 - s/{_M})*D", (("median", "1"), ("range", f"1 - s/{_M}"))),
    ),
)

RULES: Final = (
    Rule(
        name=NAME,
        title="Coordinate-wise median of bucket means",
        reference="Minsker, Geometric Median and Robust Estimation in Banach Spaces, Bernoulli 2015",
        aggregate=aggregate,
        claims=(
            _claims.exact(
                NAME,
                Criterion.KAPPA,
                "kappa* = m(2f+1)/n - 1 in every dimension, n a multiple of 2f+1",
                s.m * (2 * s.f + 1) / s.n - 1,
                "L5; docstring of the rule's module",
                where=_EQUAL,
            ),
            _claims.exact(
                NAME,
                Criterion.LAMBDA,
                "lambda* = 1 - n/(m(2f+1)) for d = 1, n a multiple of 2f+1",
                1 - s.n / (s.m * (2 * s.f + 1)),
                "L5; docstring of the rule's module",
                name="exact_line",
                d_max=1,
                where=_EQUAL,
            ),
        ),
        proofs=_PROOFS,
        aliases=("mom",),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal},
        traits=frozenset({"translation", "scale", "hull", "coordinate_wise"}),
    ),
)
