"""Lemmas for the ends of the sum over t and for products: (L5) products, (L6) the first step, (L7) the gap."""

from __future__ import annotations

from typing import Final

import sympy as sp

from .. import symbols as s
from ..claims import Provenance, Source
from ..proof.citation import assume
from ..proof.facts import Fact
from ..proof.signs import Region
from ..proof.statements import Statement
from ..proof.steps import Combination, Definition, Expectation
from . import expectations as rule
from . import vectors as v
from .lemmas import BETA, RECURSION

__all__ = ["CROSS", "ENDS", "GAP", "START"]

_nabla_known: Final = Fact("next gradient", v.nabla_next, v.nabla_next, equal=True)
_product: Final = Fact("expected product", v.nabla_next * v.delta_next, s.beta * v.nabla_next * (v.delta + v.u), True)
CROSS: Final = Statement(
    "L5",
    "Gradient times deviation",
    "E<nabla', delta'> = beta E<nabla', delta + u>, u = nabla - nabla'",
    Region.of(BETA),
    ("algorithm", "unbiased"),
    _product,
    (
        *RECURSION,
        Definition(_nabla_known),
        Expectation(_product, factors=("next gradient", "recursion of delta"), rules=(rule.CONDITIONING,)),
    ),
    Source(Provenance.DERIVED, where="for T2-cross"),
)
_start_square: Final = Fact("first square", v.delta1**2, s.beta**2 * v.nabla1**2 + (1 - s.beta) ** 2 * v.e1**2, True)
_start_product: Final = Fact("first product", v.nabla1 * v.delta1, -s.beta * v.nabla1**2, True)
START: Final = Statement(
    "L6",
    "First step",
    "E||delta_1||^2 = beta^2 ||nabla_1||^2 + (1-beta)^2 E||e_1||^2 and E<nabla_1, delta_1> = -beta ||nabla_1||^2",
    Region.of(BETA),
    ("start", "unbiased"),
    _start_product,
    (
        Definition(
            Fact("first deviation", v.delta1, (1 - s.beta) * v.e1 - s.beta * v.nabla1, equal=True), by=("start",)
        ),
        Definition(Fact("first gradient", v.nabla1, v.nabla1, equal=True)),
        Expectation(_start_square, factors=("first deviation", "first deviation"), rules=(rule.FIRST_STEP,)),
        Expectation(_start_product, factors=("first gradient", "first deviation"), rules=(rule.FIRST_STEP,)),
    ),
    Source(Provenance.DERIVED, where="used in T1, T2"),
)
_below: Final = Fact("gradient and gap", v.nabla**2, 2 * s.x / s.gamma * (v.Q - v.Q_star))
GAP: Final = Statement(
    "L7",
    "Gradient and gap",
    "||nabla||^2 <= 2L (Q - Q*)",
    Region.of((s.gamma, 0, sp.oo), (s.x, 0, sp.oo)),
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
