"""Bounds on a composition, from a bound on the rule that follows and the replayed proof of what its stage does."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any, Final

from resam_theory.definitions.nnm import Refined
from resam_theory.definitions.pipeline import Pipeline
from resam_theory.proof import bounds, replay
from resam_theory.proof.cases import point_at
from resam_theory.proof.polynomial import Ratio
from resam_theory.proof.region import parse

from .claim import Checked, Claim
from .reading import Refused
from .root_sum import Exact, above, affine, root
from .theorem import replayed

__all__ = ["composed", "staged"]

_INNER: Final = frozenset({"inner_top", "inner_bottom"})


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
        return staged(claim, stated, stage, value)
    found = staged(claim, stated, stage, root(value))
    return found**2 if isinstance(found, Fraction) else found.squared()


def staged(claim: Claim, stated: object, stage: Any, inner: Exact) -> Exact:
    """What a stage's replayed proof for all (n, f) makes of the coefficient of the rule that follows.

    An irrational coefficient is the limit of rational bounds on it: where what the proof gives is affine in them, for
    all of them, it holds in the limit.
    """
    bound = replayed(bounds.read(stated))
    if bound.criterion != claim.criterion or bound.squared or bound.line or bound.roots is not None:
        raise Refused(f"the proof of the stage is not about {claim.criterion}")

    def at(value: Fraction) -> Fraction:
        return replay.evaluate(bound, claim.n, claim.f, stage, value)[0]

    if isinstance(inner, Fraction):
        return at(inner)
    rounded = at(above(inner))
    for case in bound.cases:
        free = {name for name, low, high in case.region.rows if (low, high) == ("1", "")}
        others = {name for _, *ends in case.region.rows for end in ends if end for name in parse(end).names}
        if not free - others >= _INNER or not {(name, name) for name in _INNER} <= set(case.at):
            raise Refused("the proof of the stage is not about all coefficients of the rule that follows")
    one, two = at(Fraction(1)), at(Fraction(2))
    shift, factor = 2 * one - two, two - one
    symbols = {name: Ratio.number(value) for name, value in point_at(bound.names, claim.n, claim.f).items()}
    wanted = parse(f"({shift}) + ({factor})*inner_top/inner_bottom")
    if bound.alternatives or factor < 0 or not (parse(bound.value).replaced(symbols) - wanted).vanishes:
        return rounded
    return affine(shift, factor, inner)
