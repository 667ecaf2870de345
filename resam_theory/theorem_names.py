"""The theorems whose bound has parameters to choose, by name: known without importing a proof."""

from __future__ import annotations

from typing import Final

__all__ = ["RATIONAL_NAMES", "THEOREM_NAMES", "require_theorem"]

RATIONAL_NAMES: Final = ("T2-eta1.75", "T2-eta2", "T2-eta4", "T2-eta8")
"""The certified family of rational potentials."""
THEOREM_NAMES: Final = ("T1", "T1-sharp", "T2", "T2-sharp", "T2-family", "T2-prime", "T2-cross", *RATIONAL_NAMES)


def require_theorem(name: str) -> str:
    """``name`` if there is such a theorem.

    >>> require_theorem("T9")
    Traceback (most recent call last):
    ...
    ValueError: theorem = 'T9' is not admissible: need one of T1, T1-sharp, T2, ...
    """
    if name not in THEOREM_NAMES:
        raise ValueError(f"theorem = {name!r} is not admissible: need one of {', '.join(THEOREM_NAMES)}")
    return name
