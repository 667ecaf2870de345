"""Proofs about the algorithm, written as data: statements with their steps, all of it text. Standard library only.

A :class:`Statement` says that its last fact holds inside its region, and at an end of a range where nothing that its
proof divides by or needs to be > 0 vanishes, under the premises that it ``assumes`` (:mod:`.premises`, a closed list).
It is cited inside its region only. ``where`` says what a quantity of the problem is in terms of the parameters, in the
statement and in all it cites. :mod:`.follow` checks every step.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_letters, digits
from typing import Any, Final

from .reading import text, title
from .records import PLAIN, Names, Pairs, Reader, Title, each, record
from .region import Region

__all__ = [
    "Assume",
    "Cite",
    "Contract",
    "Deduce",
    "Define",
    "Expect",
    "Fact",
    "Recur",
    "Statement",
    "Step",
    "Sum",
    "name",
    "read",
]


_LETTERS: Final = frozenset(ascii_letters + digits + ".-'_")


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
class Deduce:
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


Step = Define | Deduce | Expect | Recur | Sum | Contract | Assume | Cite | Worlds | Settle
STEPS: Final[dict[str, type[Any]]] = {
    **{"define": Define, "combine": Deduce, "expect": Expect, "recur": Recur, "sum": Sum, "contract": Contract},
    **{"assume": Assume, "cite": Cite, "worlds": Worlds, "settle": Settle},
}
"""By the word for it in data."""


@dataclass(frozen=True)
class Statement:
    """A lemma or theorem with its proof; the last step concludes it."""

    id: Title
    region: Region
    where: Pairs
    assumes: Names
    steps: tuple[Step, ...]


def name(value: Any, what: str) -> str:
    """``value`` if it is a word: letters, digits, and . - ' between them."""
    if not set(title(value, what)) <= _LETTERS:
        raise ValueError(f"{what} must be a word")
    return value


def _fact(value: Any, what: str) -> Fact:
    return record(Fact, value, what, _READERS)


def _step(data: Any, what: str) -> Step:
    kind = text(data.get("step") if type(data) is dict else None, what)
    if kind not in STEPS:
        raise ValueError(f"step = {kind:.60}: need one of {', '.join(STEPS)}")
    rest = {key: value for key, value in data.items() if key != "step"}
    return record(STEPS[kind], rest, f"the step '{kind}'", _READERS)


_READERS: Final[dict[str, Reader]] = {
    **PLAIN,
    "Title": name,
    "Fact": _fact,
    "tuple[Names, ...]": each(each(text)),
    "tuple[Step, ...]": each(_step),
}


def read(data: Any) -> Statement:
    """The statement that :func:`.writing.data_of` wrote; ValueError for anything else.

    >>> read({"id": 1})
    Traceback (most recent call last):
    ...
    ValueError: a statement needs the keys assumes, id, region, steps, where
    """
    return record(Statement, data, "a statement", _READERS)
