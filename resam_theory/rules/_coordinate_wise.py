r"""What the trimmed mean and the median share: statement (B1) and its extremal inputs; exact evaluation by coordinate.

(B1) [derived here]. The coordinate-wise mean of the order statistics k+1..n-k, k >= f and 2k < n, has
kappa* = k/(m-k) in every dimension, lambda* = k/m for d = 1, lambda*^2 = kappa* (m-1)/(2m) for d = oo, and for any d
lambda* <= min(sqrt(d) k/m, sqrt(kappa* (m-1)/(2m))). Proof: theory.md, B1.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from fractions import Fraction
from typing import Final

import sympy as sp
from sympy.utilities.iterables import multiset_permutations

from .. import symbols as s
from ..claims import Claim, Criterion, Domain, Kind, Provenance, Source
from ..criteria import KAPPA_TO_LAMBDA
from ..errors import require_d, require_n_f
from ..open_ends import FINITE, Open, opened
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place
from ._base import Extremal, Point

__all__ = [
    "DELTA",
    "LARGEST_DESIGN",
    "balanced_columns",
    "order_statistic_claims",
    "over_design",
    "plane_proofs",
    "trimmed_extremal",
    "trimmed_families",
    "trimmed_proofs",
    "withstood",
]

DELTA: Final = sp.Min(sp.sqrt(s.d), 2 * sp.sqrt(s.m))
"""The dimension factor of the published constants of coordinate-wise rules (from memory)."""

LARGEST_DESIGN: Final = 2048
"""The largest number of coordinates of an extremal input for d = oo."""

MOST_OUTPUTS: Final = 4096
"""The largest number of tied outputs that are listed."""


def order_statistic_claims(rule: str, k: sp.Expr) -> tuple[Claim, ...]:
    """The claims of (B1) about ``rule``, which trims ``k`` (an expression in n and f) values on each side."""
    kappa = k / (s.m - k)
    at_infinity = sp.sqrt(KAPPA_TO_LAMBDA.expression.subs(s.kappa, kappa))
    derived = Source(Provenance.DERIVED, where="B1")
    of_k = f"with k = {k}"

    def claim(name: str, kind: Kind, text: str, value: sp.Expr, domain: Domain) -> Claim:
        criterion = Criterion.KAPPA if name == "exact" else Criterion.LAMBDA
        return Claim(f"{rule}.{criterion}.{name}", rule, criterion, kind, f"{text}, {of_k}", value, derived, domain)

    return (
        claim("exact", Kind.TIGHT, "kappa* = k/(m-k) in every dimension", kappa, Domain()),
        claim("exact_line", Kind.TIGHT, "lambda* = k/m for d = 1", k / s.m, Domain(d_max=1)),
        claim(
            "exact_sup",
            Kind.TIGHT,
            "lambda*^2 = kappa* (m-1)/(2m) as a supremum over d",
            at_infinity,
            Domain(d_min=sp.oo),
        ),
        claim(
            "bound",
            Kind.UPPER,
            "lambda* <= min(sqrt(d) k/m, sqrt(kappa* (m-1)/(2m)))",
            sp.Min(sp.sqrt(s.d) * k / s.m, at_infinity),
            Domain(),
        ),
    )


def trimmed_proofs(rule: str, k: str) -> tuple[Bound, Bound]:
    """(B1) for all (n, f): kappa* <= k/(m-k) and, on the line, lambda* <= k/m; ``k`` a count in n and f.

    With s = n - 2k - 1 >= 0 the kept share of S has m - k = k + 1 + s - f members.
    """
    n, kept, m = "(2*k + 1 + s)", "(k + 1 + s - f)", "(2*k + 1 + s - f)"
    region = Region.of(("f", "1", ""), ("k", "f", ""), ("s", "0", ""))
    use = Use("added points shift order statistics", (("f", "f"), ("k", "k"), ("n", n)))

    def bound(criterion: str, value: str, claim: Combine) -> Bound:
        at = (("f", "f"), ("k", "k"), ("s", "n - 2*k - 1"))
        case = Case("f <= k < n/2", region, (("n", n), ("m", m)), at, (use, claim))
        name = f"{rule}.{criterion}.{'every_dimension' if criterion == 'kappa' else 'line'}"
        return Bound(name, criterion, value, (case,), "one case", line=True, names=(("k", k),), source="B1")

    return (
        bound(
            "kappa",
            "k/(m - k)",
            Combine("kappa", "E2", f"k/{kept}*V", (("squared shift", "1"), ("variance between", f"k/{kept}"))),
        ),
        bound("lambda", "k/m", Combine("lambda", "E", f"k/{m}*D", (("shift", "1"), ("range", f"k/{m}")))),
    )


def withstood(rule: str) -> Bound:
    """The median's output is bounded with k = (n-1)//2 rows outside S, by the same proof: n - 2k = 1 + s."""
    n = "(2*k + 1 + s)"
    steps = (
        Use("added points shift order statistics", (("f", "k"), ("k", "k"), ("n", n))),
        Combine("bounded", "E2", "k/(1 + s)*V", (("squared shift", "1"), ("variance between", "k/(1 + s)"))),
    )
    region = Region.of(("f", "1", ""), ("k", "f", ""), ("s", "0", ""))
    at = (("f", "f"), ("k", "k"), ("s", "n - 2*k - 1"))
    case = Case("f <= k < n/2", region, (("n", n), ("m", f"{n} - f")), at, steps)
    return Bound(f"{rule}.breakdown.withstood", "breakdown", "k", (case,), "", line=True, names=(("k", "(n-1)//2"),))


