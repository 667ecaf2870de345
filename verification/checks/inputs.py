"""A check by an explicit input: the floors (C3). The worst inputs that a rule states are among the exact methods."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

from resam_theory.claims import Criterion
from resam_theory.criteria import Point

from ..evidence import Context, Evidence, Target
from ..solve import floor as every_rule
from ..solve.explicit import embed, lower_bound

__all__ = ["floor"]


def _two_clusters(n: int, f: int, d: int | None) -> list[Point]:
    """(C3): m points at 0 and f at e_1."""
    points = [(Fraction(0),)] * (n - f) + [(Fraction(1),)] * f
    embedded = embed(points, d)
    assert embedded is not None
    return embedded


def floor(target: Target, context: Context) -> Iterable[Evidence]:
    """(C3) m points at 0 and f at 1 bind every rule: with S the zeros, D_S = V_S = 0 forces F = 0; with S' holding all
    the ones, F = 0 then has the ratio f/m (lambda), f/(n-2f) (kappa).

    For ``any`` that is evidence of its own kind; a rule is evaluated on the input, with either S.
    """
    if target.criterion is Criterion.PROOF or target.n is None or not target.f:
        return
    n, f = target.n, target.f
    zeros, mixed = tuple(range(n - f)), tuple(range(f, n))
    method = "floor input (C3)"
    if target.subject == "any":
        yield every_rule(target.criterion, n, f, target.d or math.inf)
        return
    points = _two_clusters(n, f, target.d)
    for honest in (zeros, mixed):
        found = lower_bound(target.subject, target.criterion, points, honest, method)
        if found is not None:
            yield found
