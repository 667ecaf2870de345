r"""Inter-quartile mean: in each coordinate the mean of the middle half of the values, cut at exactly n/4 on each side.

With k = floor(n/4) the order statistics k+1 and n-k count with the share 1 - (n/4 - k) that lies inside:

    F(x) = (2/n) ((k+1-n/4) (x_(k+1) + x_(n-k)) + x_(k+2) + ... + x_(n-k-1)).

*Conventions.* This is the definition of statistics; scipy.stats.trim_mean(x, 1/4) drops whole values, floor(n/4) on
each side: the trimmed mean with k = floor(n/4).

The rule does not look at f. By (L1) it has no finite coefficient once f > n/4; for f <= n/4, with w = (2/n)(k+1-n/4)
and v the mean (1-w)/(m-k-1) of the weights behind it, kappa* = m (w^2 + (1-w) v) - 1 if w <= v and m/(m-k) - 1
otherwise: where 4 divides n, or n - 1 if n >= 12f - 3. lambda* for d = 1 is the larger of k/m and (k+1)/m - w: the
steps behind lose more weight than 1/m each.

Reference: Tukey, A Survey of Sampling from Contaminated Distributions, 1960; Huber, Robust Statistics, 1981.
"""

from __future__ import annotations

from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Claim, Criterion
from ..definitions.order_by_size import OrderBySize
from . import _claims
from . import _interquartile_proofs as _proofs
from .l_estimator import member

__all__ = ["RULES"]

NAME: Final = "interquartile_mean"
SCHEME: Final = "interquartile"
_K: Final = sp.floor(s.n / 4)
_W: Final = sp.Rational(2) / s.n * (_K + 1 - s.n / 4)
_APART: Final = s.m * (_W**2 + (1 - _W) ** 2 / (s.m - _K - 1)) - 1
_LAMBDA: Final = sp.Max(_K / s.m, (_K + 1) / s.m - _W)


def _claims_about() -> tuple[Claim, ...]:
    place = "L1; docstring of the rule's module"
    step = "k/(m-k), k = floor(n/4), where n >= 4f and 4 | n, or 4 | n-1 and n >= 12f-3"
    apart = "m(w^2 + (1-w)^2/(m-k-1)) - 1, k = floor(n/4), w = (2/n)(k+1-n/4), for other n >= 4f"
    at: dict[str, Any] = {"where": _proofs.condition(_proofs.POOLED)}
    kappa, _, plenty = _claims.coordinate_wise_claims(NAME, _K / (s.m - _K), 0, (step, ""), place, **at)
    at = {"where": _proofs.condition(_proofs.APART), "suffix": "_apart"}
    other, _, others = _claims.coordinate_wise_claims(NAME, _APART, 0, (apart, ""), place, **at)
    line = "lambda* = max(k/m, (k+1)/m - w) for d = 1, n >= 4f"
    few = _proofs.condition(_proofs.FEW)
    return (
        *(kappa, other, plenty, others),
        _claims.exact(NAME, Criterion.LAMBDA, line, _LAMBDA, place, name="exact_line", d_max=1, where=few),
        *_claims.unbounded(NAME, "for f > n/4 the inter-quartile mean", "L1", where=4 * s.f > s.n),
    )


RULES: Final = (
    member(
        NAME,
        "Coordinate-wise inter-quartile mean",
        "Tukey, A Survey of Sampling from Contaminated Distributions, 1960",
        OrderBySize(SCHEME),
        claims=_claims_about(),
        aliases=("iqm",),
        proofs=_proofs.PROOFS,
        families=(
            *_proofs.FAMILIES,
            *_claims.unbounded_families(
                *(NAME, ("m", "0", True), ("f", "1", False)),
                **{"rows": (("a", "1", ""), ("f", "(a + 1)/2", "")), "where": "4*f > n"},
            ),
        ),
    ),
)
