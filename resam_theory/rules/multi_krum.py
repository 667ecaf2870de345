r"""Multi-Krum: the mean of the q rows with the best Krum scores (q = n - f by default, as in ByzFL; k = n - f - 1).

Ties as for Krum: scores are compared exactly, and the places left by equal ones are filled in lexicographic order.

**Exact coefficients for q = m = n - f (B7) [derived here].** For n >= 3f, kappa* = 4f/(n-2f) in every dimension; the
proof is ``RULES[0].proofs[0]``. lambda* = 2f/m in every dimension for n >= 4f. Attained: n - 2f rows at 0, f of S at
1, the faulty at -1: a tie. For n < 3f the Gram programme gives 4f/(n-2f) from above for each (n, f); the inputs known
reach less.

**Other q** (``multi_krum(q=3)``). The bounds of Krum hold for 1 <= q <= m: each of the q rows has a score <= max_S
score, which is <= (m-1) D^2; the mean of the q best scores is <= mean_S score <= 2m V; ||.|| and ||.||^2 are convex.
For q <= f and n <= 3f the input above gives Krum's n^2/(f(n-2f)), as the faulty rows have the least score; for q > f
and n = 3f it gives f(m+q)^2/(q^2(n-2f)). At each (n, f) the Gram programme (:mod:`resam_theory.definitions.scores`)
bounds both coefficients for every q and both conventions, and its own worst input meets it to 10^-6 at nearly all sizes
tried: ``resam constant "multi_krum(q=3)" --n 7 --f 2 --criterion kappa`` says 11/3. For q = m and n < 3f it is not met:
kappa* is in [4 + 4 sqrt(5)/3, 8] at (5, 2) and in [21/2, 12] at (7, 3), as the programme leaves out that the other rows
selected have small scores too.

*Conventions.* ByzFL: q = m, k = m - 1 neighbours. ByzPy: q is a parameter. Flower: k = max(1, m - 2) neighbours
(``less=2``), q = ``to_keep``; and the mean of the selected is *weighted by the number of samples that each client
reports*. A faulty client that is selected and reports a large number is the output, so that no choice of q helps:
kappa* >= n^2/(f(n-2f)), 8 instead of 2 at (40, 10); see :func:`reported_counts`.

Reference: Blanchard, El Mhamdi, Guerraoui, Stainer, Machine Learning with Adversaries, NIPS 2017.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Claim, Criterion, Domain, Kind
from ..definitions.scores import Scores
from ..errors import require_count, require_d, require_n_f
from ..open_ends import Open, opened
from . import _breakdown, _claims, _multi_krum_proofs, _without_attack
from ._base import Extremal, Rule
from ._families import RuleFamily
from ._krum_proofs import neighbour_proofs
from .kernels import arrays, distances
from .krum import BYZFL, mean_of_one, neighbour_claims, select

__all__ = ["FAMILIES", "RULES", "aggregate", "extremal", "multi_krum", "reported_counts"]

NAME: Final = "multi_krum"
_REFERENCE: Final = "Blanchard et al., Machine Learning with Adversaries, NIPS 2017"
_TRAITS: Final = frozenset({"translation", "scale", "permutation", "hull", "orthogonal_but_ties"})
_A: Final = s.n - 2 * s.f


@arrays.through_numpy
def aggregate(x: Any, f: int, *, q: int | None = None, less: int = 1) -> Any:
    """Multi-Krum of the rows of x, shape (..., n, d) -> (..., d); 1 <= q <= n - f rows are averaged (default n - f),
    n - f - ``less`` nearest others count, at least one.

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [1.0], [2.0], [9.0]]), f=1)
    array([1.])
    """
    problems = arrays.prepare(x, f)
    neighbours, rows = _counts(problems, q, less)
    once = mean_of_one(problems, neighbours, rows)
    return distances.mean_of_rows(problems, select(problems, neighbours, rows)) if once is None else once


def _chosen(x: Any, f: int, q: int | None, less: int) -> tuple[arrays.Problems, Any]:
    """The problems and the numbers (B, q) of the rows that are averaged."""
    problems = arrays.prepare(x, f)
    return problems, select(problems, *_counts(problems, q, less))


def _counts(problems: arrays.Problems, q: int | None, less: int) -> tuple[int, int]:
    """How many neighbours count, and how many rows are averaged."""
    return max(min(1, problems.n - 1), problems.m - less), _rows(q, problems.m)


def weights(x: Any, f: int, *, q: int | None = None, less: int = 1) -> Any:
    """1/q for the rows that are averaged, 0 for the others: (..., n)."""
    return distances.shares(*_chosen(x, f, q, less))


def _rows(q: int | None, m: int) -> int:
    return m if q is None else require_count("q", q, high=m)


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """For every d: n - 2f rows at 0, f of S at 1, the faulty at -1; at n >= 3f a tie, which takes all faulty rows."""
    n, f = require_n_f(n, f, f_min=1)
    require_d(d)
    values = [0] * (n - 2 * f) + [1] * f + [-1] * f
    points = tuple((Fraction(value),) for value in values)
    output = (Fraction(-f, n - f),) if n >= 3 * f else None
    return Extremal(points, tuple(range(n - f)), output, "attained at a tie" if output else "reached, not the worst")


def reported_counts(n: int, f: int) -> Extremal:
    """What the mean of the selected, weighted by reported sample counts (Flower's), makes of the same input.

    A faulty row among the selected that reports N samples, the others one each, moves the output to -1 as N grows: the
    ratio tends to n^2/(f(n-2f)), n >= 3f.

    >>> from resam_theory.criteria import ratios
    >>> case = reported_counts(40, 10)
    >>> ratios(case.points, case.honest, case.output)[1]
    8
    """
    case = extremal(n, f)
    return Extremal(case.points, case.honest, (Fraction(-1),), "the supremum over what a faulty client reports")


_OPEN: Final = (
    opened(
        Criterion.KAPPA,
        "the Gram programme leaves out that the other rows selected have small scores as well",
        "inputs found by search, rounded and evaluated exactly: 4 + 4 sqrt(5)/3 at (5, 2) and 21/2 at (7, 3) in "
        "the limit",
        "the programme with all selected rows as classes of their own, or a proof that uses two selected rows",
        where=s.n < 3 * s.f,
    ),
    opened(
        Criterion.LAMBDA,
        "the Gram programme, about d >= n - 1 dimensions, and for n < 3f one selected row of it",
        "inputs in few dimensions found by search, rounded and evaluated exactly",
        "the programme with the rank of the matrix bounded by d, which is not convex",
        d_max=2,
        where=s.n < 3 * s.f,
    ),
)

RULES: Final = (
    Rule(
        name=NAME,
        title="Multi-Krum (mean of the n-f best)",
        reference=_REFERENCE,
        aggregate=aggregate,
        options={"q": "keep"},
        claims=(
            _claims.exact(
                NAME,
                Criterion.KAPPA,
                "kappa* = 4f/(n-2f) in every dimension, n >= 3f",
                4 * s.f / _A,
                "B7",
                where=s.n >= 3 * s.f,
            ),
            _claims.exact(
                NAME,
                Criterion.LAMBDA,
                "lambda* = 2f/m in every dimension, n >= 4f",
                2 * s.f / s.m,
                "B7",
                where=s.n >= 4 * s.f,
            ),
            *neighbour_claims(NAME, BYZFL.less, Domain()),
        ),
        families=_multi_krum_proofs.FAMILIES,
        proofs=(*_multi_krum_proofs.PROOFS, *neighbour_proofs(NAME, 0)),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal},
        beside=(
            _without_attack.averages(NAME, "scores"),
            _breakdown.at_f(NAME),
        ),
        open=_OPEN,
        traits=_TRAITS,
        weights=weights,
    ),
)


def _open_of(q: int) -> tuple[Open, ...]:
    """Of one row as of Krum; of more also in many dimensions."""
    above, closes = "the Gram programme, about d >= n - 1 dimensions", "the programme with the rank bounded by d"
    if q > 1:
        above = "the Gram programme of one selected row, as if the others selected had scores as large as any"
        closes = "the programme with all selected rows as classes of their own"
    below = "inputs found by search, rounded and evaluated exactly"
    room: dict[str, Any] = {} if q > 1 else {"d_max": 2}
    return (opened((Criterion.KAPPA, Criterion.LAMBDA), above, below, closes, **room),)


def multi_krum(q: int, less: int = 1) -> Rule:
    """Multi-Krum that averages q rows, over n - f - ``less`` neighbours (1: ByzFL and ByzPy, 2: Flower and the paper).

    >>> multi_krum(3).name, multi_krum(3, less=2).name
    ('multi_krum(q=3)', 'multi_krum(q=3,less=2)')
    """
    q, less = require_count("q", q), require_count("less", less, high=2)
    name = f"{NAME}(q={q}{',less=2' if less == 2 else ''})"
    enough = s.m >= q if less == 1 else (s.m >= q) & (s.n >= 2 * s.f + 3)
    return Rule(
        name=name,
        title=f"Multi-Krum (mean of the {q} best of n-f-{less} neighbours)",
        reference=_REFERENCE,
        aggregate=partial(aggregate, q=q, less=less),
        definition=Scores(neighbours=f"m-{less}", keep=str(q), least="2*f+1" if less == 1 else "2*f+3"),
        claims=(*neighbour_claims(name, less, Domain(where=enough)), *(_lower_claims(name, q) if less == 1 else ())),
        proofs=neighbour_proofs(name, less - 1),
        families=_multi_krum_proofs.of_q(name, q) if less == 1 else (),
        open=_open_of(q),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal} if less == 1 else {},
        traits=_TRAITS,
        weights=partial(weights, q=q, less=less),
        domain=Domain(f_min=0, where=enough),
    )


def _lower_claims(name: str, q: int) -> tuple[Claim, ...]:
    """What the input of :func:`extremal` shows for q rows."""
    small = _claims.exact(
        name,
        Criterion.KAPPA,
        "kappa* >= n^2/(f(n-2f)), q <= f, n <= 3f",
        s.n**2 / (s.f * _A),
        "B7",
        name="few_rows",
        where=(s.f >= q) & (s.n <= 3 * s.f),
    )
    large = _claims.exact(
        name,
        Criterion.KAPPA,
        "kappa* >= f(m+q)^2/(q^2(n-2f)), q > f, n = 3f",
        s.f * (s.m + q) ** 2 / (q**2 * _A),
        "B7",
        name="many_rows",
        where=(s.f < q) & (s.n - s.f >= q) & sp.Eq(s.n, 3 * s.f),
    )
    return replace(small, kind=Kind.LOWER), replace(large, kind=Kind.LOWER)


FAMILIES: Final = (RuleFamily(NAME, "Multi-Krum", "multi_krum(q=...,less=1)", multi_krum),)
