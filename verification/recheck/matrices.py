"""Definiteness and rank of symmetric rational matrices by exact LDLᵀ."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from resam_theory.definitions.effort import spend

__all__ = ["is_semidefinite", "rank"]


def is_semidefinite(matrix: Sequence[Sequence[Fraction]]) -> bool:
    """Whether a symmetric rational matrix is positive semidefinite: exact LDLᵀ; a zero pivot needs a zero row.

    >>> one = Fraction(1)
    >>> is_semidefinite([[one, one], [one, one]]), is_semidefinite([[one, one], [one, 1 - Fraction(1, 10**30)]])
    (True, False)
    """
    rest = [list(row) for row in matrix]
    while rest:
        head = rest[0]
        if head[0] < 0 or (not head[0] and any(head)):
            return False
        rest = _without_first(rest)
    return True


def rank(matrix: Sequence[Sequence[Fraction]]) -> int:
    """The rank of a positive semidefinite rational matrix: the number of nonzero pivots of LDLᵀ.

    >>> rank([[Fraction(4), Fraction(2)], [Fraction(2), Fraction(1)]])
    1
    """
    rest, found = [list(row) for row in matrix], 0
    while rest:
        found += rest[0][0] != 0
        rest = _without_first(rest)
    return found


def _without_first(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """The Schur complement of the first pivot; the rest as it is where the pivot is 0."""
    spend(len(rows) ** 2)
    head, *others = rows
    if not head[0]:
        return [row[1:] for row in others]
    return [[row[j] - row[0] * head[j] / head[0] for j in range(1, len(head))] for row in others]
