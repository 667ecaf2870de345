r"""What no algorithm can do on unequal data (T5-lower, T5-breakdown, T9-lower), and what a rule cannot (T5-tight).

*No algorithm.* On the line, groups A (f workers), C (k = n - 2f), Z (f): the server cannot tell whether A and C or C
and Z are honest (:mod:`..derivation.worlds`). C has gradient a theta, A and Z have b theta +- ((n-f)/f) E with

    a = L (k - B^2 f)/k,   b = L (1 + B^2),   so that the mean honest gradients are L theta +- E,

both worlds are (G, B)-dissimilar with E^2 = f G^2/(n - (2+B^2) f), and one of the two mean gradients is at least E
wherever the algorithm stops. A bound of this kind is published with a factor 1/4 [published, from memory: Allouah et
al., AISTATS 2023 and later]; the constant 1 is derived here. It does not matter for E whether only the mean loss is
L-smooth or each loss is: dividing L by 1 + B^2 changes nothing else.

*A rule.* Let honest values v_i (mean 0, variance V) and faulty b_j make F output -Phi, kappa = Phi^2/V. Honest
gradients L theta + v_i w(theta), faulty ones L theta + b_j w(theta), with w affine in theta, are answered by
F = L theta - Phi w(theta) where w >= 0, for a translation-equivariant, positively homogeneous F.
"""

from __future__ import annotations

from typing import Final

import sympy as sp

from .. import symbols as s
from ..claims import Kind, Provenance, Source
from ..derivation.citation import assume
from ..derivation.relations import Assumption, Relation, declare
from ..derivation.signs import Ranges
from ..derivation.steps import Combination, Definition
from ..derivation.theorem import Theorem
from ..derivation.worlds import Group, IndistinguishableWorlds
from . import vectors as v
from .lemmas import ONE

__all__ = ["BREAKDOWN", "LOWER", "POISONED_LOWER", "STATEMENTS_LOWER", "TIGHT", "TIGHT_BREAKDOWN", "two_worlds"]

_CORE: Final = s.n - 2 * s.f
_LINE: Final = ((s.L, 0, sp.oo), (s.E, 0, sp.oo))
_f: Final = (s.f, 0, sp.oo)


def two_worlds(slope: sp.Expr, core_slope: sp.Expr) -> tuple[Group, ...]:
    """A, C, Z with gradients ``slope`` theta +- ((n-f)/f) E and ``core_slope`` theta."""
    offset = (s.n - s.f) / s.f * s.E * v.one
    return (
        Group("A", s.f, slope * v.theta + offset),
        Group("C", _CORE, core_slope * v.theta),
        Group("Z", s.f, slope * v.theta - offset),
    )


def worlds_step(
    error: Relation, groups: tuple[Group, ...], dissimilarity: tuple[sp.Expr, sp.Expr], poisoning: sp.Expr | None = None
) -> IndistinguishableWorlds:
    """Honest A and C against honest C and Z."""
    return IndistinguishableWorlds(
        error,
        groups,
        (("A", "C"), ("C", "Z")),
        s.f,
        s.L,
        dissimilarity,
        v.theta,
        v.one,
        v.worst,
        poisoning,
    )


declare(
    Assumption(
        "size of the error",
        "E > 0 is chosen so that E^2 (n - (2+B^2) f) = f G^2",
        Relation("size of the error", s.E**2, s.f * s.G**2 / (s.n - (2 + s.B**2) * s.f), equal=True),
    ),
    Assumption("any algorithm", "the algorithm sees the n losses of the workers, and nothing else", None),
)
_error: Final = Relation("indistinguishable", s.E**2, v.worst)
_lower: Final = Relation("claim", s.f * s.G**2 / (s.n - (2 + s.B**2) * s.f), v.worst)
LOWER: Final = Theorem(
    "T5-lower",
    "No algorithm does better",
    "(2+B^2) f < n: for every algorithm there are (G, B)-dissimilar honest losses with an L-smooth mean and f faulty "
    "workers with E||grad Q(out)||^2 >= f G^2/(n - (2+B^2) f)",
    Ranges.of(*_LINE, (s.G, 0, sp.oo), (s.B, 0, sp.oo), _f, (s.n, (2 + s.B**2) * s.f, sp.oo)),
    ("any algorithm", "size of the error"),
    _lower,
    (
        worlds_step(
            _error,
            two_worlds(s.L * (1 + s.B**2), s.L * (_CORE - s.B**2 * s.f) / _CORE),
            ((_CORE - s.B**2 * s.f) / s.f * s.E**2, s.B**2),
        ),
        assume("size of the error"),
        Combination(_lower, (("indistinguishable", ONE), ("size of the error", -ONE))),
    ),
    Source(Provenance.DERIVED, where="T5-lower"),
    kind=Kind.LOWER,
)
BREAKDOWN: Final = Theorem(
    "T5-breakdown",
    "Breakdown at f/n = 1/(2+B^2)",
    "2f < n <= (2+B^2) f: for every algorithm, every E and every L there are (0, B)-dissimilar honest losses with an "
    "L-smooth mean with E||grad Q(out)||^2 >= E^2",
    Ranges.of(*_LINE, (s.B, 0, sp.oo), _f, (s.n, 2 * s.f, (2 + s.B**2) * s.f)),
    ("any algorithm",),
    _error,
    (worlds_step(_error, two_worlds((s.n - s.f) / s.f * s.L, sp.Integer(0)), (sp.Integer(0), s.B**2)),),
    Source(Provenance.DERIVED, where="T5-breakdown"),
    kind=Kind.NEGATIVE,
)
POISONED_LOWER: Final = Theorem(
    "T9-lower",
    "Poisoned losses: no algorithm does better",
    "for every algorithm and every E with E <= f A/n and E^2 <= f G^2/(n-2f) there are (G, 0)-dissimilar honest losses "
    "and f losses within A of their mean with E||grad Q(out)||^2 >= E^2",
    Ranges.of(*_LINE, _f, (s.n, 2 * s.f, sp.oo)),
    ("any algorithm",),
    _error,
    (
        worlds_step(
            _error,
            two_worlds(s.L, s.L),
            (_CORE / s.f * s.E**2, sp.Integer(0)),
            (s.n / s.f * s.E) ** 2,
        ),
    ),
    Source(Provenance.DERIVED, where="T9"),
    kind=Kind.LOWER,
)

