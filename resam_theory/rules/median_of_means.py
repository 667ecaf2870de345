r"""Median of means: the rows, in their order, are cut into buckets; the coordinate-wise median of the bucket means.

k = 2f + 1 buckets unless given otherwise, of sizes that differ by at most one, the larger first (numpy.array_split).
The rule depends on the order of the rows: the faulty may sit in f different buckets.

**Exact coefficients (L5) [derived here]** for k = 2h + 1 buckets, h >= f, p the number of rows in the h + 1 - f
smallest of them: kappa* = m/p - 1 in every dimension and lambda* = 1 - p/m for d = 1; here h = f, p = floor(n/(2f+1)).
*Proof.* Coordinates add up, d = 1, F >= mean_S (else mirror). At least h + 1 bucket means are >= F, at most f of them
contain a faulty row, so p rows of S have a mean mu >= F. Between two groups V_S >= (p/(m-p)) (mu - mean_S)^2; and mu -
mean_S <= (1 - p/m) D_S. Attained: the h + 1 - f smallest buckets at 1, and f others whose faulty row makes their means
1, the rest of S at 0. QED h < f: no finite coefficient.

Reference: Minsker, Geometric Median and Robust Estimation in Banach Spaces, Bernoulli 2015; Chen, Su, Xu, Distributed
Statistical Machine Learning in Adversarial Settings, 2017 (with the geometric median).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Criterion, Kind
from ..definitions.buckets import Buckets
from ..errors import require_count, require_d, require_n_f
from ..open_ends import opened
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place
from . import _breakdown, _claims, _without_attack
from ._base import Extremal, Rule
from ._parts import Addition
from .kernels import arrays, order_statistics

__all__ = ["RULES", "aggregate"]

NAME: Final = "median_of_means"
_NAMES: Final = (("s", "n//(2*f+1)"),)


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
    """For every d: the last bucket, one of the smallest, in S, at 1; in f others one faulty row makes the mean 1; the
    rest of S at 0. The output is 1."""
    n, f = require_n_f(n, f, f_min=1)
    require_d(d)
    sizes = Buckets("2*f+1").sizes(n, f)
    values, faulty = [Fraction(0)] * n, []
    values[n - sizes[-1] :] = [Fraction(1)] * sizes[-1]
    for i in range(f):
        faulty.append(sum(sizes[:i]))
        values[faulty[-1]] = Fraction(sizes[i])
    honest = tuple(i for i in range(n) if i not in faulty)
    return Extremal(tuple((value,) for value in values), honest, (Fraction(1),))


def _proof(criterion: str, value: str, small: str, known: tuple[str, str], spread: str) -> Bound:
    case = Case(
        "all",
        Region.of(("s", "1", ""), ("m", "s + 1", "")),
        (),
        (("s", "s"), ("m", "m")),
        (
            Use("median of bucket means", (("m", "m"), ("s", "s"))),
            Combine(criterion, small, f"({value})*{spread}", (known,)),
        ),
    )
    return Bound(f"{NAME}.{criterion}.all", criterion, value, (case,), "", line=True, names=_NAMES, source="L5")


def _family(criterion: str, value: str) -> Family:
    """:func:`extremal` with the faulty rows at s + 1, s the least size: n = s(2f+1) + r, r <= 2f."""
    clusters = (Cluster("s", ("1",), True), Cluster("m - s", ("0",), True), Cluster("f", ("s + 1",), False))
    places = []
    for name, more in (("r = 0", "0"), ("r = 1", "1"), ("r > 1", "r")):
        rows = (("r", "2", ""), ("f", "r/2", "")) if more == "r" else (("f", "1", ""),)
        at = (("r", "n - s*(2*f + 1)"),) if more == "r" else ()
        n = f"s*(2*f + 1) + {more}"
        given = (("n", n), ("m", f"{n} - f"))
        places.append(Place(name, Region.of(("s", "1", ""), *rows), given, (("s", "s"), ("f", "f"), *at), clusters))
    return Family(f"{NAME}.{criterion}.attained", criterion, value, tuple(places), names=_NAMES, source="L5")


_SIZE: Final = sp.floor(s.n / (2 * s.f + 1))
_MOST: Final = "(n - (f + 1)*s)/((f + 1)*s)"
_UNATTACKED: Final = _without_attack.bounded(
    NAME,
    "n/((f+1) floor(n/(2f+1))) - 1 in every dimension; attained where 2f + 1 divides n",
    s.n / ((s.f + 1) * _SIZE) - 1,
    Bound(
        f"{NAME}.no_attack.all",
        "no_attack",
        _MOST,
        (
            Case(
                "all",
                Region.of(("f", "1", ""), ("s", "1", ""), ("n", "(2*f + 1)*s", "")),
                (("m", "n - f"),),
                (("f", "f"), ("s", "s"), ("n", "n")),
                (
                    Use("means of most buckets", (("k", "f"), ("m", "n"), ("n", "n"), ("s", "s"))),
                    Combine("no attack", "E2", f"{_MOST}*V", (("most", "1"),)),
                ),
            ),
        ),
        "",
        line=True,
        names=_NAMES,
    ),
)

_OPEN: Final = (
    opened(
        Criterion.NO_ATTACK,
        "the f + 1 smallest buckets are counted as floor(n/(2f+1)) rows each, and all others as if none were larger",
        "two clusters, evaluated exactly",
        "the sizes of the buckets in the proof, where 2f + 1 does not divide n",
        where=sp.Gt(sp.Mod(s.n, 2 * s.f + 1), 0),
    ),
    opened(
        Criterion.LAMBDA,
        "the lesser of sqrt(d) times the constant of the line and of (C1)",
        "the worst input of the line, or inputs found by search",
        "a worst input for all coordinates at once: the rule looks at the order of the rows, so that the one of "
        "the line cannot be repeated in all orders",
        d_min=2,
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
                "kappa* = m/floor(n/(2f+1)) - 1 in every dimension",
                s.m / _SIZE - 1,
                "L5; docstring of the rule's module",
            ),
            _claims.exact(
                NAME,
                Criterion.LAMBDA,
                "lambda* = 1 - floor(n/(2f+1))/m for d = 1",
                1 - _SIZE / s.m,
                "L5; docstring of the rule's module",
                name="exact_line",
                d_max=1,
            ),
        ),
        proofs=(
            _proof("kappa", "(m - s)/s", "E2", ("groups", "1/s"), "V"),
            _proof("lambda", "(m - s)/m", "E", ("range", "1/m"), "D"),
        ),
        families=(_family("kappa", "m/s - 1"), _family("lambda", "(1 - s/m)**2")),
        aliases=("mom",),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal},
        beside=(_UNATTACKED, Addition((_breakdown.claim(NAME, Kind.LOWER, "f", s.f),))),
        open=_OPEN,
        traits=frozenset({"translation", "scale", "hull", "coordinate_wise"}),
    ),
)
