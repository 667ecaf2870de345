"""Geometric median: (B2) for all (n, f), and the worst inputs. The statements are those of :mod:`.geometric_median`."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place

__all__ = ["FAMILIES", "PROOFS", "UNATTACKED", "half"]

NAME: Final = "geometric_median"
_STATIONARY: Final = "stationarity of a geometric median"


def half(rule: str, criterion: str, use: str = _STATIONARY) -> Bound:
    """The same argument without an attack, kappa_0* <= h/(n-h), and with all but (n-1)//2 rows in S, which leave the
    output bounded."""
    sizes = {"no_attack": ("(2*h + 1)", "2*h"), "breakdown": ("(h + 1)", "(h + 1)")}[criterion]
    far = ("h", "h - 1")
    cases = tuple(
        replace(case, given=(*case.given, ("k", k)))
        for (parity, n, least), m, k in zip(
            (("odd", "(2*h + 1)", "f"), ("even", "2*h", "f + 1")), sizes, far, strict=True
        )
        for few in (True, False)
        for case in (_kappa_case(parity, n, least, few=few, m=m, rule=use),)
    )
    value = "h/(n - h)" if criterion == "no_attack" else "k"
    names = (("h", "n//2"), ("k", "(n-1)//2"))
    return Bound(f"{rule}.{criterion}.half", criterion, value, cases, "n is odd or even; p <= h or p > h", names=names)


def _kappa_case(parity: str, n: str, least_h: str, *, few: bool, m: str = "", rule: str = _STATIONARY) -> Case:
    """p <= h (``few``) or p >= h + 1: p, respectively n - p, is at most h, and E2 <= (h/m)(V + E2); S has m members,
    n - f unless it is said."""
    own, size = f"({n} - f)", "p" if few else f"({n} - p)"
    m = m or own
    row = ("p", "0", "h") if few else ("p", "h + 1", n)
    label, rest = "few" if few else "balanced", f"{m}*(h - {size})/(({m} - h)*({m} - {size}))"
    return Case(
        f"{parity} n, {'p <= h' if few else 'p > h'}",
        Region.of(("f", "1", ""), ("h", least_h, ""), row),
        (("n", n), ("m", own)),
        (("f", "f"), ("h", "h")),
        (
            Use(rule, (("m", m), ("n", n), ("p", "p"))),
            Use("variance is nonnegative"),
            Combine("kappa", "E2", f"h/({m} - h)*V", ((label, f"{m}/({m} - {size})"), ("V >= 0", rest))),
        ),
    )


_SHARE: Final = "(m - 1)/m"
_WIDE: Final = f"{_SHARE}*2*m/(3*m - f)"
_NARROW: Final = f"{_SHARE}*m**2/(2*(m**2 - f**2))"


def _angles() -> Bound:
    """lambda*^2 <= ((m-1)/m) max(1/(2(1-c^2)), 2/(3-c)), c = f/m, in every dimension.

    Wide angles: (1-c) E2 <= 2V and V <= M - E2 (M = (m-1)/m D2) give (3-c) E2 <= 2M. Narrow angles: with g(y) =
    (1+y)(2-c-y) they give g(y) E2 <= M, and with 2V <= M also (1+y)(y-c) E2 <= 0. On 0 <= y <= c, g >= (3-c)/2 where
    c <= 1/2, and g(y) - 2(1-c^2) = (c-y)(y+2c-1) >= 0 where c >= 1/2. On y >= c the first and twice the second give
    (1+y)(2+y-3c) E2 <= M, where (1+y)(2+y-3c) >= 2(1-c^2).
    """
    narrow = Use("narrow angles at a geometric median", (("f", "f"), ("m", "m"), ("y", "y")))
    nonnegative = Use("variance is nonnegative")
    g, h = "((1 + y)*(2 - f/m - y))", "((1 + y)*(2 + y - 3*f/m))"

    def below_c(name: str, rows: tuple[tuple[str, str, str], ...], value: str) -> Case:
        weights = (("angles", f"1/{g}"), ("D2 >= 0", f"{value} - {_SHARE}/{g}"))
        claim = Combine("lambda", "E2", f"{value}*D2", weights)
        region = Region.of(("f", "1", ""), *rows, ("y", "0", "f/m"))
        return Case(name, region, (("n", "m + f"),), (("f", "f"), ("m", "m")), (narrow, nonnegative, claim))

    f_m = (("f", "1", ""), ("m", "f + 1", ""))
    wide = Case(
        "wide angles",
        Region.of(*f_m),
        (("n", "m + f"),),
        (("f", "f"), ("m", "m")),
        (
            Use("wide angles at a geometric median", (("f", "f"), ("m", "m"))),
            Combine("lambda", "E2", f"{_WIDE}*D2", (("angles", "m/(3*m - f)"), ("wide", "2*m/(3*m - f)"))),
        ),
    )
    beyond = Case(
        "narrow angles, y >= c",
        Region.of(*f_m, ("y", "f/m", "1")),
        (("n", "m + f"),),
        (("f", "f"), ("m", "m")),
        (
            narrow,
            nonnegative,
            Combine(
                "lambda",
                "E2",
                f"{_NARROW}*D2",
                (("angles", f"3/{h}"), ("half", f"2/{h}"), ("D2 >= 0", f"{_NARROW} - {_SHARE}/{h}")),
            ),
        ),
    )
    return Bound(
        f"{NAME}.lambda.angles",
        "lambda",
        _WIDE,
        (
            wide,
            below_c("narrow angles, y <= c <= 1/2", (("m", "2*f", ""),), _WIDE),
            below_c("narrow angles, y <= c, c >= 1/2", (("m", "f + 1", "2*f"),), _NARROW),
            beyond,
        ),
        "C >= E2 or C < E2; y <= c or y >= c; c <= 1/2 or c >= 1/2",
        squared=True,
        alternatives=(_NARROW,),
        source="B2",
    )


PROOFS: Final = (
    _angles(),
    Bound(
        f"{NAME}.kappa.every_dimension",
        "kappa",
        "h/(m - h)",
        tuple(
            _kappa_case(parity, n, least, few=few)
            for parity, n, least in (("odd", "(2*h + 1)", "f"), ("even", "2*h", "f + 1"))
            for few in (True, False)
        ),
        "n is odd or even, and p <= h or p >= h + 1",
        names=(("h", "n//2"),),
        source="B2",
    ),
)


def _family(criterion: str, value: str, *, faulty: bool = True) -> Family:
    """:func:`extremal` for all (n, f); for even n the output is one end of the segment of minimisers."""
    at = (("f", "f"), ("h", "h"))
    clusters = (Cluster("h", ("1",), True), Cluster("m - h", ("0",), True), Cluster("f", ("0",), not faulty))
    cases = tuple(
        Place(f"{parity} n", Region.of(("f", "1", ""), ("h", least, "")), (("n", n), ("m", f"{n} - f")), at, clusters)
        for parity, n, least in (("odd", "2*h + 1", "f"), ("even", "2*h", "f + 1"))
    )
    return Family(f"{NAME}.{criterion}.attained", criterion, value, cases, (("h", "n//2"),), source="B2")


UNATTACKED: Final = _family("no_attack", "h/(n - h)", faulty=False)
FAMILIES: Final = (_family("kappa", "h/(m - h)"), _family("lambda", "(h/m)**2"))
