"""What ``resam recheck`` answers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .certificates import load
from .recheck import check

__all__ = ["recheck_files"]


def recheck_files(files: Iterable[Path]) -> list[dict[str, Any]]:
    """What each file of evidence proves, or why it is rejected; ValueError for a file that holds no JSON object."""
    results = []
    for path in files:
        data = load(path)
        try:
            checked = check(data)
            results.append({"file": path, "claim": str(checked), "status": checked.status, "reason": None})
        except ValueError as error:
            results.append(
                {"file": path, "claim": data.get("claim"), "status": "unknown", "reason": f"rejected: {error}"}
            )
    return results
