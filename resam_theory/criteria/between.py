r"""What follows from a criterion for every other one, all ordered pairs: the best constant, or a rule that shows that
nothing follows (theory.md, C5) [derived here].

* Between spreads (lambda, kappa, xi, c delta): :mod:`.conversions`. Rules attain these constants, too, at least as
  suprema: the farthest rule (see below) at the sets given there.
* From a spread to the other criteria: :mod:`.others`, through kappa. From kappa and c delta, which determine each
  other, these constants are the best; from lambda and xi it is not known.
* Byzantine resilience bounds the output, nothing else: let z be honest inputs and w a point far away. If the inputs are
  independent, w with probability 1 - p and each of z_1..z_m with p/m, then sin alpha < 1 for small p, so that E||F|| is
  bounded whatever the faulty are, and the inputs are z with probability (p/m)^m > 0: the output on z is bounded.
* Nothing else follows from an angle, a breakdown point or the error without an attack: :data:`COUNTEREXAMPLES`.
* Weights (:mod:`resam_theory.weights`): where a weighted coefficient holds for all weights, equal ones and a mass f/n
  give the criterion without weights, and all that follows from it. With p_1 <= p_2 <= ... the shares of the rows of
  S, V = sum_{i<j} p_i p_j ||x_i - x_j||^2 <= D^2 sum_{i<j} p_i p_j, and two points at distance D have
  V >= p_i p_j/(p_i + p_j) D^2, the rest at their mean: constants for given weights, the second none for all of them.

Let c be at least the least coefficient that any rule has in a criterion of the form ||F - mean_S||^2 <= c A(S) (the
floor, (C3)). For every input the balls around mean_S of squared radius c A(S), S of m = n - f inputs, have a common
point (the output of a rule that satisfies the criterion). The *farthest rule* returns their common point that is
farthest in a fixed direction u: it satisfies the criterion with c, and is what anything said of all rules with
coefficient c must hold for. Where the f inputs outside S go to infinity in different directions and c is above the
floor, the other balls contain that of S in the end: the output is at squared distance c A(S) from mean_S, so that with
S at which A(S)/B(S) is largest the constant between two spreads is attained by a rule. With u orthogonal to all inputs,
mean + h u is in every ball iff h^2 <= c A(S) - ||mean - mean_S||^2 for all S.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import sympy as sp

from .. import symbols as s
from .classic import constant
from .conversions import BETWEEN_SPREADS
from .others import BLANCHARD, BREAKDOWN, OTHERS, Other
from .spreads import SPREADS

__all__ = ["ALL", "COUNTEREXAMPLES", "WEIGHTED", "Best", "Counterexample", "Implication", "WeightedCriterion"]


class Best:
    """What is known of a constant."""

    YES = "best"
    OPEN = "not known tight"
    NOTHING = "nothing follows"


@dataclass(frozen=True)
class WeightedCriterion:
    """A criterion for workers of weights w, S any set of mass >= 1 - phi."""

    name: str
    symbol: str
    title: str
    statement: str
    source: str = "derived here (W1)"


WEIGHTED: Final = (
    WeightedCriterion(
        "weighted_lambda", "λ_w", "(D1) with weights", "‖F − mean_S‖ ≤ λ_w D_S, mean_S with the weights of S"
    ),
    WeightedCriterion(
        "weighted_kappa", "κ_w", "(D2) with weights", "‖F − mean_S‖² ≤ κ_w V_S, mean_S, V_S with the weights of S"
    ),
)


@dataclass(frozen=True)
class Counterexample:
    """A rule that satisfies some criteria and not others; ``shown``: by which input."""

    rule: str
    satisfies: frozenset[str]
    fails: frozenset[str]
    shown: str


_SPREADS: Final = tuple(c.name.value for c in SPREADS)
_PLAIN: Final = (*_SPREADS, *(o.name for o in OTHERS))
_NAMES: Final = (*_PLAIN, *(w.name for w in WEIGHTED))
_SYMBOL: Final = {
    **{c.name.value: c.symbol for c in SPREADS},
    **{o.name: o.quantity for o in OTHERS},
    **{w.name: w.symbol for w in WEIGHTED},
}
_POWER: Final = {**{c.name.value: c.power for c in SPREADS}, "weighted_lambda": 2, "weighted_kappa": 1}
COUNTEREXAMPLES: Final = (
    Counterexample(
        "mean",
        frozenset({"no_attack"}),
        frozenset({*_SPREADS, "blanchard", "breakdown"}),
        "the mean has κ₀ = 0; S at 0 and a faulty input t move it by t/n while all spreads of S are 0",
    ),
    Counterexample(
        "sign_majority",
        frozenset({"breakdown"}),
        frozenset({*_SPREADS, "blanchard", "no_attack"}),
        "the sign majority never leaves [−1, 1]; with all inputs at 2 it is 1 while all spreads are 0",
    ),
    Counterexample(
        "twice the trimmed mean",
        frozenset({"blanchard", "breakdown"}),
        frozenset({*_SPREADS, "no_attack"}),
        "twice the trimmed mean F: ⟨2 E F, g⟩ ≥ ‖g‖² − 2η_F √d σ ‖g‖; with all inputs at 1 it is 2 while all spreads "
        "are 0",
    ),
    Counterexample(
        "median without its weights",
        frozenset(_PLAIN),
        frozenset(w.name for w in WEIGHTED),
        "the median that ignores weights: 1, 0, 0 with weights 9/10, 1/20, 1/20 and a faulty mass of 1/10: S is the "
        "first input, the output 0",
    ),
)
"""One rule for each reason why nothing follows."""


@dataclass(frozen=True)
class Implication:
    """``statement`` about ``target`` follows from ``given``; ``known``: whether its constant is the best; ``by``: what
    attains it, or why nothing follows; ``constant``: of the inequality, None where there is none."""

    given: str
    target: str
    statement: str
    known: str
    by: str
    constant: sp.Expr | None = None


def _text(expression: sp.Expr) -> str:
    """As a person writes it.

    >>> _text(sp.floor(s.m**2 / 4) / s.m**2)
    '⌊m²/4⌋/m²'
    """
    rounded = re.sub(r"floor\(([^()]*)\)", r"⌊\1⌋", sp.sstr(expression))
    return rounded.replace("**2", "²").replace("*", "·").replace("Min(", "min(")


def _power(symbol: str, power: int) -> str:
    return symbol + {1: "", 2: "²"}[power]


def _times(factor: sp.Expr, given: str) -> str:
    text = _text(factor)
    head = "" if factor == 1 else f"({text})·" if factor.is_Add else f"{text}·"
    return head + _power(_SYMBOL[given], _POWER[given])


def _bound(target: str, power: int, factor: sp.Expr, given: str) -> str:
    return f"{_power(_SYMBOL[target], power)} ≤ {_times(factor, given)}"


def _between_spreads() -> list[Implication]:
    return [
        Implication(
            c.given.name.value,
            c.target.name.value,
            _bound(c.target.name, c.target.power, c.constant, c.given.name),
            Best.YES,
            c.shape,
            c.constant,
        )
        for c in BETWEEN_SPREADS
    ]


def _through_kappa(other: Other, factor: sp.Expr, given: str) -> tuple[str, sp.Expr]:
    """The bound, affine in kappa, at kappa = factor * given^power: as text, and with ``kappa`` for given^power."""
    top, bottom = sp.fraction(sp.together(other.bound.subs(s.kappa, factor * s.kappa)))
    slope = sp.factor(sp.expand(top).coeff(s.kappa))
    rest = sp.expand(top).coeff(s.kappa, 0)
    if rest == 0:
        factor = sp.cancel(slope / bottom)
        return _times(sp.factor(factor), given), factor * s.kappa
    shared = sp.gcd(slope, rest)
    assert shared == 1
    return f"({_times(slope, given)} - {_text(-rest)})/({_text(sp.factor(bottom))})", (slope * s.kappa + rest) / bottom


def _from_spread(given: str, other: Other, named: str = "") -> Implication:
    """Through kappa; ``named``: the weighted criterion that says as much of equal weights as ``given``."""
    named = named or given
    if other is BREAKDOWN:
        return Implication(named, other.name, f"{other.quantity} ≥ f", Best.YES, other.tight, other.bound)
    known = Best.YES if given in ("kappa", "agnostic") else Best.OPEN
    factor = sp.Integer(1) if given == "kappa" else constant(given, "kappa")
    text, value = _through_kappa(other, factor, named)
    by = other.tight if known == Best.YES else f"through κ ≤ {_times(factor, named)}, which other sets attain"
    return Implication(named, other.name, f"{_power(other.quantity, other.power)} ≤ {text}", known, by, value)


def _nothing(given: str, target: str) -> Implication:
    shown = next(c for c in COUNTEREXAMPLES if given in c.satisfies and target in c.fails)
    return Implication(given, target, Best.NOTHING, Best.NOTHING, shown.shown)


def _plain() -> list[Implication]:
    rows = _between_spreads()
    rows += [_from_spread(given, other) for given in _SPREADS for other in OTHERS]
    by = "the moments bound E‖F‖, and honest inputs z are drawn with positive probability; attained by the trimmed mean"
    rows.append(Implication(BLANCHARD.name, BREAKDOWN.name, f"{BREAKDOWN.quantity} ≥ f", Best.YES, by, s.f))
    done = {(row.given, row.target) for row in rows}
    rows += [_nothing(a, b) for a in _PLAIN for b in _PLAIN if a != b and (a, b) not in done]
    return rows


def _weighted() -> list[Implication]:
    rows = [_nothing(given, w.name) for given in _PLAIN for w in WEIGHTED]
    for w in WEIGHTED:
        base, one = w.name.removeprefix("weighted_"), sp.Integer(1)
        same = _bound(base, _POWER[base], one, w.name)
        rows.append(Implication(w.name, base, same, Best.YES, "equal weights, faulty mass f/n: the same property", one))
        for c in BETWEEN_SPREADS:
            if c.given.name == base:
                statement = _bound(c.target.name, c.target.power, c.constant, w.name)
                rows.append(Implication(w.name, c.target.name.value, statement, Best.YES, c.shape, c.constant))
        rows += [_from_spread(base, other, w.name) for other in OTHERS]
    least = "κ_w ≤ (1/p₁ + 1/p₂)·λ_w², p₁, p₂ the least two shares in S; no constant for all weights"
    rows.append(Implication("weighted_lambda", "weighted_kappa", least, Best.YES, "two points, the rest in their mean"))
    most = "λ_w² ≤ (1 - Σp²)/2·κ_w, p the shares in S; λ_w² ≤ κ_w/2 for all weights"
    rows.append(Implication("weighted_kappa", "weighted_lambda", most, Best.YES, "a simplex"))
    return rows


def _ordered() -> tuple[Implication, ...]:
    place = {name: i for i, name in enumerate(_NAMES)}
    return tuple(sorted((*_plain(), *_weighted()), key=lambda row: (place[row.given], place[row.target])))


ALL: Final = _ordered()
"""Every ordered pair of different criteria, once."""
