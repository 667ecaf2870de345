"""Why the two proved ends of a coefficient differ: data beside the rule that it is about.

A coefficient of which both ends are certified and apart is an open interval. What is written here says of it what is
proved from above and where that loses, which input is known from below, and what would close it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from .claims import Domain
from .kinds import Criterion

__all__ = ["FINITE", "Open", "opened", "why_open"]

FINITE: Final = 10**9
"""Largest d of a domain that leaves out the supremum over d."""


@dataclass(frozen=True)
class Open:
    """Of some criteria, on the part ``domain`` of the (n, f, d): each field the rest of a sentence.

    >>> print(opened(Criterion.KAPPA, "(C2), an inequality here", "two clusters", "a worse input", d_min=2).sentence)
    From above: (C2), an inequality here; from below: two clusters; to close it: a worse input.
    """

    criteria: tuple[Criterion, ...]
    above: str
    below: str
    closes: str
    domain: Domain

    @property
    def sentence(self) -> str:
        """The whole of it."""
        return f"From above: {self.above}; from below: {self.below}; to close it: {self.closes}."


def opened(criteria: Criterion | tuple[Criterion, ...], above: str, below: str, closes: str, **domain: Any) -> Open:
    """The same with the fields of its domain, and one criterion by itself."""
    listed = (criteria,) if isinstance(criteria, Criterion) else criteria
    return Open(listed, above, below, closes, Domain(**domain))


def why_open(listed: Iterable[Open], criterion: Criterion, n: int, f: int, d: int | float) -> Open | None:
    """The first of those ``listed`` that is about the criterion at (n, f, d); None where none is."""
    return next((item for item in listed if criterion in item.criteria and item.domain.admits(n, f, d)), None)
