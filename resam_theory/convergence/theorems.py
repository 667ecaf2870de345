"""The convergence theorems: (T1), (T2), the (a, eta) family, and what replaces them."""

from __future__ import annotations

from typing import Final

import sympy as sp

from .. import symbols as s
from ..claims import RESAM, Provenance, Source
from ..derivation.citation import assume, cite
from . import vectors as v
from .lemmas import DESCENT, DESCENT_SHARP, DEVIATION, DEVIATION_SHARP, DEVIATION_YOUNG, ONE, YOUNG
from .potential import Decrease, Potential, sharp_bound, theorem

__all__ = ["BASE_FORMS", "THEOREMS", "cross_decrease"]

_Q = sp.Rational
_HERE: Final = Provenance.DERIVED
_KEPT: Final = "deviation, noise kept"

# (T1): beta = sqrt(1 - 24x), so x = (1 - beta^2)/24 with beta in (0, 1).
_x1: Final = (1 - s.beta**2) / 24
_T1: Final = Decrease(
    Potential(sp.Integer(2), _Q(1, 8)),
    ((s.beta, sp.Integer(0), ONE),),
    _x1,
    s.beta,
    _Q(9, 4),
    (cite(DEVIATION, _KEPT, ((s.x, _x1),)), cite(DESCENT, at=((s.x, _x1),))),
    ((_KEPT, s.gamma / (8 * _x1)), ("descent", ONE)),
    assumptions=DESCENT.assumptions,
)
_start1 = 2 * s.gap + v.nabla1**2 * s.gamma / (8 * _x1)
T1: Final = theorem(
    (
        "T1",
        "Paper's parametrisation",
        "gamma <= 1/(24L), beta = sqrt(1-24 gamma L): (1/T) sum E||nabla_t||^2 <= a_o/(gamma T) + 288 gamma L sigma^2 "
        "[rho^2 + (1+1/T)/m], a_o = 4(2 Delta_1 + ||nabla_1||^2/(8L))",
    ),
    _T1,
    large=4 * _start1 / (s.gamma * s.T) + 288 * _x1 * s.sigma**2 * (s.rho2 + (1 + 1 / s.T) / s.m),
    gap=4 * _T1.potential.w,
    source=Source(Provenance.FROM_MEMORY, RESAM, "T1"),
)
T1_SHARP: Final = theorem(
    (
        "T1-sharp",
        "Paper's parametrisation, sharpened",
        "gamma <= 1/(24L), beta = sqrt(1-24 gamma L): (1/T) sum E||nabla_t||^2 <= (a_o/2)/(gamma T) + gamma L sigma^2 "
        "[108 rho^2 + 144/m]/(1+beta)^2",
    ),
    _T1,
    large=2 * _start1 / (s.gamma * s.T) + _x1 * s.sigma**2 * (108 * s.rho2 + 144 / s.m) / (1 + s.beta) ** 2,
    gap=2 * _T1.potential.w,
    source=Source(_HERE, where="T1"),
)

# (T2): beta = 1 - 2x.
_x2: Final = (s.x, sp.Integer(0), _Q(1, 2))
_b2: Final = 1 - 2 * s.x
_at2: Final = ((s.beta, _b2),)
_T2: Final = Decrease(
    Potential(ONE, _Q(1, 2)),
    (_x2,),
    s.x,
    _b2,
    ONE,
    (cite(DEVIATION_SHARP, _KEPT, _at2), cite(DESCENT_SHARP)),
    ((_KEPT, s.gamma / (2 * s.x)), ("descent", ONE)),
    assumptions=DESCENT_SHARP.assumptions,
)
_memory2: Final = (1 - s.beta) * s.sigma**2
T2: Final = theorem(
    (
        "T2",
        "Sharpened theorem",
        "0 < x <= 1/2, beta = 1 - 2x: (1/T) sum E||nabla_t||^2 <= 4 Delta_1/(gamma T) + 2(1-beta) sigma^2 "
        "[rho^2/(1+beta) + (1+1/T)/m]",
    ),
    _T2,
    large=(4 * s.gap / (s.gamma * s.T) + 2 * _memory2 * (s.rho2 / (1 + s.beta) + (1 + 1 / s.T) / s.m)).subs(
        s.beta, _b2
    ),
    gap=sp.Integer(4),
    source=Source(_HERE, where="T2"),
)
T2_SHARP: Final = theorem(
    (
        "T2-sharp",
        "Sharpened theorem, nothing given away",
        "0 < x <= 1/2, beta = 1 - 2x: (1/T) sum E||nabla_t||^2 <= 2(1+beta^2) Delta_1/(gamma T) + 2(1-beta) sigma^2 "
        "[rho^2/(1+beta) + 1/m]",
    ),
    _T2,
    large=sharp_bound(_T2),
    gap=_T2.gap,
    source=Source(_HERE, where="T2"),
)

