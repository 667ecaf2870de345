"""Calling a rule that may do anything: raise, return None or a wrong shape, modify its input, remember, hang, die.

:class:`Caller` has two forms. ``local`` runs in this process (our own batched rules). ``isolated`` runs in a worker
process (:mod:`.worker`) with a time limit per call; whatever goes wrong becomes an :class:`Outcome`.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from resam_theory.rules import Rule
from resam_theory.rules.foreign.adapters import Binding, bindings, present, unpack
from resam_theory.rules.foreign.calls import Outcome, perform
from resam_theory.rules.foreign.discovery import Convention

from .budget import Budget

__all__ = ["Caller", "Outcome", "Repeated", "Unresponsive", "local", "perform", "repeat", "respond"]

_HANGS_ALLOWED: Final = 2


class Unresponsive(Exception):
    """The rule hung before and is not called any more."""


@dataclass(frozen=True)
class Repeated:
    """The first call on an input and the first of ``calls`` later ones that differed (None: none did)."""

    first: Outcome
    other: Outcome | None
    calls: int


def repeat(bound: Binding, how: str, x: np.ndarray, y: np.ndarray, *, calls: int, seconds: float) -> Repeated:
    """``x``, once ``y``, and ``x`` again until a call differs from the first, ``calls`` times or ``seconds`` long."""
    end = time.perf_counter() + seconds
    first = perform(bound, how, x)
    perform(bound, how, y)
    for number in range(1, calls + 1):
        other = perform(bound, how, x)
        if not other.same(first):
            return Repeated(first, other, number)
        if time.perf_counter() > end:
            break
    return Repeated(first, None, calls)


def respond(bound: Binding, convention: Convention, kind: str, x: np.ndarray) -> Any:
    """One call (``one``), one call for each of many inputs (``many``), or one call on a batch (``batch``)."""
    if kind == "one":
        return perform(bound, convention.how, x)
    if kind == "batch" or convention.batched:
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                return unpack(bound.call(present(convention.how, x.copy()))).astype(float)
        except Exception:
            if kind == "batch":
                raise
    values = [perform(bound, convention.how, one).value for one in x]
    return np.stack([np.full(x.shape[2], np.nan) if v is None else v for v in values])


@dataclass
class Caller:
    """A rule bound to (n, f), its convention, and how its calls are made.

    ``fresh(x, y, calls, seconds)`` is :func:`repeat` on a rule that was never called before. ``mutated``: the first
    input that a call modified, whatever it was made for.
    """

    name: str
    n: int
    f: int
    convention: Convention
    importing: str
    run: Callable[[str, np.ndarray], Any]
    fresh: Callable[[np.ndarray, np.ndarray, int, float], Repeated]
    rule: Rule | None = None
    accuracy: float = 0.0
    budget: Budget = field(default_factory=Budget)
    hangs: dict[bytes, Outcome] = field(default_factory=dict)
    mutated: np.ndarray | None = None

    @property
    def dtype(self) -> np.dtype[Any]:
        """The floating type the rule works in."""
        return np.dtype(self.convention.dtype)

    def given(self, x: np.ndarray, dtype: str | None = None) -> np.ndarray:
        """The input as the rule gets it."""
        return np.ascontiguousarray(x, dtype=dtype or self.dtype)

    def one(self, x: np.ndarray, dtype: str | None = None) -> Outcome:
        """One call on an (n, d) array. A call that hung is not made again; after some, none is made: Unresponsive."""
        x = self.given(x, dtype)
        key = x.tobytes()
        if key in self.hangs:
            return self.hangs[key]
        if len(self.hangs) >= _HANGS_ALLOWED:
            raise Unresponsive
        outcome = self.run("one", x)
        if outcome.problem.startswith("hangs"):
            self.hangs[key] = outcome
        if outcome.modified and self.mutated is None:
            self.mutated = x
        return outcome

    def many(self, x: np.ndarray) -> np.ndarray:
        """(B, n, d) -> (B, d); NaN where a call does not give a vector, or the time is up."""
        if len(self.hangs) >= _HANGS_ALLOWED:
            return np.full((len(x), x.shape[2]), np.nan)
        return self.run("many", self.given(x))

    def batch(self, x: np.ndarray) -> np.ndarray:
        """(B, n, d) -> (B, d) in one call, for rules whose convention is batched."""
        return self.run("batch", self.given(x))


def local(target: Rule, *, n: int, f: int, name: str, importing: str, budget: Budget) -> Caller:
    """A rule of ours: batched, called in this process; it keeps no state."""
    bound = next(iter(bindings(target, n, f)))
    convention = Convention("array", "float64", True, bound)

    def fresh(x: np.ndarray, y: np.ndarray, calls: int, seconds: float) -> Repeated:
        return repeat(bound, convention.how, x, y, calls=calls, seconds=seconds)

    def run(kind: str, x: np.ndarray) -> Any:
        return respond(bound, convention, kind, x)

    return Caller(name, n, f, convention, importing, run, fresh, target, budget=budget)
