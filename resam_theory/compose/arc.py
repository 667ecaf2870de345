r"""Adaptive robust clipping (ARC): the k = floor(2f m/n) longest rows are shortened to the (k+1)-th length.

    y_i = x_i min(1, T / ||x_i||),   T the (k+1)-th largest of the ||x_j||.

The centre is 0: the map commutes with rotations and positive scalings, not with translations.

(A8) [derived here]. The descriptor is (k/(m-k), 1): kappa(F after ARC) <= kappa(F) + k/(m-k), lambda(F after ARC) <=
lambda(F) + k/m. *Proof.* x_i = y_i + e_i with y_i the projection of x_i on the ball of radius T, so that <y_i - y_j,
e_i> >= 0 and V_x >= V_y + Var_S(e). At most k rows of S move, so Var_S(e) >= ((m-k)/k) ||mean e||^2: b (m-k)/k + v <=
1. For lambda, projections do not increase distances and mean e is at most (k/m) max ||e_i - e_j||, an e_j being 0.
The same holds for every projection on a convex set that moves at most k rows of S. QED

(A8') [derived here]. For every F with a finite coefficient, kappa* >= k/(m-k) and lambda* >= k/m. *Input:* m - k of S
and the faulty at 1, k of S at 2: all y are 1.

On the line, for trimmed means and the median (t values trimmed per side, kappa_F = t/(m-t)): kappa* = max(kappa_F,
k/(m-k)), lambda* = max(t, k)/m. *Proof.* Say E = F - mean_S(x) > 0, and j rows of S are clipped from below. As in
(B1), F is at most the mean of the m - t largest y_i of S. If j <= t, these have y_i <= x_i, and (B1) applies to x. If
j > t, F is at most the mean of the m - j largest y_i of S, hence of the m - j largest x_i, so E^2 <= (j/(m-j)) V and
E <= (j/m) D, j <= k. Attained by (A8'), and by the worst input of F far from 0 (more than k values tie at the top
there). QED For d >= m the bound kappa_F + k/(m-k) is approached: R (1, ..., 1) plus the pattern of (B1) turned along
the coordinates, k rows of S moved outwards, R -> oo.

Reference: Allouah, Guerraoui, Gupta, Jellouli, Rizk, Stephan, Adaptive Gradient Clipping for Robust Federated Learning,
ICLR 2025, arXiv 2405.14432 (published bound kappa + 2f/(n-2f): from memory).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Claim, Criterion, Domain, Kind, Provenance, Source
from ..definitions import counts
from ..definitions.shortened import Arc
from ..errors import require_n_f
from ..open_ends import FINITE, Open, opened
from ..rules._base import Extremal, Rule
from ..rules._claims import unbounded
from ..rules.kernels import arrays, shorten
from . import _line_proofs, _proofs
from ._base import AffineMap, PreAggregation, Worst

__all__ = ["clip", "make", "number", "sphere", "worst_input"]

_K: Final = sp.floor(2 * s.f * s.m / s.n)
_FAR: Final = 10**5
"""How far from the centre the sphere of the worst input is, in units of the pattern on it."""


def number(n: int, f: int) -> int:
    """How many rows are shortened: floor(2f m/n).

    >>> number(15, 4)
    5
    """
    n, f = require_n_f(n, f)
    return 2 * f * (n - f) // n


@arrays.through_numpy
def clip(x: Any, f: int) -> Any:
    """The rows, the longest ones shortened, shape (..., n, d) -> (..., n, d).

    >>> import numpy as np
    >>> clip(np.asarray([[1.0], [-2.0], [3.0], [1e308]]), f=1)[:, 0].tolist()
    [1.0, -2.0, 3.0, 3.0]
    """
    problems, squares = shorten.measured(x, f)
    place = number(problems.n, f)
    if place == 0:
        return problems.x
    return shorten.to_length_of(problems.xp, problems.x, squares, problems.n - 1 - place)


def worst_input(n: int, f: int, d: int | float = 1) -> Extremal:
    """(A8'): m - k of S and the f faulty at 1, k of S at 2: every rule that follows must give 1."""
    n, f = require_n_f(n, f, f_min=1)
    m, k = n - f, number(n, f)
    points = tuple((Fraction(1 if i < m - k or i >= m else 2),) for i in range(n))
    return Extremal(points, tuple(range(m)), (Fraction(1),))


def _far(rule: Rule, criterion: Criterion, n: int, f: int) -> Extremal:
    """The worst input of a rule on the line, moved so far from 0 that clipping changes nothing there."""
    worst = rule.extremal[criterion](n, f, 1)
    shift = 1 - 2 * min(value for point in worst.points for value in point)
    move = [tuple(value + shift for value in point) for point in worst.points]
    output = None if worst.output is None else (worst.output[0] + shift,)
    return Extremal(tuple(move), worst.honest, output, worst.note)


def sphere(n: int, f: int, trimmed: int) -> Extremal:
    """(A8'), d = m: coordinate c holds the pattern (B1) from row c on: R + 1 at t rows of S, R at all others.

    k rows of S are moved outwards by the factor 1 + (m-t)/((m-k) R). The other rows of S have one length, the faulty a
    smaller one, so that clipping moves these k rows back.
    """
    n, f = require_n_f(n, f, f_min=1)
    m, k, far = n - f, number(n, f), Fraction(_FAR)
    rows = [tuple(far + (1 if (i - c) % m < trimmed else 0) for c in range(m)) for i in range(m)]
    out = 1 + Fraction(m - trimmed, m - k) / far
    moved = [tuple(out * value for value in row) if i < k else row for i, row in enumerate(rows)]
    return Extremal((*moved, *[(far,) * m] * f), tuple(range(m)), (far,) * m, "a supremum, approached as R -> oo")


_TRIMMED: Final = {"trimmed_mean": "f", "median": "(n-1)//2"}
"""t of the rules that (A8') speaks of, as a count."""


def _trimmed(rule: Rule, n: int, f: int) -> int | None:
    return counts.evaluate(_TRIMMED[rule.name], n, f) if rule.name in _TRIMMED else None


def _worst(criterion: Criterion, rule: Rule) -> Worst:
    def input_at(n: int, f: int, d: int | float = 1) -> Extremal:
        n, f = require_n_f(n, f, f_min=1)
        trimmed = _trimmed(rule, n, f)
        if trimmed is not None and criterion is Criterion.KAPPA and d >= n - f:
            return sphere(n, f, trimmed)
        if trimmed is not None and trimmed > number(n, f):
            return _far(rule, criterion, n, f)
        return worst_input(n, f)

    return input_at


def _mean_worst(criterion: Criterion, rule: Rule) -> Worst:
    def input_at(n: int, f: int, d: int | float = 1) -> Extremal:
        n, f = require_n_f(n, f, f_min=1)
        values, output = [1] * (n - f) + [-1] * f, Fraction(n - 2 * f, n)
        return Extremal.on_line(values, f, output, "refutes every coefficient")

    return input_at


def _claims(name: str, rule: Rule) -> tuple[Claim, ...]:
    source = Source(Provenance.DERIVED, where="A8'")
    t = counts.evaluate(_TRIMMED[rule.name], s.n, s.f) if rule.name in _TRIMMED else None
    if rule.name == "mean":
        return unbounded(name, "the mean after ARC (S at 1, the faulty at -1)", "A8'")
    if t is None:
        return ()
    line = Domain(d_max=1)
    kappa, lambda_ = sp.Max(t / (s.m - t), _K / (s.m - _K)), sp.Max(t, _K) / s.m
    text = "for d = 1, k = floor(2fm/n)"
    return (
        Claim(
            f"{name}.kappa.exact_line",
            name,
            Criterion.KAPPA,
            Kind.TIGHT,
            f"kappa* = max({t}/(m-({t})), k/(m-k)) {text}",
            kappa,
            source,
            line,
        ),
        Claim(
            f"{name}.lambda.exact_line",
            name,
            Criterion.LAMBDA,
            Kind.TIGHT,
            f"lambda* = max({t}, k)/m {text}",
            lambda_,
            source,
            line,
        ),
    )


def _open(rule: Rule) -> tuple[Open, ...]:
    found = (
        opened(
            Criterion.KAPPA,
            "(A8) adds the bias of clipping to kappa* of the rule that follows; the sum is approached on a large "
            "sphere, d >= m only",
            "the greater of both, from the line",
            "the worst direction of clipped rows and tangential errors in fewer than m dimensions",
            d_min=2,
            d_max=FINITE,
        ),
        opened(
            Criterion.LAMBDA,
            "(A8) adds (k/m) D to lambda* of the rule that follows, as if the diameter were used up twice",
            "the greater of both, from the line",
            "the diameter shared between the rows that are clipped and the rule's worst input",
            d_min=2,
        ),
    )
    return found


def make() -> PreAggregation:
    """Adaptive robust clipping; it has no parameters."""
    source = Source(Provenance.DERIVED, where="A8")
    memory = Source(Provenance.FROM_MEMORY, "Allouah et al. 2025")
    one, share = sp.Integer(1), _K / (s.m - _K)
    return PreAggregation(
        name="arc",
        title="Adaptive robust clipping",
        reference="Allouah et al., Adaptive Gradient Clipping for Robust Federated Learning, ICLR 2025",
        maps={
            Criterion.KAPPA: (AffineMap(share, one, source), AffineMap(2 * s.f / (s.n - 2 * s.f), one, memory)),
            Criterion.LAMBDA: (AffineMap(_K / s.m, one, source),),
        },
        floors={Criterion.KAPPA: (share, source), Criterion.LAMBDA: (_K / s.m, source)},
        open=_open,
        rows=lambda n, f: n,
        count=s.n,
        traits=frozenset({"scale", "permutation", "orthogonal"}),
        claims=_claims,
        worst=lambda criterion, rule: (_mean_worst if rule.name == "mean" else _worst)(criterion, rule),
        apply=clip,
        proofs=_proofs.arc(),
        families=_proofs.arc_floors(),
        proved=lambda rule: _line_proofs.arc_trimmed(_TRIMMED[rule.name]) if rule.name in _TRIMMED else (),
        reached=lambda rule: _line_proofs.arc_median() if rule.name == "median" else (),
        definition=Arc(),
    )
