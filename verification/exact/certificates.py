"""Evidence as JSON data: how it is built and saved. Whether it proves anything is for :mod:`.recheck` alone to say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from importlib.metadata import version
from math import inf
from pathlib import Path
from typing import Any, Final

import sympy as sp

from resam_theory.output import write_json

from ..evidence import Evidence, Side
from ..recheck import reading

__all__ = ["document", "load", "save", "to_evidence"]

_PACKAGES: Final = ("resam-theory", "clarabel", "numpy", "scipy", "sympy", "python-flint")


@lru_cache(maxsize=1)
def _versions() -> dict[str, str]:
    return {name: version(name) for name in _PACKAGES}


def document(
    kind: str, rule: str, criterion: str, n: int, f: int, *, d: int | float | None, value: Fraction | None, **body: Any
) -> dict[str, Any]:
    """Evidence of a kind that :mod:`.recheck` knows; ``value`` bounds kappa* or lambda*² (None: infinite), d None is
    inf.

    >>> document("floor", "any", "kappa", 5, 1, d=1, value=Fraction(1, 3))["claim"]["d"]
    1
    """
    return {
        "kind": kind,
        "claim": {"rule": rule, "criterion": str(criterion), "n": n, "f": f, "d": "inf" if d in {None, inf} else d},
        "value": "inf" if value is None else str(value),
        "squared": criterion == "lambda",
        **body,
        "versions": _versions(),
    }


def to_evidence(side: Side, data: Mapping[str, Any], method: str, seconds: float = 0.0) -> Evidence:
    """The same as an :class:`Evidence`, whose value bounds lambda* itself.

    >>> to_evidence(Side.LOWER, document("floor", "any", "lambda", 5, 1, d=1, value=Fraction(1, 16)), "floor").value
    1/4
    """
    value = sp.oo if data["value"] == "inf" else sp.Rational(data["value"])
    return Evidence(side, sp.sqrt(value) if data["squared"] else value, True, method, data, seconds)


def save(evidence: Evidence, folder: Path) -> Evidence:
    """Write the data of ``evidence`` to ``folder``; the same evidence with the name of the file in its data."""
    claim = evidence.data["claim"]
    parts = (claim["rule"], claim["criterion"], f"n{claim['n']}", f"f{claim['f']}", f"d{claim['d']}", evidence.side)
    path = folder / f"{'-'.join(map(str, parts))}-{evidence.data['kind']}.json"
    write_json(path, evidence.data)
    return replace(evidence, data={**evidence.data, "file": str(path)})


def load(path: Path) -> dict[str, dict[str, Any]]:
    """The evidence in a file by its place in it: one piece, or all that a ledger of ``resam verify`` holds of a kind.

    ValueError when the file is not strict JSON, or no object.
    """
    data = reading.load(path)
    if not isinstance(data, dict):
        raise ValueError(f"file = {path} is not admissible: need a JSON object")
    if "claims" not in data:
        return {str(path): data}
    found = {}
    for row in reading.items(data["claims"], "claims"):
        for i, piece in enumerate(row["evidence"] if isinstance(row, dict) and "evidence" in row else ()):
            held = piece.get("data") if isinstance(piece, dict) else None
            if isinstance(held, dict) and "kind" in held:
                about = row.get("params")
                found[f"{path}: {row.get('id')} at {json.dumps(about)}, {i}"] = held
    return found
