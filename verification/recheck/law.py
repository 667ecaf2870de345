"""Laws: what holds for all parameters of a region."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from resam_theory.proof import laws

from .general import rules

__all__ = ["law"]


@lru_cache(maxsize=16)
def _held(given: laws.Law) -> laws.Law:
    laws.replay(given)
    return given


def law(data: Any) -> tuple[str, str, tuple[str, ...]]:
    """What a law states, after its proof has been replayed, its status, and what a person must read."""
    given = _held(laws.read(data))
    return given.statement(), "certified", rules(given.steps)
