"""At which (n, f) what is said for all (n, f) says nothing: no case is about them, or the definition differs."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from resam_theory.definitions.base import Form
from resam_theory.proof.applies import evaluate
from resam_theory.proof.bounds import Bound
from resam_theory.proof.worst import Family, value_at

from .plain import is_plain

__all__ = ["PLACES", "TRIED", "silent", "speaks"]

PLACES: Final = ((31, 7), (31, 13), (32, 7), (32, 13))
"""(n, f) at which what is claimed for all is looked at first."""
_FAR: Final = ((31, 1), (32, 1), (31, 15), (32, 15), (101, 1), (101, 33), (1000, 1), (1000, 333), (1000, 499))
TRIED: Final = (*((n, f) for n in range(3, 13) for f in range(1, (n + 1) // 2)), *PLACES, *_FAR)
"""(n, f) at which what says something for all must say something: all small ones, and the corners far out."""
_MORE: Final = tuple((n, f) for n in range(13, 41) for f in range(1, (n + 1) // 2))


@lru_cache(maxsize=1024)
def silent(given: Bound | Family, definition: Form | None, d: int) -> tuple[tuple[int, int], ...]:
    """The places of :data:`TRIED` at which the rule is defined, and no case admits (n, f) or a rule of inference speaks
    of another definition; where counts are less :mod:`.plain`, of more places, and all where looks tell nothing of
    others. ``d`` for what depends on the dimension, ``definition`` None: not asked.

    >>> from resam_theory.definitions.trimmed import Trimmed
    >>> from resam_theory.rules import get
    >>> proof = get("trimmed_mean").proofs[0]
    >>> silent(proof, Trimmed("f"), 1), (4, 1) in silent(proof, Trimmed("f-1+n-2*(n//2)"), 1)
    ((), True)
    """
    if not is_plain(given, definition, linear=False):
        return TRIED
    places = TRIED if is_plain(given, definition) else (*TRIED, *_MORE)
    return tuple(at for at in places if _defined(definition, *at) and not speaks(given, definition, d, *at))


def _defined(definition: Form | None, n: int, f: int) -> bool:
    try:
        return definition is None or definition.check(n, f) is None
    except ValueError:
        return False


def speaks(given: Bound | Family, definition: Form | None, d: int, n: int, f: int) -> bool:
    """Whether a case admits (n, f), and the rules of inference are about the definition there."""
    try:
        if isinstance(given, Bound):
            evaluate(given, n, f, definition, d=d if given.depends_on_d else None)
        else:
            value_at(given, n, f)
    except ValueError:
        return False
    return True
