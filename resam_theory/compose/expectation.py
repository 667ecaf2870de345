r"""(A7) in expectation: bucketing in an order drawn uniformly after the inputs are fixed.

Let s divide n, N = n/s, w = (s-1)f, m = n - f; N - f of the buckets without faulty rows, drawn uniformly, are *good*.

[derived here]. Exactly, E||mean_y - mean_S||^2 = b V and E(V_y + ||mean_y - mean_S||^2) = (b + v) V, with

    b = w / ((m-w)(m-1)),   b + v = (m-s) / (s(m-1)),

so that for every F with coefficient kappa at (N, f): E||F - mean_S||^2 <= min{(sqrt(kappa v) + sqrt(b))^2, (1 + kappa)
(b + v)} V. *Proof.* The rows in good buckets are m - w of S drawn without replacement, each bucket s of them: variances
of such means are (V/k)(m-k)/(m-1) for k rows. Per order ||F - mean_y||^2 <= kappa V_y; Minkowski's inequality in L2
gives the first, ||a + c||^2 <= (1 + kappa)(||a||^2/kappa + ||c||^2) the second. QED

Both are laws for all (n, f, s), :data:`LAWS`: the first bound is (1 + t) kappa v + (1 + 1/t) b for every t > 0, whose
minimum over t it is. The published variance factor is 1/s. For the trimmed mean the bound never is below the bare
rule's f/(n-2f).

>>> [str(share) for share in shares(6, 1, 2)]
['1/16', '5/16']
"""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from typing import Final

from ..claims import Claim, Criterion, Kind, Provenance, Source
from ..errors import require_n_f
from ..proof.bounds import Combine, Use
from ..proof.laws import INNER, Law, meanings
from ..proof.region import Region, parse

__all__ = ["CLAIMS", "EXAMINED", "LAWS", "bound", "shares"]

EXAMINED: Final = ("trimmed_mean", "mean_around_median")
"""Rules behind bucketing whose expectations are computed, over all orders or by draws."""


def shares(n: int, f: int, s: int) -> tuple[Fraction, Fraction]:
    """(b, v); ValueError unless s divides n and n/s > 2f."""
    n, f = require_n_f(n, f, f_min=1)
    if n % s or n // s <= 2 * f:
        raise ValueError(f"s = {s} is not admissible: need a divisor s of n = {n} with n/s > 2f = {2 * f}")
    at = {"f": Fraction(f), "s": Fraction(s), "a": Fraction(n // s - 2 * f)}
    meant = meanings(LAWS["bucketing.expectation.shares"])
    return parse(meant["b"]).at(at), parse(meant["v"]).at(at)


def bound(n: int, f: int, s: int, kappa: float) -> float:
    """The bound on E||F - mean_S||^2/V_S, ``kappa`` that of the rule that follows at (n/s, f).

    >>> round(bound(6, 1, 2, 1.0), 6)
    0.654508
    """
    b, v = map(float, shares(n, f, s))
    return min((sqrt(kappa * v) + sqrt(b)) ** 2, (1 + kappa) * (b + v))


_GIVEN: Final = (
    *(("n", "s*(a + 2*f)"), ("m", "n - f"), ("g", "m - (s - 1)*f")),
    *(("b", "(s - 1)*f/(g*(m - 1))"), ("v", "m*(g - s)/(s*g*(m - 1))"), ("c", "(m - s)/(s*(m - 1))")),
)


def _from(*weights: str) -> tuple[tuple[str, str], ...]:
    """Weights (name, expression) of what the rule of inference says of a bucket and of all good rows."""
    return tuple((name, "1/s**2" if name.startswith("a bucket") else "1/g**2") for name in weights)


_BIAS: Final = Combine("bias from above", "BY", "b*V", _from("all good rows, above"))
_VARIANCE: Final = Combine("variance from above", "VY", "v*V", _from("a bucket, above", "all good rows, below"))
_BOTH: Final = Combine("both from above", "VY + BY", "c*V", _from("a bucket, above"))


def _law(short: str, *steps: Combine, claims: int, rows: tuple[tuple[str, str, str], ...] = ()) -> Law:
    """The law whose last steps are claimed."""
    region = Region.of(("f", "1", ""), ("s", "1", ""), ("a", "1", ""), (INNER, "0", ""), *rows)
    use = Use("buckets of a random order", (("f", "f"), ("m", "m"), ("s", "s"), ("inner", INNER)))
    claimed = tuple(step.name for step in steps[-claims:])
    about, name = "bucketing in a random order", f"bucketing.expectation.{short}"
    return Law(name, about, region, ("f", "s", "a"), _GIVEN, (use, *steps), claimed)


def _shares() -> Law:
    return _law(
        "shares",
        *(_BIAS, Combine("bias from below", "b*V", "BY", _from("all good rows, below"))),
        _VARIANCE,
        Combine("variance from below", "v*V", "VY", _from("a bucket, below", "all good rows, above")),
        *(_BOTH, Combine("both from below", "c*V", "VY + BY", _from("a bucket, below"))),
        claims=6,
    )


def _bound() -> Law:
    first = (
        *(("triangle", "1"), ("inner", "1 + t"), ("bias", "1 + 1/t")),
        *((_VARIANCE.name, f"{INNER}*(1 + t)"), (_BIAS.name, "1 + 1/t")),
    )
    second = (("triangle", "1"), ("inner", f"1 + 1/{INNER}"), ("bias", f"1 + {INNER}"), (_BOTH.name, f"1 + {INNER}"))
    return _law(
        "bound",
        *(_BIAS, _VARIANCE, _BOTH),
        Combine("Minkowski", "E2", f"((1 + t)*{INNER}*v + (1 + 1/t)*b)*V", first),
        Combine("Cauchy-Schwarz", "E2", f"(1 + {INNER})*c*V", second),
        claims=2,
        rows=(("t", "0", ""),),
    )


LAWS: Final[dict[str, Law]] = {law.id: law for law in (_shares(), _bound())}
"""By the id of the claim that each proves."""


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
