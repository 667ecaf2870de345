"""All places of the atlas, measured in parallel; what is on the shelf is not measured again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from resam_theory.claims import Kind
from resam_theory.compose.listed import FURTHER, LISTED
from resam_theory.errors import require_count
from resam_theory.rules import RULES, get

from ..processes import in_processes
from .cells import CRITERIA, measure
from .store import RuleAt, Shelf

__all__ = ["COMPOSITIONS", "build", "plan"]

COMPOSITIONS: Final = (*LISTED, *FURTHER)
"""The compositions that the atlas shows beside the rules."""


def plan(n_max: int, rules: Sequence[str] = ()) -> tuple[RuleAt, ...]:
    """The places of an atlas in the order in which they are measured: every rule and composition (or those named) at
    every 3 <= n <= n_max, 1 <= f < n/2; rules before compositions, closed forms first, then by n.

    >>> plan(4, ["nnm+krum", "cwtm"])[:2]
    (RuleAt(rule='trimmed_mean', n=3, f=1), RuleAt(rule='trimmed_mean', n=4, f=1))
    """
    require_count("n_max", n_max, low=3)
    names = [get(name).name for name in rules] or [*(rule.name for rule in RULES), *COMPOSITIONS]
    places = [
        RuleAt(r, n, f) for r in dict.fromkeys(names) for n in range(3, n_max + 1) for f in range(1, (n + 1) // 2)
    ]
    return tuple(sorted(places, key=lambda p: (p.rule in COMPOSITIONS, not _has_closed_forms(p.rule), p.n, p.f)))


def _has_closed_forms(name: str) -> bool:
    claims = [c for c in get(name).claims if c.kind in (Kind.TIGHT, Kind.NEGATIVE)]
    return all(any(c.criterion is criterion for c in claims) for criterion in CRITERIA)


def _measured(place: RuleAt) -> tuple[RuleAt, dict[str, Any]]:
    return place, measure(*place)


def build(
    wanted: Sequence[RuleAt],
    folder: Path,
    *,
    jobs: int = 1,
    fresh: bool = False,
    tick: Callable[[RuleAt, int, int], None] = lambda place, done, total: None,
) -> int:
    """Measure the ``wanted`` places that ``folder`` lacks (all when ``fresh``); returns how many were measured.

    ``tick`` is called with each finished place, how many are done and the total, those found on the shelf included.
    """
    with Shelf(folder) as shelf:
        known = set() if fresh else set(shelf.known())
        todo = [place for place in wanted if place not in known]
        done, total = len(wanted) - len(todo), len(wanted)
        work = (partial(_measured, place) for place in todo)
        results = in_processes(work, jobs=min(jobs, len(todo) or 1), ordered=False)
        for number, (place, body) in enumerate(results, start=1):
            shelf.put(place, body)
            tick(place, done + number, total)
    return len(todo)
