r"""Bulyan: n - 2f rows are chosen one after the other by Krum; then, in each coordinate, the mean of the n - 4f chosen
values nearest to their median.

Krum scores the r rows that are left over their max(1, r - f - 2) nearest others; n >= 4f + 3. Ties of scores, to within
rounding: the first in lexicographic order of the rows; of two values equally near to the median the smaller.

*Conventions.* Flower and the paper count r - f - 2 neighbours (Flower at least one). In the last rounds a single
neighbour counts, so that two rows nearest to each other *always* tie: Flower then takes the first in the order of the
rows, and its output depends on that order; ours does not. Flower's function empties the list that it is given. Any
other rule in place of Krum: ``over``, whose nearest row is then taken in every round; by name ``bulyan(over=median)``.

**A bound [derived here].** With w = n - 4f and q = ceil((n-2f)/2) - f, kappa* <= m (w + 4f + 4f^2/q)/w^2 - 1 in every
dimension, whichever n - 2f rows are chosen first: the proof looks at the second stage alone (:data:`PROOF`), so that it
holds ``over`` any rule. No closed form is known. Inputs found by search, evaluated exactly, reach 3.045 on the
line and 3.283 in the plane at (7, 1), where the bound is 5.

Reference: El Mhamdi, Guerraoui, Rouault, The Hidden Vulnerability of Distributed Learning in Byzantium, ICML 2018.
"""

from __future__ import annotations

from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Criterion, Kind
from ..open_ends import opened
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from . import _breakdown, _claims, _without_attack
from ._base import Rule
from ._parts import Addition
from .kernels import around, arrays, distances, exactly, norms, ties

__all__ = ["RULES", "aggregate"]

NAME: Final = "bulyan"


@arrays.through_numpy
def aggregate(x: Any, f: int, *, over: str = "krum_blanchard") -> Any:
    """Bulyan of the rows of x, shape (..., n, d) -> (..., d), over Krum or the rule of the name ``over``; n >= 4f + 3.

    >>> import numpy as np
    >>> aggregate(np.asarray([[1.0], [1.0], [1.0], [1.0], [1.0], [1.0], [99.0]]), f=1)
    array([1.])
    """
    problems = arrays.prepare(x, f)
    n, f, xp = problems.n, problems.f, problems.xp
    RULES[0].require(n, f)
    if over == "krum_blanchard":
        chosen = distances.choose_by_blocks(problems, lambda module, rows: _by_krum(module, rows, f))
    else:
        chosen = _by_rule(problems, over)
    chosen = xp.reshape(chosen, (*problems.x.shape[:-2], n - 2 * f))
    rows = xp.sort(arrays.take_rows(xp, problems.x, chosen), axis=-2, stable=False)
    return arrays.mean(xp, around.window(xp, rows, n - 4 * f))


def _by_krum(xp: Any, x: Any, f: int) -> Any:
    """The numbers (B, n - 2f) of the rows chosen, ascending."""
    batch, n, d = x.shape
    with arrays.quiet(x):
        squares = distances.squared_distances(xp, x, 0, n - f, rows=n - 2 * f)[0]
        ranks = xp.argsort(ties.lexicographic_order(xp, x), axis=-1).T
        left = xp.ones((n, batch), dtype=xp.bool)
        own = xp.eye(n, dtype=xp.bool)[:, :, None]
        for done in range(n - 2 * f):
            near = max(1, n - done - f - 2)
            table = xp.where(left[:, None, :] & ~own, squares, xp.inf)  # column j: distances of j to the rows left
            scores = xp.where(left, distances.sum_of_sorted(xp, table, 0, near), xp.inf)
            edge = xp.min(scores, axis=0)
            slack = 2 * distances.sum_bound(d + near) * edge
            tied = left & (scores <= edge + slack)
            if int(xp.count_nonzero(tied)) > batch:
                _, tied = exactly.settle(x, scores, (edge, slack), 1, exactly.of_nearest(table, near))
            left[xp.argmin(xp.where(tied, ranks, n), axis=0), xp.arange(batch)] = False
    return xp.reshape(xp.nonzero(~left.T)[1], (batch, n - 2 * f))


