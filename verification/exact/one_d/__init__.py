"""Exact worst cases on the line, and what they imply in every dimension.

``pieces`` (which rules, which patterns, why the list is complete) is pure rational arithmetic and is all that the
re-checker imports; ``solver`` finds certificates; ``solution`` turns them into evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from resam_theory.claims import Criterion

    from ...evidence import Evidence

__all__ = ["bounds"]


def bounds(rule: str, criterion: Criterion | str, n: int, f: int, d: int | float | str) -> tuple[Evidence, ...]:
    """See :func:`verification.exact.one_d.solution.bounds`; the solver is imported when it is called."""
    from .solution import bounds as compute

    return compute(rule, criterion, n, f, d)
