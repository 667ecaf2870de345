r"""What a pre-aggregation is, and how it changes the coefficients of the rule that follows.

(E1) [derived here]. Let P turn x into y, b = ||mean_S(y) - mean_S(x)||^2 / V_S(x), v = V_S(y)/V_S(x). P has the
*descriptor* (B, G) if b/B + v/G <= 1 for all x, S (B = 0: b = 0). Then kappa(F after P) <= B + G kappa(F).
*Proof.* ||F(y) - mean_S|| <= sqrt(kappa v V) + sqrt(b V), and by Cauchy-Schwarz (sqrt(b) + sqrt(kappa v))^2 <=
(B + G kappa)(b/B + v/G). QED For lambda: ||mean_S(y) - mean_S|| <= beta D and D_S(y) <= delta D give
lambda(F after P) <= beta + delta lambda(F), by the triangle inequality.

(E2) [derived here]. Both are affine maps, and affine maps compose: Q after P has (B_P + G_P B_Q, G_P G_Q).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from ..claims import Claim, Criterion, Source
from ..definitions import stage as definitions
from ..definitions.base import Form
from ..open_ends import Open
from ..proof.bounds import Bound
from ..proof.worst import Family
from ..rules._base import Extremal, Rule
from ..rules.kernels import entrance

__all__ = ["AffineMap", "Descriptor", "PreAggregation", "Refinement", "Worst"]

Worst = Callable[[int, int, int | float], Extremal]


@dataclass(frozen=True)
class AffineMap:
    """The map c -> shift + factor c on the coefficient of the rule that follows: an upper bound on the composition's.

    ``shift`` and ``factor`` are expressions in n, f, m; ``where``: the (n, f) at which it holds; ``exact``: the
    composition's exact coefficient is the map's value at the rule's exact coefficient.
    """

    shift: sp.Expr
    factor: sp.Expr
    source: Source
    where: Any = sp.true
    exact: bool = False

    def __call__(self, coefficient: sp.Expr) -> sp.Expr:
        """The bound, given a bound on the coefficient of the rule that follows."""
        return self.shift + self.factor * coefficient


@dataclass(frozen=True)
class Descriptor:
    """What pre-aggregations and refinements share.

    ``maps``: by criterion, the affine maps known, sharpest first where one is; ``floors``: by criterion, what no rule
    with finite coefficients can get below when this stands before it; ``claims(name, rule)``: what else is claimed of
    the composition called ``name``; ``worst(criterion, rule)``: the composition's worst input, None where only
    that of the definition is known; ``rows(n, f)``: how many rows the rule gets, ValueError where that is not
    admissible (``count`` is the same as an expression). ``proofs``: the sharpest maps for all (n, f), as data;
    ``families``: worst inputs for all (n, f) of rules that follow and are symmetric on the line; ``proved(rule)`` and
    ``reached(rule)``: bounds and worst inputs of the composition with that rule alone; ``open(rule)``: why the ends of
    its intervals differ. ``random``: ``aggregate`` takes a ``generator``. ``traits``: those that the composition has if
    the rule has them.
    """

    name: str
    title: str
    reference: str
    maps: Mapping[Criterion, tuple[AffineMap, ...]]
    floors: Mapping[Criterion, tuple[sp.Expr, Source]]
    rows: Callable[[int, int], int]
    count: sp.Expr
    traits: frozenset[str]
    claims: Callable[[str, Rule], tuple[Claim, ...]] = field(default=lambda name, rule: (), repr=False)
    worst: Callable[[Criterion, Rule], Worst | None] = field(default=lambda criterion, rule: None, repr=False)
    random: bool = False
    proofs: tuple[Bound, ...] = field(default=(), repr=False)
    families: tuple[Family, ...] = field(default=(), repr=False)
    proved: Callable[[Rule], tuple[Bound, ...]] = field(default=lambda rule: (), repr=False)
    reached: Callable[[Rule], tuple[Family, ...]] = field(default=lambda rule: (), repr=False)
    open: Callable[[Rule], tuple[Open, ...]] = field(default=lambda rule: (), repr=False)


@dataclass(frozen=True)
class PreAggregation(Descriptor):
    """A map of the rows: ``apply(x, f, **options)`` takes (..., n, d) to (..., n', d), batched, numpy and torch alike.

    ``definition``: what it computes, exactly, as data.
    """

    apply: Callable[..., Any] = field(kw_only=True)
    definition: definitions.Stage = field(kw_only=True)

    def __call__(self, x: Any, *, f: int, **options: Any) -> Any:
        """The rows that the rule gets, (..., n, d) -> (..., n', d), for x of every real floating dtype."""
        return entrance.call(self.apply, x, f, options)


@dataclass(frozen=True)
class Refinement(Descriptor):
    """A map of the output: ``refine(x, f, o)`` takes the rows and the rule's output o (..., d) to a better one.

    ``weigh(given, o)``: the same for weighted problems.
    ``definition(anchor)``: what it computes, exactly, given the rule's own definition.
    """

    refine: Callable[..., Any] = field(kw_only=True)
    definition: Callable[[Form], Form] = field(kw_only=True)
    weigh: Callable[..., Any] | None = field(default=None, kw_only=True)
