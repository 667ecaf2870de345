"""What is probed: a rule as it is called, the parameters, and what is claimed of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis.strategies import SearchStrategy

from resam_theory.rules import Rule

from ..search.state import ROUNDING
from .budget import OutOfTime
from .caller import Caller, Unresponsive
from .strategies import InputSet, general_position, input_sets
from .tolerance import SAFETY, rounding
from .violations import Violation

__all__ = ["Probe", "Property", "agree", "require_agreement", "sets"]

_CONFIRMATIONS = (1, 2)  # seeds of the perturbations under which a violation must persist


@dataclass(frozen=True)
class Probe:
    """The rule under test (``caller``), the dimension, the equivariances claimed, the rule it should be (or None).

    ``bounds``: the claimed constants that resilient averaging and robustness are checked against, by criterion.
    """

    caller: Caller
    d: int
    traits: frozenset[str]
    reference: Rule | None = None

    @property
    def n(self) -> int:
        """Number of rows."""
        return self.caller.n

    @property
    def f(self) -> int:
        """Largest number of faulty rows."""
        return self.caller.f

    @property
    def trusted(self) -> bool:
        """Whether the rule trusts row 0: then S, in whatever is said of it, has that row."""
        return self.caller.rule is not None and self.caller.rule.trusted

    def value(self, x: np.ndarray) -> np.ndarray | None:
        """F(x); None where it gives no finite vector (``well_formed`` reports that)."""
        outcome = self.caller.one(x)
        return outcome.value if outcome.value is not None and np.isfinite(outcome.value).all() else None

    def output(self, x: np.ndarray) -> np.ndarray | None:
        """:meth:`value` where there is time for a call and the rule still answers, else None."""
        try:
            return self.value(x)
        except (OutOfTime, Unresponsive):
            return None

    @property
    def eps(self) -> float:
        """For :func:`verification.search.state.scores`: what it forgives is then what :meth:`tolerance` allows."""
        return float(np.finfo(self.caller.dtype).eps) * SAFETY / ROUNDING * math.sqrt(self.d)

    def tolerance(self, *values: np.ndarray) -> float:
        """See ``tolerance.rounding``."""
        return rounding(self.caller.dtype, self.n, *values, accuracy=self.caller.accuracy)


def sets(probe: Probe, **options: Any) -> SearchStrategy[InputSet]:
    """The input sets on which the rule is tried."""
    return input_sets(n=probe.n, f=probe.f, d=probe.d, trusted=probe.trusted, **options)


@dataclass(frozen=True)
class Property:
    """A property of a rule: its ``statement``, the ``cases`` it is tried on, and the ``check`` that raises Violation.

    ``skip`` gives the reason why the property is not asked of this rule, or an empty string.
    """

    name: str
    statement: str
    cases: Callable[[Probe], SearchStrategy[Any]]
    check: Callable[[Probe, Any], None]
    skip: Callable[[Probe], str] = lambda probe: ""
    examples: int = 60


def agree(left: np.ndarray | None, right: np.ndarray | None, tolerance: float) -> bool:
    """Whether two outputs are equal up to ``tolerance`` per entry; missing outputs are not compared."""
    return left is None or right is None or float(np.abs(left - right).max()) <= tolerance


def _tied(probe: Probe, x: np.ndarray) -> bool:
    """Whether the definition, where it is known and rational, admits several outputs at x."""
    if probe.reference is None:
        return False
    try:
        outputs = probe.reference.exact([tuple(Fraction(float(v)) for v in row) for row in x], probe.f)
    except ValueError:
        return False
    return len(set(outputs)) > 1


Sides = Callable[[np.ndarray], tuple[np.ndarray | None, np.ndarray | None, float]]
"""x -> (left, right, tolerance) of an equation that F must satisfy at x."""


def require_agreement(probe: Probe, x: np.ndarray, sides: Sides, message: str, lines: Sequence[str]) -> None:
    """Violation if left != right at x *and* at perturbations of x in general position, none of them a tie.

    At a tie the definition of a rule admits several outputs, and any choice breaks some equivariance. A difference that
    is due to a tie, exact or made by rounding, disappears under a generic perturbation, a real one does not. Some rules
    (minimum diameter averaging) are tied on open sets: where the definition is at hand, it says so.
    """
    x = x.astype(probe.caller.dtype).astype(float)
    left, right, tolerance = sides(x)
    if agree(left, right, tolerance):
        return
    assert left is not None
    assert right is not None
    for seed in _CONFIRMATIONS:
        moved = general_position(x, seed=seed).astype(probe.caller.dtype).astype(float)
        if agree(*sides(moved)) or _tied(probe, moved):
            return
    margin = float(np.abs(left - right).max())
    raise Violation(
        f"{message}: they differ by {margin:.3g}, rounding explains {tolerance:.2g}",
        x,
        left=left,
        right=right,
        margin=margin - tolerance,
        lines=[*lines, "print(left, right)", f"assert np.abs(left - right).max() <= {tolerance!r}"],
    )
