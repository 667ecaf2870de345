"""What a rule is: its definition, implementation, claims and extremal inputs, in one object."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..claims import Claim, Criterion, Kind, Provenance, Source
from ..criteria import Point
from .kernels import entrance

__all__ = ["Extremal", "Point", "Points", "Rule", "unbounded_claims"]

Points = Sequence[Point]


@dataclass(frozen=True)
class Extremal:
    """An exact input and honest set S on which a rule is (nearly) as bad as it can be.

    ``points``: n rational points of R^d; ``honest``: the m indices of S; ``output``: the admissible output of the rule
    that is meant when ties leave a choice (None: every admissible output counts); ``note``: attained, a supremum, ...
    """

    points: tuple[Point, ...]
    honest: tuple[int, ...]
    output: Point | None = None
    note: str = "attained"


@dataclass(frozen=True)
class Rule:
    """An aggregation rule F: n vectors of R^d -> one, called as ``rule(x, f=f)`` with x of shape (..., n, d).

    ``aggregate(x, f, **options)`` is the batched array-API implementation (input never modified, output (..., d), same
    namespace, dtype, device). ``exact(points, f)`` is the definition in rational arithmetic: the list of *all* outputs
    that the definition admits (several at a tie; of a segment, its ends), or ValueError where the output is irrational.
    ``extremal`` maps a
    criterion to a function (n, f, d) -> Extremal: the worst input known whose points fit into R^d (d = inf: any).
    ``traits``: a subset of {"coordinate_wise", "translation", "scale", "orthogonal", "orthogonal_but_ties",
    "permutation", "hull"}: the equivariances that hold exactly in real arithmetic. "orthogonal_but_ties": under the
    orthogonal maps that keep the lexicographic order of the rows, by which ties are broken; "hull": the output lies in
    the coordinate-wise hull.
    """

    name: str
    title: str
    reference: str
    aggregate: Callable[..., Any]
    exact: Callable[[Points, int], list[Point]]
    claims: tuple[Claim, ...]
    aliases: tuple[str, ...] = ()
    extremal: Mapping[Criterion, Callable[[int, int, int | float], Extremal]] = field(default_factory=dict)
    traits: frozenset[str] = frozenset({"translation", "scale", "permutation"})

    def __call__(self, x: Any, *, f: int, **options: Any) -> Any:
        """Aggregate x of shape (..., n, d) with at most f < n/2 faulty rows to shape (..., d)."""
        return entrance.call(self.aggregate, x, f, options)

    def published(self, criterion: Criterion, n: int, f: int, d: int | float = math.inf) -> float | None:
        """The smallest upper bound on the coefficient that a publication claims; None where there is none."""
        values = [
            claim.value(n, f, d)
            for claim in self.claims
            if claim.criterion is criterion
            and claim.kind is Kind.UPPER
            and claim.source.provenance is not Provenance.DERIVED
            and claim.domain.admits(n, f, d)
        ]
        return min(filter(math.isfinite, values), default=None)


def unbounded_claims(rule: str, who: str, where: str) -> tuple[Claim, ...]:
    """The two negative claims about a rule that is neither resilient averaging (D1) nor robust (D2), derived here."""
    return tuple(
        Claim(
            f"{rule}.{criterion}.unbounded",
            rule,
            criterion,
            Kind.NEGATIVE,
            f"{who} has no finite {criterion} for f >= 1",
            None,
            Source(Provenance.DERIVED, where=where),
        )
        for criterion in (Criterion.LAMBDA, Criterion.KAPPA)
    )
