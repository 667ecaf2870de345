r"""(T10) One mixing step on the complete graph with faults that tell every node something else.

Every honest node aggregates the m honest values (in one coordinate) and f faulty ones, which differ from node to node.
V, D: variance and diameter of the honest values before, V' and D' after the step; g values lie lowest, g highest.

*Trimmed mean.* Every node ends between the mean of the m-f lowest and of the m-f highest honest values (B1). With
f <= m/2 the distance of these ends is f (u_high - u_low)/(m-f), u the means of the f extreme values on either side; as
V >= (f u_low^2 + f u_high^2 + (m-2f) u_mid^2)/m,

    V' <= 2 f floor(m^2/4)/(m (m-f)^2) V,    D' <= f/(m-f) D:   contraction iff f < m/2 (n > 3f) for D,

and with m-f < f the variance factor is 2 floor(m^2/4)/(m (m-f)) >= 1. Attained: f values at -1, f at 1, the rest at 0,
half of the nodes pulled up, half down (a test has it). A spread of m values in an interval of length w is at most
floor(m^2/4) w^2/m^2: k(m-k)/m^2 with k of them at one end.

*Median*, n = 2h+1, g = h+1-f: g values at -1, g at 1, f-1 at 0. Faults pull each node to either end, so D' = D, and
V' = 4 floor(m^2/4)/m^2 >= V = 2g/m: the median is no rule for gossip, whatever f >= 1. Its exact factor is
2 floor(m^2/4)/(m g), by the same argument.
"""

from __future__ import annotations

from typing import Final

import sympy as sp

from .. import symbols as s
from ..claims import Kind, Provenance, Source
from ..derivation.citation import assume
from ..derivation.relations import Assumption, Relation, declare
from ..derivation.signs import Ranges
from ..derivation.steps import Combination
from ..derivation.theorem import Theorem
from .lemmas import ONE

__all__ = ["STATEMENTS_GOSSIP"]

_low, _mid, _high, _width = sp.symbols("u_low u_mid u_high width")
_V, _V_next, _D2, _D2_next = sp.symbols("V V' D2 D2'")
_share: Final = sp.Symbol("p", positive=True)
"""floor(m^2/4)/m^2, at most 1/4."""
_f: Final = s.f

declare(
    Assumption(
        "trimmed nodes",
        "f <= m/2: every node ends in an interval of length width = f (u_high - u_low)/(m-f); means relative to the "
        "honest mean, so f u_low + f u_high + (m-2f) u_mid = 0",
        None,
        ((_width, _f * (_high - _low) / (s.m - _f)), (_mid, -(_f * _low + _f * _high) / (s.m - 2 * _f))),
    ),
    Assumption(
        "between groups",
        "V is at least the variance between the f lowest, the f highest and the other m-2f honest values",
        Relation("between groups", (_f * _low**2 + _f * _high**2 + (s.m - 2 * _f) * _mid**2) / s.m, _V),
    ),
    Assumption(
        "values in an interval",
        "m values in an interval of length width have variance at most floor(m^2/4)/m^2 width^2 = p width^2",
        Relation("values in an interval", _V_next, _share * _width**2),
    ),
    Assumption(
        "means within the diameter",
        "means of honest values differ by at most D, and D' <= width",
        Relation("means within the diameter", (_high - _low) ** 2, _D2),
    ),
    Assumption("width bounds the diameter", "D' <= width", Relation("width bounds the diameter", _D2_next, _width**2)),
)
_HERE: Final = Source(Provenance.DERIVED, where="T10")
_REGION: Final = Ranges.of((s.f, 0, sp.oo), (s.m, 2 * s.f, sp.oo), (_share, 0, sp.Rational(1, 4)))
_factor: Final = 2 * _f * s.m * _share / (s.m - _f) ** 2
_square: Final = Relation("width", _width**2, 2 * _f * s.m / (s.m - _f) ** 2 * _V)
_variance: Final = Relation("claim", _V_next, _factor * _V)
VARIANCE: Final = Theorem(
    "T10",
    "Trimmed gossip, variance",
    "complete graph, equivocating faults, f <= m/2: V' <= 2 f floor(m^2/4)/(m (m-f)^2) V",
    _REGION,
    ("trimmed nodes", "between groups", "values in an interval"),
    _variance,
    (
        assume("between groups"),
        Combination(_square, (("between groups", 2 * _f * s.m / (s.m - _f) ** 2),), by=("trimmed nodes",)),
        assume("values in an interval"),
        Combination(_variance, (("values in an interval", ONE), ("width", _share))),
    ),
    _HERE,
)
_diameter: Final = Relation("claim", _D2_next, (_f / (s.m - _f)) ** 2 * _D2)
DIAMETER: Final = Theorem(
    "T10-diameter",
    "Trimmed gossip, diameter",
    "complete graph, equivocating faults, f <= m/2: D' <= f/(m-f) D, below D iff n > 3f",
    Ranges.of((s.f, 0, sp.oo), (s.m, 2 * s.f, sp.oo)),
    ("trimmed nodes", "means within the diameter", "width bounds the diameter"),
    _diameter,
    (
        assume("means within the diameter"),
        assume("width bounds the diameter"),
        Combination(
            _diameter,
            (("width bounds the diameter", ONE), ("means within the diameter", (_f / (s.m - _f)) ** 2)),
            by=("trimmed nodes",),
        ),
    ),
    _HERE,
)

