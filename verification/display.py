"""The tables of ``resam verify``: contradictions first, then coefficients, claims, proofs and real data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sympy as sp
from rich.panel import Panel
from rich.table import Table

from resam_theory.claims import Criterion, Kind, Provenance
from resam_theory.output import number, table

from .evidence import Status, Target, Verdict
from .ledger import looseness

__all__ = ["claims_table", "coefficient_table", "contradictions", "proofs_table"]

COLOURS = {
    Status.CERTIFIED: "green",
    Status.ATTAINED: "green",
    Status.NUMERICAL: "yellow",
    Status.REFUTED: "bold red",
    Status.UNKNOWN: "dim",
}


def _status(status: Status) -> str:
    return f"[{COLOURS[status]}]{status}[/]"


def _place(target: Target) -> str:
    return f"n={target.n} f={target.f} d={'∞' if target.d is None else target.d}"


def contradictions(verdicts: Iterable[Verdict]) -> Panel | None:
    """What an exact input refutes, in red; None when nothing is refuted."""
    lines = []
    for v in verdicts:
        if v.holds:
            continue
        if v.claim.criterion is Criterion.PROOF:
            lines.append(f"{v.claim.id}: {v.claim.statement}\n  a step of the proof fails: {v.method}")
            continue
        lower = number(v.lower.value) if v.lower else "-"
        lines.append(
            f"{v.claim.id} at {_place(v.target)}: claimed {number(v.published)} ({v.claim.source}), "
            f"an exact input reaches {lower}\n  input: {dict(v.lower.data).get('points') if v.lower else '-'}"
        )
    return Panel("\n".join(lines), title="REFUTED", border_style="bold red") if lines else None


def coefficient_table(verdicts: Sequence[Verdict]) -> Table:
    """Rule x criterion: published value, best exact lower and upper bound, and the factor between, per target."""
    rows = []
    by_target: dict[Target, list[Verdict]] = {}
    for v in verdicts:
        if v.claim.criterion is not Criterion.PROOF:
            by_target.setdefault(v.target, []).append(v)
    for target, group in by_target.items():
        published = [v for v in group if v.claim.source.provenance is not Provenance.DERIVED and v.published != sp.oo]
        lower, upper = group[0].lower, group[0].upper
        factors = [factor for v in published if (factor := looseness(v)) is not None]
        rows.append(
            (
                target.subject,
                {"lambda": "λ", "kappa": "κ"}[target.criterion],
                _place(target),
                "; ".join(number(v.published) for v in published) or "-",
                number(lower.value) if lower else "-",
                number(upper.value) if upper else "-",
                f"{max(factors):.2f}" if factors else "-",
                ", ".join(dict.fromkeys(_status(v.status) for v in group)),
            )
        )
    columns = ("rule", "", "where", "published", "lower bound", "upper bound", "loose by ≤", "claims are")
    return table("Coefficients: what is published and what is exactly true", columns, rows)


def claims_table(verdicts: Sequence[Verdict]) -> Table:
    """One row per coefficient claim: its kind and source, and its statuses over the grid."""
    groups: dict[str, list[Verdict]] = {}
    for v in verdicts:
        if v.claim.criterion is not Criterion.PROOF:
            groups.setdefault(v.claim.id, []).append(v)
    rows = []
    for name, group in groups.items():
        claim = group[0].claim
        counts = ", ".join(f"{_status(s)} {k}/{len(group)}" for s in Status if (k := sum(v.status is s for v in group)))
        symbol = {Kind.UPPER: "≤", Kind.LOWER: "≥", Kind.TIGHT: "=", Kind.NEGATIVE: "= ∞"}[claim.kind]
        value = "" if claim.expression is None else str(claim.expression)
        rows.append((name, f"{symbol} {value}".strip(), str(claim.source.provenance), counts))
    return table("Claims about coefficients", ("claim", "value", "source", "status over the grid"), rows)


def proofs_table(verdicts: Sequence[Verdict]) -> Table | None:
    """Lemmas and theorems with the certificate behind them; None when none was asked for."""
    rows: list[tuple[Any, ...]] = [
        (v.claim.id, v.claim.statement, _status(v.status), v.method)
        for v in verdicts
        if v.claim.criterion is Criterion.PROOF
    ]
    return table("Lemmas and theorems", ("claim", "statement", "status", "certificate"), rows) if rows else None
