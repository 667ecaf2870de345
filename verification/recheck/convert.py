"""Bounds that hold for every rule, or that follow from a bound on the other coefficient or in another dimension."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from resam_theory.definitions import criteria
from resam_theory.definitions.nnm import Refined
from resam_theory.definitions.pipeline import Pipeline

from . import theorem
from .claim import Checked, Claim, Stated
from .reading import Refused
from .root_sum import Exact, root
from .spreads import SPREADS, Inside, over

__all__ = ["added", "composed", "conversion", "coordinates", "floor", "used"]


def floor(claim: Claim, evidence: Mapping[str, Any]) -> Any:
    """(C3), any rule: m points at 0, f at 1. With S the zeros D_S = 0 forces F = 0; the other S then has this ratio."""
    own = Inside(((Fraction(0),), (Fraction(1),)), (claim.m - claim.f, claim.f), claim.m, (Fraction(claim.f, claim.m),))
    return over(own.mean[0] ** 2, SPREADS[claim.criterion](own))


def conversion(claim: Claim, source: Stated) -> Fraction | None:
    """The best constant between two criteria, from evidence about the other coefficient: (C1), (C2), (C5).

    Both compare the same inputs, so it holds in each dimension. Read backwards it carries lower bounds over.
    """
    given, target, upper = source.claim.criterion, claim.criterion, source.side == "upper"
    pair = (given, target) if upper else (target, given)
    if pair not in criteria.FACTORS:
        raise Refused(f"{source.side} bounds on {given} say nothing of {target}")
    small, large = (claim.d, source.claim.d) if upper else (source.claim.d, claim.d)
    if large is not None and (small is None or small > large):
        raise Refused("a bound in this dimension says nothing about that one")
    constant, value = criteria.factor(*pair, claim.m, small), source.square()
    return None if value is None else value * constant if upper else value / constant


def used(claim: Claim, source: Stated) -> str:
    """The conversion, in a sentence."""
    pair = (source.claim.criterion, claim.criterion)
    return f"(C5): {criteria.FACTORS[pair if source.side == 'upper' else (pair[1], pair[0])].why}"


def coordinates(claim: Claim, source: Stated) -> Fraction | None:
    """A coordinate-wise rule, from a bound in fewer dimensions (the last line of B1).

    (i) kappa*_d <= kappa*_1: squared errors and variances of the coordinates add up, with the same S.
    (ii) lambda*_d² <= (d/k) lambda*_k², k <= d: over all sets of k coordinates, whose D_S are at most that of all, the
    squared errors add up to C(d-1, k-1) times the whole.
    (iii) lambda*_inf² >= kappa*_1 (m-1)/(2m), xi*_inf >= kappa*_1 (m-1), permutation-invariant rules: an input on the
    line, S permuted in all ways, one per coordinate. All distances inside S are then equal, and S is a simplex, at
    which these conversions of kappa are attained.
    """
    if not claim.form.coordinate_wise:
        raise Refused("the definition does not act on each coordinate")
    value, about = source.square(), source.claim
    if source.side == "upper":
        if about.criterion != claim.criterion or value is None:
            raise Refused(f"'from' is about {about.criterion}: need {claim.criterion}")
        if claim.criterion == "kappa":
            return value
        if claim.d is None or about.d is None or about.d > claim.d:
            raise Refused("lambda*_d² <= (d/k) lambda*_k²: need k <= d < inf")
        return value * Fraction(claim.d, about.d)
    if (about.criterion, about.d, claim.d) != ("kappa", 1, None) or claim.criterion not in ("lambda", "xi"):
        raise Refused("need a lower bound on kappa at d = 1, for lambda or xi at d = inf")
    if not claim.form.symmetric:
        raise Refused("the order of the rows matters to the definition")
    return None if value is None else value * criteria.factor("kappa", claim.criterion, claim.m, None)


def added(claim: Claim, source: Stated) -> str:
    """The argument about coordinates, in a sentence."""
    return "(B1, last line): coordinates add up; all permutations make distances equal"


def composed(claim: Claim, source: Checked, stated: object) -> Exact:
    """(E1), (E2) lambda* or kappa* of a composition, from an upper bound on the rule that follows, with its rows.

    ``stated``: the proof of what the stage does, as data, which is replayed.
    """
    form, value, n, f = claim.form, source.proved, claim.n, claim.f
    if isinstance(form, Pipeline):
        stage, inner, rows = form.stage, form.rule, form.stage.rows(n, f)
    elif isinstance(form, Refined):
        stage, inner, rows = SimpleNamespace(name="ctma"), form.anchor, n
    else:
        raise Refused("the definition is no composition")
    about = source.claim
    if (about.definition, about.n, about.f, about.criterion) != (inner, rows, f, claim.criterion):
        raise Refused(f"'from' is about {about.rule} at n = {about.n}: need the rule that follows, at n = {rows}")
    if about.d is not None and (claim.d is None or about.d < claim.d):
        raise Refused("a bound in this dimension says nothing about that one")
    if source.side != "upper" or not value:
        raise Refused("need an upper bound > 0 on the rule that follows")
    if claim.criterion == "kappa":
        return theorem.staged(claim, stated, stage, value)
    found = theorem.staged(claim, stated, stage, root(value))
    return found**2 if isinstance(found, Fraction) else found.squared()
