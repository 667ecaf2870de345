r"""Inputs given by classes, and selection rules evaluated on them exactly at a cost that does not grow with n.

A :class:`Configuration` has classes c of n_c points; the members of a class are the vertices of a regular simplex
around the class mean, with mean squared distance s_c to it, in axes of its own. Hence members of c ≠ e are at squared
distance ``H_cc - 2 H_ce + H_ee + s_c + s_e`` and distinct members of c at ``2 s_c n_c/(n_c - 1)``, H being the Gram
matrix of the means. Such points exist as soon as H ⪰ 0 and s ≥ 0, with real coordinates even when no rational ones
exist. All points of a class see the same distances and have the same score, so a rule that compares distances or
scores compares classes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, permutations
from typing import Final

from .dual import is_semidefinite, rank

__all__ = ["SELECTORS", "Configuration", "Selector", "attained", "krum_scores"]


@dataclass(frozen=True)
class Configuration:
    """Class sizes, which classes make up S, the Gram matrix H of the class means, and the spreads s_c."""

    sizes: tuple[int, ...]
    honest: tuple[bool, ...]
    gram: tuple[tuple[Fraction, ...], ...]
    spread: tuple[Fraction, ...]

    def check(self) -> None:
        """ValueError unless such points exist."""
        r = len(self.sizes)
        if {len(self.honest), len(self.gram), len(self.spread), *map(len, self.gram)} != {r} or min(self.sizes) < 1:
            raise ValueError("the classes, their sizes, spreads and Gram matrix do not fit together")
        if any(self.gram[i][j] != self.gram[j][i] for i in range(r) for j in range(i)) or not is_semidefinite(
            self.gram
        ):
            raise ValueError("the Gram matrix is not symmetric positive semidefinite")
        if any(s < 0 or (s and size == 1) for s, size in zip(self.spread, self.sizes, strict=True)):
            raise ValueError("a spread is negative, or positive for a class of one point")

    def dimension(self) -> int:
        """A dimension in which such points exist: the rank of H, and n_c - 1 for each class with a spread."""
        simplices = sum(size - 1 for size, s in zip(self.sizes, self.spread, strict=True) if s)
        return max(1, rank(self.gram) + simplices)

    def distance2(self, i: int, j: int) -> Fraction:
        """Between members of classes i and j, distinct members for i = j."""
        if i == j:
            return 2 * self.spread[i] * self.sizes[i] / (self.sizes[i] - 1) if self.sizes[i] > 1 else Fraction(0)
        return self.gram[i][i] - 2 * self.gram[i][j] + self.gram[j][j] + self.spread[i] + self.spread[j]

    def norm2(self, weights: Sequence[Fraction]) -> Fraction:
        """||Σ_c weights_c mean_c||²."""
        return sum(
            (w * v * self.gram[i][j] for i, w in enumerate(weights) if w for j, v in enumerate(weights) if v),
            Fraction(0),
        )


Selector = Callable[[Configuration, int], list[tuple[int, ...]]]
"""(configuration, f) -> every admissible choice, as how many members of each class are averaged."""


def krum_scores(given: Configuration, neighbours: int) -> list[Fraction]:
    """The score of a member of each class: the sum of its ``neighbours`` smallest squared distances to other points."""
    scores = []
    for i in range(len(given.sizes)):
        left, score = neighbours, Fraction(0)
        for value, count in sorted((given.distance2(i, j), size - (i == j)) for j, size in enumerate(given.sizes)):
            used = min(left, count)
            score, left = score + used * value, left - used
        scores.append(score)
    return scores


def krum(neighbours: Callable[[int, int], int]) -> Selector:
    """One member of any class whose score is smallest."""

    def select(given: Configuration, f: int) -> list[tuple[int, ...]]:
        scores = krum_scores(given, neighbours(sum(given.sizes), f))
        best = min(scores)
        return [tuple(int(i == j) for j in range(len(scores))) for i, score in enumerate(scores) if score == best]

    return select


def multi_krum(given: Configuration, f: int) -> list[tuple[int, ...]]:
    """The m points of least score, k = m - 1; at a tie the places are filled class by class, in every order."""
    m = sum(given.sizes) - f
    scores = krum_scores(given, m - 1)
    found = set()
    for first in permutations(range(len(scores))):
        counts, left = [0] * len(scores), m
        for i in sorted(first, key=lambda i: scores[i]):  # stable: `first` decides among equal scores
            counts[i] = min(left, given.sizes[i])
            left -= counts[i]
        found.add(tuple(counts))
    return sorted(found)


def minimum_diameter(given: Configuration, f: int) -> list[tuple[int, ...]]:
    """Choices of m points of least diameter. For each set of classes whose pairwise distances are at most the least
    feasible diameter, surplus points are left out class by class, in every order."""
    classes = range(len(given.sizes))
    m = sum(given.sizes) - f
    squares = [[given.distance2(i, j) for j in classes] for i in classes]
    for limit in sorted({Fraction(0)}.union(*squares)):
        room = [size if squares[i][i] <= limit else 1 for i, size in enumerate(given.sizes)]
        found = set()
        for chosen in (set(part) for r in classes for part in combinations(classes, r + 1)):
            inside = all(squares[i][j] <= limit for i in chosen for j in chosen if i != j)
            if inside and sum(room[i] for i in chosen) >= m:
                for order in permutations(chosen):
                    counts, left = [0] * len(room), m
                    for i in order:
                        counts[i] = min(left, room[i])
                        left -= counts[i]
                    found.add(tuple(counts))
        if found:
            return sorted(found)
    raise ValueError("no m points were found")


SELECTORS: Final[Mapping[str, Selector]] = {
    "krum": krum(lambda n, f: n - f - 1),
    "krum_blanchard": krum(lambda n, f: n - f - 2),
    "minimum_diameter_averaging": minimum_diameter,
    "multi_krum": multi_krum,
}
"""The rules that can be evaluated on classes, by the name of the rule."""


def attained(rule: str, f: int, given: Configuration) -> dict[str, Fraction]:
    """The exact lambda² and kappa that the worst admissible output of ``rule`` forces on this input.

    ValueError unless the points exist, S has n - f of them and they are not all equal. The mean of j members of a class
    is at squared distance ``s (n_c/j - 1)/(n_c - 1)`` from the class mean, in axes of the class, whichever they are;
    the mean of S has no component in those axes.
    """
    given.check()
    sizes, m = given.sizes, sum(size for size, own in zip(given.sizes, given.honest, strict=True) if own)
    if m != sum(sizes) - f:
        raise ValueError(f"S has {m} members, need n - f = {sum(sizes) - f}")
    inside = [i for i, own in enumerate(given.honest) if own]
    share = [Fraction(size * own, m) for size, own in zip(sizes, given.honest, strict=True)]
    variance = sum((share[i] * (given.gram[i][i] + given.spread[i]) for i in inside), Fraction(0)) - given.norm2(share)
    if not variance:
        raise ValueError("the points of S coincide")
    diameter2 = max(given.distance2(i, j) for i in inside for j in inside)
    error2 = Fraction(0)
    for counts in SELECTORS[rule](given, f):
        weights = [Fraction(count, sum(counts)) for count in counts]
        within = sum(
            (
                weight**2 * spread * (Fraction(size, count) - 1) / (size - 1)
                for weight, spread, size, count in zip(weights, given.spread, sizes, counts, strict=True)
                if count and size > 1
            ),
            Fraction(0),
        )
        error2 = max(error2, given.norm2([w - s for w, s in zip(weights, share, strict=True)]) + within)
    return {"lambda": error2 / diameter2, "kappa": error2 / variance}
