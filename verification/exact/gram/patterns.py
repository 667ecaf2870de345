r"""Selection patterns: what a rule's choice of points says about squared distances. One function per rule.

A pattern is a function (n, f) -> families. A :class:`Family` is a set of patterns that differ in one count, the
composition b = ``low..high``; ``programme(b0, b1)`` is a programme whose value bounds that of every composition
b0 ≤ b ≤ b1, and is exact for b0 = b1. So a cover of ``low..high`` by intervals, each with its certificate, is a proof
for the family, however large n is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Final

from .programme import Pair, Programme, Selection, pair

__all__ = ["LARGEST", "PATTERNS", "Family", "Pattern", "families"]


@dataclass(frozen=True)
class Family:
    """Compositions ``low..high`` and the programme that covers an interval of them."""

    name: str
    low: int
    high: int
    programme: Callable[[int, int], Programme]


Pattern = Callable[[int, int], tuple[Family, ...]]


def krum(neighbours: Callable[[int, int], int]) -> Pattern:
    """Krum: the point with the smallest sum of squared distances to its k = ``neighbours(n, f)`` nearest others.

    *The list is complete.* Let u be the selected point and N its k nearest others. u is either faulty or honest (two
    families), and b of the points of N are faulty, a = k - b honest: 0 ≤ b ≤ f - 1 when u is faulty, 0 ≤ b ≤ f when
    it is honest (b ≤ k; a ≤ m - 1 holds as k ≤ m - 1). *Selection is convex.* u is selected iff for some N with |N| =
    k, Σ_N d²(u, .) ≤ Σ_T d²(j, .) for every j and every T of k points other than j (N need not be asked to be nearest:
    score(u) ≤ Σ_N holds anyway). *An interval of compositions.* For b0 ≤ b ≤ b1 choose P ⊂ N of k - b1 honest and R ⊂ N
    of b0 faulty points: dropping terms, Σ_{P ∪ R} d²(u, .) ≤ Σ_T d²(j, .), for all j and T inside S ∪ {u} ∪ R. What is
    invariant under permutations of P, of Q = the rest of S, and of R. For b0 = b1 nothing is lost: the faulty points
    outside N can sit far away, where they constrain nothing.
    """

    def pattern(n: int, f: int) -> tuple[Family, ...]:
        m, k = n - f, neighbours(n, f)

        def programme(own: bool, b0: int, b1: int) -> Programme:
            near = k - b1
            sizes = {"u": 1, "P": near, "Q": m - near - own, "R": b0}
            sizes = {c: size for c, size in sizes.items() if size}
            honest = tuple(c for c in sizes if c in "PQ" or (c == "u" and own))
            error = {c: Fraction(c == "u") - (Fraction(sizes[c], m) if c in honest else 0) for c in sizes}
            smaller = {pair("u", c): sizes[c] for c in "PR" if c in sizes}
            selections = tuple(
                Selection(f"score(u) <= score({j})", smaller, _others(sizes, j), k) for j in sizes if j != "u"
            )
            return Programme(sizes, honest, error, selections)

        return (
            Family("faulty point selected", 0, min(f - 1, k), partial(programme, False)),
            Family("honest point selected", 0, min(f, k), partial(programme, True)),
        )

    return pattern


def multi_krum(n: int, f: int) -> tuple[Family, ...]:
    """Multi-Krum: the mean of the m points of least score, k = m - 1 neighbours. An upper bound on its coefficients.

    Let R* be the selected points outside S and Q the points of S that are not selected, |R*| = |Q| = β, 1 ≤ β ≤ f:
    F - mean_S = (β/m)(mean R* - mean Q). By convexity ||F - mean_S|| ≤ (β/m) ||u - mean Q|| for some u in R*, and
    score(u) ≤ score(j) for all j in Q. Let N be the k nearest of u, with b faulty points and g of Q: a family for
    each (β, g). As for Krum a sum over part of N is smaller, which covers intervals of b. That the other points
    selected have smaller scores than Q is left out; where the optimum satisfies it (seen for n ≥ 3f) the bound is
    exact.
    """
    m = n - f
    k = m - 1

    def programme(beta: int, common: int, b0: int, b1: int) -> Programme:
        kept = k - b1 - common
        sizes = {"u": 1, "P": common, "Q": beta - common, "C": kept, "D": m - beta - kept, "R": b0}
        sizes = {c: size for c, size in sizes.items() if size}
        error = {"u": Fraction(beta, m)} | {c: Fraction(-sizes[c], m) for c in "PQ" if c in sizes}
        smaller = {pair("u", c): sizes[c] for c in "PCR" if c in sizes}
        selections = tuple(
            Selection(f"score(u) <= score({j})", smaller, _others(sizes, j), k) for j in "PQ" if j in sizes
        )
        return Programme(sizes, tuple(c for c in sizes if c in "PQCD"), error, selections)

    return tuple(
        Family(f"{beta} of S replaced, {g} of them near", low, high, partial(programme, beta, g))
        for beta in range(1, f + 1)
        for g in range(beta + 1)
        if (low := max(0, beta - 1 - g)) <= (high := min(f - 1, k - g))
    )


def minimum_diameter(n: int, f: int) -> tuple[Family, ...]:
    """Minimum diameter averaging: the mean of m points S* of least diameter.

    *The list is complete.* |S ∖ S*| = |S* ∖ S| = β, 1 ≤ β ≤ f, and D_S is attained by p, q in S: both in S*, one of
    them, or neither (they are exchangeable). Selection implies d²(x, y) ≤ d²(p, q) for all x, y in S*; that no third
    set has a smaller diameter is left out, and checked on the worst input instead. Classes: p, q, the rest C of S ∩
    S*, the rest Q of S ∖ S*, and R = S* ∖ S. Each β is a family of its own.
    """
    m = n - f

    def programme(beta: int, kept: int, b0: int, b1: int) -> Programme:
        sizes = {"p": 1, "q": 1, "C": m - beta - kept, "Q": beta - (2 - kept), "R": beta}
        sizes = {c: size for c, size in sizes.items() if size}
        ends = ("p", "q")
        common = [c for c in sizes if c == "C" or c in ends[:kept]]
        dropped = [c for c in sizes if c == "Q" or c in ends[kept:]]
        selected = [*common, "R"]
        pairs = [(c, e) for i, c in enumerate(selected) for e in selected[i:] if c != e or sizes[c] > 1]
        selections = tuple(
            Selection(f"d2({c},{e}) <= d2(p,q)", {pair(c, e): 1}, {ends: 1}, 1) for c, e in pairs if pair(c, e) != ends
        )
        error = {"R": Fraction(beta, m)} | {c: Fraction(-sizes[c], m) for c in dropped}
        return Programme(sizes, tuple(c for c in sizes if c != "R"), error, selections)

    return tuple(
        Family(f"{beta} of S replaced, {kept} of the diametral pair kept", 0, 0, partial(programme, beta, kept))
        for beta in range(1, f + 1)
        for kept in range(3)
        if m - beta >= kept and beta >= 2 - kept
    )


def _others(sizes: Mapping[str, int], j: str) -> dict[Pair, int]:
    """How many points other than itself a member of class j sees in each class."""
    return {pair(j, c): size - (c == j) for c, size in sizes.items() if size > (c == j)}


PATTERNS: Final[Mapping[str, Pattern]] = {
    "krum": krum(lambda n, f: n - f - 1),
    "krum_blanchard": krum(lambda n, f: n - f - 2),
    "minimum_diameter_averaging": minimum_diameter,
    "multi_krum": multi_krum,
}
"""The rules whose selection is known here, by the name of the rule."""


LARGEST: Final[Mapping[str, int]] = {"minimum_diameter_averaging": 40, "multi_krum": 30}
"""Largest n where the number of families grows with f; the others cost the same for every n."""


def families(rule: str, n: int, f: int) -> tuple[Family, ...]:
    """The pattern of a rule at (n, f).

    >>> families("multi_krum", 1001, 300)
    Traceback (most recent call last):
    ...
    ValueError: n = 1001 is not admissible: the selection pattern of multi_krum needs n <= 30
    """
    if rule not in PATTERNS:
        raise ValueError(f"rule = {rule!r} is not admissible: need one of {', '.join(PATTERNS)}")
    if n > LARGEST.get(rule, n):
        raise ValueError(f"n = {n} is not admissible: the selection pattern of {rule} needs n <= {LARGEST[rule]}")
    return PATTERNS[rule](n, f)
