"""Upper bounds on lambda* and kappa* for all (n, f), proved step by step, as data. Standard library only.

A :class:`Bound` says: for every (n, f) that one of its cases admits, kappa* <= value (or lambda* <= value, lambda*^2 <=
value). Each case is a region of parameters, rules of inference (:mod:`.inference`) used at these parameters, and
combinations: ``large - small`` of what is concluded must be a sum of known ``large - small`` with weights >= 0 plus a
semidefinite quadratic form. :mod:`.replay` checks all of it; nothing else is believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .reading import keys, listed, pairs, region, text
from .region import Region

__all__ = ["CRITERIA", "Bound", "Case", "Combine", "Rejected", "Use", "read", "read_step", "written"]


class Rejected(ValueError):
    """A proof that proves nothing; the message says where it fails."""


@dataclass(frozen=True)
class Use:
    """A rule of inference at special parameters: ``at`` (symbol, expression); its facts are known under their labels.

    ``prefix`` goes before the labels, so that one rule can be used twice.
    """

    rule: str
    at: tuple[tuple[str, str], ...] = ()
    prefix: str = ""


@dataclass(frozen=True)
class Combine:
    """``small <= large`` from known facts with ``weights`` (label, expression >= 0 on the region)."""

    name: str
    small: str
    large: str
    weights: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Case:
    """Part of the domain: ``given`` writes n, m (and f, unless it is a parameter) in the region's symbols.

    ``at`` says which values the parameters have at (n, f), as counts in n, f and the bound's names; a parameter without
    one is universally quantified: the case holds for each of its values. The last step is the claim.
    """

    name: str
    region: Region
    given: tuple[tuple[str, str], ...]
    at: tuple[tuple[str, str], ...]
    steps: tuple[Use | Combine, ...]


@dataclass(frozen=True)
class Bound:
    """``criterion`` kappa: E2 <= value V; lambda: E <= value D; squared lambda: E2 <= value D2; xi: E2 <= value V where
    V stands for the largest eigenvalue of the covariance of S, by rules of inference that hold of it.

    ``value`` is an expression in n, f, m and ``names`` (name, count in n and f). Where ``roots`` = (P, X, Y) is
    given, value holds for every t > 0 and is P + t X + Y/t, whose infimum is P + 2 sqrt(X Y); (X, Y) stands for
    (X + Y, X, Y). ``line``: E is the component of one coordinate, so the bound holds at d = 1; for a coordinate-wise
    rule kappa's holds in every dimension, as squared errors and variances of the coordinates add up. ``plane``: the
    bound holds at d <= 2. ``where``: the domain as a condition on n, f. ``alternatives``: further values; a case
    concludes one of them, and the bound is the largest.
    """

    id: str
    criterion: str
    value: str
    cases: tuple[Case, ...]
    exhaustive: str
    squared: bool = False
    line: bool = False
    names: tuple[tuple[str, str], ...] = ()
    roots: tuple[str, ...] | None = None
    alternatives: tuple[str, ...] = ()
    where: str = ""
    source: str = "derived here"
    plane: bool = False

    @property
    def parts(self) -> tuple[str, str, str] | None:
        """P, X and Y of ``roots``."""
        if self.roots is None:
            return None
        *first, x, y = self.roots
        return (first[0] if first else f"({x}) + ({y})"), x, y

    @property
    def depends_on_d(self) -> bool:
        """Whether it is about inputs of so many dimensions."""
        return any(name == "d" for case in self.cases for name, _ in case.at)

    def data(self) -> dict[str, Any]:
        """The bound as JSON-ready data; :func:`read` is the way back."""
        return {
            "id": self.id,
            "criterion": self.criterion,
            "value": self.value,
            "squared": self.squared,
            "line": self.line,
            "plane": self.plane,
            "names": dict(self.names),
            "roots": None if self.roots is None else list(self.roots),
            "exhaustive": self.exhaustive,
            "alternatives": list(self.alternatives),
            "where": self.where,
            "source": self.source,
            "cases": [_case(case) for case in self.cases],
        }


def _case(case: Case) -> dict[str, Any]:
    return {
        "name": case.name,
        "region": [list(row) for row in case.region.rows],
        "given": dict(case.given),
        "at": dict(case.at),
        "steps": [written(step) for step in case.steps],
    }


def written(step: Use | Combine) -> dict[str, Any]:
    """A step as JSON-ready data; :func:`read_step` is the way back."""
    data: Mapping[str, Any] = asdict(step)
    return {
        key: dict(value) if key in {"at", "weights"} else value
        for key, value in data.items()
        if key != "prefix" or value
    }


def read(data: Any) -> Bound:
    """The bound that :meth:`Bound.data` wrote; ValueError for anything else.

    >>> read({"id": 1})
    Traceback (most recent call last):
    ...
    ValueError: a bound needs the keys alternatives, cases, criterion, exhaustive, id, line, names, plane, roots, ...
    """
    given = keys(data, "a bound", Bound)
    roots = given["roots"]
    if roots is not None and (type(roots) is not list or len(roots) not in (2, 3)):
        raise ValueError("the roots of a bound are two or three expressions or null")
    if any(type(given[key]) is not bool for key in _FLAGS) or given["criterion"] not in CRITERIA:
        raise ValueError("a bound is about kappa, lambda or xi; squared, line and plane are true or false")
    return Bound(
        **{key: text(given[key], key) for key in ("id", "criterion", "value", "exhaustive", "where", "source")},
        **{key: given[key] for key in _FLAGS},
        names=pairs(given["names"], "names"),
        alternatives=tuple(text(value, "an alternative") for value in listed(given["alternatives"], "alternatives")),
        roots=None if roots is None else tuple(text(part, "roots") for part in roots),
        cases=tuple(_read_case(case) for case in listed(given["cases"], "cases")),
    )


CRITERIA = ("kappa", "lambda", "xi")
"""What bounds and families of worst inputs are about."""
_FLAGS = ("squared", "line", "plane")


def _read_case(data: Any) -> Case:
    given = keys(data, "a case", Case)
    return Case(
        text(given["name"], "name"),
        region(given["region"]),
        pairs(given["given"], "given"),
        pairs(given["at"], "at"),
        tuple(read_step(step) for step in listed(given["steps"], "steps")),
    )


def read_step(data: Any) -> Use | Combine:
    """The step that is written as ``data``; ValueError for anything else."""
    if type(data) is dict and "rule" in data:
        given = keys({"prefix": "", **data}, "a use of a rule of inference", Use)
        return Use(text(given["rule"], "rule"), pairs(given["at"], "at"), text(given["prefix"], "prefix"))
    given = keys(data, "a combination", Combine)
    name, small, large = (text(given[key], key) for key in ("name", "small", "large"))
    return Combine(name, small, large, pairs(given["weights"], "weights"))