# The family: split (1+a), (1+1/a) and 1 - beta = eta x with eta^2 >= 1 + a.
_bf: Final = 1 - s.eta * s.x
_atf: Final = ((s.beta, _bf),)
_FAMILY: Final = Decrease(
    Potential(ONE, (1 + s.a) / (2 * s.eta)),
    ((s.eta, ONE, sp.oo), (s.a, sp.Integer(0), s.eta**2 - 1), (s.x, sp.Integer(0), 1 / s.eta)),
    s.x,
    _bf,
    (1 + 1 / s.a) / 2,
    (cite(DEVIATION_SHARP, _KEPT, _atf), cite(DESCENT_SHARP)),
    ((_KEPT, (1 + s.a) * s.gamma / (2 * s.eta * s.x)), ("descent", ONE)),
    assumptions=DESCENT_SHARP.assumptions,
)
FAMILY: Final = theorem(
    (
        "T2-family",
        "The (a, eta) family",
        "a > 0, eta >= sqrt(1+a), 0 < x <= 1/eta, beta = 1 - eta x: (1/T) sum E||nabla_t||^2 <= "
        "2(1 + beta^2 (1+a)/eta) Delta_1/(gamma T) + (1-beta) sigma^2 [(1+1/a) rho^2/(1+beta) + (1+a)/m]",
    ),
    _FAMILY,
    large=sharp_bound(_FAMILY),
    gap=_FAMILY.gap,
    source=Source(_HERE, where="T2"),
)

# (T2'): beta^2 = (1 - (1+a)x/(2p))/(1 + 2px), that is x = (1 - beta^2)/(2p beta^2 + (1+a)/(2p)).
_p: Final = sp.Symbol("p", positive=True)
_xp: Final = (1 - s.beta**2) / (2 * _p * s.beta**2 + (1 + s.a) / (2 * _p))
_PRIME: Final = Decrease(
    Potential(ONE, _p),
    ((s.a, sp.Integer(0), sp.oo), (_p, sp.Integer(0), (1 + s.a) / 2), (s.beta, sp.Integer(0), ONE)),
    _xp,
    s.beta,
    (1 + 1 / s.a) / 2,
    (cite(DEVIATION_YOUNG, _KEPT, ((s.x, _xp), (YOUNG, 2 * _p * _xp))), cite(DESCENT_SHARP, at=((s.x, _xp),))),
    ((_KEPT, _p * s.gamma / _xp), ("descent", ONE)),
    assumptions=DESCENT_SHARP.assumptions,
)
PRIME: Final = theorem(
    (
        "T2-prime",
        "Best diagonal potential",
        "a > 0, 0 < p <= (1+a)/2, 0 < x <= 2p/(1+a), beta^2 = (1 - (1+a)x/(2p))/(1+2px): (1/T) sum E||nabla_t||^2 <= "
        "2(1 + 2p beta^2) Delta_1/(gamma T) + sigma^2 [(1+1/a) rho^2 (1-beta)/(1+beta) + 2p(1-beta)^2/(x m)]",
    ),
    _PRIME,
    large=sharp_bound(_PRIME),
    gap=_PRIME.gap,
    source=Source(_HERE, where="T2'"),
)


# With the cross term <nabla, delta> and ||nabla||^2 in the potential; found by the semidefinite programme of
# verification.lyapunov, rounded, and proved for all 0 < x <= 1/8.
def cross_decrease(
    potential: Potential,
    pair: sp.Expr,
    drift: sp.Expr,
    *,
    x: sp.Expr,
    beta: sp.Expr,
    parameters: tuple[tuple[sp.Symbol, sp.Expr, sp.Expr], ...] = (),
) -> Decrease:
    """A potential with a cross term whose decrease follows from the two interpolation inequalities.

    Their weights are (pair +- w)/2; ``drift`` is s of (decrease). Whether it does follow is for the proof to say.
    """
    L, w = x / s.gamma, potential.w
    return Decrease(
        potential,
        parameters,
        x,
        beta,
        drift,
        (assume("smooth upper", _moved(x)), assume("smooth lower", _moved(x))),
        (
            ("smooth upper", (pair + w) / 2),
            ("smooth lower", (pair - w) / 2),
            ("expected square", potential.p / L),
            ("expected product", 2 * potential.r / L),
        ),
        assumptions=("smooth upper", "smooth lower"),
        by=("algorithm",),
    )


def _moved(x: sp.Expr) -> tuple[tuple[sp.Symbol, sp.Expr], ...]:
    return () if x == s.x else ((s.x, x),)


_CROSS: Final = cross_decrease(
    Potential(_Q(17, 20), _Q(1, 8), r=-_Q(1, 12), q=-_Q(1, 6)),
    _Q(4, 5) / s.x,
    ONE,
    x=s.x,
    beta=_b2,
    parameters=((s.x, sp.Integer(0), _Q(1, 8)),),
)
CROSS: Final = theorem(
    (
        "T2-cross",
        "Potential with a cross term",
        "0 < x <= 1/8, beta = 1 - 2x: (1/T) sum E||nabla_t||^2 <= (11/5) Delta_1/(gamma T) + (1-beta) sigma^2 "
        "[2 rho^2/(1+beta) + 1/(2m)]",
    ),
    _CROSS,
    large=(_Q(11, 5) * s.gap / (s.gamma * s.T) + _memory2 * (2 * s.rho2 / (1 + s.beta) + 1 / (2 * s.m))).subs(
        s.beta, _b2
    ),
    gap=_Q(11, 5),
    source=Source(_HERE, where="T2''"),
)
THEOREMS: Final = (T1, T1_SHARP, T2, T2_SHARP, FAMILY, PRIME, CROSS)

BASE_FORMS: Final[dict[str, Decrease]] = {
    item.id: form for item, form in zip(THEOREMS, (_T1, _T1, _T2, _T2, _FAMILY, _PRIME, _CROSS), strict=True)
}
"""By theorem: its parameters, and x and beta as functions of them."""
