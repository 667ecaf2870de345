r"""The error without an attack from below: kappa_0* = sup ||F(x) - mean(x)||^2 / V(x) over all n rows, the rule built
for f. Two clusters of every size, evaluated by the rule's definition in exact arithmetic.

From above it is bounded by the proofs in the rules' files, by the one-dimensional solver, and by kappa*.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from resam_theory.claims import Criterion
from resam_theory.criteria import Point

from ..evidence import Evidence, Side, best
from .breakdown import stated
from .explicit import embed, lower_bound
from .subject import Subject

__all__ = ["clusters"]

MOST_ROWS: Final = 15
"""Largest n at which such inputs are evaluated row by row."""


FAR: Final = 10**6
"""How far apart clusters are for a rule that knows a unit of length."""


def clusters(of: Subject, criterion: Criterion, n: int, f: int, d: int | float) -> Iterator[Evidence]:
    """The worst of two clusters, one of which may lie at the origin, and of a single one; near and far."""
    if criterion is not Criterion.NO_ATTACK or n > MOST_ROWS or stated(of, criterion, n, f):
        return
    apart = ((0, 1), (1, 2)) if "scale" in of.rule.traits else ((0, 1), (1, 2), (0, FAR))
    inputs = [[low] * (n - k) + [high] * k for k in range(1, n) for low, high in apart]
    found = [_forced(of, values, f, d) for values in ([n**2] * n, *inputs)]
    worst = best((item for item in found if item is not None), Side.LOWER)
    if worst is not None:
        yield worst


def _forced(of: Subject, values: list[int], f: int, d: int | float) -> Evidence | None:
    line: list[Point] = [(Fraction(value),) for value in values]
    points = embed(line, None if d == float("inf") else int(d))
    if points is None:
        return None
    return lower_bound(of, Criterion.NO_ATTACK, points, range(len(values)), "two clusters without an attack", f=f)
