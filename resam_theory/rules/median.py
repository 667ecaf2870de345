r"""Coordinate-wise median (CWMed).

In each coordinate the middle order statistic x_((n+1)/2); for even n the midpoint of the two middle ones. It is the
trimmed mean with k = floor((n-1)/2).

Reference: Yin, Chen, Kannan, Bartlett, Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates,
ICML 2018.
"""

from __future__ import annotations

from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import FBM, RESAM, Criterion, Kind
from ..proof.region import Region
from . import _breakdown, _claims, _coordinate_wise, _without_attack
from ._base import Extremal, Rule
from ._parts import Addition
from .kernels import arrays, order_statistics, weighted

__all__ = ["RULES", "aggregate"]

NAME: Final = "median"


@arrays.through_numpy
def aggregate(x: Any, f: int) -> Any:
    """Median of the rows of x in each coordinate, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [1.0], [3.0], [np.inf]]), f=1)
    array([1.16666667])
    """
    problems = arrays.prepare(x, f)
    return order_statistics.trimmed_mean(problems, _trim(problems.n))


def _trim(n: int) -> int:
    return (n - 1) // 2


def extremal_kappa(n: int, f: int, d: int | float = 1) -> Extremal:
    """(B1) with k = floor((n-1)/2): attains kappa* in every dimension."""
    return _coordinate_wise.trimmed_extremal(n, f, _trim(n))


def extremal_lambda(n: int, f: int, d: int | float = 1) -> Extremal:
    """(B1) with k = floor((n-1)/2): attains lambda* of d = 1, and of d = oo where a design is known."""
    line = extremal_kappa(n, f)
    return _coordinate_wise.over_design(line, d) or line


_K: Final = sp.floor((s.n - 1) / 2)
_PLACES: Final = (
    ("odd n", Region.of(("f", "1", ""), ("h", "f", "")), "2*h + 1", "h", "k"),
    ("even n", Region.of(("f", "1", ""), ("h", "f", "")), "2*h + 2", "h", "k"),
)
_BREAKDOWN: Final = Addition(
    (_breakdown.claim(NAME, Kind.TIGHT, "floor((n-1)/2)", _K),),
    (_coordinate_wise.withstood(NAME),),
    (_breakdown.at_half(NAME, "2*t", of=("f", "f")),),
)

RULES: Final = (
    Rule(
        name=NAME,
        title="Coordinate-wise median",
        reference="Yin et al., Byzantine-Robust Distributed Learning, ICML 2018",
        aggregate=aggregate,
        weigh=weighted.median,
        claims=(
            *_coordinate_wise.order_statistic_claims(NAME, _K),
            _claims.from_memory(
                NAME,
                Criterion.LAMBDA,
                "lambda = n/(2m) min(sqrt(d), 2 sqrt(m))",
                s.n / (2 * s.m) * _coordinate_wise.DELTA,
                RESAM,
            ),
            _claims.published(
                NAME, Criterion.KAPPA, "kappa = 4 (1 + f/(n-2f))^2", 4 * (1 + s.f / (s.n - 2 * s.f)) ** 2, FBM
            ),
        ),
        aliases=("cwmed",),
        families=_coordinate_wise.trimmed_families(
            NAME,
            "(n-1)//2",
            *_PLACES,
        ),
        proofs=(
            *_coordinate_wise.trimmed_proofs(NAME, "(n-1)//2"),
            *_coordinate_wise.plane_proofs(NAME, "(n-1)//2", "2*((n - 1)//2) <= n - f", "2*((n - 1)//2) >= n - f"),
        ),
        extremal={Criterion.LAMBDA: extremal_lambda, Criterion.KAPPA: extremal_kappa},
        beside=(
            _without_attack.trimmed(NAME, "(n-1)//2", _K, *_PLACES),
            _BREAKDOWN,
        ),
        open=_coordinate_wise.open_in_space(3),
        traits=frozenset({"translation", "scale", "permutation", "hull", "coordinate_wise"}),
    ),
)
