"""A figure's data on disk: ``<slug>.csv``, whose first line is a comment with the provenance as JSON.

>>> import tempfile
>>> with tempfile.TemporaryDirectory() as folder:
...     path = write(Path(folder) / "demo.csv", pd.DataFrame({"n": [3], "value": [0.5]}), {"key": "abc"})
...     table, provenance = read(path)
>>> table.to_dict("list"), provenance
({'n': [3], 'value': [0.5]}, {'key': 'abc'})
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from resam_theory.output import whole

Frame = Any

__all__ = ["read", "write"]

_MARK: Final = "# provenance: "


def write(path: Path, table: Frame, provenance: Mapping[str, Any]) -> Path:
    """Save ``table`` with its provenance, which appears whole or not at all."""
    text = _MARK + json.dumps(provenance, sort_keys=True) + "\n" + table.to_csv(index=False, lineterminator="\n")
    with whole(path) as partial:
        partial.write_text(text, encoding="utf-8")
    return path


def read(path: Path) -> tuple[Frame, dict[str, Any]]:
    """The table and its provenance; ValueError when the file is not one of ours."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n")
    try:
        if not head.startswith(_MARK):
            raise ValueError("it has no provenance line")
        return pd.read_csv(io.StringIO(body), keep_default_na=False, na_values=[""]), json.loads(
            head.removeprefix(_MARK)
        )
    except ValueError as error:
        raise ValueError(f"data {path} cannot be used: {error}; delete it to compute it anew") from error
