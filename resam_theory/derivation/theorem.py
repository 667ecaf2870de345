"""A lemma or theorem: vectors, assumptions, admissible parameters, claim and the steps that prove it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import sympy as sp

from ..claims import Claim, Criterion, Domain, Kind, Source
from .relations import ASSUMPTIONS, Relation
from .signs import Ranges
from .steps import Grounds, Replay, Step

__all__ = ["Replayed", "Theorem", "prove"]


@dataclass(frozen=True)
class Replayed:
    """The replayed proof of a statement: it holds iff every step does; otherwise the last replay is the failing one."""

    statement: str
    holds: bool
    region: str
    assumptions: tuple[str, ...]
    steps: tuple[Replay, ...]
    reason: str = ""

    @property
    def failing(self) -> Replay | None:
        """The step that failed, if one did."""
        return next((step for step in self.steps if not step.holds), None)


@dataclass(frozen=True)
class Theorem:
    """A lemma, theorem or corollary of theory.md, section 3.

    ``id`` is its number there (``L1`` ...); ``claim`` the inequality asserted for every point of ``region`` under
    the named
    ``assumptions`` (keys of :data:`.relations.ASSUMPTIONS`).
    ``steps`` prove it in order; the last conclusion must be the claim. ``bound`` is the closed form where there is one;
    ``kind`` what it asserts (an upper bound, a lower bound on every algorithm, that no constant exists).
    """

    id: str
    title: str
    text: str
    region: Ranges
    assumptions: tuple[str, ...]
    claim: Relation
    steps: tuple[Step, ...]
    source: Source
    bound: sp.Expr | None = None
    kind: Kind = Kind.UPPER

    def as_claim(self) -> Claim:
        """The statement as a claim that ``verification`` settles by replaying its proof."""
        return Claim(
            id=f"convergence.proof.{self.id}",
            subject="convergence",
            criterion=Criterion.PROOF,
            kind=self.kind,
            statement=self.text,
            expression=self.bound,
            source=self.source,
            domain=Domain(f_min=0),
        )

    def prove(self) -> Replayed:
        """Replay the proof in exact arithmetic; stops at the first step that fails."""
        return prove(self)


@cache
def _step(step: Step, region: Ranges, assumptions: tuple[str, ...], known: tuple[Relation, ...]) -> Replay:
    """One step in its setting; a step that two proofs share is replayed once."""
    made = {name: ASSUMPTIONS[name] for name in assumptions}
    return step.replay(Grounds(region, made, {fact.name: fact for fact in known}))


@cache
def _replay(statement: Theorem) -> Replayed:
    known: dict[str, Relation] = {}
    done: list[Replay] = []
    reason = ""
    for step in statement.steps:
        replay = _step(step, statement.region, statement.assumptions, tuple(known.values()))
        done.append(replay)
        if not replay.holds:
            reason = str(replay.detail.get("reason", "step failed"))
            break
        known[step.conclusion.name] = step.conclusion
    else:
        if known.get(statement.claim.name) != statement.claim:
            reason = "no step concludes the claim"
    return Replayed(statement.id, not reason, str(statement.region), statement.assumptions, tuple(done), reason)


def prove(statement: Theorem) -> Replayed:
    """Replay the proof of ``statement``.

    >>> from resam_theory.convergence import STATEMENTS
    >>> prove(STATEMENTS["L4"]).holds
    True
    """
    return _replay(statement)
