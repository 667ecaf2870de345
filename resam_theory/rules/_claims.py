"""Short forms of the claims that many rules make; the statement itself stays in the rule's file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Claim, Criterion, Domain, Kind, Provenance, Source
from ..criteria import KAPPA_TO_LAMBDA
from ..proof.region import Region
from ..proof.worst import UNBOUNDED, Cluster, Family, Place

__all__ = [
    "coordinate_wise_claims",
    "exact",
    "from_memory",
    "lambda_of",
    "published",
    "unbounded",
    "unbounded_families",
    "upper",
]

_ALL: Final = (("f", "1", ""), ("a", "1", ""))


def exact(
    rule: str, criterion: Criterion, statement: str, value: Any, place: str, *, name: str = "exact", **domain: Any
) -> Claim:
    """A TIGHT claim that is derived here; ``place``: its number in theory.md. ``domain``: fields of Domain."""
    source = Source(Provenance.DERIVED, where=place)
    return Claim(
        f"{rule}.{criterion}.{name}",
        rule,
        criterion,
        Kind.TIGHT,
        statement,
        sp.sympify(value),
        source,
        Domain(**domain),
    )


def upper(
    rule: str, criterion: Criterion, statement: str, value: Any, place: str, *, name: str = "bound", **domain: Any
) -> Claim:
    """An UPPER claim that is derived here."""
    return replace(exact(rule, criterion, statement, value, place, name=name, **domain), kind=Kind.UPPER)


def unbounded(rule: str, who: str, place: str, **domain: Any) -> tuple[Claim, ...]:
    """The two NEGATIVE claims about a rule that is neither resilient averaging (D1) nor robust (D2), derived here."""
    return tuple(
        Claim(
            f"{rule}.{criterion}.unbounded",
            rule,
            criterion,
            Kind.NEGATIVE,
            f"{who} has no finite {criterion} for f >= 1" if not domain else f"{who} has no finite {criterion}",
            None,
            Source(Provenance.DERIVED, where=place),
            Domain(**domain),
        )
        for criterion in (Criterion.LAMBDA, Criterion.KAPPA)
    )


def unbounded_families(
    rule: str, *clusters: tuple[str, str, bool], rows: tuple[tuple[str, str, str], ...] = _ALL, where: str = ""
) -> tuple[Family, Family]:
    """The worst input behind :func:`unbounded` for all (n, f): all of S at one point, which the output misses.

    ``clusters``: how many points, where on the line, in S or not; ``rows``: the region of f and a = n - 2f.
    """
    place = Place(
        "S is one point",
        Region.of(*rows),
        (("n", "a + 2*f"), ("m", "a + f")),
        (("f", "f"), ("a", "n - 2*f")),
        tuple(Cluster(size, (at,), honest) for size, at, honest in clusters),
    )
    kappa, lambda_ = (
        Family(f"{rule}.{criterion}.missed", str(criterion), UNBOUNDED, (place,), where=where)
        for criterion in (Criterion.KAPPA, Criterion.LAMBDA)
    )
    return kappa, lambda_


def published(rule: str, criterion: Criterion, statement: str, value: Any, reference: str, **domain: Any) -> Claim:
    """An upper bound that a publication claims."""
    source = Source(Provenance.PUBLISHED, reference)
    return Claim(
        f"{rule}.{criterion}.published", rule, criterion, Kind.UPPER, statement, value, source, Domain(**domain)
    )


def from_memory(rule: str, criterion: Criterion, statement: str, value: Any, reference: str, **domain: Any) -> Claim:
    """The same, where it could not be read in the original."""
    source = Source(Provenance.FROM_MEMORY, reference)
    return replace(published(rule, criterion, statement, value, reference, **domain), source=source)


def lambda_of(kappa: Any) -> Any:
    """sqrt(kappa (m-1)/(2m)): the lambda that (C1) makes of a kappa."""
    return sp.sqrt(KAPPA_TO_LAMBDA.expression.subs(s.kappa, kappa))


def coordinate_wise_claims(
    rule: str, kappa: Any, lambda_line: Any, text: tuple[str, str], place: str, *, suffix: str = "", **domain: Any
) -> tuple[Claim, ...]:
    """The three exact claims about a coordinate-wise rule whose coefficients on the line are known.

    kappa* is the same in every dimension (coordinates add up, same S), and lambda*^2 = kappa* (m-1)/(2m) as a supremum
    over d for a permutation-invariant rule (B1, last line). ``suffix``: to the names, on a part of the domain.
    """
    return (
        exact(
            rule,
            Criterion.KAPPA,
            f"kappa* = {text[0]} in every dimension",
            kappa,
            place,
            name=f"exact{suffix}",
            **domain,
        ),
        exact(
            rule,
            Criterion.LAMBDA,
            f"lambda* = {text[1]} for d = 1",
            lambda_line,
            place,
            name=f"exact_line{suffix}",
            d_max=1,
            **domain,
        ),
        exact(
            rule,
            Criterion.LAMBDA,
            "lambda*^2 = kappa* (m-1)/(2m) as a supremum over d",
            lambda_of(kappa),
            "B1 (last line)",
            name=f"exact_sup{suffix}",
            d_min=sp.oo,
            **domain,
        ),
    )
