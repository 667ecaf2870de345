"""What the page of the atlas holds: the cells with their texts told once, the claims, the drawings, the evidence."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from resam_theory.claims import Claim, Criterion
from resam_theory.criteria import CLAIMS
from resam_theory.rules import get
from verification.atlas.cells import CRITERIA, DIMENSIONS, KNOWN
from verification.atlas.store import RuleAt
from verification.atlas.table import evidence_name

from .. import export

__all__ = ["COLUMNS", "LARGEST", "Contents", "gather", "packed"]

COLUMNS: Final = (
    "n",
    "f",
    "known",
    "lower",
    "upper",
    "lower_exact",
    "upper_exact",
    "published",
    "published_claim",
    "published_status",
    "loose_by",
    "closed_form",
    "status",
    "lower_method",
    "upper_method",
    "reason",
)
_TEXTS: Final = frozenset(
    {
        "known",
        "lower_exact",
        "upper_exact",
        "published_claim",
        "published_status",
        "closed_form",
        "status",
        "lower_method",
        "upper_method",
        "reason",
    }
)
"""Columns whose values are numbers of a list of texts, so that each text is on the page once."""
LARGEST: Final = 8_000
"""Evidence of more characters than this is not on the page but in the archive beside it."""


@dataclass
class Contents:
    """The parts of the page, each packed by itself so that a browser unpacks only what it shows."""

    table: dict[str, Any]
    drawings: dict[str, dict[str, Any]] = field(default_factory=dict)
    evidence: dict[str, dict[str, Any]] = field(default_factory=dict)


def packed(data: Any) -> str:
    """``data`` as JSON, compressed (gzip) and in base64.

    >>> json.loads(gzip.decompress(base64.b64decode(packed([1, "κ"]))))
    [1, 'κ']
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def gather(places: Iterable[tuple[RuleAt, Mapping[str, Any]]], n_max: int) -> Contents:
    """The contents of the page from the saved places."""
    texts: dict[str, int] = {}
    cells: dict[str, dict[str, list[Any]]] = {}
    out = Contents({})
    for place, body in places:
        own = cells.setdefault(place.rule, {})
        for row in body["cells"]:
            own.setdefault(f"{row['criterion']}-{row['d']}", []).append([_value(row, c, texts) for c in COLUMNS])
        drawings = {f"{place.n}-{place.f}-{key}": drawn for key, drawn in body["drawings"].items() if drawn}
        out.drawings.setdefault(place.rule, {}).update(drawings)
        out.evidence.setdefault(place.rule, {}).update(_evidence(place, body["evidence"]))
    for rule in cells.values():
        for rows in rule.values():
            rows.sort(key=lambda row: (row[0], row[1]))
    out.table = {
        "n_max": n_max,
        "columns": COLUMNS,
        "textual": sorted(_TEXTS),
        "texts": list(texts),
        "rules": [_rule(name) for name in cells],
        "floors": [_claim(claim) for claim in CLAIMS if claim.criterion in CRITERIA],
        "cells": cells,
        "known": KNOWN,
        "dimensions": ["inf" if d == float("inf") else str(d) for d in DIMENSIONS],
        "criteria": [str(criterion) for criterion in CRITERIA],
    }
    return out


def _value(row: Mapping[str, Any], column: str, texts: dict[str, int]) -> Any:
    value = row[column]
    if column in _TEXTS:
        return None if value in (None, "") else texts.setdefault(value, len(texts))
    if isinstance(value, float):
        return "inf" if value == float("inf") else value
    return value


def _evidence(place: RuleAt, evidence: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """By "n-f-criterion-d-side": the evidence itself, or the name of its file in the archive where it is large."""
    out: dict[str, Any] = {}
    for key, sides in evidence.items():
        for side, data in sides.items():
            large = len(json.dumps(data)) > LARGEST
            out[f"{place.n}-{place.f}-{key}-{side}"] = evidence_name(place, key, side) if large else data
    return out


def _rule(name: str) -> dict[str, Any]:
    rule = get(name)
    return {
        "name": rule.name,
        "title": rule.title,
        "reference": rule.reference,
        "aliases": rule.aliases,
        "claims": _claims(rule.claims),
    }


def _claims(claims: Sequence[Claim]) -> list[dict[str, Any]]:
    return [_claim(claim) for claim in claims if claim.criterion in CRITERIA]


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "criterion": str(Criterion(claim.criterion)),
        "kind": str(claim.kind),
        "statement": claim.statement,
        "formula": "" if claim.expression is None else export.mathml(claim.expression),
        "source": str(claim.source),
    }
