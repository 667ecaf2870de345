"""What ``resam recheck`` answers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .certificates import load
from .recheck import check

__all__ = ["recheck_files"]


def recheck_files(files: Iterable[Path]) -> list[dict[str, Any]]:
    """What each file proves, or the reason why not; of a ledger, each piece of evidence in it.

    ``readable`` is false for a file that holds no evidence at all; the others are answered all the same.
    """
    results: list[dict[str, Any]] = []
    for path in files:
        try:
            found = load(path)
        except ValueError as error:
            failed = {"file": str(path), "claim": None, "status": "unknown", "reason": str(error), "readable": False}
            results.append(failed)
            continue
        results += [{"file": place, **_rechecked(data), "readable": True} for place, data in found.items()]
    return results


def _rechecked(data: dict[str, Any]) -> dict[str, Any]:
    try:
        checked = check(data)
    except ValueError as error:
        return {"claim": data.get("claim"), "status": "unknown", "reason": f"rejected: {error}"}
    return {"claim": str(checked), "status": checked.status, "reason": None}
