"""A check by the exact methods: Gram programme, one-dimensional solver, lemmas, conversions; all of it re-checked."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from resam_theory.claims import Criterion

from ..evidence import Context, Evidence, Target
from ..solve import bounds
from ..solve.certificates import save

__all__ = ["exact"]


def exact(target: Target, context: Context) -> Iterable[Evidence]:
    """What :func:`verification.solve.bounds` knows, which the re-checker has accepted, saved if there is a folder."""
    if target.criterion is Criterion.PROOF or target.subject == "any" or target.n is None or not target.f:
        return
    d = inf if target.d is None else target.d
    for item in bounds(target.subject, target.criterion, target.n, target.f, d):
        yield item if context.folder is None or not item.exact else save(item, context.folder)
