"""Checks by explicit inputs: the floors (C3) and the extremal input that each rule's file states."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.criteria import Point, ratios

from ..evidence import Context, Evidence, Side, Target
from ..solve.explicit import embed, lower_bound, stated_bounds

__all__ = ["extremal", "floor"]


def _two_clusters(n: int, f: int, d: int | None) -> list[Point]:
    """(C3): m points at 0 and f at e_1."""
    points = [(Fraction(0),)] * (n - f) + [(Fraction(1),)] * f
    embedded = embed(points, d)
    assert embedded is not None
    return embedded


def floor(target: Target, context: Context) -> Iterable[Evidence]:
    """(C3) m points at 0 and f at 1 bind every rule: with S the zeros, D_S = V_S = 0 forces F = 0; with S' holding all
    the ones, F = 0 then has the ratio f/m (lambda), f/(n-2f) (kappa).

    For ``any`` the two steps are replayed in exact arithmetic for an arbitrary output; for a rule, on its own output.
    """
    if target.criterion is Criterion.PROOF or target.n is None or not target.f:
        return
    n, f = target.n, target.f
    points = _two_clusters(n, f, target.d)
    zeros, mixed = tuple(range(n - f)), tuple(range(f, n))
    method = "floor input (C3)"
    if target.subject == "any":
        origin = tuple(Fraction(0) for _ in points[0])
        other = (Fraction(1), *origin[1:])  # any F != 0; only ||F - 0|| > 0 = D_S matters
        escapes = [value is sp.oo for value in ratios(points, zeros, other)]
        lam2, kap = ratios(points, mixed, origin)
        if all(escapes):
            value = sp.sqrt(lam2) if target.criterion is Criterion.LAMBDA else kap
            yield Evidence(Side.LOWER, value, True, method, {"points": [[str(v) for v in p] for p in points]})
        return
    for honest in (zeros, mixed):
        found = lower_bound(target.subject, target.criterion, points, honest, method)
        if found is not None:
            yield found


def extremal(target: Target, context: Context) -> Iterable[Evidence]:
    """The input that the rule's file states as its worst, re-evaluated through the rule's exact definition."""
    if target.criterion is Criterion.PROOF or target.subject == "any" or target.n is None or not target.f:
        return
    yield from stated_bounds(target.subject, target.criterion, target.n, target.f, target.d or math.inf)
