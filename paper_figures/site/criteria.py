"""The page about criteria: ``resam criteria`` as Markdown, made from the same table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from resam_theory.criteria.listing import FARTHEST, HEADS, listed, overview, rows

__all__ = ["page"]


def _table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    cells = [heads, ["---"] * len(heads), *lines]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\\ ", "\\\\ ") for cell in line) + " |" for line in cells
    )


def page() -> str:
    """Markdown."""
    heads, cells = overview()
    return (
        "\n\n".join(
            (
                "# Criteria, and what follows from each for every other",
                "`resam criteria` prints these tables, `resam criteria --json` every ordered pair by itself. Proofs: "
                "the docstrings of `resam_theory.criteria.between`, `.conversions`, `.others`, `.farthest`; the tests "
                "evaluate every input that attains a constant, and every counterexample.",
                _table(("name", "symbol", "title", "statement", "source"), (tuple(c.values()) for c in listed())),
                "## At a glance",
                "`=` with the best constant, `≤` with a constant not known tight, `.` nothing follows.",
                _table(heads, cells),
                "## Pair by pair",
                FARTHEST,
                _table(HEADS, rows()),
            )
        )
        + "\n"
    )
