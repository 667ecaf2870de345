r"""Mean around the median (MeaMed).

In each coordinate, the mean of the m = n - f values closest to the median mu (midpoint of the two middle values for
even n). With sorted values y_0 <= ... <= y_{n-1} the m closest are a window of consecutive values, and since
y_j <= mu <= y_{j+m} for j < f the window is found by f independent comparisons:

    F(x) = (1/m) ( sum_{i=f}^{m-1} y_i + sum_{j<f} (y_{j+m} if y_j + y_{j+m} < 2 mu else y_j) ).

Both sides are sums of two inputs, compared exactly: with s + e = a + b, s the rounded sum and e its error, the rounded
sums decide unless they are equal, and then the errors do. (Differences to a rounded mu would choose wrongly.)

Tie rule: of two values at the same distance from mu the smaller is taken, whatever the order of rows.

**Exact kappa* [derived here].** With h = floor(n/2), kappa* = 4f(h+1)/(m(h+1-f)) in every dimension, f >= 1.

*Proof.* Coordinates add up (same S), so d = 1. Let W be the window and E = F - mean_S >= 0 (else mirror), and split S
\ W into the values L below W and U above W. As |W \ S| = |S \ W| and W lies below U, dropping U and as many members
of W \ S leaves m E <= (sum over l = |L| <= f members of W \ S) - sum_L. These exceed mu by at most mu - max L, an
excluded value's distance, so m E <= l (2 mu - max L) - sum_L <= 2 sum_L (mu - x). Adding f points can only lower
order statistics, so with y the sorted S: mu <= y_(h+1), or the mean of y_(h) and y_(h+1) for even n; either is at
most the mean mu_A of the largest q = h+1-f values of S. Hence m E <= 2l (mu_A - mu_B), mu_B the mean of the l
smallest; as l + q <= m, m V_S >= (mu_A - mu_B)^2 / (1/l + 1/q), and E^2 <= (4l/m)(1 + l/q) V_S, which increases with
l <= f. Attained: f members of S at -2, q at a = 2f/q, the rest at 0, the faulty at 2a + 2: a tie, whose admissible
outputs include the worst. QED The same chain gives lambda* = 2f/m for d = 1, and the permutation argument (B1, last
line) gives lambda*^2 = kappa* (m-1)/(2m) for d = oo.

Reference: Xie, Koyejo, Gupta, Generalized Byzantine-tolerant SGD, 2018, arXiv 1802.10116.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import RESAM, Criterion
from ..criteria import KAPPA_TO_LAMBDA
from ..errors import require_n_f
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place
from . import _breakdown, _claims, _coordinate_wise, _without_attack
from ._base import Extremal, Rule
from ._parts import EITHER, EITHER_FROM_3
from .kernels import around, arrays, weighted
from .kernels.order_statistics import Operation, Program, ProgramWriter, columns, run

__all__ = ["FAR", "MIDDLE", "RULES", "VALUE", "aggregate", "proof"]

NAME: Final = "mean_around_median"

_H: Final = sp.floor(s.n / 2)
KAPPA: Final = 4 * s.f * (_H + 1) / (s.m * (_H + 1 - s.f))
"""kappa* in every dimension; see the module's docstring."""


