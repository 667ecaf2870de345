"""The findings that the report leads with: what is claimed, what the ledger says of it, the picture that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from resam_theory.claims import Claim, Criterion

__all__ = ["FINDINGS", "Headline", "Told", "told"]


@dataclass(frozen=True)
class Headline:
    """A headline, the claims that carry it, the figure beside it; ``loose``: say how loose published bounds are."""

    title: str
    claims: tuple[str, ...]
    figure: str
    loose: bool = False


FINDINGS: Final = (
    Headline("The trimmed mean is exactly optimal", ("trimmed_mean.kappa.exact", "any.kappa.optimum"), "which_rule"),
    Headline("Published constants are loose", (), "coefficients", loose=True),
    Headline("The worst inputs are known", ("krum.kappa.exact", "geometric_median.kappa.exact"), "worst_inputs"),
    Headline("A sharper convergence theorem", ("convergence.proof.T2-cross",), "theorem_runs"),
    Headline("Without momentum there is a floor", ("convergence.proof.T4",), "momentum"),
)


@dataclass(frozen=True)
class Told:
    """A finding as the page shows it: sentences with the status that the ledger gives them (empty: not settled)."""

    title: str
    figure: str
    sentences: tuple[tuple[str, str], ...]


def told(ledger: Mapping[str, Any] | None, claims: Iterable[Claim]) -> list[Told]:
    """The findings with what the ledger says; a claim that does not exist any more is left out."""
    known = {claim.id: claim for claim in claims}
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in ledger["claims"] if ledger else ():
        rows.setdefault(row["id"], []).append(row)
    out = []
    for finding in FINDINGS:
        sentences = [
            (" ".join(known[name].statement.split()), _status(rows.get(name, ())))
            for name in finding.claims
            if name in known
        ]
        if finding.loose:
            sentences += [(text, "") for text in _looseness(rows)]
        out.append(Told(finding.title, finding.figure, tuple(sentences)))
    return out


def _status(rows: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(dict.fromkeys(row["status"] for row in rows))


def _looseness(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    """The rules whose published bound is loosest, from the ledger's own numbers."""
    worst: dict[str, tuple[float, str]] = {}
    for name, group in rows.items():
        for row in group:
            factor = row.get("loose_by")
            if factor is None or row["source"].startswith("derived") or not isfinite(float(factor)):
                continue
            rule, criterion, _ = name.split(".", 2)
            place = ", ".join(f"{key} = {'∞' if value == 'inf' else value}" for key, value in row["params"].items())
            text = f"{Criterion(criterion).symbol} of {rule.replace('_', ' ')}: {float(factor):.1f} ({place})"
            worst[rule] = max(worst.get(rule, (0.0, "")), (float(factor), text))
    ranked = sorted(worst.values(), reverse=True)[:4]
    if not ranked:
        return []
    return [
        "By which factor published bounds exceed the exact value, at most: " + "; ".join(t for _, t in ranked) + "."
    ]
