"""What a probe can be asked for, by name: known without importing what tries it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

__all__ = ["PROPERTY_NAMES", "TRAITS", "require_names"]

TRAITS: Final = ("permutation", "translation", "scale", "orthogonal", "hull", "coordinate_wise")
"""The equivariances that can be expected of a rule."""

PROPERTY_NAMES: Final = (
    "well_formed",
    "bounded_under_hostile_rows",
    "determinism",
    "batch_equals_loop",
    "input_unmodified",
    "dtype_kept",
    "permutation_invariance",
    "translation_equivariance",
    "scale_equivariance",
    "reflection_equivariance",
    "orthogonal_equivariance",
    "coordinate_hull",
    "weights_are_copies",
    "definition",
    "resilient_averaging",
    "robustness",
)
"""In the order in which they are reported; the last two are the coefficients (D1) and (D2)."""


def require_names(argument: str, names: Iterable[str] | None, admissible: Iterable[str]) -> frozenset[str]:
    """The set of ``names``, all of which must be admissible.

    >>> require_names("traits", ["hul"], TRAITS)
    Traceback (most recent call last):
    ...
    ValueError: traits = 'hul' is not admissible: need one of permutation, translation, ...
    """
    chosen, known = frozenset(names or ()), tuple(admissible)
    for name in sorted(chosen):
        if name not in known:
            raise ValueError(f"{argument} = {name!r} is not admissible: need one of {', '.join(known)}")
    return chosen