def plane_proofs(rule: str, k: str, small: str, large: str) -> tuple[Bound, Bound]:
    """lambda* in the plane for all (n, f), by a coupling of the two coordinates: 2k <= m (``small``, a condition on n
    and f) and 2k >= m; with b = min(k, m-k) and u = b/(m-b), lambda* <= (k/m) (u + (1-u) (1 + sqrt 3)/2)."""

    def bound(name: str, b: str, s: tuple[str, str, str], where: str) -> Bound:
        m, n = "(n - f)", "(2*k + 1 + s)"
        share, rest = f"({b})/({m} - ({b}))", f"({m} - 2*({b}))/({m} - ({b}))"
        corner = "(1/2 + t/2 + 3/(8*t))"
        value = f"k/{m}*({share} + {rest}*{corner})"
        here = re.sub(r"\bn\b", n, value)
        slack = re.sub(r"\bn\b", n, f"k/{m}*A*{rest}*({corner} - 1)")
        at = (("f", "f"), ("k", "k"), ("s", "n - 2*k - 1"))
        use = Use(
            "coupling of two coordinates",
            (("A", "A"), ("b", re.sub(r"\bn\b", n, b)), ("f", "f"), ("k", "k"), ("n", n), ("t", "t")),
        )
        steps = (
            use,
            Use("variance is nonnegative"),
            Combine("lambda", "E", f"({here})*D", (("coupling", "1"), ("D >= 0", slack))),
        )
        region = Region.of(("f", "1", ""), ("k", "f", ""), s, ("A", "0", "1"), ("t", "0", ""))
        case = Case("A in common", region, (("n", n), ("m", f"({n} - f)")), at, steps)
        roots = (f"k/{m}*({share} + {rest}/2)", f"k/{m}*{rest}/2", f"3*k/{m}*{rest}/8")
        return Bound(
            f"{rule}.lambda.{name}",
            "lambda",
            value,
            (case,),
            where,
            False,
            plane=True,
            names=(("k", k),),
            roots=roots,
            where=where,
            source="B1",
        )

    return (
        bound("plane", "k", ("s", "f - 1", ""), small),
        bound("plane_large_k", "(n - f - k)", ("s", "0", "f - 1"), large),
    )


