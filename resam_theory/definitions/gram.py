"""What a selection says about squared distances, as data: the constraints of a symmetry-reduced Gram programme (B5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Pair", "Patterns", "Programme", "Selection", "others", "pair"]

Pair = tuple[str, str]


def pair(c: str, e: str) -> Pair:
    """The unordered pair of two classes."""
    return (c, e) if c <= e else (e, c)


@dataclass(frozen=True)
class Selection:
    """``Σ smaller[p] d²(p) <= min { Σ t_p d²(p) : 0 <= t_p <= caps[p], Σ t_p = count }`` over pairs p of classes."""

    name: str
    smaller: Mapping[Pair, int]
    caps: Mapping[Pair, int]
    count: int


@dataclass(frozen=True)
class Programme:
    """Classes with their sizes, those of S, the output error as a combination of class means, the selections."""

    sizes: Mapping[str, int]
    honest: tuple[str, ...]
    error: Mapping[str, Fraction]
    selections: tuple[Selection, ...]

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes in a fixed order: rows of H."""
        return tuple(self.sizes)

    @property
    def m(self) -> int:
        """|S|."""
        return sum(self.sizes[c] for c in self.honest)


@dataclass(frozen=True)
class Patterns:
    """Selection patterns that differ in one count, the composition b = ``low..high``.

    ``programme(b0, b1)`` bounds every composition b0 <= b <= b1, and is exact for b0 = b1: a cover of ``low..high`` by
    intervals, each with its certificate, is a proof for the family, however large n is.
    """

    name: str
    low: int
    high: int
    programme: Callable[[int, int], Programme]


def others(sizes: Mapping[str, int], j: str) -> dict[Pair, int]:
    """How many points other than itself a member of class j sees in each class."""
    return {pair(j, c): size - (c == j) for c, size in sizes.items() if size > (c == j)}
