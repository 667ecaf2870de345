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
from typing import Final

from .programme import Pair, Programme, Selection, pair

__all__ = ["PATTERNS", "Family", "Pattern", "families"]


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
            Family("faulty point selected", 0, min(f - 1, k), lambda b0, b1: programme(False, b0, b1)),
            Family("honest point selected", 0, min(f, k), lambda b0, b1: programme(True, b0, b1)),
        )

    return pattern


def _others(sizes: Mapping[str, int], j: str) -> dict[Pair, int]:
    """How many points other than itself a member of class j sees in each class."""
    return {pair(j, c): size - (c == j) for c, size in sizes.items() if size > (c == j)}


PATTERNS: Final[Mapping[str, Pattern]] = {
    "krum": krum(lambda n, f: n - f - 1),
    "krum_blanchard": krum(lambda n, f: n - f - 2),
}
"""The rules whose selection is known here, by the name of the rule."""


def families(rule: str, n: int, f: int) -> tuple[Family, ...]:
    """The pattern of a rule at (n, f); KeyError when the rule has none."""
    return PATTERNS[rule](n, f)