def _by_rule(problems: arrays.Problems, over: str) -> Any:
    """The same with any rule: in every round the row nearest to its output on the rows that are left."""
    from . import get

    xp, rows = distances.working(problems)
    batch, n, _ = rows.shape
    rule, numbers = get(over), xp.broadcast_to(xp.arange(n), (batch, n))
    taken = []
    for _ in range(n - 2 * problems.f):
        left = arrays.take_rows(xp, rows, numbers)
        moved = left - rule(left, f=problems.f)[:, None, :]
        with arrays.quiet(moved):
            best = xp.argmin(norms.row_rms(xp, moved), axis=-1)[:, None]
        taken.append(xp.take_along_axis(numbers, best, axis=-1))
        keep = xp.arange(numbers.shape[1])[None, :] != best
        numbers = xp.reshape(numbers[keep], (batch, numbers.shape[1] - 1))
    return distances.back(problems, xp.sort(xp.concat(taken, axis=-1), axis=-1))


PROOF: Final = Bound(
    f"{NAME}.kappa.second_stage",
    "kappa",
    "m*(w*q + 4*f*q + 4*f**2)/(w**2*q) - 1",
    (
        Case(
            "all",
            Region.of(("f", "1", ""), ("q", "1", ""), ("w", "1", "")),
            (("n", "w + 4*f"), ("m", "w + 3*f")),
            (("f", "f"), ("q", "q"), ("w", "n - 4*f")),
            (
                Use("window around the median of the chosen", (("f", "f"), ("q", "q"), ("m", "w + 3*f"), ("w", "w"))),
                Combine(
                    "kappa", "E2", "((w + 3*f)*(w*q + 4*f*q + 4*f**2)/(w**2*q) - 1)*V", (("weights", "1/(w**2*q)"),)
                ),
            ),
        ),
    ),
    "",
    names=(("q", "(n - 2*f + 1)//2 - f"), ("w", "n - 4*f")),
    where="n >= 4*f + 3",
    source="docstring of the rule's module",
)
_W: Final = s.n - 4 * s.f
_Q: Final = sp.floor((s.n - 2 * s.f + 1) / 2) - s.f
_KAPPA: Final = s.m * (_W + 4 * s.f + 4 * s.f**2 / _Q) / _W**2 - 1

_OPEN: Final = (
    opened(
        Criterion.KAPPA,
        "the proof looks at the second stage alone, as if the first stage handed on the worst 2f + 3 or more "
        "rows there can be",
        "inputs found by search, rounded and evaluated exactly",
        "the exact worst case of Krum's choices followed by the trimming, which share rows",
        where=s.n >= 4 * s.f + 3,
    ),
    opened(
        Criterion.BREAKDOWN,
        "nothing is proved: far rows with a parameter t are evaluated for all n, f only where no choice of the "
        "first stage depends on n",
        "f, by the finite kappa*",
        "a pattern of f + 1 far rows whose scores are ordered for all n, f",
        where=s.n >= 4 * s.f + 3,
    ),
)

RULES: Final = (
    Rule(
        name=NAME,
        title="Bulyan over Krum",
        reference="El Mhamdi et al., The Hidden Vulnerability of Distributed Learning in Byzantium, ICML 2018",
        aggregate=aggregate,
        claims=(
            _claims.upper(
                NAME,
                Criterion.KAPPA,
                "kappa* <= m (w + 4f + 4f^2/q)/w^2 - 1, w = n - 4f, q = ceil((n-2f)/2) - f, in every dimension",
                _KAPPA,
                "docstring of the rule's module",
                where=s.n >= 4 * s.f + 3,
            ),
        ),
        proofs=(PROOF,),
        beside=(
            _without_attack.averaged(NAME, "m (w + 4f + 4f^2/q)/w^2 - 1", _KAPPA, where=s.n >= 4 * s.f + 3),
            Addition((_breakdown.claim(NAME, Kind.LOWER, "f", s.f, where=s.n >= 4 * s.f + 3),)),
        ),
        open=_OPEN,
        traits=frozenset({"translation", "scale", "permutation", "hull"}),
    ),
)
