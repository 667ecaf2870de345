"""Pieces: where the sorted values satisfy some linear rows, an output is a fixed combination of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .effort import spend

__all__ = ["Piece", "Vector", "average", "plus", "scaled", "vector"]

Vector = tuple[Fraction, ...]


@dataclass(frozen=True)
class Piece:
    """``weights . u`` is an output of the rule wherever ``row . u >= 0`` for the ``rows`` and u is sorted.

    ``order``: for rules to which the order of the rows matters, one that gives this output: row i holds u[order[i]].
    """

    weights: Vector
    rows: tuple[Vector, ...] = ()
    order: tuple[int, ...] = field(default=(), compare=False)

    def mirrored(self) -> Piece:
        """The piece of the rule u -> -F(-u)."""
        return Piece(self.weights[::-1], tuple(sorted(tuple(-a for a in row[::-1]) for row in self.rows)))


def vector(n: int, entries: Mapping[int, Fraction | int]) -> Vector:
    """The vector of length n with these entries."""
    spend(n)
    return tuple(Fraction(entries.get(i, 0)) for i in range(n))


def plus(*vectors: Sequence[Fraction]) -> Vector:
    """The sum."""
    spend(sum(map(len, vectors)))
    return tuple(sum(column, Fraction(0)) for column in zip(*vectors, strict=True))


def scaled(factor: Fraction | int, of: Sequence[Fraction]) -> Vector:
    """The multiple."""
    spend(len(of))
    return tuple(factor * entry for entry in of)


def average(n: int, start: int, stop: int) -> Vector:
    """Weights of the mean of u[start:stop], positions counted from 0."""
    return vector(n, dict.fromkeys(range(start, stop), Fraction(1, stop - start)))
