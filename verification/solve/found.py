"""Worst inputs that a search has found, as data: every use evaluates them anew, in exact arithmetic, by the definition.

``found_inputs.json`` holds rational points with S, by rule, criterion and (n, f); :mod:`verification.harvest` finds and
adds them. They are evidence, not results: an entry that proves nothing is harmless, and one for a definition that has
changed is evaluated by the new one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import Any, Final

from resam_theory.claims import Criterion
from resam_theory.definitions.registry import REGISTRY

from ..evidence import Evidence
from .explicit import embed, lower_bound
from .subject import Subject

__all__ = ["FILE", "found_bounds", "read"]

_METHOD: Final = "input found by search, evaluated exactly"
FILE: Final = Path(__file__).with_name("found_inputs.json")


@lru_cache(maxsize=1)
def read() -> tuple[dict[str, Any], ...]:
    """All entries: rule, criterion, n, f, points (rationals as text), honest."""
    return tuple(json.loads(FILE.read_text(encoding="utf-8")))


@lru_cache(maxsize=1024)
def _of(rule: str, criterion: str, n: int, f: int) -> tuple[dict[str, Any], ...]:
    wanted = (rule, criterion, n, f)
    return tuple(e for e in read() if (e["rule"], e["criterion"], e["n"], e["f"]) == wanted)


def found_bounds(of: Subject, criterion: Criterion, n: int, f: int, d: int | float) -> Iterator[Evidence]:
    """What the inputs found for one of our rules prove in R^d, each from its own dimension upwards."""
    for entry in _of(of.name, str(criterion), n, f) if of.name in REGISTRY else ():
        points = [tuple(Fraction(value) for value in row) for row in entry["points"]]
        placed = embed(points, None if d == inf else int(d))
        if placed is None:
            continue
        item = lower_bound(of, criterion, placed, entry["honest"], _METHOD, f=f)
        if item is not None:
            yield item
