r"""Anchor-clipped mean: rows clipped around one of them and averaged over m = n - f, at less than 2f/m for lambda.

    F = o + (1/m) sum_{i <= n} clip(x_i - o),   clip shortens to rho, the (f+1)-th largest ||x_i - o||,

o a row with the least rho (a medoid); ties, decided exactly, to the first in lexicographic order. The rule
``anchor_clipped_twice`` takes F for o and does it once more. Both cost O(n^2 d).

**lambda* = (2f-1)/m, once, in every dimension [derived here] (F5).** *Proof.* m (F - mean_S) is the sum over the f rows
outside S of clip(x - o), at most rho each, plus the sum over S of clip(x - o) - (x - o), whose j <= f terms that are
not 0 are at most R - rho, R = max_S ||x - o||. So m E <= f rho + j (R - rho), or (f-1) rho + j (R - rho) where o is
not in S, as o itself adds nothing. As any member of S has rho <= D_S, that of o is. If o is in S, rho <= R <= D_S (one
of the f + 1 farthest rows is in S): m E <= f D_S. If not, some row of S is within rho of o, R <= rho + D_S and m E <=
(f-1) D_S + f D_S. Attained: n - 2f rows at 0 and f of S at 1, o at -1, the other f - 1 faulty at -2 (a tie). QED

**kappa* <= (f/sqrt(m-1) + sqrt(f/(n-2f)))^2, once, in every dimension [derived here].** *Proof.* In the same sums, with
P the rows of S within rho of o and J the other j, ||x - o|| - rho <= ||x - mean_P|| on J: m E <= f rho + sum_J ||x -
mean_P||. The row of S nearest to mean_S, u away, has rho <= u + w, with another row of S w from mean_S, and (m-1) u^2 +
w^2 <= m V_S gives rho <= m sqrt(V_S/(m-1)); m V_S >= ((m-j)/m) sum_J ||x - mean_P||^2. QED Below: (2f-1)^2/(f(n-2f)) by
the input above, f^2/(m-1) with a single row of S at 1.

**Twice: lambda* <= (f/m)(1 + 5(f-1)/(4m)) in every dimension, lambda* = (f/m)(1 + (f-1)/m) on the line.** *Proof.*
Around any o, m E <= f R by the same sums (rho <= R, j <= f). With o = F1, the output once, and x in S: m (F1 - x) is
the sum over S of o + clip(x_i - o) - x and over the others of their clips, at most D each. Where o is in S, or x within
rho of o, o + clip(x_i - o) lies between two points within D of x. Else all but f - 1 terms are at most D, and these at
most sqrt(5 - 2 sqrt 3) D < (5/4) D, on the line D. So m R <= (m + 5(f-1)/4) D, or (m + f - 1) D. Attained: m - 1 rows
of S at 0, one at 1, the faulty at -3. QED For f = 1 both are the floor 1/m.

theory.md (F5) says 2f/m and (f/m)(1 - 1/m + 2f/m): the row o itself, which is not moved, makes the difference.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Criterion
from ..errors import require_count, require_d, require_n_f
from ..open_ends import opened
from . import _breakdown, _claims, _without_attack
from ._anchor_clipped_proofs import FAMILIES, FAMILIES_TWICE, NAME, PROOFS, PROOFS_TWICE, TWICE
from ._base import Extremal, Rule
from .kernels import arrays, distances, exactly, norms, shorten, ties

__all__ = ["RULES", "aggregate"]

_MOST: Final = 3


@arrays.through_numpy
def aggregate(x: Any, f: int, *, times: int = 1) -> Any:
    """The anchor-clipped mean of the rows of x, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [1.0], [2.0], [1e308]]), f=1)
    array([1.33333333])
    """
    times = require_count("times", times, high=_MOST)
    problems = arrays.prepare(x, f)
    xp, rows = problems.xp, problems.xp.astype(problems.x, problems.xp.float64, copy=False)
    o = arrays.take_rows(xp, rows, _medoids(problems))
    size = xp.max(xp.abs(arrays.detached(rows)), axis=(-2, -1), keepdims=True)
    unit = xp.where(size > 1, 0.25, 1.0)  # exact, and no difference overflows
    for _ in range(times):
        apart = rows * unit - o * unit
        moves = shorten.to_length_of(xp, apart, norms.squares(xp, apart), problems.m - 1)
        o = o + arrays.mean(xp, moves)[..., None, :] / unit * (problems.n / problems.m)
    return xp.astype(o[..., 0, :], problems.x.dtype)


def _medoids(problems: arrays.Problems) -> Any:
    """The numbers (..., 1) of the rows whose m-th nearest row, themselves counted, is nearest."""
    m, d = problems.m, problems.d

    def select(xp: Any, rows: Any) -> Any:
        with arrays.quiet(rows):
            squares, scores = distances.squared_distances(xp, rows, m - 1, m)
            exact = exactly.of_nearest(squares, m, farthest=True)
            return ties.least_rows(xp, rows, scores, 1, terms=d, exact=exact)

    chosen = distances.choose_by_blocks(problems, select)
    return problems.xp.reshape(chosen, (*problems.x.shape[:-2], 1))


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """For every d, mirrored so that the first of the tied rows is the faulty one: see the module's docstring."""
    n, f = require_n_f(n, f, f_min=1)
    require_d(d)
    values = [0] * (n - 2 * f) + [1] * f + [-1] + [-2] * (f - 1)
    return Extremal.on_line(values, f, Fraction(n - 2 * f + 1, n - f) - 1, "attained at a tie")


