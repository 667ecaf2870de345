"""The ledger: every claim of the theory, every check, one verdict each.

A run is a function of (claims, grid, checks, context). Evidence is gathered once per target and shared by all claims
about that target, so that a claim and its falsified twin are settled by the same evidence.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import sympy as sp

from resam_theory.catalogue import all_claims, matching
from resam_theory.claims import Claim, Criterion, Kind
from resam_theory.rules import source_digest

from .checks import CHECKS
from .depends import sources
from .evidence import Check, Context, Evidence, Status, Target, Verdict
from .kept import Kept
from .open_places import room, why
from .solve.accepted import accepted
from .verdicts import settle

__all__ = [
    "GRIDS",
    "Grid",
    "all_claims",
    "as_json",
    "gather",
    "known",
    "looseness",
    "run",
    "select",
    "summary",
    "targets",
]

Grid = tuple[tuple[int, int, int | None], ...]

GRIDS: Final[Mapping[str, Grid]] = {
    "quick": ((5, 2, 1), (7, 2, None), (8, 3, 2), (15, 4, 1), (15, 4, 2), (15, 4, None), (15, 7, None)),
    "full": tuple(
        (n, f, d)
        for n in (3, 5, 7, 8, 11, 15)
        for f in range(1, (n - 1) // 2 + 1)
        for d in (1, 2, 5, None)
        if f in (1, (n - 1) // 4, (n - 1) // 3, (n - 1) // 2)
    ),
}
"""The (n, f, d) of each profile; d None is the supremum over the dimension."""

_FROM_BELOW: Final[Grid] = tuple(
    (n, f, d) for n in range(3, 16) for f in range(1, (n - 1) // 2 + 1) for d in (None, 1, 2)
)
_COMPOSED: Final[Grid] = ((5, 2, 1), (7, 2, None), (12, 2, None), (15, 4, 2))
"""Where the quick profile puts claims about compositions to the test, of which there are many."""
_FEWER: Final = frozenset({Criterion.AGNOSTIC, Criterion.BLANCHARD, Criterion.NO_ATTACK, Criterion.BREAKDOWN})
_CONVERTED: Final[Grid] = ((7, 2, None), (15, 4, 1), (15, 4, 2))
"""The same for criteria of which all that is known is converted, or does not depend on the dimension."""


def select(claims: Iterable[Claim], pattern: str | None) -> tuple[Claim, ...]:
    """The claims whose id contains ``pattern`` (or matches it as a shell pattern); ValueError when none does."""
    listed = tuple(claims)
    chosen = set(matching([claim.id for claim in listed], pattern))
    return tuple(claim for claim in listed if claim.id in chosen)


def targets(claim: Claim, grid: Grid) -> tuple[Target, ...]:
    """Where ``claim`` is put to the test: the points of the grid in its domain (a proof has one target)."""
    if claim.criterion is Criterion.PROOF:
        return (Target(claim.id, claim.criterion),)
    places = grid
    if grid == GRIDS["quick"]:
        converted = claim.criterion in _FEWER and claim.subject != "any"
        places = _COMPOSED if "+" in claim.subject else _CONVERTED if converted else grid
    inside = [place for place in places if _admits(claim, *place)]
    if not inside and places:  # a rule that asks for many rows: the first that its claim is about
        inside = [place for place in _FROM_BELOW if _admits(claim, *place)][:1]
    return tuple(Target(claim.subject, claim.criterion, *place) for place in inside)


def _admits(claim: Claim, n: int, f: int, d: int | None) -> bool:
    return claim.domain.admits(n, f, sp.oo if d is None else d)


def gather(target: Target, checks: Sequence[tuple[str, Check]], context: Context) -> tuple[Evidence, ...]:
    """All evidence about ``target``, each piece with the seconds that its check took; what has a file counts as much
    as the re-checker says that the file proves about the target.

    Raises RuntimeError, which names the check and the target, where a check fails.
    """
    found: list[Evidence] = []
    for name, check in checks:
        start = time.perf_counter()
        try:
            pieces = list(check(target, context))
            if target.criterion is not Criterion.PROOF:
                pieces = [accepted(piece, target) if "kind" in piece.data else piece for piece in pieces]
        except OSError:  # a full disk is no fault of the check
            raise
        except Exception as error:
            raise RuntimeError(f"the check {name!r} of {target} failed: {error}") from error
        seconds = time.perf_counter() - start
        found += [replace(piece, seconds=piece.seconds or seconds / len(pieces)) for piece in pieces]
    return tuple(found)


def run(
    claims: Iterable[Claim],
    grid: Grid,
    context: Context,
    *,
    checks: Sequence[tuple[str, Check]] = CHECKS,
    cache: dict[Target, tuple[Evidence, ...]] | None = None,
    tick: Callable[[Verdict, int, int], None] | None = None,
    kept: Kept = Kept(None),  # noqa: B008 - frozen
) -> list[Verdict]:
    """Settle every claim on every target of the grid.

    ``cache`` keeps the evidence by target across runs in one process, ``kept`` evidence and verdicts on disk (that of
    :data:`CHECKS` only, and nothing about other packages' rules: what these import is not known); ``tick`` is called
    with each verdict, its number and the total.
    """
    known = {} if cache is None else cache
    todo = [(claim, target) for claim in claims for target in targets(claim, grid)]
    verdicts = []
    for number, (claim, target) in enumerate(todo, start=1):
        about, code = _key(claim, target, context)
        stays = Kept(None) if _outside(target) else kept

        def settled(claim: Claim = claim, target: Target = target, code: str = code, stays: Kept = stays) -> Verdict:
            if target not in known:
                of = f"evidence|{target!r}|{context.profile}|{context.seed}"
                known[target] = stays.get(of, lambda: gather(target, checks, context), code)
            return settle(claim, target, known[target])

        verdicts.append(stays.get(about, settled, code))
        if tick is not None:
            tick(verdicts[-1], number, len(todo))
    return verdicts


def known(claims: Iterable[Claim], grid: Grid, context: Context, kept: Kept) -> bool:
    """Whether every verdict of such a run is kept that can be."""
    return all(
        _outside(target) or kept.has(*_key(claim, target, context))
        for claim in claims
        for target in targets(claim, grid)
    )


def _outside(target: Target) -> bool:
    """Whether it is about another package's rule."""
    return target.criterion is not Criterion.PROOF and bool(source_digest(target.subject))


def _key(claim: Claim, target: Target, context: Context) -> tuple[str, str]:
    """What a verdict is kept under: what it is about, and the hash of the code that it depends on."""
    return f"verdict|{claim!r}|{target!r}|{context.profile}|{context.seed}", sources().of(target.subject)


def looseness(verdict: Verdict) -> float | None:
    """Claimed upper bound over the best exact lower bound: by which factor the claim is (at most) loose."""
    if verdict.claim.kind is not Kind.UPPER or verdict.published in (None, sp.oo) or verdict.lower is None:
        return None
    lower = float(verdict.lower.value)
    return float(sp.sympify(verdict.published)) / lower if 0 < lower < float("inf") else None


@dataclass(frozen=True)
class Summary:
    """How many verdicts have each status, and the ids of the refuted claims."""

    total: int
    counts: Mapping[str, int]
    refuted: tuple[str, ...]


def summary(verdicts: Sequence[Verdict]) -> Summary:
    """Count verdicts by status."""
    counts = {str(status): sum(v.status is status for v in verdicts) for status in Status}
    return Summary(len(verdicts), counts, tuple(dict.fromkeys(v.claim.id for v in verdicts if not v.holds)))


def _bound(evidence: Evidence | None) -> Any:
    return None if evidence is None else evidence.value


def as_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict as the row that contract.md promises."""
    claim, target = verdict.claim, verdict.target
    proof = claim.criterion is Criterion.PROOF
    reason = why(target) if claim.criterion.symbol and room(target, verdict.lower, verdict.upper) > 0 else None
    return {
        "id": claim.id,
        "statement": claim.statement,
        "kind": claim.kind,
        "source": str(claim.source),
        "params": {} if proof else {"n": target.n, "f": target.f, "d": "inf" if target.d is None else target.d},
        "published": verdict.published,
        "lower": _bound(verdict.lower),
        "upper": _bound(verdict.upper),
        "loose_by": looseness(verdict),
        "open_because": None if reason is None else reason.sentence,
        "status": verdict.status,
        "method": verdict.method,
        "evidence": [
            {"side": e.side, "value": e.value, "exact": e.exact, "method": e.method, "data": e.data}
            for e in (verdict.evidence if proof else verdict.decisive)
        ],
        "seconds": sum(e.seconds for e in verdict.evidence),
    }
