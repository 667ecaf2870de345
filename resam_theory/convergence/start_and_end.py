"""Lemmas for the ends of the sum over t and for products: (L5) products, (L6) the first step, (L7) the gap."""

from __future__ import annotations

from typing import Final

import sympy as sp

from .. import symbols as s
from ..claims import Provenance, Source
from ..derivation.citation import assume
from ..derivation.relations import Relation
from ..derivation.signs import Ranges
from ..derivation.steps import Combination, Definition, ExpectedProduct
from ..derivation.theorem import Theorem
from . import expectations as rule
from . import vectors as v
from .lemmas import BETA, RECURSION

__all__ = ["CROSS", "ENDS", "GAP", "START"]

_nabla_known: Final = Relation("next gradient", v.nabla_next, v.nabla_next, equal=True)
_product: Final = Relation(
    "expected product", v.nabla_next * v.delta_next, s.beta * v.nabla_next * (v.delta + v.u), True
)
CROSS: Final = Theorem(
    "L5",
    "Gradient times deviation",
    "E<nabla', delta'> = beta E<nabla', delta + u>, u = nabla - nabla'",
    Ranges.of(BETA),
    ("algorithm", "unbiased"),
    _product,
    (
        *RECURSION,
        Definition(_nabla_known),
        ExpectedProduct(_product, factors=("next gradient", "recursion of delta"), rules=(rule.CONDITIONING,)),
    ),
    Source(Provenance.DERIVED, where="for T2-cross"),
)
_start_square: Final = Relation(
    "first square", v.delta1**2, s.beta**2 * v.nabla1**2 + (1 - s.beta) ** 2 * v.e1**2, True
)
_start_product: Final = Relation("first product", v.nabla1 * v.delta1, -s.beta * v.nabla1**2, True)
START: Final = Theorem(
    "L6",
    "First step",
    "E||delta_1||^2 = beta^2 ||nabla_1||^2 + (1-beta)^2 E||e_1||^2 and E<nabla_1, delta_1> = -beta ||nabla_1||^2",
    Ranges.of(BETA),
    ("start", "unbiased"),
    _start_product,
    (
        Definition(
            Relation("first deviation", v.delta1, (1 - s.beta) * v.e1 - s.beta * v.nabla1, equal=True), by=("start",)
        ),
        Definition(Relation("first gradient", v.nabla1, v.nabla1, equal=True)),
        ExpectedProduct(_start_square, factors=("first deviation", "first deviation"), rules=(rule.FIRST_STEP,)),
        ExpectedProduct(_start_product, factors=("first gradient", "first deviation"), rules=(rule.FIRST_STEP,)),
    ),
    Source(Provenance.DERIVED, where="used in T1, T2"),
)
_below: Final = Relation("gradient and gap", v.nabla**2, 2 * s.x / s.gamma * (v.Q - v.Q_star))
GAP: Final = Theorem(
    "L7",
    "Gradient and gap",
    "||nabla||^2 <= 2L (Q - Q*)",
    Ranges.of((s.gamma, 0, sp.oo), (s.x, 0, sp.oo)),
    ("bounded below", "smooth at z"),
    _below,
    (
        assume("bounded below"),
        assume("smooth at z"),
        Combination(_below, (("bounded below", 2 * s.x / s.gamma), ("smooth at z", 2 * s.x / s.gamma))),
    ),
    Source(Provenance.DERIVED, where="used in T2"),
)

ENDS: Final = (CROSS, START, GAP)
