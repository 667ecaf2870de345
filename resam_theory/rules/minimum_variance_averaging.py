r"""Minimum variance averaging (MVA): the mean of the m = n - f rows whose covariance has the least trace.

**Method.** An exact search that keeps or leaves out one row after the other and gives up what cannot beat the best set
found (:mod:`.kernels.least_spread`); its cost is n^2 d for the distances and, for 15 rows of which 4 may be faulty, a
few hundred states; in the worst case all C(n, f) sets.

**Ties.** Traces that agree to within rounding are tied; of tied sets the first in lexicographic order of the rows.

**Exact coefficients (L2) [derived here].** kappa* = 4f/(n-2f) in every dimension; lambda* = 2f/m in every dimension
for n >= 3f. *Proof.* Let S* be selected, b = |S* - S|, mu the mean of the m - b common rows, r and q the means of S*
- S and S - S*, measured from mu. F - mean_S = (b/m)(r - q), and between two groups V_S >= (b(m-b)/m^2) ||q||^2; the
same of S*. As V_{S*} <= V_S, ||r - q||^2 <= 2||r||^2 + 2||q||^2 <= (4m^2/(b(m-b))) V_S: ||F - mean_S||^2 <=
(4b/(m-b)) V_S. For lambda: with v the mean squared deviation of S - S* from its mean, the sums over pairs give (m-b)
||r||^2 <= (m-b) ||q||^2 + m v, and ||q||^2 + v <= D_S^2; so ||r - q||^2 <= 4 D_S^2 as m >= 2b. Attained: n - 2f rows
at 0, f of S at 1, the faulty at -1: a tie. QED

**The spectral criterion [derived here].** xi*_d <= (f/(n-2f)) (1 + sqrt(min(d, f)))^2, and as a supremum over d this
is attained. *Proof.* V_{S*} <= V_S bounds (b(m-b)/m^2) ||r||^2 by the trace of what S - S* adds to the covariance of S,
of rank <= min(d, b) and at most that covariance; ||q|| by its largest eigenvalue. Attained: :func:`classes`. QED

Reference: Rousseeuw, Multivariate Estimation with High Breakdown Point, 1985 (least trimmed squares for a location).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Criterion
from ..definitions.classes import Configuration
from ..errors import require_d, require_n_f
from ..open_ends import FINITE, opened
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place
from . import _breakdown, _claims, _without_attack
from ._base import Extremal, Rule
from ._exchange import exchanged
from .kernels import arrays, distances, least_spread, ties

__all__ = ["RULES", "aggregate", "choose", "classes", "extremal", "families", "kappa_proof", "weights"]

NAME: Final = "minimum_variance_averaging"
_FINE: Final = 10**12
"""Roots are rounded to multiples of 1/_FINE."""


@arrays.through_numpy
def aggregate(x: Any, f: int) -> Any:
    """Minimum variance averaging of the rows of x, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [1.0], [5.0], [2.0]]), f=1)
    array([1.])
    """
    return distances.mean_of_rows(*choose(x, f, spectral=False))


def weights(x: Any, f: int) -> Any:
    """1/m for the rows that are averaged, 0 for the others: (..., n)."""
    return distances.shares(*choose(x, f, spectral=False))


def choose(x: Any, f: int, *, spectral: bool) -> tuple[arrays.Problems, Any]:
    """The problems and the numbers (B, m) of the rows of least spread."""
    problems = arrays.prepare(x, f)
    m = problems.m

    def select(xp: Any, rows: Any) -> Any:
        squares, _ = distances.squared_distances(xp, rows, m - 1, m)
        host = [arrays.on_host(values) for values in (squares, ties.lexicographic_order(xp, rows))]
        slack = 1 + 8 * m * (problems.d + m + 10) * distances.HALF_ULP  # of an eigenvalue of the table, generously
        dimensions = problems.d if spectral else 0
        return least_spread.first_subsets(host[0], host[1], m, slack, dimensions=dimensions)

    return problems, distances.choose_by_blocks(problems, select)


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """For every d: n - 2f rows at 0, f of S at 1, the faulty at -1: a tie, and the first set takes the faulty."""
    n, f = require_n_f(n, f, f_min=1)
    require_d(d)
    return Extremal.at_a_tie(n, f)


def classes(criterion: Criterion, n: int, f: int) -> Configuration | None:
    """xi, d >= f: n - 2f of S at 0, a simplex of f of S around 1, as wide along its f - 1 axes as S is along the first;
    the faulty at -sqrt(f), as far away as the trace allows, or a little nearer where that is irrational."""
    if criterion is not Criterion.XI:
        return None
    far = Fraction(-math.isqrt(f * _FINE**2), _FINE)
    places = (Fraction(0), Fraction(1), far)
    gram = tuple(tuple(p * q for q in places) for p in places)
    spread = (Fraction(0), Fraction((f - 1) * (n - 2 * f), n - f), Fraction(0))
    return Configuration((n - 2 * f, f, f), (True, True, False), gram, spread)


def families(rule: str, *criteria: tuple[str, str, str]) -> tuple[Family, ...]:
    """:func:`extremal` for all (n, f): (criterion, value, where) of each."""
    clusters = (Cluster("n - 2*f", ("0",), True), Cluster("f", ("1",), True), Cluster("f", ("-1",), False))
    given, at = (("n", "a + 2*f"), ("m", "a + f")), (("f", "f"), ("a", "n - 2*f"))
    large = Place("n >= 3f", Region.of(("f", "1", ""), ("a", "f", "")), given, at, clusters)
    small = Place("n < 3f", Region.of(("a", "1", ""), ("f", "a + 1", "")), given, at, clusters)
    return tuple(
        Family(f"{rule}.{criterion}.attained", criterion, value, (large,) if where else (large, small), (), where, "L2")
        for criterion, value, where in criteria
    )


def kappa_proof(rule: str, inference: str, *, criterion: str = "kappa") -> Bound:
    """4f/(n-2f) for every n, f and d, from the inference that compares the spreads of S* and S."""
    each = (("S", "2*b/(m - b)"), ("S*", "2*b/(m - b)"))
    use, rest = Use(inference, (("b", "b"), ("m", "m"))), "4*f/(m - f) - 4*b/(m - b)"
    return exchanged(rule, criterion, use, each, rest=rest, source="L2")


_LAMBDA: Final = exchanged(
    NAME,
    "lambda",
    Use("least trace", (("b", "b"), ("m", "m"))),
    (
        ("sums over pairs", "2*b**2/(m**2*(m - b))"),
        ("Q to the rest of S", "4*b**2/m**2"),
        ("spread of Q", "(4 - 2*m/(m - b))*b**2/m**2"),
    ),
    least="2*f",
    where="n >= 3*f",
    source="L2",
)


def _spectral(where: str, rank: tuple[str, str], *more: tuple[str, str, str]) -> Bound:
    """(f/(n-2f)) (1 + sqrt(rank))^2: of Q, at most b and at most d."""
    names = tuple(name for name, _, _ in more)
    inference = Use(f"least trace, {where}", (("b", "b"), *((name, name) for name in names), ("m", "m")))
    own, most = rank
    each = (
        ("triangle", "1/m**2"),
        ("between", "(1 + t)*b/(m**2*(m - b))"),
        ("rank", "(1 + 1/t)*b/(m**2*(m - b))"),
        ("V >= 0", f"(1 + t)*(f/(m - f) - b/(m - b)) + (1 + 1/t)*({most}*f/(m - f) - {own}*b/(m - b))"),
    )
    return Bound(
        f"{NAME}.xi.{where.replace(' ', '_')}",
        "xi",
        f"(1 + t)*f/(n - 2*f) + (1 + 1/t)*{most}*f/(n - 2*f)",
        (
            Case(
                "b exchanged",
                Region.of(("f", "1", ""), ("b", "1", "f"), ("m", "f + 1", ""), *more, ("t", "0", "")),
                (("n", "m + f"),),
                (("f", "f"), *((name, name) for name in names), ("m", "m")),
                (
                    inference,
                    Use("variance is nonnegative"),
                    Combine("xi", "E2", f"((1 + t)*f/(m - f) + (1 + 1/t)*{most}*f/(m - f))*V", each),
                ),
            ),
        ),
        "b = 0 leaves F = M",
        roots=(f"(1 + {most})*f/(n - 2*f)", "f/(n - 2*f)", f"{most}*f/(n - 2*f)"),
        source="docstring of the rule's module",
    )


_SPECTRAL: Final = (
    _spectral("in every direction", ("b", "f")),
    _spectral("in d dimensions", ("d", "d"), ("d", "1", "")),
)

_OPEN: Final = (
    opened(
        Criterion.XI,
        "the trace of what the rows left out add is bounded by min(d, f) times its largest eigenvalue, an "
        "equality only where f is a square",
        "the worst input of the line",
        "the largest eigenvalue of S and the trace of the selected rows in one programme in R^d",
        f_min=2,
        d_min=2,
        d_max=FINITE,
    ),
)

RULES: Final = (
    Rule(
        name=NAME,
        title="Minimum variance averaging",
        reference="Rousseeuw, Multivariate Estimation with High Breakdown Point, 1985",
        aggregate=aggregate,
        claims=(
            _claims.exact(
                NAME, Criterion.KAPPA, "kappa* = 4f/(n-2f) in every dimension", 4 * s.f / (s.n - 2 * s.f), "L2"
            ),
            _claims.exact(
                NAME,
                Criterion.LAMBDA,
                "lambda* = 2f/m in every dimension, n >= 3f",
                2 * s.f / s.m,
                "L2",
                where=s.n >= 3 * s.f,
            ),
            _claims.upper(
                NAME,
                Criterion.XI,
                "xi* <= (f/(n-2f)) (1 + sqrt(min(d, f)))^2",
                s.f / (s.n - 2 * s.f) * (1 + sp.sqrt(sp.Min(s.d, s.f))) ** 2,
                "docstring of the rule's module",
            ),
            _claims.exact(
                NAME,
                Criterion.XI,
                "xi* = (f/(n-2f)) (1 + sqrt f)^2 as a supremum over d, f a square",
                s.f / (s.n - 2 * s.f) * (1 + sp.sqrt(s.f)) ** 2,
                "docstring of the rule's module",
                name="exact_sup",
                d_min=sp.oo,
                where=sp.Eq(sp.floor(sp.sqrt(s.f)) ** 2, s.f),
            ),
            _claims.exact(
                NAME,
                Criterion.XI,
                "xi* = 4f/(n-2f) for d = 1",
                4 * s.f / (s.n - 2 * s.f),
                "L2",
                name="exact_line",
                d_max=1,
            ),
        ),
        proofs=(kappa_proof(NAME, "least trace"), _LAMBDA, *_SPECTRAL),
        families=families(
            NAME, ("kappa", "4*f/(n - 2*f)", ""), ("xi", "4*f/(n - 2*f)", ""), ("lambda", "(2*f/m)**2", "n >= 3*f")
        ),
        classes=classes,
        aliases=("mva",),
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
