"""A ledger exported as evidence: every piece a file, and an index that says what each must prove."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from resam_theory.output import plain, write_json

from .evidence import Verdict
from .recheck.check import proved
from .recheck.claim import FORMAT
from .recheck.files import INDEX
from .solve.certificates import file_name

__all__ = ["export"]


def export(verdicts: Iterable[Verdict], folder: Path) -> Path:
    """Write all evidence of a kind behind the verdicts to ``folder``; the index. ``resam recheck`` reads the folder.

    The folder must be empty or hold an earlier export, whose files are replaced; ValueError otherwise.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / INDEX).exists():
        raise ValueError(f"--export {folder} is not admissible: need an empty folder, or one with an earlier export")
    for old in folder.glob("*.json") if folder.exists() else ():
        old.unlink()
    files: dict[str, str] = {}
    rows = [_row(verdict, folder, files) for verdict in verdicts]
    listed = [{"file": name, "proves": proves} for name, proves in sorted(files.items())]
    return write_json(folder / INDEX, {"format": FORMAT, "files": listed, "claims": rows})


def _row(verdict: Verdict, folder: Path, files: dict[str, str]) -> dict[str, Any]:
    named = []
    for item in verdict.evidence:
        if item.exact and "kind" in item.data:
            data = plain({key: value for key, value in item.data.items() if key != "file"})
            name = _name(data)
            if name not in files:
                files[name] = proved(data)[0]
                write_json(folder / name, data)
            named.append({"file": name, "decisive": any(item is one for one in verdict.decisive)})
    place = {"n": verdict.target.n, "f": verdict.target.f, "d": "inf" if verdict.target.d is None else verdict.target.d}
    return {
        "id": verdict.claim.id,
        "statement": verdict.claim.statement,
        "at": {} if verdict.target.n is None else place,
        "status": str(verdict.status),
        "evidence": named,
    }


def _name(data: Mapping[str, Any]) -> str:
    """A file's name: what it is about, and a digest of what it holds."""
    digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:12]
    return f"{file_name(data)}-{digest}.json"