_Phi: Final = sp.Symbol("Phi", positive=True)
_S: Final = sp.Symbol("S", positive=True)
_w: Final = sp.Symbol("w")
_kappa: Final = _Phi**2 / _S**2
_G2: Final = s.E**2 * (1 - _kappa * s.B**2) / _kappa
_SENT: Final = "honest workers send L theta + v_i w, faulty ones L theta + b_j w, F(v, b) = -Phi, (1/m) sum v_i^2 = S^2"
declare(
    Assumption(
        "worst input",
        f"{_SENT}; w = E/Phi + (B^2 L Phi/S^2)(theta - E/L), w >= 0; F is translation equivariant and positively "
        "homogeneous",
        None,
        (
            (v.R, s.L * v.theta - _Phi * _w),
            (v.H_now, _S**2 * _w**2),
            (_w, s.E / _Phi * v.one + s.B**2 * s.L * _Phi / _S**2 * (v.theta - s.E / s.L * v.one)),
        ),
    ),
    Assumption(
        "worst input, proportional",
        f"{_SENT}; w = (B/S) L theta, theta >= 0; F is translation equivariant and positively homogeneous",
        None,
        ((v.R, s.L * v.theta - _Phi * _w), (v.H_now, _S**2 * _w**2), (_w, s.B / _S * s.L * v.theta)),
    ),
)
_fixed: Final = Relation("claim", v.R, (1 - _kappa * s.B**2) * (s.L * v.theta - s.E * v.one), equal=True)
TIGHT: Final = Theorem(
    "T5-tight",
    "(T5) is exact for each rule",
    "kappa B^2 < 1, kappa attained on the line: there are (G, B)-dissimilar losses on which gradient descent moves by "
    "(1 - kappa B^2)(L theta - E), so towards E/L, where ||grad Q||^2 = E^2 = kappa G^2/(1 - kappa B^2)",
    Ranges.of(*_LINE, (s.B, 0, sp.oo), (_Phi, 0, sp.oo), (_S, s.B * _Phi, sp.oo)),
    ("worst input",),
    _fixed,
    (
        Combination(
            Relation("admissible", v.H_now, _G2 * v.one**2 + s.B**2 * (s.L * v.theta) ** 2), by=("worst input",)
        ),
        Definition(Relation("error", s.E**2, _kappa * _G2 / (1 - _kappa * s.B**2), equal=True)),
        Definition(_fixed, by=("worst input",)),
    ),
    Source(Provenance.DERIVED, where="T5-tight"),
    kind=Kind.TIGHT,
)
_away: Final = Relation("claim", v.R, -(s.B * _Phi / _S - 1) * s.L * v.theta, equal=True)
TIGHT_BREAKDOWN: Final = Theorem(
    "T5-tight-breakdown",
    "A rule breaks down at B = 1/sqrt(kappa)",
    "kappa B^2 > 1, kappa attained on the line: there are (0, B)-dissimilar losses on which gradient descent moves by "
    "-(sqrt(kappa) B - 1) L theta, uphill: theta grows by the factor 1 + x (sqrt(kappa) B - 1) in every step",
    Ranges.of((s.L, 0, sp.oo), (_Phi, 0, sp.oo), (_S, 0, sp.oo), (s.B, _S / _Phi, sp.oo)),
    ("worst input, proportional",),
    _away,
    (
        Combination(Relation("admissible", v.H_now, s.B**2 * (s.L * v.theta) ** 2), by=("worst input, proportional",)),
        Definition(_away, by=("worst input, proportional",)),
    ),
    Source(Provenance.DERIVED, where="T5-tight"),
    kind=Kind.NEGATIVE,
)
STATEMENTS_LOWER: Final = (LOWER, BREAKDOWN, POISONED_LOWER, TIGHT, TIGHT_BREAKDOWN)