def trimmed_families(rule: str, k: str, *places: tuple[str, Region, str, str, str]) -> tuple[Family, Family]:
    """:func:`trimmed_extremal` for all (n, f); ``places``: name, region, n, a symbol and its value at (n, f)."""

    def case(name: str, region: Region, n: str, symbol: str, value: str) -> Place:
        given = (("n", n), ("m", f"{n} - f"), *((("k", symbol),) if k != "f" else (("k", "f"),)))
        clusters = (Cluster("k", ("0",), True), Cluster("m - k", ("1",), True), Cluster("f", ("1",), False))
        return Place(name, region, given, (("f", "f"), (symbol, value)), clusters)

    def family(criterion: str, value: str) -> Family:
        name = f"{rule}.{criterion}.attained"
        return Family(name, criterion, value, tuple(case(*place) for place in places), (("k", k),), source="B1")

    return family("kappa", "k/(m - k)"), family("lambda", "(k/m)**2")


def trimmed_extremal(n: int, f: int, k: int) -> Extremal:
    """d = 1: k of S at 0, the m-k others of S and the f faulty at 1. The output is 1, the mean of S is (m-k)/m.

    It attains kappa* = k/(m-k) and, since D_S = 1, also lambda* = k/m of d = 1.
    """
    n, f = require_n_f(n, f, f_min=1)
    zero, one = Fraction(0), Fraction(1)
    points = tuple((zero if i < k else one,) for i in range(n))
    return Extremal(points, tuple(range(n - f)), (one,))


def over_design(line: Extremal, d: int | float) -> Extremal | None:
    """A d = 1 input with its values on S permuted in balanced ways, one per coordinate; None if no design fits in d.

    All pairwise distances inside S are then equal, so (C1) is an equality: an input that attains kappa* of a
    coordinate-wise rule becomes one that attains lambda* of d = oo.
    """
    assert line.output is not None
    columns = balanced_columns(tuple(line.points[i][0] for i in line.honest))
    if columns is None or len(columns) > require_d(d):
        return None
    place = {i: position for position, i in enumerate(line.honest)}
    points = tuple(
        tuple(column[place[i]] for column in columns) if i in place else point * len(columns)
        for i, point in enumerate(line.points)
    )
    return Extremal(points, line.honest, line.output * len(columns), line.note)


def balanced_columns(pattern: Point) -> list[Point] | None:
    """Permutations of ``pattern`` whose squared differences, summed, are the same for every pair of positions.

    All permutations, or for a prime number m of positions (when fewer) those of the form i -> a i + b mod m: that group
    moves any ordered pair to any other, so no pair is special. None above :data:`LARGEST_DESIGN`.

    >>> zero, one = Fraction(0), Fraction(1)
    >>> [len(balanced_columns((zero,) * k + (one,) * (m - k)) or ()) for m, k in ((4, 2), (11, 4), (16, 8))]
    [6, 55, 0]
    """
    m = len(pattern)
    number = math.factorial(m) // math.prod(math.factorial(count) for count in Counter(pattern).values())
    prime = m > 1 and all(m % p for p in range(2, math.isqrt(m) + 1))
    if prime and m * (m - 1) < min(number, LARGEST_DESIGN + 1):
        images = {tuple(pattern[(a * i + b) % m] for i in range(m)) for a in range(1, m) for b in range(m)}
        return sorted(images)
    if number > LARGEST_DESIGN:
        return None
    return [tuple(Fraction(value) for value in column) for column in multiset_permutations(sorted(pattern))]


def open_in_space(d_min: int) -> tuple[Open, ...]:
    """lambda* of a coordinate-wise rule from ``d_min`` dimensions on, the supremum over d left out."""
    return (
        opened(
            Criterion.LAMBDA,
            "the lesser of sqrt(d) times the constant of the line and of (C1)",
            "the worst input of the line or of the plane in other orders as coordinates, or inputs found by search",
            "a coupling of coordinates over the same S; one of two is known, for order statistics of equal weights",
            d_min=d_min,
            d_max=FINITE,
        ),
    )
