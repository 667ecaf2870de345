"""What a claim can assert, of what, and where it can come from: words, known without any mathematics being imported."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

__all__ = ["Criterion", "Kind", "Provenance"]


class Kind(StrEnum):
    """What a claim asserts of the exact quantity q; it alone decides what a check must show."""

    UPPER = "upper"  # q <= value
    LOWER = "lower"  # q >= value
    TIGHT = "tight"  # q == value
    OPEN = "open"  # q == value is conjectured: an input may refute it, nothing certifies it
    EXPECTED = "expected"  # holds in expectation over the rule's own random choices
    NEGATIVE = "negative"  # q is infinite: the property holds with no constant


class Criterion(StrEnum):
    """Which quantity a claim is about."""

    LAMBDA = "lambda"  # (D1)
    KAPPA = "kappa"  # (D2)
    XI = "xi"  # (C5): the largest eigenvalue of the covariance of S
    AGNOSTIC = "agnostic"  # (C4): the mean of the squared distances inside S
    BLANCHARD = "blanchard"  # (C4): eta of (alpha, f)-Byzantine resilience, in expectation
    BREAKDOWN = "breakdown"  # the largest number of faulty inputs that leaves the output bounded
    NO_ATTACK = "no_attack"  # the error on n honest inputs: (D2) with S all of them
    PROOF = "proof"  # a lemma or theorem: settled by replaying its proof

    @property
    def symbol(self) -> str:
        """How the coefficient is written."""
        return _SYMBOLS.get(self, "")


_SYMBOLS: Final = {
    "lambda": "λ",
    "kappa": "κ",
    "xi": "ξ",
    "agnostic": "cδ",
    "blanchard": "η",
    "no_attack": "κ₀",
    "breakdown": "ε",
}


class Provenance(StrEnum):
    """Where a statement comes from; ``FROM_MEMORY`` marks constants that could not be read in the original."""

    PUBLISHED = "published"
    FROM_MEMORY = "published, from memory"
    DERIVED = "derived here"
