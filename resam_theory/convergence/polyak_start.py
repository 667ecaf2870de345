r"""(T7), (T7-hetero) from the start m_0 = 0 to the gap Q - Q*: what V_1 is, and how much of V is the gap.

(L6), (L7), (L0) and, on unequal data, (L1-hetero) with W_0 = 0 give at the first step, Delta_1 = Q_1 - Q*,

    E V_1 <= (1 + c beta^2) Delta_1 + K,   K = gamma c [kappa G^2 + 2x sigma^2 (kappa(m-1)+1)/m]   (T7-hetero-start)

with the same K that every later step adds: tau (1-beta) = kappa c, so that what W_1 contributes of B^2 ||nabla_1||^2
is what -gamma kappa c B^2 ||nabla_1||^2 takes away. On equal data K' = 2x gamma c sigma^2/m (T7-start). At the other
end ||nabla||^2 <= 2L (Q - Q*) gives V >= (1 - 2x c kappa B^2)(Q - Q*), hence, with r and b as in (T7-hetero),

    (1 - 2x c kappa B^2) E(Q_{t+1} - Q*) <= b [(1 + c beta^2) Delta_1 + K] + (1-b) K/r             (T7-hetero-gap).
"""

from __future__ import annotations

from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Provenance, Source
from ..derivation.citation import assume, cite
from ..derivation.relations import Relation
from ..derivation.signs import Ranges
from ..derivation.steps import Combination
from ..derivation.theorem import Theorem
from . import vectors as v
from .heterogeneity import DISPERSION_STEP
from .lemmas import NOISE, ONE
from .polyak import EQUAL, MOMENTUM_POLYAK_HETERO, STEP, UNEQUAL_DATA, PolyakPotential
from .start_and_end import GAP, START

__all__ = ["POLYAK_GAP", "STATEMENTS_POLYAK_START", "first_level"]

_beta: Final = 1 - 2 * s.x
_AT: Final = ((s.beta, _beta),)
_FIRST: Final = ((v.Q, v.Q1), (v.nabla, v.nabla1))
_gap1: Final = v.Q1 - v.Q_star


def first_level(given: PolyakPotential) -> sp.Expr:
    """(1 + c beta^2) Delta_1 and the constant that bound E V_1."""
    return (1 + given.c * _beta**2) * _gap1 + given.first


_KNOWN: Final = (
    cite(START, "first square", at=_AT),
    cite(NOISE, at=((v.e, v.e1),), name="first noise"),
    cite(GAP, at=_FIRST, name="first gap"),
)
"""Of step 1: its square, its noise, its gap."""


_ASSUMED: Final = ("start", "bounded below", "smooth at z", *NOISE.assumptions)


def _started(names: tuple[str, str, str], given: PolyakPotential, extra: tuple[Any, ...], region: Ranges) -> Theorem:
    claim = Relation("first level", given.level(v.Q1, v.delta1, v.nabla1, v.W1), first_level(given))
    weights = [
        ("first square", given.p),
        ("first noise", given.p * (1 - _beta) ** 2),
        ("first gap", given.p * _beta**2),
    ]
    assumed = _ASSUMED
    if extra:
        weights.append(("one step", given.dispersion))
        assumed = (*_ASSUMED, *DISPERSION_STEP.assumptions)
    return Theorem(
        *names,
        region,
        tuple(dict.fromkeys(assumed)),
        claim,
        (*_KNOWN, *extra, Combination(claim, tuple(weights))),
        Source(Provenance.DERIVED, where=names[0].removesuffix("-start")),
    )


_START_TEXT: Final = (
    "beta = 1 - 2x, m_0 = 0, c = 2x/(2x - gamma mu), V as in ({}): E V_1 <= (1 + c beta^2) Delta_1 + {}"
)
EQUAL_START: Final = _started(
    ("T7-start", "The first level on equal data", _START_TEXT.format("T7", "2x gamma c sigma^2/m")),
    EQUAL,
    (),
    Ranges.of(*STEP),
)
UNEQUAL_START: Final = _started(
    (
        "T7-hetero-start",
        "The first level on unequal data",
        _START_TEXT.format("T7-hetero", "gamma c [kappa G^2 + 2x sigma^2 (kappa(m-1)+1)/m]"),
    ),
    UNEQUAL_DATA,
    (cite(DISPERSION_STEP, at=(*_AT, (v.W, sp.S.Zero), (v.nabla_next, v.nabla1), (v.W_next, v.W1))),),
    Ranges.of(*STEP, (s.G, 0, sp.oo), (s.B, 0, sp.oo), (s.kappa, 0, sp.oo)),
)

_reached: Final = Relation(
    "claim",
    (1 - 2 * s.x * s.kappa * UNEQUAL_DATA.c * s.B**2) * (v.Q_next - v.Q_star),
    v.decay * first_level(UNEQUAL_DATA) + (1 - v.decay) * UNEQUAL_DATA.first / UNEQUAL_DATA.rate,
)
POLYAK_GAP: Final = Theorem(
    "T7-hetero-gap",
    "Momentum under Polyak-Lojasiewicz on unequal data, from m_0 = 0 to the gap",
    "as (T7-hetero), m_0 = 0, K = gamma c [kappa G^2 + 2x sigma^2 (kappa(m-1)+1)/m]: (1 - 2x c kappa B^2) "
    "E(Q_{t+1} - Q*) <= b [(1 + c beta^2) Delta_1 + K] + (1-b) K/r",
    MOMENTUM_POLYAK_HETERO.region,
    tuple(dict.fromkeys((*MOMENTUM_POLYAK_HETERO.assumptions, *UNEQUAL_START.assumptions))),
    _reached,
    (
        cite(MOMENTUM_POLYAK_HETERO, name="contracted"),
        cite(UNEQUAL_START),
        cite(GAP, at=((v.Q, v.Q_next), (v.nabla, v.nabla_next)), name="last gap"),
        assume("dispersion >= 0", ((v.W, v.W_next),)),
        Combination(
            _reached,
            (
                ("contracted", ONE),
                ("first level", v.decay),
                ("last gap", s.gamma * s.kappa * UNEQUAL_DATA.c * s.B**2),
                ("dispersion >= 0", UNEQUAL_DATA.dispersion),
            ),
        ),
    ),
    Source(Provenance.DERIVED, where="T7-hetero"),
)
STATEMENTS_POLYAK_START: Final = (EQUAL_START, UNEQUAL_START, POLYAK_GAP)
