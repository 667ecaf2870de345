r"""The breakdown point of a rule built for f: the largest number g of faulty rows for which its output stays bounded.

From below [derived here]: f, where a coefficient at (n, f) is finite; and what the rules' files prove. From above: rows
at 0 with g + 1 far ones whose distance is a parameter t, on which the definition is evaluated for every t at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from resam_theory.claims import Criterion
from resam_theory.proof.as_data import as_data
from resam_theory.proof.region import Region
from resam_theory.proof.worst import Cluster, Family, Place

from ..covering import speaks
from ..evidence import Evidence, Side
from ..general import General
from ..recheck import family
from ..recheck.claim import ANY, Coefficient
from .certificates import about, document, to_evidence
from .subject import Subject

__all__ = ["far_rows", "finite", "stated"]

MOST_ROWS: Final = 15
"""Largest n at which inputs are tried."""


def stated(of: Subject, criterion: Criterion, n: int, f: int) -> bool:
    """Whether the rule's file states an input for all (n, f) that is about this one."""
    return any(family.criterion == criterion and speaks(family, None, 1, n, f) for family in of.rule.families)


def finite(given: Evidence, of: Subject, n: int, f: int, d: int | float) -> Evidence | None:
    """A finite coefficient at (n, f): f faulty rows leave the output bounded."""
    if not given.exact or given.side is not Side.UPPER or given.data["claim"]["rule"] == ANY:
        return None
    data = document("finite", Side.LOWER, about(of, Criterion.BREAKDOWN, n, f, d), Fraction(f), **{"from": given.data})
    general = given.general.bounded() if isinstance(given.general, General) else None
    item = to_evidence(data, f"a finite {Criterion(given.data['claim']['criterion']).symbol}: {given.method}")
    return Evidence(item.side, item.value, True, item.method, item.data, item.seconds, given.paper, general)


def far_rows(of: Subject, criterion: Criterion, n: int, f: int, d: int | float) -> Iterator[Evidence]:
    """The least number of far rows that move the output without bound, on one of a few patterns."""
    if criterion is not Criterion.BREAKDOWN or n > MOST_ROWS or of.definition is None or stated(of, criterion, n, f):
        return
    at = Coefficient(of.name, of.form(), str(criterion), n, f, None if d == float("inf") else int(d))
    for g in range(f if of.rule.proofs else 0, (n + 1) // 2 + 1):
        for pattern in _patterns(g + 1, n):
            data = as_data(_family(of.name, n, f, pattern))
            try:
                family.family(at, {"family": data})
            except ValueError:
                continue
            claim = about(of, criterion, n, f, d)
            yield to_evidence(document("broken", Side.UPPER, claim, Fraction(g), family=data), f"{g + 1} far rows")
            return


def _patterns(count: int, n: int) -> Iterator[tuple[int, ...]]:
    """Where far rows are, in units of the parameter."""
    rows: tuple[Any, ...] = tuple(range(1, count + 1))
    listed = (
        (1,) * count,
        tuple((-1) ** i for i in rows),
        rows,
        (1,) * (count - 1) + (4 * n,),
        (1, *[n] * (count - 1)),
    )
    yield from dict.fromkeys(tuple(int(n * value) for value in pattern) for pattern in listed)


def _family(rule: str, n: int, f: int, pattern: tuple[int, ...]) -> Family:
    far = [Cluster(str(many), (f"{place}*t",), honest=False) for place, many in Counter(pattern).items()]
    honest = Cluster(str(n - len(pattern)), ("0",), honest=True)
    given = (("n", str(n)), ("m", str(n - f)), ("f", str(f)))
    case = Place("here", Region.of(("t", "1", "")), given, (("t", "1"),), (honest, *far))
    return Family(f"{rule}.breakdown.here", "breakdown", str(len(pattern) - 1), (case,))
