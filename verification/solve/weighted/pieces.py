"""The pieces of a rule on the line for workers of unequal weights, as those of copies.

They have nothing in common with the pieces by mass (:meth:`~resam_theory.definitions.base.Form.by_mass`) but the
definition: the pieces of the rule without weights are taken on as many equal values as a worker has copies.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

from resam_theory.definitions.base import Form
from resam_theory.definitions.pieces import Piece, Vector

__all__ = ["by_copies"]


def by_copies(form: Form, copies: Sequence[int], faulty: int) -> tuple[Piece, ...]:
    """The pieces of the rule without weights on ``copies[i]`` equal values each, ``faulty`` of all of them faulty."""
    pieces = form.pieces(sum(copies), faulty)
    if pieces is None:
        raise ValueError(f"nothing is known on the line of the {form.statement()}")
    ends = tuple(accumulate(copies))

    def gathered(row: Vector) -> Vector:
        return tuple(sum(row[end - size : end], Fraction(0)) for size, end in zip(copies, ends, strict=True))

    found = (Piece(gathered(p.weights), tuple(r for r in map(gathered, p.rows) if any(r))) for p in pieces)
    return tuple(dict.fromkeys(found))
