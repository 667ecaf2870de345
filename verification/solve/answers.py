"""What ``resam constant`` answers."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any, Final

import sympy as sp

from resam_theory import catalogue, literature, output
from resam_theory.claims import Criterion, Kind
from resam_theory.criteria import CLAIMS
from resam_theory.rules import Rule, get
from resam_theory.rules.targets import is_target, load

from ..evidence import Evidence, Side, Status, Target, Verdict, best, contradiction
from ..ledger import looseness
from ..verdicts import settle
from .agreement import require_agreement
from .certificates import save
from .gather import bounds

__all__ = ["Constant", "constant"]

_SHORT: Final = 40
"""Longer exact numbers are shown as decimals only; JSON has them."""


@dataclass(frozen=True)
class Constant:
    """What is known of one coefficient: the fields of contract.md, and what a person sees."""

    payload: dict[str, Any]
    verdicts: list[Verdict]
    kept: list[Evidence]

    @property
    def holds(self) -> bool:
        """No claim about the coefficient is refuted, and its bounds do not contradict one another."""
        return self.payload["status"] is not Status.CONTRADICTION and all(verdict.holds for verdict in self.verdicts)

    def shown(self) -> list[Any]:
        """What is refuted, the claims, the interval, the files of evidence."""
        return _shown(self.payload, self.verdicts, self.kept)


def constant(rule: str | Rule, n: int, f: int, d: int | float, *, criterion: str, results: Path) -> Constant:
    """The best exact bounds on a coefficient of a rule, re-checked and saved, beside what is claimed.

    Errors as :func:`bounds`.
    """
    start = time.perf_counter()
    chosen = _rule(rule, n, f)
    with output.progress() as bar:
        bar.add_task(f"{criterion}* of {chosen.name}", total=None)
        found = bounds(chosen, criterion, n, f, d)
        exact = [item for item in found if item.exact]
    lower, upper = best(exact, Side.LOWER), best(exact, Side.UPPER)
    target = Target(chosen.name, Criterion(criterion), n, f, None if d == inf else int(d))
    floors = (claim for claim in CLAIMS if claim.kind is Kind.LOWER)
    about = (c for c in (*chosen.claims, *floors) if c.criterion == target.criterion)
    claims = [claim for claim in about if claim.domain.admits(n, f, d)]
    verdicts = [settle(claim, target, found) for claim in claims]
    kept = [save(item, results / "constant") for item in (lower, upper) if item is not None]
    unbounded = lower is not None and lower.value is sp.oo
    open_end = None if unbounded or _meet(lower, upper) else catalogue.why_open(chosen, target.criterion, n, f, d)
    payload: dict[str, Any] = {
        "rule": chosen.name,
        "n": n,
        "f": f,
        "d": d,
        "criterion": criterion,
        "definition": _definition(chosen),
        "false_statements": [_false(item, n, f) for item in literature.false_statements(chosen.name, target.criterion)],
        "published": [_claim(verdict) for verdict in verdicts],
        "published_note": literature.note(chosen.name, tuple(claims)),
        "lower": None if lower is None else float(lower.value),
        "upper": inf if unbounded else None if upper is None else float(upper.value),
        "lower_exact": None if lower is None else lower.value,
        "upper_exact": sp.oo if unbounded else None if upper is None else upper.value,
        "status": _status(found, lower, upper, verdicts),
        "open_because": None if open_end is None else open_end.sentence,
        "lower_status": Status.ATTAINED if lower is not None else Status.UNKNOWN,
        "upper_status": _upper_status(upper),
        "method": "; ".join(dict.fromkeys(item.method for item in kept)),
        "failures": [item.method for item in found if not item.exact],
        "seconds": round(time.perf_counter() - start, 3),
        "evidence": [{"side": item.side, "method": item.method, "file": item.data["file"]} for item in kept],
    }
    return Constant(payload, verdicts, kept)


def _rule(rule: str | Rule, n: int, f: int) -> Rule:
    """A rule, by name or as a target: one that a file defines as a rule under its own name, a callable under the
    target's. The code of one with a definition must compute what that says."""
    if isinstance(rule, str) and is_target(rule):
        loaded, _ = load(rule)
        if isinstance(loaded, Rule) and loaded.definition is not None:
            require_agreement(loaded, n, f)
        return loaded if isinstance(loaded, Rule) else get(rule)
    return get(rule) if isinstance(rule, str) else rule