_TRAITS: Final = frozenset({"translation", "scale", "permutation", "orthogonal_but_ties"})
_REFERENCE: Final = "derived here (theory.md F5)"

_KAPPA: Final = (s.f / sp.sqrt(s.m - 1) + sp.sqrt(s.f / (s.n - 2 * s.f))) ** 2
_TWICE: Final = s.f * (s.m + sp.Rational(5, 4) * (s.f - 1)) / s.m**2
_OPEN: Final = (
    opened(
        Criterion.KAPPA,
        "the least radius is bounded by V_S as if the variance of the rows that are clipped were not part of it",
        "one row of S, or f of them, at 1, the rest at 0, the anchor at -1, the other faulty at -2",
        "the radius and the clipped rows of S in one variance, and where the row clipped around is in S",
    ),
)

_OPEN_TWICE: Final = (
    opened(
        Criterion.LAMBDA,
        "a row of S that is clipped may be sqrt(5 - 2 sqrt 3) D from another row, as if all f of them were so at once",
        "m - 1 rows of S at 0, one at 1, the faulty at -3: exact on the line",
        "how many rows that are clipped around a faulty one can be apart from each other in the plane",
        f_min=2,
        d_min=2,
    ),
    opened(
        Criterion.KAPPA,
        "(C2) carries the bound on lambda* over, an equality only where all rows of S but two lie at their mean",
        "m - 1 rows of S at 0, one at 1, the faulty at -3",
        "a bound on both radii by V_S, as of the mean clipped once",
    ),
)

RULES: Final = (
    Rule(
        name=NAME,
        title="Anchor-clipped mean",
        reference=_REFERENCE,
        aggregate=aggregate,
        claims=(
            _claims.exact(NAME, Criterion.LAMBDA, "lambda* = (2f-1)/m in every dimension", (2 * s.f - 1) / s.m, "F5"),
            _claims.upper(NAME, Criterion.KAPPA, "kappa* <= 2 (2f-1)^2/m", 2 * (2 * s.f - 1) ** 2 / s.m, "F5, C2"),
            _claims.upper(
                NAME,
                Criterion.KAPPA,
                "kappa* <= (f/sqrt(m-1) + sqrt(f/(n-2f)))^2",
                _KAPPA,
                "F5; docstring of the rule's module",
                name="bound_by_variance",
            ),
        ),
        proofs=PROOFS,
        families=FAMILIES,
        aliases=("acm",),
        extremal={Criterion.LAMBDA: extremal},
        beside=(
            _without_attack.averaged(NAME, "2 (2f-1)^2/m", 2 * (2 * s.f - 1) ** 2 / s.m),
            _breakdown.at_f(NAME, "m*t"),
        ),
        open=_OPEN,
        traits=_TRAITS,
    ),
    Rule(
        name=TWICE,
        title="Anchor-clipped mean, twice",
        reference=_REFERENCE,
        aggregate=partial(aggregate, times=2),
        claims=(
            _claims.upper(
                TWICE,
                Criterion.LAMBDA,
                "lambda* <= (f/m)(1 + 5(f-1)/(4m)) in every dimension",
                _TWICE,
                "F5; docstring of the rule's module",
            ),
            _claims.exact(
                TWICE,
                Criterion.LAMBDA,
                "lambda* = (f/m)(1 + (f-1)/m) for d = 1",
                s.f * (s.m + s.f - 1) / s.m**2,
                "F5; docstring of the rule's module",
                name="exact_line",
                d_max=1,
            ),
        ),
        proofs=PROOFS_TWICE,
        families=FAMILIES_TWICE,
        beside=(
            _without_attack.averaged(TWICE, "2m ((f/m)(1 + 5(f-1)/(4m)))^2", 2 * s.m * _TWICE**2),
            _breakdown.at_f(TWICE, sizes=()),
        ),
        aliases=("acm2",),
        open=_OPEN_TWICE,
        traits=_TRAITS,
    ),
)
