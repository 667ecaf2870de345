"""What a claim about kappa* says of the other criteria (theory.md, C4, C5): claims of their own, settled as all are.

An exact kappa* is an exact coefficient of agnostic robust averaging, as V and the mean squared distance determine each
other, and bounds that of (alpha, f)-Byzantine resilience. Where the rule acts on coordinates whatever the order of the
rows, xi* = (m-1) kappa* as a supremum over d: its worst input of the line in all permutations, one a coordinate, makes
S a simplex. A rule without a finite kappa* has none of either spread.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

import sympy as sp

from .. import symbols as s
from ..claims import Claim, Criterion, Kind
from ..criteria.classic import constant

__all__ = ["implied"]


def implied(claims: Iterable[Claim], traits: Collection[str]) -> tuple[Claim, ...]:
    """The claims that follow from those about kappa* of a rule with these traits.

    >>> from . import get
    >>> claims = {claim.id: claim for claim in get("trimmed_mean").claims}
    >>> [claims[f"trimmed_mean.{name}"].exact(15, 4) for name in ("agnostic.exact", "xi.exact_sup")]
    [20/77, 40/7]
    """
    listed = tuple(claims)
    known = {claim.id for claim in listed}
    permuted = {"coordinate_wise", "permutation"} <= set(traits)
    found = [new for claim in listed if claim.criterion is Criterion.KAPPA for new in _of(claim)]
    found += [_as_simplex(claim) for claim in listed if permuted and _whole(claim)]
    return tuple(claim for claim in found if claim.id not in known)


def _of(claim: Claim) -> tuple[Claim, ...]:
    if claim.kind is Kind.NEGATIVE:
        return tuple(
            replace(
                claim,
                id=_named(claim, criterion),
                criterion=criterion,
                statement=claim.statement.replace("kappa", str(criterion)),
            )
            for criterion in (Criterion.XI, Criterion.AGNOSTIC)
        )
    if claim.kind is not Kind.TIGHT or claim.expression is None:
        return ()
    half, mean = constant("kappa", "agnostic"), constant("kappa", "blanchard")
    agnostic = replace(
        claim,
        id=_named(claim, Criterion.AGNOSTIC),
        criterion=Criterion.AGNOSTIC,
        statement=f"c delta = kappa* (m-1)/(2m), where {claim.statement}",
        expression=half * claim.expression,
    )
    blanchard = replace(
        claim,
        id=_named(claim, Criterion.BLANCHARD),
        criterion=Criterion.BLANCHARD,
        kind=Kind.UPPER,
        statement=f"eta <= sqrt(kappa* (m-1)/m), where {claim.statement}",
        expression=sp.sqrt(mean * claim.expression),
    )
    return agnostic, blanchard


def _whole(claim: Claim) -> bool:
    """Whether it says what kappa* is in every dimension."""
    tight = claim.criterion is Criterion.KAPPA and claim.kind is Kind.TIGHT
    return tight and claim.domain.d_min == 1 and claim.domain.d_max is sp.oo


def _as_simplex(claim: Claim) -> Claim:
    return replace(
        claim,
        id=_named(claim, Criterion.XI).replace(".exact", ".exact_sup"),
        criterion=Criterion.XI,
        statement=f"xi* = (m-1) kappa* as a supremum over d, where {claim.statement}",
        expression=None if claim.expression is None else (s.m - 1) * claim.expression,
        domain=replace(claim.domain, d_min=sp.oo),
    )


def _named(claim: Claim, criterion: Criterion) -> str:
    return claim.id.replace(f".{Criterion.KAPPA}.", f".{criterion}.", 1)
