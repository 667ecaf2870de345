"""Proofs about the algorithm, written as data: statements with their steps, all of it text. Standard library only.

A :class:`Statement` says that its last fact holds for every point of its region under the premises that it ``assumes``
(:mod:`.premises`, a closed list). ``where`` says what a quantity of the problem is in terms of the parameters, in the
statement and in all it cites. :mod:`.follow` checks every step.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from .reading import keys, listed, pairs, region, text
from .region import Region

__all__ = [
    "Assume",
    "Cite",
    "Combine",
    "Contract",
    "Define",
    "Expect",
    "Fact",
    "Recur",
    "Statement",
    "Step",
    "Sum",
    "data_of",
    "read",
]

Names = tuple[str, ...]
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Fact:
    """``small <= large``, or ``small == large`` when ``equal``; in expectation."""

    name: str
    small: str
    large: str
    equal: bool


@dataclass(frozen=True)
class Define:
    """An identity: both sides agree once the definitions of the premises ``by`` are inserted."""

    fact: Fact
    by: Names


@dataclass(frozen=True)
class Combine:
    """``large - small = sum weight (large_k - small_k) + a semidefinite form``; the definitions ``by`` are inserted."""

    fact: Fact
    weights: Pairs
    by: Names


@dataclass(frozen=True)
class Expect:
    """The product of two identities ``of``, in expectation, by the named rules."""

    fact: Fact
    of: Names
    rules: Names


@dataclass(frozen=True)
class Recur:
    """Induction on t: w_0 = 0 and ``premise``, w' <= factor w + constant; ``variable`` stands for ``ratio``^t."""

    fact: Fact
    premise: str
    variable: str
    ratio: str


@dataclass(frozen=True)
class Sum:
    """The sum of ``premise`` over the steps: ``potential`` telescopes, the rest is summed as the reading ``over``
    says."""

    fact: Fact
    premise: str
    potential: str
    over: str


@dataclass(frozen=True)
class Contract:
    """V' <= ratio V + constant becomes V' <= power V_1 + (1 - power) constant/(1 - ratio); ``power`` is ratio^t."""

    fact: Fact
    premise: str
    potential: str
    ratio: str
    constant: str
    power: str


@dataclass(frozen=True)
class Assume:
    """The inequality of a premise, read at another moment if need be."""

    name: str
    of: str
    moment: str


@dataclass(frozen=True)
class Cite:
    """The fact ``fact`` of the earlier statement ``of``, under ``name``; ``at``: values of its free parameters."""

    name: str
    of: str
    fact: str
    at: Pairs
    moment: str


@dataclass(frozen=True)
class Worlds:
    """Two problems that answer alike: ``fact`` bounds below what any algorithm reaches on the worse of the two."""

    fact: Fact
    groups: tuple[Names, ...]
    honest: tuple[Names, ...]
    faulty: str
    smoothness: str
    dissimilarity: Names
    poisoning: str


@dataclass(frozen=True)
class Settle:
    """The limit of the mean that a stable affine recursion, a premise's ``recursion``, has: its ``fixed`` point."""

    fact: Fact
    fixed: Names
    by: str


Step = Define | Combine | Expect | Recur | Sum | Contract | Assume | Cite | Worlds | Settle
STEPS: Final[dict[str, type[Any]]] = {
    kind.__name__.lower(): kind
    for kind in (Define, Combine, Expect, Recur, Sum, Contract, Assume, Cite, Worlds, Settle)
}


@dataclass(frozen=True)
class Statement:
    """A lemma or theorem with its proof; the last step concludes it."""

    id: str
    region: Region
    where: Pairs
    assumes: Names
    steps: tuple[Step, ...]


def data_of(statement: Statement) -> dict[str, Any]:
    """The statement as JSON-ready data; :func:`read` is the way back."""
    steps = [{"step": type(step).__name__.lower(), **_plain(step)} for step in statement.steps]
    return {**_plain(statement), "region": _lists(statement.region.rows), "steps": steps}


def _plain(item: Any) -> dict[str, Any]:
    kinds = {field.name: field.type for field in fields(item)}
    return {key: dict(value) if kinds[key] == "Pairs" else _lists(value) for key, value in asdict(item).items()}


def _lists(value: Any) -> Any:
    return [_lists(item) for item in value] if isinstance(value, tuple) else value


def _names(value: Any, what: str) -> Names:
    return tuple(text(item, what) for item in listed(value, what))


def _fact(value: Any, what: str) -> Fact:
    given = keys(value, what, Fact)
    if type(given["equal"]) is not bool:
        raise ValueError("equal must be true or false")
    return Fact(
        text(given["name"], "name"), text(given["small"], "small"), text(given["large"], "large"), given["equal"]
    )


def _many(value: Any, what: str) -> tuple[Names, ...]:
    return tuple(_names(item, what) for item in listed(value, what))


def _region(value: Any, _: str) -> Region:
    return region(value)


def _steps(value: Any, what: str) -> tuple[Step, ...]:
    return tuple(_step(item) for item in listed(value, what))


_READERS: Final[dict[str, Any]] = {
    "str": text,
    "Pairs": pairs,
    "Names": _names,
    "Fact": _fact,
    "tuple[Names, ...]": _many,
    "Region": _region,
    "tuple[Step, ...]": _steps,
}


def _read(data: Any, what: str, kind: type[Any]) -> Any:
    given = keys(data, what, kind)
    return kind(**{field.name: _READERS[str(field.type)](given[field.name], field.name) for field in fields(kind)})


def _step(data: Any) -> Step:
    name = data.get("step") if type(data) is dict else None
    if type(name) is not str or name not in STEPS:
        raise ValueError(f"step = {name!r:.60}: need one of {', '.join(STEPS)}")
    return _read({key: value for key, value in data.items() if key != "step"}, f"the step '{name}'", STEPS[name])


def read(data: Any) -> Statement:
    """The statement that :func:`data_of` wrote; ValueError for anything else.

    >>> read({"id": 1})
    Traceback (most recent call last):
    ...
    ValueError: a statement needs the keys assumes, id, region, steps, where
    """
    found: Statement = _read(data, "a statement", Statement)
    return found
