"""Bounds on a composition, from a bound on the rule that follows and the replayed proof of what its stage does."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import isqrt
from types import SimpleNamespace
from typing import Any, Final

from resam_theory.definitions.nnm import Refined
from resam_theory.definitions.pipeline import Pipeline
from resam_theory.proof import bounds, replay

from .claim import Coefficient, Stated
from .reading import Refused
from .theorem import replayed

__all__ = ["composed", "root"]

SCALE: Final = 10**15
"""Irrational square roots are rounded up to multiples of 1/SCALE."""


def composed(claim: Coefficient, evidence: Mapping[str, Any]) -> Fraction:
    """(E1), (E2) kappa*, lambda*^2, ... of a composition, from the upper bound that is stated on the rule that follows,
    with its rows, and from the proof of what the stage does, which is replayed."""
    form, n, f = claim.form, claim.n, claim.f
    if isinstance(form, Pipeline):
        stage, inner, rows = form.stage, form.rule, form.stage.rows(n, f)
    elif isinstance(form, Refined):
        stage, inner, rows = SimpleNamespace(name="ctma"), form.anchor, n
    else:
        raise Refused("the definition is no composition")
    source: Stated = evidence["from"]
    about, value = source.claim, source.square()
    if (about.definition, about.n, about.f, about.criterion) != (inner, rows, f, claim.criterion):
        raise Refused(f"'from' is about {about.rule} at n = {about.n}: need the rule that follows, at n = {rows}")
    claim.lies_in(about)
    if source.side != "upper" or not value:
        raise Refused("need an upper bound > 0 on the rule that follows")
    bound = replayed(bounds.read(evidence["bound"]))
    if bound.criterion != claim.criterion or bound.squared or bound.line or bound.roots:
        raise Refused(f"the proof of the stage is not about {claim.criterion}")
    found, _ = replay.evaluate(bound, n, f, stage, root(value) if bound.linear else value)
    return found**2 if bound.linear else found


def root(square: Fraction) -> Fraction:
    """The square root of a number > 0 where it is rational, else a rational number just above."""
    found = Fraction(isqrt(square.numerator), isqrt(square.denominator))
    return found if found**2 == square else Fraction(isqrt(int(square * SCALE**2)) + 1, SCALE)