@arrays.through_numpy
def aggregate(x: Any, f: int) -> Any:
    """Mean around the median of the rows of x, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [1.0], [3.0], [9.0], [-2.0]]), f=2)
    array([1.33333333])
    """
    problems = arrays.prepare(x, f)
    values = columns(problems)
    if values is not None:
        return run(values, _program(problems.n, f), problems.m).reshape(x.shape[:-2] + x.shape[-1:])
    xp, n, m = problems.xp, problems.n, problems.m
    y = xp.sort(problems.x, axis=-2, stable=False)
    low, middle, high = y[..., :f, :], y[..., f:m, :], y[..., m:, :]
    below, above = y[..., (n - 1) // 2 : (n - 1) // 2 + 1, :], y[..., n // 2 : n // 2 + 1, :]  # 2 mu = below + above
    closest = xp.where(around.below_midpoint(xp, low, high, below, above), high, low)
    return arrays.mean(xp, xp.concat([closest, middle], axis=-2))


@lru_cache(maxsize=256)
def _program(n: int, f: int) -> Program:
    """The sum of the m values closest to the median as a program on the columns: of every pair (i-th smallest, i-th
    largest), i <= f, the closer one, and all values between.
    """
    m, centre = n - f, ((n - 1) // 2, n // 2)
    recorder = ProgramWriter(n)
    labels = tuple(0 if f <= place < m and place not in centre else place + 1 for place in range(n))
    places = recorder.sort(labels)
    (twice,) = recorder.apply(Operation.ADD, places[centre[0]], places[centre[1]])
    (error,) = recorder.apply(Operation.ERROR, places[centre[0]], places[centre[1]])
    pairs = zip(places[:f], places[m:], strict=True)
    closer = [recorder.apply(Operation.CLOSER, low, high, twice, error)[0] for low, high in pairs]
    return recorder.program(recorder.total(places[f:m] + closer))


def extremal_lambda(n: int, f: int, d: int | float = 1) -> Extremal:
    """d = 1: m - f points of S at 0, f of S at 1, the f faulty at -1: a tie, and the tie rule takes the faulty ones.

    Where a design is known that fits in d: the input that attains kappa*, spread over it, attains lambda* of d = oo.
    """
    n, f = require_n_f(n, f, f_min=1)
    spread = _coordinate_wise.over_design(extremal_kappa(n, f), d)
    if spread is not None and d > 1:
        return spread
    return Extremal.at_a_tie(n, f, "attained")


def extremal_kappa(n: int, f: int, d: int | float = 1) -> Extremal:
    """f of S at 2, q = h + 1 - f of S at -a, a = 2f/q, the rest of S at 0, the f faulty at -2a - 2.

    A tie; this is the mirror image of the input in the module's docstring, since the tie rule takes the smaller value.
    """
    n, f = require_n_f(n, f, f_min=1)
    m, q = n - f, n // 2 + 1 - f
    a = Fraction(2 * f, q)
    values = [2] * f + [-a] * q + [0] * (m - f - q) + [-2 * a - 2] * f
    return Extremal.on_line(values, f, -(4 * f + 2 * f * a) / m)


def proof(name: str, criterion: str, value: str, window: str = "window around the median") -> Bound:
    """The docstring's proof for all (n, f), l <= f members of S below the window, q = h + 1 - f."""
    q = "(h + 1 - f)"

    def case(parity: str, n: str, least: str) -> Case:
        m = f"({n} - f)"
        if criterion == "kappa":
            large = f"4*f*(h + 1)/({m}*{q})"
            rest = f"{large} - 4*l**2*(1/l + 1/{q})/{m}"
            weights = (("squared window", f"1/{m}**2"), ("two far groups", f"4*l**2/{m}**2"), ("V >= 0", rest))
            claim = Combine("kappa", "E2", f"{large}*V", weights)
        else:
            weights = (("window", f"1/{m}"), ("range", f"2*l/{m}"), ("D >= 0", f"2*(f - l)/{m}"))
            claim = Combine("lambda", "E", f"2*f/{m}*D", weights)
        return Case(
            f"{parity} n",
            Region.of(("f", "1", ""), ("l", "1", "f"), ("h", least, "")),
            (("n", n), ("m", m)),
            (("f", "f"), ("h", "h")),
            (
                Use(window, (("f", "f"), ("l", "l"), ("q", q), ("m", m))),
                Use("variance is nonnegative"),
                claim,
            ),
        )

    return Bound(
        name,
        criterion,
        value,
        (case("odd", "(2*h + 1)", "f"), case("even", "2*h", "f + 1")),
        "n is odd or even; l = 0 leaves E <= 0",
        line=True,
        names=(("h", "n//2"),),
        source="B3",
    )


def _family(criterion: str, value: str, many: tuple[Cluster, ...], least: tuple[Cluster, ...]) -> Family:
    """The worst inputs below for all (n, f); ``least``: where h + 1 - f is as small as it gets and a class is empty."""

    def case(name: str, rows: tuple[tuple[str, str, str], ...], n: str, h: str, clusters: tuple[Cluster, ...]) -> Place:
        given = (("n", n), ("m", f"{n} - f"), *((("h", h),) if h != "h" else ()))
        at = (("f", "f"), *((("h", "h"),) if h == "h" else ()))
        return Place(name, Region.of(("f", "1", ""), *rows), given, at, clusters)

    cases = (
        case("odd n", (("h", "f + 1", ""),), "2*h + 1", "h", many),
        case("n = 2f + 1", (), "2*f + 1", "f", least),
        case("even n", (("h", "f + 2", ""),), "2*h", "h", many),
        case("n = 2f + 2", (), "2*f + 2", "f + 1", least),
    )
    return Family(f"{NAME}.{criterion}.attained", criterion, value, cases, (("h", "n//2"),), source="B3")


VALUE: Final = "4*f*(h + 1)/(m*(h + 1 - f))"
_A: Final = "2*f/(h + 1 - f)"
FAR: Final = (
    Cluster("f", ("2",), True),
    Cluster("h + 1 - f", (f"-{_A}",), True),
    Cluster("f", (f"-2*({_A}) - 2",), False),
)
MIDDLE: Final = Cluster("m - h - 1", ("0",), True)
"""The other rows of S, where there are any."""
_NEAR: Final = (Cluster("m - f", ("0",), True), Cluster("f", ("1",), True), Cluster("f", ("-1",), False))
_FAMILIES: Final = (
    _family("kappa", VALUE, (*FAR, MIDDLE), FAR),
    _family("lambda", "(2*f/m)**2", _NEAR, _NEAR),
)

RULES: Final = (
    Rule(
        name=NAME,
        title="Mean around the median",
        reference="Xie, Koyejo, Gupta, Generalized Byzantine-tolerant SGD, 2018",
        aggregate=aggregate,
        weigh=weighted.mean_around_median,
        claims=(
            _claims.exact(
                NAME,
                Criterion.LAMBDA,
                "lambda* = 2f/m for d = 1",
                2 * s.f / s.m,
                "theory.md, section 2",
                name="exact_line",
                d_max=1,
            ),
            _claims.exact(
                NAME,
                Criterion.LAMBDA,
                "lambda*^2 = kappa* (m-1)/(2m) as a supremum over d",
                sp.sqrt(KAPPA_TO_LAMBDA.expression.subs(s.kappa, KAPPA)),
                "B1 (last line)",
                name="exact_sup",
                d_min=sp.oo,
            ),
            _claims.exact(
                NAME,
                Criterion.KAPPA,
                "kappa* = 4f(h+1)/(m(h+1-f)) in every dimension, with h = floor(n/2)",
                KAPPA,
                "docstring of the rule's module",
            ),
            _claims.from_memory(
                NAME,
                Criterion.LAMBDA,
                "lambda = (2f/m) min(sqrt(d), 2 sqrt(m))",
                2 * s.f / s.m * _coordinate_wise.DELTA,
                RESAM,
            ),
        ),
        aliases=("meamed",),
        families=_FAMILIES,
        proofs=(
            proof(f"{NAME}.kappa.every_dimension", "kappa", VALUE),
            proof(f"{NAME}.lambda.line", "lambda", "2*f/m"),
        ),
        extremal={Criterion.LAMBDA: extremal_lambda, Criterion.KAPPA: extremal_kappa},
        beside=(
            _without_attack.averages(NAME, "nearest", EITHER),
            _breakdown.at_f(NAME, sizes=EITHER_FROM_3),
        ),
        open=_coordinate_wise.open_in_space(2),
        traits=frozenset({"translation", "scale", "permutation", "hull", "coordinate_wise"}),
    ),
)
