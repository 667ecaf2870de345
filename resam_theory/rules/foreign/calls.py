"""One call of somebody's rule, whatever it does: the outcome says what came back and what went wrong."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from .adapters import Binding, access, present, rows_of, unpack

__all__ = ["Outcome", "perform"]


@dataclass(frozen=True)
class Outcome:
    """What one call did: the value (None where there is none), what went wrong (empty: nothing), side effects.

    ``access``: what to write behind the call to get the vector out of what it returned.
    """

    value: np.ndarray | None
    problem: str = ""
    modified: bool = False
    dtype: str = ""
    access: str = ""

    @property
    def ok(self) -> bool:
        """A vector came back (finite or not)."""
        return self.value is not None

    def same(self, other: Outcome) -> bool:
        """Whether another call came to the same: the same numbers, or the same failure."""
        if self.value is None or other.value is None:
            return self.value is other.value and self.problem == other.problem
        return np.array_equal(self.value, other.value, equal_nan=True)


def perform(bound: Binding, how: str, x: np.ndarray) -> Outcome:
    """One call on ``x`` (n, d), in this process."""
    given = x.copy()
    offered = present(how, given)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            result = bound.call(offered)
    except Exception as error:
        return Outcome(None, f"raises {type(error).__name__}: {error}".split("\n", maxsplit=1)[0][:200])
    modified = not np.array_equal(given, x, equal_nan=True)
    if how.startswith("list of") and not modified:  # the list itself may have been reordered or emptied
        modified = not np.array_equal(rows_of(offered), x, equal_nan=True)
    if result is None:
        return Outcome(None, "returns None", modified)
    try:
        value = unpack(result)
        dtype, reached = str(value.dtype), access(result)
        value = value.astype(float)
    except Exception as error:
        return Outcome(None, f"returns a {type(result).__name__} that is no array ({type(error).__name__})", modified)
    if value.shape != x.shape[1:]:
        return Outcome(None, f"returns shape {value.shape} instead of {x.shape[1:]}", modified, dtype, reached)
    return Outcome(value, "", modified, dtype, reached)
