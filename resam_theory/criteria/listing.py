"""What ``resam criteria`` answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from .. import output
from .between import ALL, WEIGHTED, Best, Implication
from .others import OTHERS
from .spreads import SPREADS

__all__ = ["FARTHEST", "HEADS", "listed", "overview", "rows", "show"]

FARTHEST: Final = (
    "The farthest rule returns, of all points that satisfy the criterion with its coefficient, the one farthest in a "
    "direction; between two spreads it attains the constant at the sets named, the faulty inputs far away."
)
HEADS: Final = ("from", "to", "what follows", "constant", "by which input or rule")


def listed() -> list[dict[str, str]]:
    """The criteria."""
    found = [
        {"name": c.name, "symbol": c.symbol, "title": c.title, "statement": c.statement, "source": c.source}
        for c in SPREADS
    ]
    found += [
        {"name": o.name, "symbol": o.quantity, "title": o.title, "statement": o.statement, "source": o.source}
        for o in OTHERS
    ]
    found += [
        {"name": w.name, "symbol": w.symbol, "title": w.title, "statement": w.statement, "source": w.source}
        for w in WEIGHTED
    ]
    return found


def rows() -> Iterator[tuple[str, str, str, str, str]]:
    """The table for people: pairs from which nothing follows for one and the same reason share a row."""
    symbol = {c["name"]: c["symbol"] for c in listed()}

    def reason(row: Implication) -> tuple[str, ...]:
        return (row.given, row.by) if row.known == Best.NOTHING else (row.given, row.target)

    for _, group in groupby(ALL, key=reason):
        together = list(group)
        first = together[0]
        targets = ", ".join(symbol[row.target] for row in together)
        known = "-" if first.known == Best.NOTHING else first.known
        yield symbol[first.given], targets, first.statement, known, first.by


def overview() -> tuple[list[str], list[list[str]]]:
    """All pairs at a glance: heads, and a row for each criterion that is given."""
    marks = {Best.YES: "=", Best.OPEN: "≤", Best.NOTHING: "."}
    found = {(row.given, row.target): marks[row.known] for row in ALL}
    names = [c["name"] for c in listed()]
    symbols = [c["symbol"] for c in listed()]
    return ["from \\ to", *symbols], [
        [symbol, *(found.get((name, target), "") for target in names)]
        for name, symbol in zip(names, symbols, strict=True)
    ]


def show(json: str | None) -> None:
    """Emit the criteria and what follows from each for every other; ``json`` as in :func:`resam_theory.output.emit`."""
    pairs: Iterable[Implication] = ALL
    converted = [
        {
            "given": row.given,
            "target": row.target,
            "constant": row.constant,
            "statement": row.statement,
            "known": row.known,
            "attained": row.by,
        }
        for row in pairs
    ]
    shown = output.table(
        "Criteria",
        ("name", "symbol", "statement", "source"),
        ((c["name"], c["symbol"], c["statement"], c["source"]) for c in listed()),
    )
    heads, cells = overview()
    glance = output.table("= best constant, ≤ a constant not known tight, . nothing follows", heads, cells)
    table = output.table("What follows from one criterion for another", HEADS, rows())
    output.emit(
        {"criteria": listed(), "conversions": converted, "farthest_rule": FARTHEST},
        json,
        shown,
        glance,
        table,
        FARTHEST,
    )
