"""Lower bounds at (n, f) from worst inputs for all (n, f)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from resam_theory.definitions.base import Form
from resam_theory.proof import worst
from resam_theory.proof.cases import Elsewhere

from .claim import Coefficient

__all__ = ["family"]


@lru_cache(maxsize=256)
def _evaluated(given: worst.Family, definition: Form) -> worst.Family:
    worst.replay(given, definition)
    return given


def family(claim: Coefficient, evidence: Mapping[str, Any]) -> Fraction | None:
    """The ratio at (n, f) of a worst input, None where it is infinite, after the definition has been evaluated on it
    for all (n, f)."""
    given = _evaluated(worst.read(evidence["family"]), claim.form)
    if given.criterion != claim.criterion:
        raise Elsewhere(f"the family is about {given.criterion}")
    if claim.d is not None and not all(case.on_line for case in given.cases):
        raise Elsewhere("the points of the family fit into some R^d: d = inf")
    return worst.value_at(given, claim.n, claim.f)
