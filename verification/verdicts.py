"""How evidence settles a claim: the one way from what is proved, found and attained to a status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import sympy as sp

from resam_theory import symbols as s
from resam_theory.claims import Claim, Criterion, Kind

from .evidence import Evidence, Side, Status, Target, Verdict, best, contradiction, difference

__all__ = ["follows", "needed", "settle"]

T = TypeVar("T")


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