_g: Final = sp.Symbol("g", positive=True)
_FEW: Final = "g = m-f < f: g honest values at -1, g at 1, the others at 0, so V = 2g/m; the faults"
_NODES: Final = "n = 2h+1, g = h+1-f: g honest values at -1, g at 1, f-1 at 0, so m = 2g+f-1 and V = 2g/m; the faults"


def _pulled(name: str, faults: str, then: str) -> tuple[Assumption, Assumption]:
    """The faults pull half of the nodes up and half down: m even, m odd."""
    value = (_V, 2 * _g / s.m)
    odd = f"{faults} pull (m+1)/2 nodes to 1 and (m-1)/2 to -1, so V' = 1 - 1/m^2; m odd, so {then}"
    return (
        Assumption(
            f"{name}, m even", f"{faults} pull m/2 nodes to 1 and m/2 to -1, so V' = 1", None, ((_V_next, ONE), value)
        ),
        Assumption(f"{name}, m odd", odd, None, ((_V_next, 1 - 1 / s.m**2), value)),
    )


declare(
    *_pulled("median nodes", _NODES, "f is even and m >= 2g+1"),
    Assumption(
        "trimmed nodes, few",
        "g = m-f < f: every node ends between the means u_low, u_high of the g lowest and g highest honest values, "
        "width = u_high - u_low; means relative to the honest mean, so g u_low + g u_high + (m-2g) u_mid = 0",
        None,
        ((_width, _high - _low), (_mid, -(_g * _low + _g * _high) / (s.m - 2 * _g))),
    ),
    Assumption(
        "between groups, few",
        "V is at least the variance between the g lowest, the g highest and the other m-2g honest values",
        Relation("between groups", (_g * _low**2 + _g * _high**2 + (s.m - 2 * _g) * _mid**2) / s.m, _V),
    ),
    *_pulled("trimmed nodes, few", _FEW, "m >= 2g+1"),
)
_few: Final = Relation("claim", _V_next, 2 * s.m * _share / _g * _V)
_few_square: Final = Relation("width", _width**2, 2 * s.m / _g * _V)
FEW: Final = Theorem(
    "T10-few",
    "Trimmed gossip, variance, n < 3f",
    "complete graph, equivocating faults, m - f < f: V' <= 2 floor(m^2/4)/(m (m-f)) V, a factor that is never below 1",
    Ranges.of((_g, 0, sp.oo), (s.m, 2 * _g, sp.oo), (_share, 0, sp.Rational(1, 4))),
    ("trimmed nodes, few", "between groups, few", "values in an interval"),
    _few,
    (
        assume("between groups, few"),
        Combination(_few_square, (("between groups", 2 * s.m / _g),), by=("trimmed nodes, few",)),
        assume("values in an interval"),
        Combination(_few, (("values in an interval", ONE), ("width", _share))),
    ),
    _HERE,
)
_grows: Final = Relation("claim", _V, _V_next)


def _stays(name: str, title: str, text: str, assumption: str, least: sp.Expr) -> Theorem:
    """An input whose variance does not fall."""
    region = Ranges.of((_g, 0, sp.oo), (s.m, least, sp.oo))
    steps = (Combination(_grows, by=(assumption,)),)
    return Theorem(name, title, text, region, (assumption,), _grows, steps, _HERE, kind=Kind.NEGATIVE)


def _median(parity: str, least: sp.Expr) -> Theorem:
    return _stays(
        f"T10-median-{parity}",
        "The median is no rule for gossip",
        f"n odd, m = n-f {parity}, f >= 1: an input whose variance does not fall, and whose diameter stays, under one "
        "step of the median: no factor below 1 holds",
        f"median nodes, m {parity}",
        least,
    )


def _few_stays(parity: str, least: sp.Expr) -> Theorem:
    return _stays(
        f"T10-few-{parity}",
        "Trimming is no rule for gossip with n < 3f",
        f"m = n-f {parity}, m - f < f: an input whose variance does not fall under one step of the trimmed mean: no "
        "factor below 1 holds",
        f"trimmed nodes, few, m {parity}",
        least,
    )


STATEMENTS_GOSSIP: Final = (
    *(VARIANCE, DIAMETER, FEW, _few_stays("even", 2 * _g), _few_stays("odd", 2 * _g + 1)),
    *(_median("even", 2 * _g), _median("odd", 2 * _g + 1)),
)
