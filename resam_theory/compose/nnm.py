r"""Nearest-neighbour mixing (NNM): every row is replaced by the mean of the m = n - f rows nearest to it.

    y_i = (1/m) sum_{j in N_i} x_j,   N_i the m rows nearest to x_i (itself included).

**Ties.** Distances are compared exactly; the places left by equal ones are filled in lexicographic order.

(A1) [derived here]. (1/m) sum_S ||y_i - mean_S||^2 <= (4f/m) V_S, so the descriptor is (4f/m, 4f/m): half of the
published constant 8f/m. *Proof.* A_i = S \ N_i and B_i = N_i \ S have the same size k_i <= f. As the square of a mean
is at most the mean of squares, ||m (y_i - mean_S)||^2 <= sum_{a in A_i, b in B_i} ||x_b - x_a||^2. Charge each term
to the pair {i, a}, t = ||x_i - x_a||: ||x_b - x_i|| <= t, so ||x_b - x_a|| <= 2t; if i in A_a too and b in B_a, also
||x_b - x_a|| <= t. A pair that is charged from one side gets at most 4f t^2; from both sides, with c common b, 4(k_i
- c) + 4(k_a - c) + 2c <= 4f as |B_i u B_a| = k_i + k_a - c <= f. Sum over the pairs of S, sum t^2 = m^2 V: at most 4f
m^2 V, to be divided by m^3. QED (A2): kappa(F after NNM) <= (4f/m)(1 + kappa(F)).

(A3) [derived here]. For every F with a finite coefficient, kappa* >= 4f/(n-2f) and lambda* >= 2f/m. *Input:* m - f of
S at 0, f of S at 1, the f faulty at -1: a tie, at which the zeros may choose the faulty; then m equal rows
-f/m force F = -f/m. (Without the tie, in the limit.)

(A4) [derived here]. kappa*(trimmed mean after NNM) = 4f/(n-2f) in every dimension: (A2) with kappa = f/(n-2f), and
(A3).

(A5) [derived here]. ||y_i - mean_S|| <= (2f/m) D for i in S, and D_S(y) <= (2f/m) D: lambda(F after NNM) <= (2f/m)(1
+ lambda(F)). *Proof.* m (y_i - mean_S) = sum over pairs of x_b - x_a, b in B_i, a in A_i, k_i <= f of them, each at
most 2D: ||x_b - x_i|| <= ||x_a - x_i|| <= D. For i, j in S, m (y_i - y_j) pairs the k <= f rows of N_i \ N_j with
those of N_j \ N_i. Of them p and q are faulty, p + q <= f. Two rows of S are at most D apart; a faulty row of one
side and a row of S of the other 2D (by x_i, or x_j); two faulty rows 3D. With as few faulty pairs as possible the sum
is at most (k + p + q) D <= 2f D. QED d = 1: if F lies between the (f+1)-th smallest and largest row, it lies between
the least and largest y_i of S, so lambda* = 2f/m by (A3).

(A6) [derived here]. On the line kappa*(median after NNM) = 4f(h+1)/(m(h+1-f)), h = floor(n/2). *Proof.* The mixed rows
have the order of the rows. For odd n the median is the mean of the m rows nearest to the median: the mean around the
median. For n = 2h it is half the sum of those of x_(h) and x_(h+1), with k <= l <= f of S below their windows: m E is
at most the sum over those k of x_(h) - x plus that over those l of x_(h+1) - x. With A the mean of the q = h + 1 - f
>= 2 largest of S, x_(h) + x_(h+1) <= 2A and x_(h+1) + x <= 2A, so m E <= 2 l (A - B), B the mean of the l least of S,
as for that rule. Attained by its worst input: h + 1 - f of S at -2f/(h+1-f) choose the faulty. QED

Reference: Allouah, Farhadkhani, Guerraoui, Gupta, Pinot, Stephan, Fixing by Mixing, AISTATS 2023, arXiv 2302.01772.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import FBM, Claim, Criterion, Domain, Kind, Provenance, Source
from ..definitions.nnm import Nnm
from ..errors import require_n_f
from ..open_ends import Open, opened
from ..proof.bounds import Bound
from ..rules._base import Extremal, Rule
from ..rules.kernels import arrays, distances, neighbours
from . import _line_proofs, _proofs
from ._base import AffineMap, PreAggregation, Worst

__all__ = ["make", "mix", "worst_input"]

_SHARE: Final = 4 * s.f / s.m
_FLOOR: Final = 4 * s.f / (s.n - 2 * s.f)
_H: Final = sp.floor(s.n / 2)
_TRIMMED: Final = {"trimmed_mean": "f", "median": "(n-1)//2"}
"""How many values the rules that (A5) is about trim on each side."""


@arrays.through_numpy
def mix(x: Any, f: int) -> Any:
    """The mixed rows, shape (..., n, d) -> (..., n, d); hostile rows as for every rule (:mod:`...kernels.arrays`).

    >>> import numpy as np
    >>> mix(np.asarray([[0.0], [1.0], [2.0], [9.0]]), f=1)[:, 0].tolist()
    [1.0, 1.0, 1.0, 4.0]
    """
    problems = arrays.prepare(x, f)
    if f == 0:
        return arrays.mean(problems.xp, problems.x)[..., None, :] + problems.xp.zeros_like(problems.x)
    chosen = distances.choose_by_blocks(problems, lambda xp, rows: neighbours.nearest_rows(xp, rows, problems.m))
    n = problems.n
    return arrays.mean_of_chosen(problems, problems.xp.reshape(chosen, (*problems.x.shape[:-2], n, n)), problems.m)


def worst_input(n: int, f: int, d: int | float = 1) -> Extremal:
    """(A3): m - f of S at 0, f of S at 1, the f faulty at -1. Every rule that follows must give -f/m."""
    n, f = require_n_f(n, f, f_min=1)
    m = n - f
    points = tuple((Fraction(0 if i < m - f else 1 if i < m else -1),) for i in range(n))
    return Extremal(points, tuple(range(m)), (Fraction(-f, m),), "a tie: the supremum over inputs without ties")


def _worst(criterion: Criterion, rule: Rule) -> Worst | None:
    return worst_input


def _claims(name: str, rule: Rule) -> tuple[Claim, ...]:
    """(A4), (A5), (A6)."""
    claims = []
    if rule.name == "trimmed_mean":
        text = "kappa* = 4f/(n-2f) in every dimension"
        claims.append(_claim(name, Criterion.KAPPA, text, _FLOOR, "A2 and A3"))
    if rule.name == "median":
        text, value = "kappa* = 4f(h+1)/(m(h+1-f)) for d = 1, h = floor(n/2)", _SHARE * (_H + 1) / (_H + 1 - s.f)
        claims.append(_claim(name, Criterion.KAPPA, text, value, "A6", line=True))
    if rule.name in _TRIMMED:
        text = "lambda* = 2f/m for d = 1"
        claims.append(_claim(name, Criterion.LAMBDA, text, _SHARE / 2, "A5", line=True))
    return tuple(claims)


def _claim(name: str, criterion: Criterion, text: str, value: sp.Expr, where: str, *, line: bool = False) -> Claim:
    source, domain = Source(Provenance.DERIVED, where=where), Domain(d_max=1) if line else Domain()
    short = "exact_line" if line else "exact"
    return Claim(f"{name}.{criterion}.{short}", name, criterion, Kind.TIGHT, text, value, source, domain)


def _open(rule: Rule) -> tuple[Open, ...]:
    found = (
        opened(
            Criterion.KAPPA,
            "(A1) on kappa* of the rule that follows, as if the mixed rows were its worst input; mixing makes "
            "rows that it cannot be",
            "the mixed rows all -f/m but those of f rows of S (A3), or inputs found by search",
            "the joint worst case of mixing and rule, as for the trimmed mean, whose kappa* is the floor after mixing",
            d_min=2,
        ),
        opened(
            Criterion.LAMBDA,
            "(A5) adds the bias to lambda* of the rule that follows on the mixed rows, as if both were worst for "
            "one input",
            "the mixed rows all -f/m but those of f rows of S (A3)",
            "the joint worst case of mixing and rule in more than one dimension",
            d_min=2,
        ),
    )
    return found[1:] if rule.name == "trimmed_mean" else found


def _proved(rule: Rule) -> tuple[Bound, ...]:
    """(A5), (A6) on the line."""
    own = _line_proofs.nnm_median() if rule.name == "median" else ()
    return (*_line_proofs.nnm_trimmed(_TRIMMED[rule.name]), *own) if rule.name in _TRIMMED else ()


def make() -> PreAggregation:
    """Nearest-neighbour mixing; it has no parameters."""
    derived, published = Source(Provenance.DERIVED, where="A1"), Source(Provenance.PUBLISHED, FBM)
    return PreAggregation(
        name="nnm",
        title="Nearest-neighbour mixing",
        reference="Allouah et al., Fixing by Mixing, AISTATS 2023",
        maps={
            Criterion.KAPPA: (AffineMap(_SHARE, _SHARE, derived), AffineMap(2 * _SHARE, 2 * _SHARE, published)),
            Criterion.LAMBDA: (AffineMap(_SHARE / 2, _SHARE / 2, Source(Provenance.DERIVED, where="A5")),),
        },
        floors={
            Criterion.KAPPA: (_FLOOR, Source(Provenance.DERIVED, where="A3")),
            Criterion.LAMBDA: (_SHARE / 2, Source(Provenance.DERIVED, where="A3")),
        },
        open=_open,
        rows=lambda n, f: n,
        count=s.n,
        traits=frozenset({"translation", "scale", "permutation", "hull", "orthogonal_but_ties"}),
        claims=_claims,
        worst=_worst,
        apply=mix,
        proofs=_proofs.nnm(),
        families=_proofs.floors(),
        proved=_proved,
        reached=lambda rule: _line_proofs.nnm_median_reached() if rule.name == "median" else (),
        definition=Nnm(),
    )
