"""Evidence about one quantity.

A check never returns a verdict: it returns :class:`Evidence`, a bound on the exact coefficient (D3) of a
:class:`Target` (or the outcome of a replayed proof), with the method and the data that back it.
:func:`.verdicts.settle` alone turns evidence into a status, so that a falsified claim meets exactly the evidence that
the true one meets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import sympy as sp

from resam_theory.claims import Claim, Criterion

__all__ = [
    "Check",
    "Context",
    "Evidence",
    "Side",
    "Status",
    "Target",
    "Verdict",
    "best",
    "contradiction",
    "difference",
]


class Status(StrEnum):
    """What was done (theory.md, section 5). The first word is what a reader counts."""

    EVERYWHERE = "certified for all n, f"  # every step of a proof for all (n, f) re-checked, or a symbolic input
    CERTIFIED = "certified at (n, f)"  # exact arithmetic proves it there
    ATTAINED = "attained"  # an explicit input, re-evaluated exactly, reaches the value
    NUMERICAL = "numerical"  # floats only: looked for and not contradicted
    PAPER = "paper"  # proved on paper: a person must read the argument; never counted as certified
    OPEN = "open interval"  # both ends are proved, and they differ; or a conjecture that nothing has refuted
    REFUTED = "refuted"  # an explicit input, re-evaluated exactly, violates it
    CONTRADICTION = "contradiction"  # an exact lower bound lies above an exact upper bound
    UNKNOWN = "unknown"

    @property
    def certified(self) -> bool:
        """Whether exact arithmetic proves it, for all (n, f) or at one."""
        return self in (Status.EVERYWHERE, Status.CERTIFIED)


class Side(StrEnum):
    """Which side of the exact quantity a piece of evidence bounds; PROOF: a replayed proof of a lemma or theorem."""

    LOWER = "lower"
    UPPER = "upper"
    PROOF = "proof"


@dataclass(frozen=True)
class Target:
    """What evidence is about: lambda* or kappa* of ``subject`` at (n, f, d), d None standing for the supremum over d.

    For ``Criterion.PROOF`` the subject is the claim's id and n, f, d are None.
    """

    subject: str
    criterion: Criterion
    n: int | None = None
    f: int | None = None
    d: int | None = None


@dataclass(frozen=True)
class Evidence:
    """A bound ``value`` on one side of the exact quantity (on lambda* itself, not its square).

    ``exact``: confirmed in exact arithmetic (value is then an exact sympy number). For PROOF, ``value`` is 1 (proved)
    or 0 (a step failed). ``paper``: it rests on an argument that no machine has checked. ``general``: where it is the
    substitution of something proved for all (n, f), whether a claim's value, or a part of it, follows everywhere.
    ``data``: JSON-ready witness or certificate; ``seconds``: how long it took. ``accepted``: the re-checker has
    accepted the data, and they prove the value (:mod:`.solve.accepted`).
    """

    side: Side
    value: sp.Expr | float
    exact: bool
    method: str
    data: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    paper: bool = False
    general: Callable[[Claim, Any], bool] | None = field(default=None, compare=False)
    accepted: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Context:
    """What a check may rely on: the profile (``quick`` or ``full``), a recorded seed, where to save certificates."""

    profile: str = "quick"
    seed: int = 0
    folder: Path | None = None


Check = Callable[[Target, Context], Iterable[Evidence]]
"""A check yields the evidence it can find about a target; nothing when the target is not its business."""


@dataclass(frozen=True)
class Verdict:
    """A claim at one target: status, the best bounds known, all evidence, and what settles it for all (n, f)."""

    claim: Claim
    target: Target
    published: sp.Expr | None
    lower: Evidence | None
    upper: Evidence | None
    status: Status
    method: str
    evidence: tuple[Evidence, ...]
    everywhere: tuple[Evidence, ...] = ()

    @property
    def decisive(self) -> tuple[Evidence, ...]:
        """The evidence that decided, each piece once."""
        listed = (item for item in (self.lower, self.upper, *self.everywhere) if item is not None)
        return tuple({id(item): item for item in listed}.values())

    @property
    def holds(self) -> bool:
        """False when the claim is refuted, when the evidence contradicts itself, or when anything (a recorded run, say)
        contradicts a lemma or theorem."""
        contradicted = any(item.side is Side.PROOF and item.value == 0 for item in self.evidence)
        return self.status not in (Status.REFUTED, Status.CONTRADICTION) and not contradicted


def best(evidence: Iterable[Evidence], side: Side) -> Evidence | None:
    """The strongest bound of one side, an exact one before floats; an upper bound from floats is none."""
    chosen: Evidence | None = None
    sign = 1 if side is Side.LOWER else -1
    for item in evidence:
        if item.side is not side or (side is Side.UPPER and not item.exact):
            continue
        if chosen is None or _rank(item, sign) > _rank(chosen, sign):
            chosen = item
    return chosen


def _rank(item: Evidence, sign: int) -> tuple[bool, float, bool, bool]:
    return item.exact, sign * float(item.value), not item.paper, item.general is not None


_DIGITS: Final = 30
_APART: Final = sp.Rational(1, 10**15)
"""A number whose 30 digits, of which sympy controls the error, are this far from 0 has their sign."""


def _sign(difference: sp.Expr) -> int:
    """Exact sign of an exact number."""
    if difference in (sp.oo, -sp.oo):
        return 1 if difference is sp.oo else -1
    if difference.is_Rational:
        return int(sp.sign(difference))
    rounded: Any = difference.evalf(_DIGITS)
    if rounded.is_Float and abs(rounded) > _APART:
        return 1 if rounded > 0 else -1
    number = sp.simplify(difference)
    return 0 if number.is_zero else (1 if number.is_positive else -1)


def contradiction(evidence: Iterable[Evidence]) -> tuple[Evidence, Evidence] | None:
    """An exact lower bound above an exact upper bound of the same coefficient (paper included), or None."""
    listed = [(item, float(item.value)) for item in evidence if item.exact]
    lowers = [pair for pair in listed if pair[0].side is Side.LOWER]
    uppers = [pair for pair in listed if pair[0].side is Side.UPPER]
    pairs = ((low, up) for low, x in lowers for up, y in uppers if x >= y * (1 - 1e-9))
    return next(((low, up) for low, up in pairs if difference(low.value, up.value) > 0), None)


def difference(one: sp.Expr | float, two: sp.Expr | float) -> int:
    """The exact sign of ``one - two``, infinity included.

    >>> difference(sp.sqrt(2), sp.Rational(3, 2)), difference(sp.oo, sp.Integer(1))
    (-1, 1)
    """
    if one is sp.oo or two is sp.oo:
        return (one is sp.oo) - (two is sp.oo)
    return _sign(sp.sympify(one) - sp.sympify(two))
