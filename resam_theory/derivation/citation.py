"""The step that uses a statement proved elsewhere, at special parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from .relations import ASSUMPTIONS, Relation
from .signs import nonnegative
from .steps import Grounds, Replay, Step
from .theorem import Theorem

__all__ = ["Assumed", "Citation", "assume", "cite"]


@dataclass(frozen=True)
class Citation(Step):
    """``conclusion`` is the fact ``fact`` of ``statement`` with the parameters replaced as ``at`` says.

    Replaying proves the statement anew, checks that everything it assumes is assumed here too, and that the replaced
    parameters lie in its region for every parameter of this one.
    """

    statement: Theorem
    fact: str = ""
    at: tuple[tuple[sp.Symbol, sp.Expr], ...] = ()

    def replay(self, setting: Grounds) -> Replay:
        """Proof of the statement, its assumptions, its region, and the substitution."""
        method = f"by {self.statement.id}"
        proof = self.statement.prove()
        if not proof.holds:
            return self._failed(method, f"{self.statement.id} is not proved: {proof.reason}")
        missing = [name for name in self.statement.assumptions if name not in setting.assumptions]
        if missing:
            return self._failed(method, f"{self.statement.id} assumes '{missing[0]}', which is not assumed here")
        for interval in self.statement.region.intervals:
            low, value, high = (_at(e, self.at) for e in (interval.low, interval.symbol, interval.high))
            ends = [value - low] if high == sp.oo else [value - low, high - value]
            for end in ends:
                sign = nonnegative(end, setting.region)
                if not sign.holds:
                    inadmissible = f"{interval.symbol} = {value} is not admissible: {sign.how}"
                    reason = f"{self.statement.id} needs {interval}, and {inadmissible}"
                    return self._failed(method, reason, witness=sign.witness)
        found = next((step.conclusion for step in self.statement.steps if step.conclusion.name == self.fact), None)
        if found is None or _specialised(found, self.at, self.conclusion.name) != self.conclusion:
            return self._failed(method, f"{self.statement.id} does not conclude this")
        where = {str(name): str(value) for name, value in self.at}
        return Replay(self.conclusion.name, True, method, {"statement": str(self.conclusion), "with": where})


def _at(expression: sp.Expr, at: tuple[tuple[sp.Symbol, sp.Expr], ...]) -> sp.Expr:
    moved: Any = expression.subs(dict(at), simultaneous=True)
    return moved


def _specialised(fact: Relation, at: tuple[tuple[sp.Symbol, sp.Expr], ...], name: str) -> Relation:
    return Relation(name, _at(fact.small, at), _at(fact.large, at), fact.equal)


def cite(
    statement: Theorem, fact: str = "", at: tuple[tuple[sp.Symbol, sp.Expr], ...] = (), name: str = ""
) -> Citation:
    """Cite ``fact`` (default: the claim) of ``statement`` under ``name`` (default: the fact's) with parameters
    ``at``."""
    wanted = fact or statement.claim.name
    found = next(step.conclusion for step in statement.steps if step.conclusion.name == wanted)
    return Citation(_specialised(found, at, name or wanted), statement, wanted, at)


@dataclass(frozen=True)
class Assumed(Step):
    """``conclusion`` is the inequality of an assumption, with the parameters replaced as ``at`` says."""

    assumption: str = ""
    at: tuple[tuple[sp.Symbol, sp.Expr], ...] = ()

    def replay(self, setting: Grounds) -> Replay:
        """The assumption must be made, and its inequality must be this one."""
        method = "assumption"
        made = setting.assumptions.get(self.assumption)
        if made is None or made.fact is None:
            return self._failed(method, f"assumption not made: {self.assumption}")
        if _specialised(made.fact, self.at, self.conclusion.name) != self.conclusion:
            return self._failed(method, f"'{self.assumption}' does not say this")
        return Replay(
            self.conclusion.name, True, method, {"statement": str(self.conclusion), "assumption": made.statement}
        )


def assume(assumption: str, at: tuple[tuple[sp.Symbol, sp.Expr], ...] = ()) -> Assumed:
    """The inequality of an assumption at the parameters ``at``."""
    fact = ASSUMPTIONS[assumption].fact
    if fact is None:
        raise ValueError(f"assumption = {assumption!r} is not admissible: need one with an inequality")
    return Assumed(_specialised(fact, at, fact.name), assumption, at)
