"""The tables of ``resam verify``: contradictions first, then coefficients, claims, proofs and real data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sympy as sp
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from resam_theory.claims import Criterion, Kind, Provenance
from resam_theory.output import number, table

from .evidence import Evidence, Status, Target, Verdict
from .ledger import looseness
from .measurement import Measurement
from .search import Power

__all__ = ["claims_table", "coefficient_table", "contradictions", "power_table", "proofs_table", "real_data_table"]

COLOURS = {
    Status.EVERYWHERE: "bold green",
    Status.CERTIFIED: "green",
    Status.ATTAINED: "green",
    Status.NUMERICAL: "yellow",
    Status.PAPER: "magenta",
    Status.OPEN: "yellow",
    Status.REFUTED: "bold red",
    Status.CONTRADICTION: "bold red",
    Status.UNKNOWN: "dim",
}


_SYMBOL = {Kind.UPPER: "≤", Kind.LOWER: "≥", Kind.TIGHT: "=", Kind.NEGATIVE: "= ∞", Kind.OPEN: "=?", Kind.EXPECTED: "E"}


def _status(status: Status) -> str:
    return f"[{COLOURS[status]}]{status}[/]"


def _place(target: Target) -> str:
    return f"n={target.n} f={target.f} d={'∞' if target.d is None else target.d}"


def contradictions(verdicts: Iterable[Verdict]) -> Panel | None:
    """What is refuted or contradicts itself, in red; None when nothing does."""
    lines = []
    for v in sorted(verdicts, key=lambda v: v.status is not Status.CONTRADICTION):
        if v.holds:
            continue
        if v.status is Status.CONTRADICTION:
            lines.append(f"{v.claim.id} at {_place(v.target)}: the evidence contradicts itself\n  {v.method}")
            continue
        if v.claim.criterion is Criterion.PROOF:
            lines.append(f"{v.claim.id}: {v.claim.statement}\n  a step of the proof fails: {v.method}")
            continue
        lines.append(
            f"{v.claim.id} at {_place(v.target)}: claimed {number(v.published)} ({v.claim.source}), {_against(v)}"
        )
    return Panel(escape("\n".join(lines)), title="DOES NOT HOLD", border_style="bold red") if lines else None


def _against(v: Verdict) -> str:
    """What refutes a claim about a coefficient: an input above it, or a proof below it."""
    if v.lower is not None and v.lower.exact and bool(sp.sympify(v.lower.value) - v.published > 0):
        given = dict(v.lower.data)
        shown = given.get("points") or given.get("family") or given.get("kind", "-")
        return f"an exact input reaches {number(v.lower.value)}\n  input: {shown}"
    value = number(v.upper.value) if v.upper else "-"
    return f"it is at most {value}\n  by: {v.upper.method if v.upper else '-'}"


def coefficient_table(verdicts: Sequence[Verdict], shown: tuple[int, int] = (15, 4)) -> Table:
    """Rule x criterion x dimension at (n, f) = ``shown`` (elsewhere for what is not defined there): published value,
    best exact lower and upper bound, the factor by which the published value is at most loose, the claims' statuses.
    """
    by_target: dict[Target, list[Verdict]] = {}
    for v in verdicts:
        if v.claim.criterion is not Criterion.PROOF:
            by_target.setdefault(v.target, []).append(v)
    there = {target.subject for target in by_target if (target.n, target.f) == shown}
    chosen = {t: group for t, group in by_target.items() if (t.n, t.f) == shown or t.subject not in there}
    lines: dict[tuple[str, ...], list[str]] = {}  # the dimensions that share a line
    for target, group in sorted(chosen.items(), key=lambda item: (item[0].subject, item[0].criterion)):
        published = [v for v in group if v.claim.source.provenance is not Provenance.DERIVED and v.published != sp.oo]
        factors = [factor for v in published if (factor := looseness(v)) is not None]
        line = (
            target.subject,
            target.criterion.symbol,
            f"{target.n}, {target.f}",
            "; ".join(f"{_SYMBOL[v.claim.kind]} {number(v.published)}" for v in published) or _unread(group[0].lower),
            _interval(group[0].lower, group[0].upper),
            f"{max(factors):.2f}" if factors else "-",
            ", ".join(dict.fromkeys(_status(v.status) for v in group)),
        )
        lines.setdefault(line, []).append("∞" if target.d is None else str(target.d))
    columns = ("rule", "", "n, f", "d", "published", "exactly", "loose by ≤", "its claims are")
    rows = ((*line[:3], ", ".join(dims), *line[3:]) for line, dims in lines.items())
    return table("Coefficients: what is published and what is exactly true", columns, rows)


def _unread(lower: Evidence | None) -> str:
    """No published bound could be read; where no constant exists none can be published."""
    return "-" if lower and lower.value is sp.oo else "none read"


_CLOSE = 1e-6
"""Relative gap between two proved bounds below which they are shown as one number and the gap."""


def _interval(lower: Evidence | None, upper: Evidence | None) -> str:
    """``= v`` when both sides meet, else the side or sides that are known."""
    if lower and upper and lower.exact and sp.simplify(sp.sympify(lower.value) - sp.sympify(upper.value)) == 0:
        return f"= {number(lower.value)}"
    if lower and lower.value is sp.oo:
        return "= ∞"
    if lower and upper and lower.exact:
        low, high = float(lower.value), float(upper.value)
        if high - low <= _CLOSE * high:
            return f"= {number(high)} ± {high - low:.0e}"
    sides = [f"≥ {number(lower.value)}{'' if lower.exact else ' (float)'}"] if lower else []
    return ", ".join([*sides, *([f"≤ {number(upper.value)}"] if upper else [])]) or "-"


def claims_table(verdicts: Sequence[Verdict]) -> Table:
    """One row per coefficient claim: what it says, where it comes from, and its statuses over the grid."""
    groups: dict[str, list[Verdict]] = {}
    for v in verdicts:
        if v.claim.criterion is not Criterion.PROOF:
            groups.setdefault(v.claim.id, []).append(v)
    rows = []
    for name, group in groups.items():
        claim = group[0].claim
        counts = ", ".join(f"{_status(s)} {k}/{len(group)}" for s in Status if (k := sum(v.status is s for v in group)))
        rows.append((name, str(claim.kind), escape(claim.statement), str(claim.source.provenance), counts))
    return table("Claims about coefficients", ("claim", "kind", "statement", "source", "status over the grid"), rows)


def real_data_table(rows: Sequence[Measurement]) -> Table:
    """Per rule: the largest ratios that an attack reaches on real gradients, beside the proved and published bounds."""
    by_rule: dict[str, list[Measurement]] = {}
    for row in rows:
        by_rule.setdefault(row.rule, []).append(row)
    lines = []
    for name, group in by_rule.items():
        lam = max(group, key=lambda row: row.lambda_measured)
        kap = max(group, key=lambda row: row.kappa_measured)
        lines.append(
            (
                name,
                f"{number(lam.lambda_measured, 3)} ({lam.attack})",
                number(lam.lambda_exact, 3),
                number(lam.lambda_published, 3),
                f"{number(kap.kappa_measured, 3)} ({kap.attack})",
                number(kap.kappa_exact, 3),
                number(kap.kappa_published, 3),
                "[green]yes[/]" if all(row.within for row in group) else "[bold red]NO[/]",
            )
        )
    columns = ("rule", "λ measured", "proved ≤", "published ≤", "κ measured", "proved ≤", "published ≤", "within")
    return table("Digits, logistic gradients of 15 workers, 4 of them faulty", columns, lines)


def power_table(rows: Sequence[Power]) -> Table:
    """Per rule and case: what the blind search found of the coefficient, or of the best bound where it is not known."""
    lines = (
        (
            row.rule,
            row.criterion.symbol,
            f"{row.n}, {row.f}, {row.d}",
            number(row.found),
            f"{'=' if row.attained else '≤'} {number(row.bound)}",
            f"{row.share:.4f}",
            ("[green]yes[/]" if row.reached else "[bold red]NO[/]") if row.attained else "-",
        )
        for row in rows
    )
    columns = ("rule", "", "n, f, d", "found", "exactly", "found/exact", "goal reached")
    return table("Power of the search, 10 s per case", columns, lines)


def proofs_table(verdicts: Sequence[Verdict]) -> Table | None:
    """Lemmas and theorems with the certificate behind them; None when none was asked for."""
    rows: list[tuple[Any, ...]] = [
        (v.claim.id.removeprefix("convergence.proof."), escape(v.claim.statement), _status(v.status), escape(v.method))
        for v in verdicts
        if v.claim.criterion is Criterion.PROOF
    ]
    return table("Lemmas and theorems", ("claim", "statement", "status", "certificate"), rows) if rows else None
