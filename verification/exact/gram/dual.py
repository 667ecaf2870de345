r"""Exact check of a dual certificate of a Gram programme: weak duality in rational arithmetic, no solver, no floats.

**Statement.** Let ``options[i]`` be multipliers τ of the right-hand distances of selection i with 0 ≤ τ_p ≤ y caps_p,
where y = Σ τ_p / count, and ``spread`` multipliers μ ≥ 0. Every feasible invariant Gram matrix satisfies
``Σ_p τ_p d²(p) ≥ y Σ smaller_p d²(p)`` and every spread form is ≤ 1. So if the form

    Z = Σ μ spread - ||F - mean_S||² - Σ_i (Σ τ_p d²(p) - y_i Σ smaller_p d²(p))

is nonnegative on all (H ⪰ 0, s ≥ 0), that is, its matrix is positive semidefinite and its coefficients of s are ≥ 0,
then ``||F - mean_S||² ≤ Σ μ``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .programme import Form, Pair, Programme, distance, error_form, spread_forms, total

__all__ = ["Dual", "Rejected", "certified_value", "is_semidefinite", "rank"]


class Rejected(ValueError):
    """A certificate that proves nothing; the message says where it fails."""


@dataclass(frozen=True)
class Dual:
    """Rational multipliers: of the distances on the right of each selection, and of the spread forms."""

    options: tuple[Mapping[Pair, Fraction], ...]
    spread: Mapping[str, Fraction]


def is_semidefinite(matrix: Sequence[Sequence[Fraction]]) -> bool:
    """Whether a symmetric rational matrix is positive semidefinite: exact LDLᵀ; a zero pivot needs a zero row.

    >>> one = Fraction(1)
    >>> is_semidefinite([[one, one], [one, one]]), is_semidefinite([[one, one], [one, 1 - Fraction(1, 10**30)]])
    (True, False)
    """
    rest = [list(row) for row in matrix]
    while rest:
        head = rest[0]
        if head[0] < 0 or (head[0] == 0 and any(head)):
            return False
        if head[0] == 0:
            rest = [row[1:] for row in rest[1:]]
        else:
            rest = [[row[j] - row[0] * head[j] / head[0] for j in range(1, len(head))] for row in rest[1:]]
    return True


def rank(matrix: Sequence[Sequence[Fraction]]) -> int:
    """The rank of a positive semidefinite rational matrix: the number of nonzero pivots of LDLᵀ.

    >>> rank([[Fraction(4), Fraction(2)], [Fraction(2), Fraction(1)]])
    1
    """
    rest, found = [list(row) for row in matrix], 0
    while rest:
        head = rest[0]
        if head[0]:
            found += 1
            rest = [[row[j] - row[0] * head[j] / head[0] for j in range(1, len(head))] for row in rest[1:]]
        else:
            rest = [row[1:] for row in rest[1:]]
    return found


def certified_value(programme: Programme, criterion: str, dual: Dual) -> Fraction:
    """Σ μ, an upper bound on the programme's value; :class:`Rejected` when the certificate does not prove it."""
    spreads = spread_forms(programme, criterion)
    if not set(dual.spread) <= set(spreads):
        raise Rejected(f"spread multipliers {sorted(set(dual.spread) - set(spreads))} belong to no constraint")
    if any(value < 0 for value in dual.spread.values()):
        raise Rejected("a spread multiplier is negative")
    if len(dual.options) != len(programme.selections):
        raise Rejected(f"{len(dual.options)} selections are certified, the pattern has {len(programme.selections)}")
    terms: list[tuple[Fraction, Form]] = [(value, spreads[name]) for name, value in dual.spread.items()]
    terms.append((Fraction(-1), error_form(programme)))
    for selection, options in zip(programme.selections, dual.options, strict=True):
        y = sum(options.values(), Fraction(0)) / selection.count
        for p, value in options.items():
            if not 0 <= value <= y * selection.caps.get(p, 0):
                raise Rejected(
                    f"{selection.name}: the multiplier of d²{p} is outside 0..{y * selection.caps.get(p, 0)}"
                )
            terms.append((-value, distance(programme, p)))
        terms += [(y * count, distance(programme, p)) for p, count in selection.smaller.items()]
    slack = total(terms)
    negative = [c for c in programme.classes if programme.sizes[c] > 1 and slack.spread.get(c, Fraction(0)) < 0]
    if negative:
        raise Rejected(f"the slack is negative on the spread of {negative}")
    if not is_semidefinite(slack.matrix(programme.classes)):
        raise Rejected("the slack matrix is not positive semidefinite")
    return sum(dual.spread.values(), Fraction(0))
