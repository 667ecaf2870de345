"""Places (rule, criterion, n, f, d) whose certified ends are apart, and why (:mod:`resam_theory.open_ends`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from typing import Any, Final

from rich.table import Table

from resam_theory import catalogue
from resam_theory.claims import Criterion
from resam_theory.open_ends import Open
from resam_theory.output import number, table
from resam_theory.rules import get

from .evidence import Evidence, Target, Verdict

__all__ = ["WIDE", "OpenPlace", "open_places", "open_table", "room", "why"]

WIDE: Final = 0.02
"""A certified interval is wide where its ends differ by more than this share of the upper one."""


@dataclass(frozen=True)
class OpenPlace:
    """An open interval: the share of the upper end that is room, and the reason where one is written down."""

    target: Target
    lower: Evidence | None
    upper: Evidence | None
    room: float
    why: Open | None


def room(target: Target, lower: Evidence | None, upper: Evidence | None) -> float:
    """1 - lower/upper; an end that nothing bounds is the one that the definition gives: 0, and infinity or n - 1."""
    if (lower is None and upper is None) or target.n is None:
        return 0.0
    most = target.n - 1 if target.criterion is Criterion.BREAKDOWN else inf
    low = float(lower.value) if lower is not None and lower.exact else 0.0
    high = most if upper is None else float(upper.value)
    return 0.0 if low >= high else 1 - low / high


def why(target: Target) -> Open | None:
    """What is written down of the place."""
    if target.n is None or target.f is None:
        return None
    rule = None if target.subject == "any" else get(target.subject)
    return catalogue.why_open(rule, target.criterion, target.n, target.f, inf if target.d is None else target.d)


def open_places(verdicts: Iterable[Verdict]) -> list[OpenPlace]:
    """Every target whose ends are apart, once."""
    ends = {v.target: (v.lower, v.upper) for v in verdicts if v.claim.criterion.symbol}
    found = ((target, *pair, room(target, *pair)) for target, pair in ends.items())
    return [OpenPlace(target, low, high, share, why(target)) for target, low, high, share in found if share > 0]


def open_table(verdicts: Iterable[Verdict]) -> Table | None:
    """The wide intervals: rule, criterion, the places, the widest, and why."""
    groups: dict[tuple[str, str, str], list[OpenPlace]] = {}
    for item in open_places(verdicts):
        if item.room > WIDE:
            said = "[bold red]no reason is written down[/]" if item.why is None else item.why.sentence
            groups.setdefault((item.target.subject, item.target.criterion.symbol, said), []).append(item)
    rows = []
    for (subject, symbol, said), items in groups.items():
        widest = max(items, key=lambda item: item.room)
        rows.append((subject, symbol, "; ".join(_place(item.target) for item in items), _ends(widest), said))
    title = f"Open intervals: ends apart by more than {WIDE:.0%}"
    return table(title, ("rule", "", "n, f, d", "widest", "why"), rows) if rows else None


def _place(target: Target) -> str:
    return f"{target.n}, {target.f}, {'∞' if target.d is None else target.d}"


def _ends(item: OpenPlace) -> str:
    low, high = (None if end is None else end.value for end in (item.lower, item.upper))
    return f"{_end(low)} to {_end(high)}"


def _end(value: Any) -> str:
    return "?" if value is None else number(value)
