"""The page about criteria: ``resam criteria`` as Markdown, made from the same table."""

from __future__ import annotations

from resam_theory.criteria.listing import FARTHEST, HEADS, listed, overview, rows

from .text import table

__all__ = ["page"]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\\ ", "\\\\ ")


def page() -> str:
    """Markdown."""
    heads, cells = overview()
    return (
        "\n\n".join(
            (
                "# Criteria, and what follows from each for every other",
                "`resam criteria` prints these tables, `resam criteria --json` every ordered pair by itself. Proofs: "
                "the docstrings of `resam_theory.criteria.between`, `.conversions`, `.others`; the tests "
                "evaluate every input that attains a constant, and every counterexample.",
                table(("name", "symbol", "title", "statement", "source"), (tuple(c.values()) for c in listed()), _cell),
                "## At a glance",
                "`=` with the best constant, `≤` with a constant not known tight, `.` nothing follows.",
                table(heads, cells, _cell),
                "## Pair by pair",
                FARTHEST,
                table(HEADS, rows(), _cell),
            )
        )
        + "\n"
    )
