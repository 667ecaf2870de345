"""The ledger as the page shows it: rows for people, with the evidence inside the page as links to JSON."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import inf
from typing import Any

import sympy as sp
from markupsafe import Markup

from resam_theory.claims import Claim, Criterion, Kind
from resam_theory.output import number

from .. import export

__all__ = ["CoefficientRow", "Link", "ShownBound", "VerdictRow", "coefficients", "data_uri", "rows"]

_COEFFICIENTS = frozenset(criterion for criterion in Criterion if criterion.symbol)
_KIND = {Kind.UPPER: "≤", Kind.LOWER: "≥", Kind.TIGHT: "=", Kind.NEGATIVE: "= ∞", Kind.OPEN: "=?", Kind.EXPECTED: "E"}


@dataclass(frozen=True)
class Link:
    """A piece of evidence: what the link says, the file name for saving it, and the file itself as a data URI."""

    text: str
    name: str
    uri: str


@dataclass(frozen=True)
class ShownBound:
    """A number as shown, its float for sorting, and the evidence for it."""

    text: str
    value: float
    link: Link | None = None


@dataclass(frozen=True)
class VerdictRow:
    """One verdict."""

    id: str
    subject: str
    statement: str
    formula: Markup
    kind: str
    provenance: str
    source: str
    place: str
    published: ShownBound
    lower: ShownBound
    upper: ShownBound
    status: str
    method: str
    links: tuple[Link, ...]
    seconds: float


@dataclass(frozen=True)
class CoefficientRow:
    """One exact coefficient at (n, f, d), with what is published and by which factor it is loose; ``address`` of the
    same coefficient in the atlas (empty where the atlas has none); ``why`` the ends differ (empty where they meet, or
    nothing is written down)."""

    rule: str
    symbol: str
    place: str
    address: str
    published: ShownBound
    lower: ShownBound
    upper: ShownBound
    loose: ShownBound
    why: str


def data_uri(text: str, kind: str) -> str:
    """``text`` as a data URI of that media type."""
    return f"data:{kind};base64,{base64.b64encode(text.encode()).decode()}"


@cache
def _value(value: Any) -> Any:
    """A number of the ledger: exact where it is text, infinite where it is said to be."""
    if not isinstance(value, str):
        return value
    if value in ("inf", "oo"):
        return inf
    try:
        return Fraction(value)
    except ValueError:
        return sp.sympify(value)


def _float(value: Any) -> float:
    return float("nan") if value is None else float(_value(value))


@cache
def _shown(value: Any) -> str:
    return number(_value(value))


def _links(row: Mapping[str, Any], place: str) -> Iterator[tuple[str, Link]]:
    for item in row["evidence"]:
        data = item.get("data")
        if not data:
            continue
        kind = data.get("kind", item["side"])
        words = "_".join(place.replace("=", "").replace("∞", "inf").split())
        name = "-".join(filter(None, (row["id"].replace(".", "-"), words, item["side"], kind))) + ".json"
        text = {"lower": "input", "upper": "certificate"}.get(item["side"], "replayed proof")
        uri = data_uri(json.dumps(data, ensure_ascii=False), "application/json")
        known = f" ({kind.replace('_', ' ')})" if "kind" in data else ""
        yield item["side"], Link(text + known, name, uri)


def _place(params: Mapping[str, Any]) -> str:
    return " ".join(f"{name}={'∞' if value == 'inf' else value}" for name, value in params.items())


def rows(ledger: Mapping[str, Any], claims: Sequence[Claim]) -> list[VerdictRow]:
    """Every verdict of the ledger; formulas come from the claims themselves."""
    known = {claim.id: claim for claim in claims}
    out = []
    for row in ledger["claims"]:
        claim, place = known.get(row["id"]), _place(row["params"])
        links = dict(_links(row, place))
        formula = "" if claim is None or claim.expression is None else export.mathml(claim.expression)
        sides = {s: ShownBound(_shown(row[s]), _float(row[s]), links.get(s)) for s in ("lower", "upper")}
        out.append(
            VerdictRow(
                id=row["id"],
                subject=row["id"].partition(".")[0],
                statement=row["statement"],
                formula=Markup(formula),
                kind=row["kind"],
                provenance=row["source"].partition(":")[0],
                source=row["source"],
                place=place,
                published=ShownBound(_shown(row["published"]), _float(row["published"])),
                **sides,
                status=row["status"],
                method=row["method"],
                links=tuple(links.values()),
                seconds=row["seconds"],
            )
        )
    return out


def _address(rule: str, criterion: str, params: Mapping[str, Any]) -> str:
    """After the # of the atlas's page."""
    if rule == "any" or criterion not in {"lambda", "kappa"} or params["d"] not in (1, 2, "inf"):
        return ""
    return f"rule={rule}&c={criterion}&d={params['d']}&n={params['n']}&f={params['f']}"


def coefficients(ledger: Mapping[str, Any]) -> list[CoefficientRow]:
    """One row per (rule, coefficient, n, f, d) that the ledger speaks about."""
    groups: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for row in ledger["claims"]:
        subject, criterion, _ = f"{row['id']}..".split(".", 2)
        if criterion in _COEFFICIENTS:
            groups.setdefault((subject, criterion, _place(row["params"])), []).append(row)
    out = []
    for (subject, criterion, place), group in groups.items():
        first, links = group[0], dict(_links(group[0], place))
        stated = [r for r in group if not r["source"].startswith("derived") and r["published"] not in (None, "inf")]
        text = "; ".join(f"{_KIND[Kind(r['kind'])]} {_shown(r['published'])}" for r in stated) or "–"
        loose = [r["loose_by"] for r in stated if r["loose_by"] is not None]
        factor = max(loose, default=None)
        out.append(
            CoefficientRow(
                "every rule" if subject == "any" else subject,
                Criterion(criterion).symbol,
                place,
                _address(subject, criterion, first["params"]),
                ShownBound(text, min((_float(r["published"]) for r in stated), default=float("nan"))),
                ShownBound(_shown(first["lower"]), _float(first["lower"]), links.get("lower")),
                ShownBound(_shown(first["upper"]), _float(first["upper"]), links.get("upper")),
                ShownBound("–" if factor is None else f"{factor:.2f}", _float(factor)),
                first.get("open_because") or "",
            )
        )
    return out
