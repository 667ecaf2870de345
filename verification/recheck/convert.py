"""Bounds that hold for every rule, or that follow from a bound on the other coefficient or in another dimension."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from resam_theory.definitions import criteria

from .claim import Checked, Coefficient, Stated
from .reading import Refused
from .spreads import SPREADS, Inside, over

__all__ = ["conversion", "coordinates", "finite", "floor", "used"]


def floor(claim: Coefficient, evidence: Mapping[str, Any]) -> Any:
    """(C3), any rule: m points at 0, f at 1. With S the zeros D_S = 0 forces F = 0; the other S then has this ratio."""
    if claim.definition is not None and claim.definition.partial:  # ValueError where it has no output there
        claim.definition.outputs([(Fraction(int(i < claim.f)),) for i in range(claim.n)], claim.f)
    own = Inside(((Fraction(0),), (Fraction(1),)), (claim.m - claim.f, claim.f), claim.m, (Fraction(claim.f, claim.m),))
    return over(own.mean[0] ** 2, SPREADS[claim.criterion](own))


def _source(claim: Coefficient, evidence: Mapping[str, Any]) -> Checked:
    """The bound ``from``, on the same rule at the same (n, f)."""
    source: Checked = evidence["from"]
    other = source.claim
    if (claim.rule, claim.definition, claim.n, claim.f) != (other.rule, other.definition, other.n, other.f):
        raise Refused(f"'from' is about {other.rule} at n = {other.n}, f = {other.f}")
    return source


def conversion(claim: Coefficient, evidence: Mapping[str, Any]) -> Any:
    """The best constant between two criteria, from evidence about the other coefficient: (C1), (C2), (C5).

    Both compare the same inputs, so it holds in each dimension. Read backwards it carries lower bounds over.
    """
    source = _source(claim, evidence)
    given, target, upper = source.claim.criterion, claim.criterion, source.side == "upper"
    if (given, target, upper) == ("kappa", "no_attack", True):
        return averaged(claim, source)
    pair = (given, target) if upper else (target, given)
    if pair not in criteria.FACTORS:
        raise Refused(f"{source.side} bounds on {given} say nothing of {target}")
    small, large = (claim, source.claim) if upper else (source.claim, claim)
    small.lies_in(large)
    constant, value = criteria.factor(*pair, claim.m, small.d), source.proved
    return None if value is None else value * (constant if upper else 1 / constant)


def averaged(claim: Coefficient, source: Checked) -> Any:
    """(D2) averaged over all S of m = n - f inputs: E V_S = n(m-1)/(m(n-1)) V, and ||F - mean_S||² splits into ||F -
    mean||² and ||mean_S - mean||², whose average is f/(m(n-1)) V."""
    n, m = claim.n, claim.n - claim.f
    if claim.form.trusts_first:
        raise Refused("(D2) is about the sets that contain row 0 only")
    claim.lies_in(source.claim)
    return source.proved * Fraction(n * (m - 1), m * (n - 1)) - Fraction(claim.f, m * (n - 1))


def finite(claim: Coefficient, evidence: Mapping[str, Any]) -> Fraction:
    """||F|| <= ||mean_S|| + sqrt(c spread(S)) with a finite c: f faulty inputs leave the output bounded."""
    source = _source(claim, evidence)
    other = source.claim
    if source.side != "upper" or other.m != claim.n - claim.f or other.criterion not in SPREADS:
        raise Refused("need an upper bound on a ratio of error and spread of n - f inputs")
    claim.lies_in(other)
    return Fraction(claim.f)


def used(claim: Coefficient, evidence: Mapping[str, Any]) -> tuple[str, ...]:
    """The conversion, in a sentence."""
    if claim.criterion == "no_attack":
        return ("(D2), averaged over all S of n - f inputs",)
    source: Stated = evidence["from"]
    pair = (source.claim.criterion, claim.criterion)
    return (f"(C5): {criteria.FACTORS[pair if source.side == 'upper' else (pair[1], pair[0])].why}",)


def coordinates(claim: Coefficient, evidence: Mapping[str, Any]) -> Any:
    """A coordinate-wise rule, from a bound in fewer dimensions (the last line of B1).

    (i) kappa*_d <= kappa*_1: squared errors and variances of the coordinates add up, with the same S.
    (ii) lambda*_d² <= (d/k) lambda*_k², k <= d: over all sets of k coordinates, whose D_S are at most that of all, the
    squared errors add up to C(d-1, k-1) times the whole.
    (iii) lambda*_inf² >= kappa*_1 (m-1)/(2m), xi*_inf >= kappa*_1 (m-1), permutation-invariant rules: an input on the
    line, S permuted in all ways, one per coordinate. All distances inside S are then equal, and S is a simplex, at
    which these conversions of kappa are attained.
    """
    source = _source(claim, evidence)
    if not claim.form.coordinate_wise:
        raise Refused("the definition does not act on each coordinate")
    value, about = source.proved, source.claim
    if source.side == "upper":
        if about.criterion != claim.criterion:
            raise Refused(f"'from' is about {about.criterion}: need {claim.criterion}")
        if claim.criterion in ("kappa", "no_attack"):
            return value
        if claim.d is None or about.d is None or about.d > claim.d:
            raise Refused("lambda*_d² <= (d/k) lambda*_k²: need k <= d < inf")
        return value * Fraction(claim.d, about.d)
    if (about.criterion, about.d, claim.d) != ("kappa", 1, None) or claim.criterion not in ("lambda", "xi"):
        raise Refused("need a lower bound on kappa at d = 1, for lambda or xi at d = inf")
    if not claim.form.symmetric:
        raise Refused("the order of the rows matters to the definition")
    return None if value is None else value * criteria.factor("kappa", claim.criterion, claim.m, None)
