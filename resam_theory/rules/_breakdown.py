r"""The breakdown point of a rule built for f: the largest number of faulty rows, fewer than n, that leave its output
bounded (Donoho, Huber 1983) [values derived here].

From below: f, where a coefficient at (n, f) is finite; else an argument that the output is bounded by what the other
rows are. From above: one more row than that, at a distance t, drives the output away with t, the honest rows at 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Claim, Criterion, Domain, Kind, Provenance, Source
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place
from ._parts import FROM_3, Addition, Size, place

__all__ = ["at_f", "at_half", "broken", "claim", "every", "half", "withstood"]

WHOLE: Final[Mapping[str, Any]] = MappingProxyType({"exact": sp.true})
_PLACE: Final = "docs of the criterion: the breakdown point"
_AT: Final = (("f", "f"), ("a", "n - 2*f"))


def claim(rule: str, kind: Kind, text: str, value: Any, *, name: str = "exact", **domain: Any) -> Claim:
    """That the breakdown point is (at least, at most) ``value``."""
    source = Source(Provenance.DERIVED, where=_PLACE)
    statement = {Kind.TIGHT: "is", Kind.LOWER: "is at least", Kind.UPPER: "is at most"}[kind]
    return Claim(
        f"{rule}.breakdown.{name}",
        rule,
        Criterion.BREAKDOWN,
        kind,
        f"the breakdown point {statement} {text}",
        sp.sympify(value),
        source,
        Domain(**domain),
    )


def broken(rule: str, value: str, *far: tuple[str, str], honest: str = "0", sizes: tuple[Size, ...] = FROM_3) -> Family:
    """``value`` + 1 rows at places that move with t drive the output away from those at ``honest``."""
    rows = (Cluster(f"n - ({value}) - 1", (honest,), honest=True), *(Cluster(k, (x,), honest=False) for k, x in far))
    cases = tuple(place(size, rows, far=True) for size in sizes)
    return Family(f"{rule}.breakdown.far", "breakdown", value, cases)


def at_f(
    rule: str, far: str = "m*t", *proofs: Bound, sizes: tuple[Size, ...] = FROM_3, parts: Mapping[str, Any] = WHOLE
) -> Addition:
    """f: f + 1 rows at ``far`` are one too many; a finite coefficient at (n, f), or a proof, says the rest. ``parts``:
    names and conditions, where the coefficient has several forms."""
    families = (broken(rule, "f", ("f + 1", far), sizes=sizes),) if sizes else ()
    claims = (claim(rule, Kind.TIGHT, "f", s.f, name=name, where=where) for name, where in parts.items())
    return Addition(tuple(claims), proofs, families)


def withstood(rule: str, value: str, use: str, *at: tuple[str, str], weight: tuple[str, str] = ("1", "K")) -> Bound:
    """``value`` or more, in f and a = n - 2f, by a rule of inference whose fact is a bound."""
    factor, spread = weight
    steps = (Use(use, at), Combine("output", "E2", f"({factor})*{spread}", (("bounded", "1"),)))
    case = Case("all", Region.of(("f", "1", ""), ("a", "1", "")), (("n", "a + 2*f"), ("m", "a + f")), _AT, steps)
    return Bound(f"{rule}.breakdown.withstood", "breakdown", value, (case,), "")


def every(rule: str, use: str) -> Addition:
    """n - 1: the output is bounded whatever the rows are, by a rule of inference."""
    return Addition(
        (claim(rule, Kind.LOWER, "n - 1: every number that leaves an honest row", s.n - 1),),
        (withstood(rule, "n - 1", use),),
    )


def half(rule: str, use: str) -> Bound:
    """(n-1)//2 or more, by a rule of inference about any S of more than n/2 rows."""
    claimed = Combine("output", "E2", "K", (("bounded", "1"),))
    cases = tuple(
        Case(
            name,
            Region.of(("f", "1", ""), ("h", least, "")),
            (("n", n), ("m", f"{n} - f"), ("k", outside)),
            (("f", "f"), ("h", "h")),
            (Use(use, (("f", outside), ("m", "h + 1"))), claimed),
        )
        for name, n, least, outside in (("odd n", "2*h + 1", "f", "h"), ("even n", "2*h", "f + 1", "h - 1"))
    )
    names = (("h", "n//2"), ("k", "(n-1)//2"))
    return Bound(f"{rule}.breakdown.withstood", "breakdown", "k", cases, "n is odd or even", names=names)


def at_half(rule: str, far: str, *, of: tuple[str, str]) -> Family:
    """(n-1)//2: one row more, at ``far``; ``of``: the least h of n = 2h + 1 and of n = 2h + 2, h = (n-1)//2."""
    cases = tuple(
        Place(
            name,
            Region.of(("f", "1", ""), ("h", least, ""), ("t", "1", "")),
            (("n", n), ("m", f"{n} - f")),
            (("f", "f"), ("h", "h"), ("t", "1")),
            (Cluster(f"{n} - h - 1", ("0",), honest=True), Cluster("h + 1", (far,), honest=False)),
        )
        for (name, n), least in zip((("odd n", "2*h + 1"), ("even n", "2*h + 2")), of, strict=True)
    )
    return Family(f"{rule}.breakdown.far", "breakdown", "h", cases, (("h", "(n-1)//2"),))
