"""Evidence about one quantity, and how evidence settles a claim.

A check never returns a verdict: it returns :class:`Evidence`, a bound on the exact coefficient (D3) of a
:class:`Target` (or the outcome of a replayed proof), with the method and the data that back it. :func:`settle` alone
turns evidence into a status, so that a falsified claim meets exactly the evidence that the true one meets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

import sympy as sp

from resam_theory import symbols as s
from resam_theory.claims import Claim, Criterion, Kind

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
    "follows",
    "needed",
    "settle",
]


T = TypeVar("T")


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
    listed = [item for item in evidence if item.exact]
    lowers = [item for item in listed if item.side is Side.LOWER]
    uppers = [item for item in listed if item.side is Side.UPPER]
    pairs = ((low, up) for low in lowers for up in uppers if float(low.value) >= float(up.value) * (1 - 1e-9))
    return next(((low, up) for low, up in pairs if difference(low.value, up.value) > 0), None)


def difference(one: sp.Expr | float, two: sp.Expr | float) -> int:
    """The exact sign of ``one - two``, infinity included.

    >>> difference(sp.sqrt(2), sp.Rational(3, 2)), difference(sp.oo, sp.Integer(1))
    (-1, 1)
    """
    if one is sp.oo or two is sp.oo:
        return (one is sp.oo) - (two is sp.oo)
    return _sign(sp.sympify(one) - sp.sympify(two))


def settle(claim: Claim, target: Target, evidence: Iterable[Evidence]) -> Verdict:
    """The verdict that ``evidence`` allows on ``claim``; only exact evidence certifies, attains or refutes.

    All evidence about a coefficient is held together first: where it contradicts itself, nothing else is said.
    """
    found = tuple(evidence)
    if claim.criterion is Criterion.PROOF:
        return _settle_proof(claim, target, found)
    assert target.n is not None
    assert target.f is not None
    value = claim.exact(target.n, target.f, sp.oo if target.d is None else target.d)
    clash = contradiction(found)
    if clash is not None:
        method = f"{clash[0].method} says >= {clash[0].value}, {clash[1].method} says <= {clash[1].value}"
        return Verdict(claim, target, value, *clash, Status.CONTRADICTION, method, found)
    checked = [item for item in found if not item.paper]
    lower, upper = best(checked, Side.LOWER), best(checked, Side.UPPER)
    status = _status(claim, value, lower, upper, numerical=bool(found))
    everywhere = _everywhere(claim, target, checked) if status is Status.CERTIFIED else ()
    if everywhere:
        status = Status.EVERYWHERE
    if status is not Status.REFUTED and not status.certified:
        on_paper = best(found, Side.LOWER), best(found, Side.UPPER)
        by_paper = _status(claim, value, *on_paper, numerical=bool(found))
        if by_paper is Status.REFUTED or by_paper.certified:
            status, (lower, upper) = Status.PAPER, on_paper
    if status is Status.CERTIFIED and Side.LOWER in needed(claim) and lower and _by_own_code(lower):
        status = Status.ATTAINED
    method = "; ".join(dict.fromkeys(item.method for item in (lower, upper, *everywhere) if item)) or "none"
    return Verdict(claim, target, value, lower, upper, status, method, found, everywhere)


def _by_own_code(item: Evidence) -> bool:
    """Whether it is an input that the rule's own exact code evaluated: there is no file that the re-checker accepts."""
    return "points" in item.data and "kind" not in item.data


def _everywhere(claim: Claim, target: Target, found: list[Evidence]) -> tuple[Evidence, ...]:
    """The evidence from which the claim follows for all (n, f) of its domain, in this dimension."""
    items = [item for item in found if item.exact and item.general is not None]
    items.sort(key=lambda item: float(item.value))
    known = [(item.side, item.general, item) for item in items]
    return follows(claim, sp.oo if target.d is None else target.d, known) or ()


def needed(claim: Claim) -> tuple[Side, ...]:
    """The sides that must be bounded for the claim to hold."""
    return {Kind.UPPER: (Side.UPPER,), Kind.TIGHT: (Side.LOWER, Side.UPPER)}.get(claim.kind, (Side.LOWER,))


def follows(
    claim: Claim, d: Any, known: Sequence[tuple[Side, Any, T]], sides: tuple[Side, ...] | None = None
) -> tuple[T, ...] | None:
    """From which of what is ``known`` for all (n, f), as (side, general, what it is), the claim follows in dimension d,
    or those ``sides`` of it.

    Below a minimum (above a maximum) is what is below (above) each of its branches, each by evidence of its own.
    """
    stated = None if claim.expression is None else claim.expression.subs(s.d, d)
    used: dict[int, T] = {}
    for side in needed(claim) if sides is None else sides:
        for part in _parts(stated, sp.Min if side is Side.UPPER else sp.Max):
            enough = (item for own, general, item in known if own is side and general(claim, part))
            item = next(enough, None)
            if item is None:
                return None
            used[id(item)] = item
    return tuple(used.values())


def _parts(stated: Any, extreme: Any) -> list[Any]:
    """The finite branches of a positive multiple of a minimum or a maximum; else the expression itself."""
    if stated is None:
        return [None]
    atoms = list(stated.atoms(extreme))
    if len(atoms) != 1:
        return [stated]
    branches = [branch for branch in atoms[0].args if not branch.has(sp.oo)]
    return [stated.subs(atoms[0], branch) for branch in branches]


def _settle_proof(claim: Claim, target: Target, found: tuple[Evidence, ...]) -> Verdict:
    """A failing step of a proof refutes; runs (floats) support a proof or contradict it, but settle nothing alone."""
    proofs = [item for item in found if item.side is Side.PROOF]
    against = [item for item in proofs if item.value == 0]
    if against:
        status = Status.REFUTED if any(item.exact for item in against) else Status.UNKNOWN
    elif any(item.exact and not item.paper for item in proofs):
        status = Status.EVERYWHERE
    elif any(item.exact for item in proofs):
        status = Status.PAPER
    else:
        status = Status.NUMERICAL if found else Status.UNKNOWN
    method = "; ".join(dict.fromkeys(item.method for item in [*against, *found])) or "none"
    return Verdict(claim, target, None, None, None, status, method, found)


def _status(claim: Claim, value: sp.Expr, lower: Evidence | None, upper: Evidence | None, *, numerical: bool) -> Status:
    """Status from the signs of (exact lower bound - value) and (exact upper bound - value); None: there is none."""
    below = difference(lower.value, value) if lower and lower.exact else None
    above = difference(upper.value, value) if upper and upper.exact else None
    kind = claim.kind
    if kind is Kind.NEGATIVE:
        below = 0 if lower and lower.exact and lower.value is sp.oo else None
        above = -1 if upper and upper.exact and upper.value is not sp.oo else None
    contradicted = {
        Kind.UPPER: below == 1,
        Kind.OPEN: below == 1 or above == -1,
        Kind.LOWER: above == -1,
        Kind.TIGHT: below == 1 or above == -1,
        Kind.NEGATIVE: above == -1,
    }[kind]
    if contradicted:
        return Status.REFUTED
    if kind is Kind.OPEN:
        return Status.OPEN
    proved = {
        Kind.UPPER: above in (-1, 0),
        Kind.LOWER: below in (0, 1),
        Kind.TIGHT: below == 0 and above == 0,
        Kind.NEGATIVE: below == 0,
    }[kind]
    if proved:
        return Status.CERTIFIED
    if below == 0:
        return Status.ATTAINED
    return Status.NUMERICAL if numerical else Status.UNKNOWN
