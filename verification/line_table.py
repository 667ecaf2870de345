"""The exact kappa* of compositions on the line as a table: ``python -m verification.line_table 9 > table.md``.

Every entry is the one-dimensional solver's, both ends confirmed by the re-checker; ``-``: not defined there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Final

from resam_theory.claims import Criterion
from resam_theory.rules import get

from .evidence import Side
from .recheck.check import check
from .solve.line.solution import bounds

__all__ = ["NAMES", "entry", "rows"]

NAMES: Final = (
    "nnm+trimmed_mean",
    "nnm+median",
    "nnm+mean_around_median",
    "arc+trimmed_mean",
    "arc+median",
    "bucketing(s=2)+trimmed_mean",
)


def entry(name: str, n: int, f: int) -> str:
    """kappa* at (n, f) on the line.

    >>> entry("nnm+trimmed_mean", 5, 1), entry("bucketing(s=2)+trimmed_mean", 4, 1)
    ('4/3', '-')
    """
    if not get(name).admits(n, f):
        return "-"
    low, high = bounds(name, Criterion.KAPPA, n, f, 1)
    if low.value != high.value or (low.side, high.side) != (Side.LOWER, Side.UPPER):
        raise ArithmeticError(f"{name} at ({n}, {f}): {low.value} and {high.value}")
    for item in (low, high):
        check(item.data)
    return str(high.value)


def rows(n_max: int, names: Iterable[str] = NAMES) -> Iterable[str]:
    """The lines of the table in Markdown, one for each (n, f)."""
    listed = tuple(names)
    yield f"| n, f | {' | '.join(listed)} |"
    yield f"|---|{'---|' * len(listed)}"
    for n in range(3, n_max + 1):
        for f in range(1, (n + 1) // 2):
            yield f"| {n}, {f} | {' | '.join(entry(name, n, f) for name in listed)} |"


if __name__ == "__main__":
    for line in rows(int(sys.argv[1]) if len(sys.argv) > 1 else 7):
        print(line, flush=True)