def _definition(rule: Rule) -> str | None:
    """What was bounded, in words."""
    if rule.definition is None:
        return None
    return f"{rule.definition.statement()}; where several outputs are admissible, the worst counts"


def _status(
    found: Sequence[Evidence], lower: Evidence | None, upper: Evidence | None, verdicts: Sequence[Verdict]
) -> Status:
    """One word for the pair of bounds: what meets is certified, what does not is an open interval.

    Certified for all n, f: a claim that says what the coefficient is holds there.
    """
    if contradiction(found) is not None:
        return Status.CONTRADICTION
    exactly = (verdict for verdict in verdicts if verdict.claim.kind in {Kind.TIGHT, Kind.NEGATIVE})
    if any(verdict.status is Status.EVERYWHERE for verdict in exactly):
        return Status.EVERYWHERE
    if lower is not None and lower.value is sp.oo:
        return Status.CERTIFIED
    if lower is None and upper is None:
        return Status.UNKNOWN
    if lower is None or upper is None:
        return Status.ATTAINED if upper is None else Status.OPEN
    if not _meet(lower, upper):
        return Status.OPEN
    if upper.paper:
        return Status.PAPER
    return Status.CERTIFIED


def _meet(lower: Evidence | None, upper: Evidence | None) -> bool:
    """Whether both ends are known and equal."""
    if lower is None or upper is None:
        return False
    return sp.simplify(sp.sympify(lower.value) - sp.sympify(upper.value)) == 0


def _upper_status(upper: Evidence | None) -> Status:
    if upper is None:
        return Status.UNKNOWN
    return Status.PAPER if upper.paper else Status.CERTIFIED


def _false(item: literature.Refuted, n: int, f: int) -> dict[str, Any]:
    return {
        "statement": item.statement,
        "value": item.at(n, f),
        "source": item.source,
        "refuted_at": [item.n, item.f],
        "where": item.where,
    }


def _claim(verdict: Verdict) -> dict[str, Any]:
    claim = verdict.claim
    return {
        "id": claim.id,
        "kind": claim.kind,
        "statement": claim.statement,
        "value": verdict.published,
        "source": str(claim.source),
        "status": verdict.status,
        "loose_by": looseness(verdict),
    }


def _shown(payload: dict[str, Any], verdicts: Sequence[Verdict], kept: Sequence[Evidence]) -> list[Any]:
    symbol = f"{Criterion(payload['criterion']).symbol}*"
    place = f"{payload['rule']}, n = {payload['n']}, f = {payload['f']}, d = {output.number(payload['d'])}"
    false = [
        f"[bold red]FALSE[/] {it['statement']} ({it['source']}), here {output.number(it['value'])}: {it['where']}"
        for it in payload["false_statements"]
    ]
    refuted = [f"[bold red]REFUTED[/] {v.claim.id}: {v.claim.statement}" for v in verdicts if not v.holds]
    low, high = (output.number(payload[end], 9) for end in ("lower", "upper"))
    interval = f"{low} ≤ {symbol} ≤ {high}"
    if payload["lower_exact"] is not None and payload["lower_exact"] == payload["upper_exact"]:
        exact = str(payload["lower_exact"])
        interval = f"{symbol} = {low}" if exact in (low, "oo") or len(exact) > _SHORT else f"{symbol} = {exact} = {low}"
    rows = (
        (v.claim.statement, output.number(v.published), str(v.status), output.number(looseness(v)), str(v.claim.source))
        for v in verdicts
    )
    table = output.table(f"{symbol} of {place}", ("claim", "value", "status", "loose by", "source"), rows)
    evidence = [
        f"  {item.side} ({payload[f'{item.side}_status']}): {item.method}, {item.data['file']}" for item in kept
    ]
    reason = [f"  open: {payload['open_because']}"] if payload["open_because"] else []
    meant = [f"  {payload['rule']}: {payload['definition']}"] if payload["definition"] else []
    failures = [f"  unknown: {text}" for text in payload["failures"]]
    noted = [f"  published: {payload['published_note']}"] if payload["published_note"] else []
    return [
        *false,
        *refuted,
        table,
        f"{interval}   ({payload['status']}, {payload['seconds']} s)",
        *reason,
        *meant,
        *noted,
        *evidence,
        *failures,
    ]
