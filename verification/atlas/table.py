"""The atlas as one flat table (CSV and, where pyarrow is installed, Parquet) and one archive of the evidence."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from resam_theory.output import whole

from .cells import KNOWN
from .store import RuleAt

__all__ = ["evidence_name", "summary", "write"]

Body = Mapping[str, Any]


def evidence_name(place: RuleAt, key: str, side: str) -> str:
    """The name of a file of evidence in the archive.

    >>> evidence_name(RuleAt("krum", 5, 1), "kappa-inf", "upper")
    'krum/krum-n5-f1-kappa-inf-upper.json'
    """
    return f"{place.rule}/{place.rule}-n{place.n}-f{place.f}-{key}-{side}.json"


def write(folder: Path, places: Iterable[tuple[RuleAt, Body]]) -> list[Path]:
    """Write ``atlas.csv``, ``atlas.parquet`` and ``evidence.zip``; each appears whole or not at all."""
    archive = folder / "evidence.zip"
    rows: list[dict[str, Any]] = []
    with whole(archive) as partial, zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as files:
        for place, body in places:
            rows += body["cells"]
            for key, sides in body["evidence"].items():
                for side, data in sides.items():
                    files.writestr(evidence_name(place, key, side), json.dumps(data, ensure_ascii=False))
    table = pd.DataFrame(rows)
    written = [folder / "atlas.csv"]
    with whole(written[0]) as partial:
        table.to_csv(partial, index=False, lineterminator="\n")
    if find_spec("pyarrow") is not None:
        written.append(folder / "atlas.parquet")
        with whole(written[1]) as partial:
            table.to_parquet(partial, index=False)
    return [*written, archive]


def summary(places: Iterable[tuple[RuleAt, Body]]) -> dict[str, int]:
    """How many coefficients are known in which way."""
    counts = Counter(row["known"] for _, body in places for row in body["cells"])
    return {name: counts[name] for name in KNOWN if counts[name]}
