"""Rows of least score, the score being a sum of squared distances to the nearest others (Krum and its relatives)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any, ClassVar, Final

from . import counts
from .base import Form, Point, Points
from .classes import Configuration, least, smallest
from .gram import Patterns, Programme, Selection, others, pair
from .points import means_of_least, squared_distance

__all__ = ["Scores"]

MOST_FAMILIES_AT: Final = 30
"""Largest n where the number of families grows with f; for one selected row the cost does not depend on n."""


@dataclass(frozen=True)
class Scores(Form):
    """The mean of the ``keep`` rows of least score; score(i) = sum of the ``neighbours`` least ||x_i - x_j||², j != i.

    Defined for n >= ``least``. At a tie every choice is admissible.
    """

    neighbours: str = "m-1"
    keep: str = "1"
    least: str = "2*f+1"
    name: ClassVar[str] = "scores"

    def __post_init__(self) -> None:
        for field in ("neighbours", "keep", "least"):
            counts.require(getattr(self, field), field)

    def check(self, n: int, f: int) -> None:
        """Need n >= least, and counts that make sense."""
        least = counts.evaluate(self.least, n, f)
        if n < least:
            shown = self.least.replace("*", "").replace("+", " + ")
            raise ValueError(f"need n >= {shown}")
        near, kept = self.counts(n, f)
        if not 0 <= near < n or not 1 <= kept <= n:
            raise ValueError(f"need neighbours < n and 1 <= keep <= n, not {near} and {kept}")

    def counts(self, n: Any, f: Any) -> tuple[Any, Any]:
        """The numbers of neighbours and of rows kept at (n, f)."""
        return counts.evaluate(self.neighbours, n, f), counts.evaluate(self.keep, n, f)

    def outputs(self, points: Points, f: int) -> list[Point]:
        """The means of all choices of rows of least score.

        >>> Scores().outputs([(Fraction(value),) for value in (0, 1, 3, 9)], 1)
        [(Fraction(1, 1),)]
        """
        self.check(len(points), f)
        (near, kept), often = self.counts(len(points), f), Counter(points)
        scores = {
            p: smallest([(squared_distance(p, q), size - (q == p)) for q, size in often.items()], near) for p in often
        }
        return sorted(means_of_least(points, [scores[p] for p in points], kept))

    def chosen(self, given: Configuration, f: Any) -> list[tuple[Any, ...]]:
        """At a tie the places are filled class by class, in every order."""
        n, classes = given.total(), range(len(given.sizes))
        near, kept = self.counts(n, f)
        seen = ([(given.distance2(i, j), given.sizes[j] - (i == j)) for j in classes] for i in classes)
        scores = [smallest(values, near) for values in seen]
        return least(scores, given.sizes, kept)

    def families(self, n: int, f: int) -> tuple[Patterns, ...] | None:
        """For one selected row, or for 1 < q <= m of least score, over at most m - 1 neighbours; None for any other."""
        self.check(n, f)
        near, kept = self.counts(n, f)
        if not 1 <= near <= n - f - 1 or kept > n - f:
            return None
        if kept == 1:
            return _one_row(n, f, near)
        if n > MOST_FAMILIES_AT:
            raise ValueError(f"n = {n} is not admissible: this selection pattern needs n <= {MOST_FAMILIES_AT}")
        return _many_rows(n, f, near, kept)

    def statement(self) -> str:
        """In words."""
        return f"mean of the {self.keep} rows with the least sums of {self.neighbours} squared distances to other rows"


def _one_row(n: int, f: int, k: int) -> tuple[Patterns, ...]:
    """The row with the smallest sum of squared distances to its k nearest others.

    *The list is complete.* Let u be the selected point and N its k nearest others. u is either faulty or honest (two
    families), and b of the points of N are faulty, a = k - b honest: 0 <= b <= f - 1 when u is faulty, 0 <= b <= f when
    it is honest (b <= k; a <= m - 1 holds as k <= m - 1). *Selection is convex.* u is selected iff for some N with |N|
    = k, Σ_N d²(u, .) <= Σ_T d²(j, .) for every j and every T of k points other than j (N need not be asked to be
    nearest: score(u) <= Σ_N holds anyway). *An interval of compositions.* For b0 <= b <= b1 choose P ⊂ N of k - b1
    honest and R ⊂ N of b0 faulty points: dropping terms, Σ_{P ∪ R} d²(u, .) <= Σ_T d²(j, .), for all j and T inside S ∪
    {u} ∪ R. What is invariant under permutations of P, of Q = the rest of S, and of R. For b0 = b1 nothing is lost: the
    faulty points outside N can sit far away, where they constrain nothing.
    """
    m = n - f

    def programme(own: bool, b0: int, b1: int) -> Programme:
        near = k - b1
        sizes = {"u": 1, "P": near, "Q": m - near - own, "R": b0}
        sizes = {c: size for c, size in sizes.items() if size}
        honest = tuple(c for c in sizes if c in "PQ" or (c == "u" and own))
        error = {c: Fraction(c == "u") - (Fraction(sizes[c], m) if c in honest else 0) for c in sizes}
        smaller = {pair("u", c): sizes[c] for c in "PR" if c in sizes}
        return Programme(sizes, honest, error, _no_greater_score(sizes, smaller, [j for j in sizes if j != "u"], k))

    return (
        Patterns("faulty point selected", 0, min(f - 1, k), partial(programme, False)),
        Patterns("honest point selected", 0, min(f, k), partial(programme, True)),
    )


def _many_rows(n: int, f: int, k: int, q: int) -> tuple[Patterns, ...]:
    """The mean of the q <= m points of least score over their k <= m - 1 nearest others. An upper bound.

    Let β <= f of the selected be faulty, H the q - β others, Q = S - H. For β >= 1, F - mean_S is the mean over the
    faulty u selected of (β/q) u + (1/q) Σ_H x - mean_S, so by convexity at most as long as for one of them, and
    score(u) <= score(j) for all j in Q. Let N be the k nearest of u, with b faulty points and g of Q: a family for each
    (β, g). As for one row a sum over part of N is smaller, which covers intervals of b. That the other points selected
    have smaller scores than Q is left out; where the optimum satisfies it (seen for q = m, n >= 3f) the bound is exact.
    For β = 0 nothing is asked of the selection.
    """
    m = n - f

    def programme(beta: int, common: int, b0: int, b1: int) -> Programme:
        kept = k - b1 - common
        sizes = {"u": 1, "P": common, "Q": m - q + beta - common, "C": kept, "D": q - beta - kept, "R": b0}
        sizes = {c: size for c, size in sizes.items() if size}
        shares = {c: sizes[c] * (Fraction(int(c in "CD"), q) - Fraction(1, m)) for c in "PQCD" if c in sizes}
        error = {"u": Fraction(beta, q)} | {c: share for c, share in shares.items() if share}
        smaller = {pair("u", c): sizes[c] for c in "PCR" if c in sizes}
        selections = _no_greater_score(sizes, smaller, [j for j in "PQ" if j in sizes], k)
        return Programme(sizes, tuple(c for c in sizes if c in "PQCD"), error, selections)

    def none_faulty(b0: int, b1: int) -> Programme:
        return Programme({"C": q, "Q": m - q}, ("C", "Q"), {"C": 1 - Fraction(q, m), "Q": Fraction(q - m, m)}, ())

    return tuple(
        Patterns(f"{beta} faulty of {q} selected, {g} of S left out near", low, high, partial(programme, beta, g))
        for beta in range(1, min(f, q) + 1)
        for g in range(min(m - q + beta, k) + 1)
        if (low := max(0, k - g - (q - beta))) <= (high := min(f - 1, k - g))
    ) + ((Patterns("no faulty point selected", 0, 0, none_faulty),) if q < m else ())


def _no_greater_score(
    sizes: Mapping[str, int], smaller: Mapping[Any, int], rivals: list[str], k: int
) -> tuple[Selection, ...]:
    return tuple(Selection(f"score(u) <= score({j})", smaller, others(sizes, j), k) for j in rivals)
