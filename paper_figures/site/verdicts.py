"""What the saved ledger says of a claim, for the site."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["Verdicts"]


class Verdicts:
    """The rows of ``results/verify/ledger.json`` by claim; empty where there is no ledger."""

    def __init__(self, path: Path) -> None:
        rows: list[Mapping[str, Any]] = []
        if path.exists():
            rows = json.loads(path.read_text(encoding="utf-8"))["claims"]
        self.known = bool(rows)
        self._rows: dict[str, list[Mapping[str, Any]]] = {}
        for row in rows:
            self._rows.setdefault(row["id"], []).append(row)

    def rows(self, claim: str) -> list[Mapping[str, Any]]:
        """The verdicts on the claim, one per place of the grid."""
        return self._rows.get(claim, [])

    def short(self, claim: str) -> str:
        """In a few words: ``certified``, ``certified 6/7, attained 1/7``, or that it was not run."""
        counts = Counter(row["status"] for row in self.rows(claim))
        total = sum(counts.values())
        if not counts:
            return "not in the ledger" if self.known else "not run here"
        return ", ".join(name if count == total else f"{name} {count}/{total}" for name, count in counts.items())

    def methods(self, claim: str) -> list[str]:
        """How it was settled."""
        return list(dict.fromkeys(row["method"] for row in self.rows(claim)))
