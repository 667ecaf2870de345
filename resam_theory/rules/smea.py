r"""Smallest maximum eigenvalue averaging (SMEA): the mean of the m = n - f rows whose covariance has the least largest
eigenvalue.

**Method and ties** as for minimum variance averaging; the search bounds eigenvalues by traces in a metric chosen for
that (:mod:`.kernels.least_spread`). No d x d covariance is formed for d > n. *Cost*: C(n, f) sets in the worst case;
without any outliers 41 rows with f = 10 take 1 ms for d = 2, 0.2 s for d = 10 (of 10^9 sets). Where the rows are
without outliers in many dimensions (41 rows, f = 10, d = 100) no bound decides: a ValueError says so after some
seconds, 10^5 states of the search.

**Exact coefficients (L2) [derived here].** kappa* = 4f/(n-2f) in every dimension, and the same constant with the
largest eigenvalue of the covariance of S in place of its trace. *Proof.* In the notation of MVA let w be the
direction of F - mean_S; along w, (b(m-b)/m^2) <r, w>^2 <= <w, Cov_{S*} w> <= the largest eigenvalue of S*, which is
at most that of S, which is at most V_S; likewise for q. The rest is MVA's. QED lambda* <= f/m + sqrt(f/(n-2f))/2
[derived here]: it is not of the order f/m. *Proof.* ||F - mean_S|| <= (b/m)(||r|| + ||q||) with ||q|| <= D_S,
and (b(m-b)/m^2) <r, w>^2 is at most the largest eigenvalue of S, which is at most D_S^2/4. QED

*Conventions.* ByzFL estimates the eigenvalues by one power iteration from a random start, so that for d >= 2 the set
it selects is random and need not be the least; on the line both agree. The published kappa is (4f/m)(1 + f/(n-2f))^2,
loose by the factor m/(n-2f).

Reference: Allouah, Guerraoui, Gupta, Pinot, Stephan, On the Privacy-Robustness-Utility Trilemma in Distributed
Learning, ICML 2023.
"""

from __future__ import annotations

from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Criterion
from ..open_ends import opened
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from . import _breakdown, _claims, _without_attack
from ._base import Rule
from .kernels import arrays, distances
from .minimum_variance_averaging import choose, extremal, families, kappa_proof

__all__ = ["RULES", "aggregate", "weights"]

NAME: Final = "smea"
_A: Final = s.n - 2 * s.f


@arrays.through_numpy
def aggregate(x: Any, f: int) -> Any:
    """SMEA of the rows of x, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0, 0.0], [1.0, 0.0], [9.0, 9.0], [0.5, 1.0]]), f=1)
    array([0.5       , 0.33333333])
    """
    return distances.mean_of_rows(*choose(x, f, spectral=True))


def weights(x: Any, f: int) -> Any:
    """1/m for the rows that are averaged, 0 for the others: (..., n)."""
    return distances.shares(*choose(x, f, spectral=True))


_LAMBDA: Final = Bound(
    f"{NAME}.lambda.two_steps",
    "lambda",
    "(1 + t)*(f/m)**2 + (1 + 1/t)*f/(4*(n - 2*f))",
    (
        Case(
            "b exchanged",
            Region.of(("f", "1", ""), ("b", "1", "f"), ("m", "f + 1", ""), ("t", "0", "")),
            (("n", "m + f"),),
            (("f", "f"), ("m", "m")),
            (
                Use("least largest eigenvalue", (("b", "b"), ("m", "m"))),
                Use("variance is nonnegative"),
                Combine(
                    "lambda",
                    "E2",
                    "((1 + t)*(f/m)**2 + (1 + 1/t)*f/(4*(m - f)))*D2",
                    (
                        ("two groups of S", "(1 + t)*(b/m)**2"),
                        ("S* on an interval", "(1 + 1/t)*b/(4*(m - b))"),
                        ("D2 >= 0", "(1 + t)*(f**2 - b**2)/m**2 + (1 + 1/t)*(f/(4*(m - f)) - b/(4*(m - b)))"),
                    ),
                ),
            ),
        ),
    ),
    "b = 0 leaves F = M",
    squared=True,
    roots=("(f/m)**2 + f/(4*(n - 2*f))", "(f/m)**2", "f/(4*(n - 2*f))"),
    source="L2",
)

_OPEN: Final = (
    opened(
        Criterion.LAMBDA,
        "two variances are compared along one direction, and the diameter is forgotten there",
        "n - 2f rows at 0, f of S at 1, the faulty at -1: the input of kappa*",
        "the diameter of S kept along the direction of the error",
    ),
)

RULES: Final = (
    Rule(
        name=NAME,
        title="Smallest maximum eigenvalue averaging",
        reference="Allouah et al., On the Privacy-Robustness-Utility Trilemma, ICML 2023",
        aggregate=aggregate,
        claims=(
            _claims.exact(NAME, Criterion.KAPPA, "kappa* = 4f/(n-2f) in every dimension", 4 * s.f / _A, "L2"),
            _claims.exact(NAME, Criterion.XI, "xi* = 4f/(n-2f) in every dimension", 4 * s.f / _A, "L2"),
            _claims.from_memory(
                NAME,
                Criterion.KAPPA,
                "kappa = (4f/m)(1 + f/(n-2f))^2",
                4 * s.f / s.m * (1 + s.f / _A) ** 2,
                "Allouah et al., On the Privacy-Robustness-Utility Trilemma, ICML 2023",
            ),
            _claims.upper(
                NAME,
                Criterion.LAMBDA,
                "lambda* <= f/m + sqrt(f/(n-2f))/2",
                s.f / s.m + sp.sqrt(s.f / _A) / 2,
                "L2",
            ),
        ),
        proofs=(
            kappa_proof(NAME, "least largest eigenvalue"),
            kappa_proof(NAME, "least largest eigenvalue", criterion="xi"),
            _LAMBDA,
        ),
        families=families(NAME, ("kappa", "4*f/(n - 2*f)", ""), ("xi", "4*f/(n - 2*f)", "")),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal},
        searches_up_to=20,
        beside=(
            _without_attack.averages(NAME, "least_spread"),
            _breakdown.at_f(NAME),
        ),
        open=_OPEN,
        traits=frozenset({"translation", "scale", "permutation", "hull", "orthogonal_but_ties"}),
        weights=weights,
    ),
)
