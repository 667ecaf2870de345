r"""Krum: the input with the smallest sum of squared distances to its nearest other inputs.

score(i) = sum of the k smallest ||x_i - x_j||^2 over j != i; the output is the row of least score. Two conventions:

* ``krum``: k = n - f - 1, so that a row and its neighbours are m = n - f rows (what ByzFL and ByzPy compute);
* ``krum_blanchard``: k = n - f - 2, the original paper, which asks for n >= 2f + 3.

**Ties.** Scores that rounding could decide are compared in exact arithmetic; among rows of equal score the first in
lexicographic order is taken. The rule does not depend on the order of the rows; translations and positive scalings keep
it. (Rotations do not: no choice of one of two tied rows can be kept by the rotation that exchanges them.)

(B5') [derived here]. Let a = k - f + 1 >= 1. Then lambda* <= (m-a)/m + sqrt(k/a) and
kappa* <= (sqrt(2m k/(m-1)) + sqrt(m-a))^2 / a. *Proof.* Among the output i and its k neighbours at least a rows are in
S (i in S: itself and k - f others; else k - (f-1)); call a of them A. sum_A ||x_i - x_j||^2 <= score(i) <= score(j) for
every j in S, and score(j) <= the k smallest within S <= min(k D^2, k/(m-1) sum_S ||x_j - x_l||^2), whose average over
j is 2mk/(m-1) V. So ||x_i - mean_A||^2 <= k/a D^2 and <= 2mk/((m-1)a) V. The rest is ||mean_A - mean_S||, which is
<= (m-a)/m D and <= sqrt((m-a)/a V). For k = m - 1, a = n - 2f: below both published constants.

Reference: Blanchard, El Mhamdi, Guerraoui, Stainer, Machine Learning with Adversaries, NIPS 2017.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import sympy as sp

from .. import symbols as s
from ..claims import FBM, RESAM, Claim, Criterion, Domain, Kind, Provenance, Source
from ..definitions.classes import Configuration
from ..open_ends import FINITE, Open, opened
from . import _breakdown, _claims, _krum_closed_forms, _krum_proofs, _krum_unattacked, _without_attack
from ._base import Rule
from ._parts import Addition
from .kernels import arrays, distances, exactly, single, ties

__all__ = [
    "BYZFL",
    "RULES",
    "Neighbours",
    "aggregate",
    "aggregate_blanchard",
    "neighbour_claims",
    "select",
]


@dataclass(frozen=True)
class Neighbours:
    """How many neighbours count (``n - f - less``) and the least n - 2f for which that makes sense."""

    less: int
    least: int = 1

    def neighbours(self, n: int, f: int) -> int:
        """k; ValueError where n is too small."""
        if n < 2 * f + self.least:
            raise ValueError(
                f"n = {n} is not admissible: need n >= 2f + {self.least}, that is n >= {2 * f + self.least}"
            )
        return n - f - self.less


BYZFL: Final = Neighbours(less=1)
BLANCHARD: Final = Neighbours(less=2, least=3)


def select(problems: arrays.Problems, neighbours: int, rows: int) -> Any:
    """Indices (B, rows) of the ``rows`` least scores over the ``neighbours`` nearest others; ties as stated above."""
    slack = 2 * distances.sum_bound(problems.d + neighbours)
    chosen = distances.of_one(problems, rows, lambda x, numbers: single.scores(x, neighbours, slack, numbers))
    if chosen is not None:
        return chosen
    return distances.choose_by_blocks(problems, lambda xp, x: _select(xp, x, neighbours, rows))


def mean_of_one(problems: arrays.Problems, neighbours: int, rows: int) -> Any:
    """The mean of the rows of least score of one ordinary problem, in one compiled call; None where others decide."""
    x = problems.x
    if not problems.moderate or x.ndim != 2 or not arrays.is_compilable(x):
        return None
    numbers, out = np.empty(rows, np.int64), np.empty(problems.d, x.dtype)
    slack = 2 * distances.sum_bound(problems.d + neighbours)
    return out if single.mean_of_scores(np.ascontiguousarray(x), neighbours, slack, numbers, out) else None


def _select(xp: Any, x: Any, neighbours: int, rows: int) -> Any:
    with arrays.quiet(x):
        squares, scores = distances.squared_distances(xp, x, 0, neighbours + 1, rows=rows)
        exact = exactly.of_nearest(squares, neighbours + 1)
        return ties.least_rows(xp, x, scores, rows, terms=x.shape[-1] + neighbours, exact=exact)


def _chosen(x: Any, f: int, convention: Neighbours) -> tuple[arrays.Problems, Any]:
    """The problems and the number of the row of least score, (B, 1)."""
    problems = arrays.prepare(x, f)
    return problems, select(problems, convention.neighbours(problems.n, f), 1)


def _aggregate(x: Any, f: int, convention: Neighbours) -> Any:
    problems = arrays.prepare(x, f)
    neighbours = convention.neighbours(problems.n, f)
    once = mean_of_one(problems, neighbours, 1)
    if once is not None:
        return once
    chosen = select(problems, neighbours, 1)
    chosen = problems.xp.reshape(chosen, (*problems.x.shape[:-2], 1))
    return arrays.take_rows(problems.xp, problems.x, chosen)[..., 0, :]


@arrays.through_numpy
def aggregate(x: Any, f: int) -> Any:
    """Krum with n - f - 1 neighbours of the rows of x, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [1.0], [3.0], [9.0]]), f=1)
    array([1.])
    """
    return _aggregate(x, f, BYZFL)


@arrays.through_numpy
def aggregate_blanchard(x: Any, f: int) -> Any:
    """Krum with n - f - 2 neighbours of the rows of x, n >= 2f + 3, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate_blanchard(np.asarray([[0.0], [1.0], [3.0], [4.0], [9.0]]), f=1)
    array([1.])
    """
    return _aggregate(x, f, BLANCHARD)


def neighbour_claims(rule: str, less: int, domain: Domain) -> tuple[Claim, ...]:
    """The two upper bounds of (B5') for the rule of name ``rule`` with k = n - f - less."""
    k = s.m - less
    a = k - s.f + 1
    source = Source(Provenance.DERIVED, where="B5'")

    def claim(criterion: Criterion, text: str, value: sp.Expr) -> Claim:
        name = f"{rule}.{criterion}.bound"
        return Claim(name, rule, criterion, Kind.UPPER, f"{text}, k = {k}, a = k-f+1", value, source, domain)

    root = sp.sqrt(2 * s.m * k / (s.m - 1)) + sp.sqrt(s.m - a)
    return (
        claim(Criterion.LAMBDA, "lambda* <= (m-a)/m + sqrt(k/a)", (s.m - a) / s.m + sp.sqrt(k / a)),
        claim(Criterion.KAPPA, "kappa* <= (sqrt(2mk/(m-1)) + sqrt(m-a))^2/a", root**2 / a),
    )


_REFERENCE: Final = "Blanchard et al., Machine Learning with Adversaries, NIPS 2017"
_BLANCHARD_SIZES: Final = Domain(where=s.n >= 2 * s.f + BLANCHARD.least)


def _beside(rule: str, less: int, **domain: Any) -> tuple[Addition, ...]:
    """Without an attack; the breakdown point, of which f and f + 1 are the bounds: the second score that ties is
    not that of f + 2 rows at one place, but of which depends on n."""
    k = s.m - less
    unattacked = _without_attack.bounded(
        rule,
        f"(2n - k - 1)/(k + 1), k = {k}",
        (2 * s.n - k - 1) / (k + 1),
        _krum_unattacked.by_neighbours(rule, less),
        **domain,
    )
    by_others = _krum_unattacked.by_others(rule, less)
    sharper = _claims.upper(
        rule,
        Criterion.NO_ATTACK,
        f"kappa_0* <= R((t + B/t)/2), t = (1+B)/2, R and B in the source, {by_others.where}; R(sqrt B) is attained",
        _krum_unattacked.expression(less),
        "rules/_krum_unattacked.py",
        name="bound_by_others",
        where=s.n >= 3 * (s.f + less - 1),
    )
    breakdown = _breakdown.claim(rule, Kind.LOWER, "f", s.f, **domain)
    return unattacked, Addition((sharper, breakdown), (by_others,))


_IN_FEW_DIMENSIONS: Final = (
    "the Gram programme, about d >= n - 1 dimensions",
    "inputs in few dimensions found by search, rounded and evaluated exactly",
    "the programme with the rank of the matrix bounded by d, which is not convex; on the line scores are "
    "quadratic, so "
    "that no list of linear pieces covers them",
)


def _open(less: int) -> tuple[Open, ...]:
    return (
        opened(Criterion.LAMBDA, *_IN_FEW_DIMENSIONS, d_max=2),
        opened(Criterion.KAPPA, *_IN_FEW_DIMENSIONS, d_max=2, where=s.n > 3 * s.f),
        opened(
            Criterion.NO_ATTACK,
            "the proof is about any number of dimensions, where the neighbours can be a simplex",
            "clusters, evaluated exactly",
            "the worst input in few dimensions",
            d_max=FINITE,
        ),
        opened(
            Criterion.NO_ATTACK,
            "the least score is compared with those of the neighbours only, as if the f others could lie at one point",
            "a simplex with the others beyond its middle, evaluated exactly",
            "the same comparison with the others where they are a simplex, too",
            d_min=sp.oo,
            where=s.n < 3 * (s.f + less - 1),
        ),
        opened(
            Criterion.BREAKDOWN,
            "f + 1, or f + 2 with a neighbour less, where rows far away at (n, f) are evaluated",
            "f, by the finite kappa*",
            "the second score that ties on far rows, which is that of a number of rows that depends on n",
        ),
    )


def _unattacked_by_classes(criterion: Criterion, n: int, f: int) -> Configuration | None:
    return _krum_unattacked.simplex(n, n - f - BLANCHARD.less) if criterion is Criterion.NO_ATTACK else None


RULES: Final = (
    Rule(
        name="krum",
        title="Krum (n-f-1 neighbours)",
        reference=_REFERENCE,
        aggregate=aggregate,
        claims=(
            _claims.from_memory(
                "krum", Criterion.LAMBDA, "lambda = 1 + sqrt(m/(n-2f))", 1 + sp.sqrt(s.m / (s.n - 2 * s.f)), RESAM
            ),
            _claims.published(
                "krum", Criterion.KAPPA, "kappa = 6 (1 + f/(n-2f))", 6 * (1 + s.f / (s.n - 2 * s.f)), FBM
            ),
            *neighbour_claims("krum", BYZFL.less, Domain()),
            _claims.exact(
                "krum",
                Criterion.LAMBDA,
                "lambda* = n/sqrt(2(n-f)(n-2f)) as a supremum over d, n >= 3f",
                s.n / sp.sqrt(2 * s.m * (s.n - 2 * s.f)),
                "B5",
                name="exact_sup",
                d_min=sp.oo,
                where=s.n >= 3 * s.f,
            ),
            _claims.exact(
                "krum",
                Criterion.KAPPA,
                "kappa* = n^2/(f(n-2f)) in every dimension, n <= 3f",
                s.n**2 / (s.f * (s.n - 2 * s.f)),
                "B5",
                where=s.n <= 3 * s.f,
            ),
        ),
        families=_krum_proofs.families(),
        proofs=(*_krum_proofs.proofs(), *_krum_proofs.neighbour_proofs("krum", 0)),
        classes=_krum_closed_forms.classes,
        multipliers=_krum_closed_forms.multipliers,
        beside=_beside("krum", BYZFL.less),
        open=_open(BYZFL.less),
        traits=frozenset({"translation", "scale", "permutation", "hull", "orthogonal_but_ties"}),
        weights=lambda x, f: distances.shares(*_chosen(x, f, BYZFL)),
    ),
    Rule(
        name="krum_blanchard",
        title="Krum (n-f-2 neighbours)",
        reference=_REFERENCE,
        aggregate=aggregate_blanchard,
        claims=(
            *neighbour_claims("krum_blanchard", BLANCHARD.less, _BLANCHARD_SIZES),
            Claim(
                "krum_blanchard.blanchard.published",
                "krum_blanchard",
                Criterion.BLANCHARD,
                Kind.UPPER,
                "eta^2 = 2(n - f + (f(n-f-2) + f^2(n-f-1))/(n-2f-2))",
                sp.sqrt(2 * (s.m + (s.f * (s.m - 2) + s.f**2 * (s.m - 1)) / (s.n - 2 * s.f - 2))),
                Source(Provenance.FROM_MEMORY, _REFERENCE, "Proposition 1"),
                _BLANCHARD_SIZES,
            ),
        ),
        proofs=_krum_proofs.neighbour_proofs("krum_blanchard", 1),
        classes=_unattacked_by_classes,
        beside=_beside("krum_blanchard", BLANCHARD.less, where=s.n >= 2 * s.f + BLANCHARD.least),
        open=_open(BLANCHARD.less),
        traits=frozenset({"translation", "scale", "permutation", "hull", "orthogonal_but_ties"}),
        weights=lambda x, f: distances.shares(*_chosen(x, f, BLANCHARD)),
    ),
)
