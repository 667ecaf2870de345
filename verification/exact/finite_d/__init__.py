"""Certified intervals for lambda* of coordinate-wise rules in a finite dimension d >= 2.

``root3`` and ``trimmed`` (theorem, proof and its exact replay) are all that the re-checker imports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from resam_theory.claims import Criterion

    from ...evidence import Evidence

__all__ = ["bounds"]


def bounds(rule: str, criterion: Criterion | str, n: int, f: int, d: int | float | str) -> tuple[Evidence, ...]:
    """See :func:`verification.exact.finite_d.solution.bounds`; imported when it is called."""
    from .solution import bounds as compute

    return compute(rule, criterion, n, f, d)
