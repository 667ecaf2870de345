r"""Coordinate-wise trimmed mean (CWTM).

In each coordinate, with x_(1) <= ... <= x_(n) the sorted values and k = f unless given,

    F(x) = (1/(n - 2k)) sum_{j=k+1}^{n-k} x_(j).

Reference: Yin, Chen, Kannan, Bartlett, Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates,
ICML 2018.
"""

from __future__ import annotations

from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import FBM, RESAM, Claim, Criterion, Domain, Kind, Provenance, Source
from ..errors import require_count
from ..proof.region import Region
from . import _breakdown, _coordinate_wise, _without_attack
from ._base import Extremal, Rule
from .kernels import arrays, order_statistics, weighted

__all__ = ["RULES", "aggregate"]

NAME: Final = "trimmed_mean"


@arrays.through_numpy
def aggregate(x: Any, f: int, *, k: int | None = None) -> Any:
    """Trimmed mean of the rows of x, shape (..., n, d) -> (..., d); k values trimmed on each side, f <= k < n/2.

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [1.0], [3.0], [1e308], [np.nan]]), f=2)
    array([3.])
    """
    problems = arrays.prepare(x, f)
    k = _trim(problems.n, problems.f, k)
    return order_statistics.trimmed_mean(problems, k)


def _trim(n: int, f: int, k: int | None) -> int:
    return f if k is None else require_count("k", k, low=f, high=(n - 1) // 2)


def extremal_kappa(n: int, f: int, d: int | float = 1) -> Extremal:
    """(B1) with k = f: attains kappa* in every dimension."""
    return _coordinate_wise.trimmed_extremal(n, f, f)


def extremal_lambda(n: int, f: int, d: int | float = 1) -> Extremal:
    """(B1) with k = f: attains lambda* of d = 1, and of d = oo where a design is known."""
    line = extremal_kappa(n, f)
    return _coordinate_wise.over_design(line, d) or line


def _plane(name: str, statement: str, value: sp.Expr, where: Any) -> Claim:
    source = Source(Provenance.DERIVED, where="a coupling of the two coordinates; attained by an equilateral triangle")
    domain = Domain(d_min=2, d_max=2, where=where)
    return Claim(f"{NAME}.lambda.{name}", NAME, Criterion.LAMBDA, Kind.TIGHT, statement, value, source, domain)


_PLACE: Final = ("all", Region.of(("f", "1", ""), ("a", "1", "")), "a + 2*f", "a", "n - 2*f")

RULES: Final = (
    Rule(
        name=NAME,
        title="Coordinate-wise trimmed mean",
        reference="Yin et al., Byzantine-Robust Distributed Learning, ICML 2018",
        aggregate=aggregate,
        weigh=weighted.trimmed_mean,
        claims=(
            *_coordinate_wise.order_statistic_claims(NAME, s.f),
            _plane(
                "exact_plane",
                "lambda* = f (m + sqrt(3) (m-2f)) / (2m (m-f)) for d = 2, n >= 3f",
                s.f * (s.m + sp.sqrt(3) * (s.m - 2 * s.f)) / (2 * s.m * (s.m - s.f)),
                s.n >= 3 * s.f,
            ),
            _plane(
                "exact_plane_large_f",
                "lambda* = (m + sqrt(3) (2f-m)) / (2m) for d = 2, n <= 3f",
                (s.m + sp.sqrt(3) * (2 * s.f - s.m)) / (2 * s.m),
                s.n <= 3 * s.f,
            ),
            Claim(
                f"{NAME}.lambda.published",
                NAME,
                Criterion.LAMBDA,
                Kind.UPPER,
                "lambda = (f/m) min(sqrt(d), 2 sqrt(m))",
                s.f / s.m * _coordinate_wise.DELTA,
                Source(Provenance.FROM_MEMORY, RESAM),
            ),
            Claim(
                f"{NAME}.kappa.published",
                NAME,
                Criterion.KAPPA,
                Kind.UPPER,
                "kappa = 6f/(n-2f) (1 + f/(n-2f))",
                6 * s.f / (s.n - 2 * s.f) * (1 + s.f / (s.n - 2 * s.f)),
                Source(Provenance.PUBLISHED, FBM),
            ),
        ),
        aliases=("cwtm",),
        families=_coordinate_wise.trimmed_families(NAME, "f", _PLACE),
        proofs=(
            *_coordinate_wise.trimmed_proofs(NAME, "f"),
            *_coordinate_wise.plane_proofs(NAME, "f", "n >= 3*f", "n <= 3*f"),
        ),
        extremal={Criterion.LAMBDA: extremal_lambda, Criterion.KAPPA: extremal_kappa},
        beside=(
            _without_attack.trimmed(NAME, "f", s.f, _PLACE),
            _breakdown.at_f(NAME, "n*t"),
        ),
        open=_coordinate_wise.open_in_space(3),
        traits=frozenset({"translation", "scale", "permutation", "hull", "coordinate_wise"}),
    ),
)
