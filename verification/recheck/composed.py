"""Bounds on a composition, from a bound on the rule that follows and the replayed proof of what its stage does."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from resam_theory.proof import applies, bounds
from resam_theory.proof.region import parse

from .claim import Checked, Coefficient
from .reading import Refused
from .theorem import RootSum, replayed

__all__ = ["composed"]

INNER: Final = ("inner_top", "inner_bottom")
C: Final = "/".join(INNER)
"""The coefficient of the rule that follows: any number > 0, written with two that are >= 1."""


def composed(claim: Coefficient, evidence: Mapping[str, Any]) -> Fraction | RootSum:
    """(E1), (E2) kappa*, lambda*^2, ... of a composition, from what is proved from above of the rule that follows, with
    its rows, and from the proof of what the stage does, which is replayed: an affine map of c, the same for all c."""
    n, f = claim.n, claim.f
    stage, inner, rows = claim.form.parts(n, f)
    source: Checked = evidence["from"]
    about, value = source.claim, source.square()
    if (about.definition, about.n, about.f, about.criterion) != (inner, rows, f, claim.criterion):
        raise Refused(f"'from' is about {about.rule} at n = {about.n}: need the rule that follows, at n = {rows}")
    claim.lies_in(about)
    if source.side != "upper" or not value:
        raise Refused("need an upper bound > 0 on the rule that follows")
    bound = replayed(bounds.read(evidence["bound"]))
    other = bound.criterion != claim.criterion or bound.squared or bound.line or bound.roots
    if other or not _affine(bound) or not all(map(_for_any, bound.cases)):
        raise Refused(f"the proof of the stage is not about any {claim.criterion} of the rule that follows")
    one, two = (applies.evaluate(bound, n, f, stage, Fraction(c))[0] for c in (1, 2))
    known = source.proved if isinstance(source.proved, RootSum) else RootSum(source.proved, Fraction(0))
    if bound.linear:  # the number that was squared, or the square root of a rational one
        known = known.base or RootSum(Fraction(0), (value if known.q else known.p) / 4)
    found = known * (two - one) - (two - 2 * one)
    found = found.squared() if bound.linear else found
    return found if found.q else found.p


def _affine(bound: bounds.Bound) -> bool:
    """Whether the one value of the bound is v(0) + psi(c), psi(2 c) = 2 psi(c): an affine function of c."""
    v = parse(bound.value)
    zero, once, twice = (v.replaced({INNER[1]: parse("1")}).replaced({INNER[0]: parse(t)}) for t in ("0", C, f"2*{C}"))
    return not bound.alternatives and (once - v).vanishes and (twice + zero - v - v).vanishes


def _for_any(case: bounds.Case) -> bool:
    """Whether a case is about every c > 0, and nothing else in it depends on c than the coefficient that it uses."""
    others = [text for name, *texts in (*case.region.rows, *case.at) if name not in INNER for text in texts if text]
    used = [dict(step.at).get("inner", C) for step in case.steps if isinstance(step, bounds.Use)]
    free = {row for name in INNER for row in ((name, "1", ""), (name, name))} <= {*case.region.rows, *case.at}
    same = all((parse(text) - parse(C)).vanishes for text in used)
    return free and same and not any(set(INNER) & parse(text).names for text in others)
