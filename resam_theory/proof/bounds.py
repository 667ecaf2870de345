"""Upper bounds on lambda* and kappa* for all (n, f), proved step by step, as data. Standard library only.

A :class:`Bound` says: for every (n, f) that one of its cases admits, kappa* <= value (or lambda* <= value, lambda*^2 <=
value). Each case is a region of parameters, rules of inference (:mod:`.inference`) used at these parameters, and
combinations: ``large - small`` of what is concluded must be a sum of known ``large - small`` with weights >= 0 plus a
semidefinite quadratic form. :mod:`.replay` checks all of it; nothing else is believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from .cases import Part
from .records import PLAIN, Names, Pairs, Reader, each, record

__all__ = ["READERS", "Bound", "Case", "Combine", "Use", "read"]


@dataclass(frozen=True)
class Use:
    """A rule of inference at special parameters: ``at`` (symbol, expression); its facts are known under their labels.

    ``prefix`` goes before the labels, so that one rule can be used twice.
    """

    rule: str
    at: Pairs = ()
    prefix: str = ""


@dataclass(frozen=True)
class Combine:
    """``small <= large`` from known facts with ``weights`` (label, expression >= 0 on the region)."""

    name: str
    small: str
    large: str
    weights: Pairs = ()


@dataclass(frozen=True)
class Case(Part):
    """``at`` is written as counts in n, f and the bound's names; a parameter without a value is universally quantified:
    the case holds for each of its values. The last step is the claim."""

    steps: tuple[Use | Combine, ...]


@dataclass(frozen=True)
class Bound:
    """``criterion`` kappa: E2 <= value V; lambda: E <= value D; squared lambda: E2 <= value D2; xi: E2 <= value V where
    V stands for the largest eigenvalue of the covariance of S, by rules of inference that hold of it; no_attack: E2 <=
    value V where S is all of the inputs; breakdown: with all but ``value`` inputs in S, E2 is at most something that
    does not depend on the others, so that the breakdown point is at least ``value``.

    ``value`` is an expression in n, f, m and ``names`` (name, count in n and f). Where ``roots`` = (P, X, Y) is
    given, value holds for every t > 0 and is P + t X + Y/t, whose infimum is P + 2 sqrt(X Y). ``line``: E is the
    component of one coordinate, so the bound holds at d = 1; for a coordinate-wise rule kappa's holds in every
    dimension, as squared errors and variances of the coordinates add up. ``plane``: the bound holds at d <= 2.
    ``where``: the domain as a condition on n, f. ``alternatives``: further values; a case concludes one of them, and
    the bound is the largest.
    """

    id: str
    criterion: str
    value: str
    cases: tuple[Case, ...]
    exhaustive: str
    squared: bool = False
    line: bool = False
    names: Pairs = ()
    roots: Names = ()
    alternatives: Names = ()
    where: str = ""
    source: str = "derived here"
    plane: bool = False

    @property
    def linear(self) -> bool:
        """Whether it is about E and D, not about their squares."""
        return self.criterion == "lambda" and not self.squared

    @property
    def depends_on_d(self) -> bool:
        """Whether it is about inputs of so many dimensions."""
        return any(name == "d" for case in self.cases for name, _ in case.at)


def read(data: Any) -> Bound:
    """The bound that ``data`` is; ValueError for anything else.

    >>> read({"id": 1})
    Traceback (most recent call last):
    ...
    ValueError: a bound needs the keys alternatives, cases, criterion, exhaustive, id, line, names, plane, roots, ...
    """
    return record(Bound, data, "a bound", READERS)


def _case(data: Any, what: str) -> Case:
    return record(Case, data, what, READERS)


def _step(data: Any, what: str) -> Use | Combine:
    if type(data) is dict and "rule" in data:
        return record(Use, {"prefix": "", **data}, what)
    return record(Combine, data, what)


READERS: Final[Mapping[str, Reader]] = {
    **PLAIN,
    **{"tuple[Case, ...]": each(_case), "tuple[Use | Combine, ...]": each(_step)},
}
"""By annotation: also of what has steps without being a bound."""
