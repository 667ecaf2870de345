r"""(A7) in expectation: bucketing in an order drawn uniformly after the inputs are fixed.

Let s divide n, N = n/s, w = (s-1)f, m = n - f; N - f of the buckets without faulty rows, drawn uniformly, are *good*.

[derived here]. Exactly, E||mean_y - mean_S||^2 = b V and E(V_y + ||mean_y - mean_S||^2) = (b + v) V, with

    b = w / ((m-w)(m-1)),   b + v = (m-s) / (s(m-1)),

so that for every F with coefficient kappa at (N, f): E||F - mean_S||^2 <= min{(sqrt(kappa v) + sqrt(b))^2, (1 + kappa)
(b + v)} V. *Proof.* The rows in good buckets are m - w of S drawn without replacement, each bucket s of them: variances
of such means are (V/k)(m-k)/(m-1) for k rows. Per order ||F - mean_y||^2 <= kappa V_y; Minkowski's inequality in L2
gives the first, ||a + c||^2 <= (1 + kappa)(||a||^2/kappa + ||c||^2) the second. QED

The published variance factor is 1/s. For the trimmed mean the bound never is below the bare rule's f/(n-2f).

>>> [str(share) for share in shares(6, 1, 2)]
['1/16', '5/16']
"""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from typing import Final

from ..claims import Claim, Criterion, Kind, Provenance, Source
from ..errors import require_n_f

__all__ = ["CLAIMS", "EXAMINED", "bound", "shares"]

EXAMINED: Final = ("trimmed_mean", "mean_around_median")
"""Rules behind bucketing whose expectations are computed, over all orders or by draws."""


def shares(n: int, f: int, s: int) -> tuple[Fraction, Fraction]:
    """(b, v); ValueError unless s divides n and n/s > 2f."""
    n, f = require_n_f(n, f, f_min=1)
    if n % s or n // s <= 2 * f:
        raise ValueError(f"s = {s} is not admissible: need a divisor s of n = {n} with n/s > 2f = {2 * f}")
    m, w = n - f, (s - 1) * f
    b = Fraction(w, (m - w) * (m - 1))
    return b, Fraction(m - s, s * (m - 1)) - b


def bound(n: int, f: int, s: int, kappa: float) -> float:
    """The bound on E||F - mean_S||^2/V_S, ``kappa`` that of the rule that follows at (n/s, f).

    >>> round(bound(6, 1, 2, 1.0), 6)
    0.654508
    """
    b, v = map(float, shares(n, f, s))
    return min((sqrt(kappa * v) + sqrt(b)) ** 2, (1 + kappa) * (b + v))


CLAIMS: Final = (
    Claim(
        "bucketing.expectation.shares",
        "bucketing",
        Criterion.PROOF,
        Kind.EXPECTED,
        "over a uniform order: E||mean_y - mean_S||^2 = w/((m-w)(m-1)) V, E(V_y + ||mean_y - mean_S||^2) = "
        "(m-s)/(s(m-1)) V, w = (s-1)f",
        None,
        Source(Provenance.DERIVED, where="A7"),
    ),
    Claim(
        "bucketing.expectation.bound",
        "bucketing",
        Criterion.PROOF,
        Kind.EXPECTED,
        "over a uniform order: E||F - mean_S||^2 <= min{(sqrt(kappa v) + sqrt(b))^2, (1+kappa)(b+v)} V",
        None,
        Source(Provenance.DERIVED, where="A7"),
    ),
)
