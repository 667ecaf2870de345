r"""Minimum diameter averaging (MDA): the mean of m = n - f rows of least diameter.

Reference: Rousseeuw, Multivariate Estimation with High Breakdown Point, 1985; El Mhamdi, Guerraoui, Rouault, The Hidden
Vulnerability of Distributed Learning in Byzantium, ICML 2018.

**Method.** A threshold t is feasible iff the graph of the pairs with ||x_i - x_j||^2 > t has a vertex cover of at most
f rows (the rows to remove). The least feasible squared distance is found by bisection over the distances; each
question is answered by a bounded search tree (:mod:`.kernels.vertex_cover`), exponential in f only where the graph
demands it. No subsets are listed.

**Ties.** Distances that rounding could decide are compared in exact arithmetic. Among the subsets of least diameter the
output uses the one that comes first when rows are ordered lexicographically: rows are visited in that
order and kept whenever m rows of least diameter can still be completed. The rule does not depend on the order of the
rows (equal rows are interchangeable); translations and positive scalings keep it.

(B4) [derived here]. lambda* = 2f/m in every dimension. Proof: theory.md, B4. The same input shows kappa* >= 4f/(n-2f).
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, Final

import numpy as np
import sympy as sp

from .. import symbols as s
from ..claims import RESAM, Criterion
from ..errors import require_d, require_n_f
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.inference import INFERENCES
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place
from . import _breakdown, _claims, _without_attack
from ._base import Extremal, Rule
from .kernels import arrays, distances, exactly, ties, vertex_cover

__all__ = ["RULES", "aggregate", "extremal", "extremal_kappa"]

NAME: Final = "minimum_diameter_averaging"


@arrays.through_numpy
def aggregate(x: Any, f: int) -> Any:
    """Minimum diameter averaging of the rows of x, shape (..., n, d) -> (..., d).

    >>> aggregate(np.asarray([[0.0], [1.0], [5.0], [2.0]]), f=1)
    array([1.])
    """
    return distances.mean_of_rows(*_chosen(x, f))


def _chosen(x: Any, f: int) -> tuple[arrays.Problems, Any]:
    """The problems and the numbers (B, m) of the rows that are averaged."""
    problems = arrays.prepare(x, f)
    return problems, distances.choose_by_blocks(problems, lambda xp, rows: _select(xp, rows, problems.m))


def _select(xp: Any, x: Any, m: int) -> np.ndarray:
    """The rows (B, m) of the first subset of least diameter. The search runs on the host."""
    found = (*distances.squared_distances(xp, x, m - 1, m), ties.lexicographic_order(xp, x))
    squares, radii, order = map(arrays.on_host, found)
    slack = 1 + 2 * distances.sum_bound(x.shape[-1])
    chosen = vertex_cover.first_subsets(squares, radii, order, m, slack)
    for problem, table in exactly.open_diameters(x, squares, chosen, slack):
        near, own = np.sort(table, axis=0)[m - 1], order[problem : problem + 1]
        chosen[problem] = vertex_cover.first_subsets(table[:, :, None], near[:, None], own, m, 1.0)[0]
    return chosen


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """For every d: m - f common rows at 0, f rows of S at 1, the f faulty at -1; both choices have diameter 1 (a tie).

    With the output -f/m it attains lambda* = 2f/m. Moving the rows of S by a factor
    1 + e removes the tie: without ties the value is a supremum.
    """
    n, f = require_n_f(n, f, f_min=1)
    require_d(d)
    return Extremal.at_a_tie(n, f)


def extremal_kappa(n: int, f: int, d: int | float = 1) -> Extremal:
    """On the line, for every d: the f of S outside S* at 1 (one at 1 + f, where the diameter ends), the rest of S
    to the left of 0 (one at -f, where it begins), the f faulty at D_S to the left of the nearest point of S*.

    It makes the Cauchy-Schwarz step of the proof of kappa* an equality; both S and S* have the diameter D_S (a tie).
    """
    n, f = require_n_f(n, f, f_min=1)
    require_d(d)
    rest = n - 2 * f - 1
    near = Fraction(-f, rest) if rest else Fraction(-2 * f)
    begin = Fraction(-f) if rest else near
    faulty = near - (1 + f - begin)
    at = (begin, *[near] * rest, Fraction(1 + f), *[Fraction(1)] * (f - 1), *[faulty] * f)
    return Extremal.on_line(at, f, note="attained at a tie")


_LAMBDA: Final = Bound(
    f"{NAME}.lambda.every_dimension",
    "lambda",
    "2*f/m",
    (
        Case(
            "b exchanged",
            Region.of(("f", "1", ""), ("b", "1", "f"), ("m", "f + 1", "")),
            (("n", "m + f"),),
            (("f", "f"), ("m", "m")),
            (
                Use("pairing", (("b", "b"), ("m", "m"))),
                Use("variance is nonnegative"),
                Combine("lambda", "E", "2*f/m*D", (("pairs", "1/m"), ("D >= 0", "2*(f - b)/m"))),
            ),
        ),
    ),
    "b = 0 leaves F = M",
    source="B4",
)


def _place(place: str, rows: tuple[tuple[str, str, str], ...], value: str, m: str, b: str) -> Case:
    """One place of the ends of the diameter of S; the weights of its rule of inference give m E2 <= (...) V."""
    rule = f"diametral pair, {place}"
    ((_, _, weights),) = INFERENCES[rule].facts
    sizes = {"m": m, "b": b}
    large = re.sub(r"\b[mb]\b", lambda name: sizes[name[0]], weights.removesuffix("*V"))
    of_m = re.sub(r"\bm\b", m, value)
    return Case(
        place,
        Region.of(*rows),
        (("n", f"{m} + f"), *((("m", m),) if m != "m" else ())),
        (("f", "f"), *((("m", "m"),) if m == "m" else ())),
        (
            Use(rule, (("b", b), ("m", m))),
            Use("variance is nonnegative"),
            Combine("kappa", "E2", f"{of_m}*V", (("weights", f"1/{m}"), ("V >= 0", f"{of_m} - {large}/{m}"))),
        ),
    )


_ENOUGH: Final = "(f/m*(2*f + 3 + f/(m - f - 1)))"
_LEAST: Final = "(f*(5*f + 3)/m)"
_F, _F2, _B, _M = ("f", "1", ""), ("f", "2", ""), ("b", "1", "f"), ("m", "f + 2", "")
_KAPPA: Final = (
    Bound(
        f"{NAME}.kappa.every_dimension",
        "kappa",
        _ENOUGH,
        (
            _place("both ends kept", (_F, _B, _M), _ENOUGH, "m", "b"),
            _place("one end kept", (_F, _B, _M), _ENOUGH, "m", "b"),
            _place("both ends dropped", (_F2, ("b", "2", "f"), _M), _ENOUGH, "m", "b"),
        ),
        "n >= 2f + 2; of the ends of the diameter of S two, one or none are kept; b = 0 leaves F = M",
        where="n >= 2*f + 2",
        source="B4",
    ),
    Bound(
        f"{NAME}.kappa.majority",
        "kappa",
        _LEAST,
        (
            _place("both ends kept", (_F2, ("b", "1", "f - 1")), _LEAST, "(f + 1)", "b"),
            _place("one end kept", (_F2, ("b", "1", "f - 1")), _LEAST, "(f + 1)", "b"),
            _place("one end kept, alone", (_F,), _LEAST, "(f + 1)", "f"),
            _place("both ends dropped", (_F2, ("b", "2", "f")), _LEAST, "(f + 1)", "b"),
        ),
        "n = 2f + 1: two ends are kept (b < f), one (b < f, or b = f, when it is alone) or none; b = 0 leaves F = M",
        where="Eq(n, 2*f + 1)",
        source="B4",
    ),
)

_SPLIT: Final = (("n", "a + 2*f"), ("m", "a + f"))
_AT: Final = (("f", "f"), ("a", "n - 2*f"))
_NEAREST: Final = "(-f/(n - 2*f - 1))"
_ENDS: Final = (Cluster("1", ("-f",), True), Cluster("1", ("1 + f",), True))
_REST: Final = (Cluster("n - 2*f - 1", (_NEAREST,), True), Cluster("f", (f"{_NEAREST} - 1 - 2*f",), False))
_OTHERS: Final = (Cluster("f - 1", ("1",), True),)
_MAJORITY: Final = (
    Cluster("1", ("-2*f",), True),
    Cluster("1", ("1 + f",), True),
    Cluster("f", ("-5*f - 1",), False),
)
_F1: Final = ("f", "1")


def _attains(name: str, rows: tuple[tuple[str, str, str], ...], n: str, at: tuple[str, ...], *more: Cluster) -> Place:
    """:func:`extremal_kappa` on part of the domain; ``at``: which of f and r = n - 2f - 1 are parameters."""
    given = (("n", n), ("m", f"{n} - {'f' if 'f' in at else '1'}"), *(() if "f" in at else (_F1,)))
    return Place(name, Region.of(*rows), given, tuple((s, {"f": "f", "r": "n - 2*f - 1"}[s]) for s in at), more)


_FAMILIES: Final = (
    Family(
        f"{NAME}.kappa.attained",
        "kappa",
        _ENOUGH,
        (
            _attains(
                "f, r >= 2",
                (("f", "2", ""), ("r", "2", "")),
                "2*f + 1 + r",
                ("f", "r"),
                *_ENDS,
                *_REST,
                *_OTHERS,
            ),
            _attains("f = 1", (("r", "2", ""),), "3 + r", ("r",), *_ENDS, *_REST),
            _attains("r = 1", (("f", "2", ""),), "2*f + 2", ("f",), *_ENDS, *_REST, *_OTHERS),
            _attains("f = r = 1", (), "4", (), *_ENDS, *_REST),
        ),
        where="n >= 2*f + 2",
        source="B4",
    ),
    Family(
        f"{NAME}.kappa.majority_attained",
        "kappa",
        _LEAST,
        (
            _attains("n = 2f + 1", (("f", "2", ""),), "2*f + 1", ("f",), *_MAJORITY, *_OTHERS),
            _attains("n = 3", (), "3", (), *_MAJORITY),
        ),
        where="Eq(n, 2*f + 1)",
        source="B4",
    ),
    Family(
        f"{NAME}.lambda.attained",
        "lambda",
        "(2*f/m)**2",
        (
            Place(
                "all",
                Region.of(("f", "1", ""), ("a", "1", "")),
                _SPLIT,
                _AT,
                (Cluster("m - f", ("0",), True), Cluster("f", ("1",), True), Cluster("f", ("-1",), False)),
            ),
        ),
        source="B4",
    ),
)

RULES: Final = (
    Rule(
        name=NAME,
        title="Minimum diameter averaging",
        reference="El Mhamdi et al., The Hidden Vulnerability of Distributed Learning in Byzantium, ICML 2018",
        aggregate=aggregate,
        claims=(
            _claims.from_memory(NAME, Criterion.LAMBDA, "lambda = 2f/m", 2 * s.f / s.m, RESAM),
            _claims.exact(NAME, Criterion.LAMBDA, "lambda* = 2f/m in every dimension", 2 * s.f / s.m, "B4"),
            _claims.exact(
                NAME,
                Criterion.KAPPA,
                "kappa* = (f/m)(2f + 3 + f/(n-2f-1)) in every dimension, n >= 2f+2",
                s.f / s.m * (2 * s.f + 3 + s.f / (s.n - 2 * s.f - 1)),
                "B4",
                where=s.n >= 2 * s.f + 2,
            ),
            _claims.exact(
                NAME,
                Criterion.KAPPA,
                "kappa* = f(5f+3)/m in every dimension, n = 2f+1",
                s.f * (5 * s.f + 3) / s.m,
                "B4",
                name="exact_majority",
                where=sp.Eq(s.n, 2 * s.f + 1),
            ),
        ),
        aliases=("mda",),
        families=_FAMILIES,
        proofs=(_LAMBDA, *_KAPPA),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal_kappa},
        beside=(
            _without_attack.averages(NAME, "least_diameter"),
            _breakdown.at_f(NAME),
        ),
        traits=frozenset({"translation", "scale", "permutation", "hull", "orthogonal_but_ties"}),
        weights=lambda x, f: distances.shares(*_chosen(x, f)),
    ),
)
