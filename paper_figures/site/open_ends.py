"""The table of docs/howto/intervals.md, from what the rules' files say: ``python -m paper_figures.site.open_ends``
writes it anew."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import sympy as sp

from resam_theory.catalogue import settled_rules
from resam_theory.claims import Domain
from resam_theory.criteria import unsettled
from resam_theory.open_ends import FINITE, Open

from . import text

__all__ = ["PAGE", "main", "table", "where", "with_table"]

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "howto" / "intervals.md"
_START, _END = "<!-- open ends: written by paper_figures.site.open_ends -->\n", "<!-- end of open ends -->\n"
_COLUMNS: Final = ("rule", "", "where", "from above", "from below", "what would close it")


def where(domain: Domain) -> str:
    """A domain in words.

    >>> where(Domain(f_min=2, d_min=2, d_max=FINITE)), where(Domain(d_max=2))
    ('f ≥ 2, 2 ≤ d < ∞', 'd ≤ 2')
    """
    parts = [f"f ≥ {domain.f_min}"] if domain.f_min > 1 else []
    if domain.where is not sp.true:
        parts.append(str(domain.where).replace("*", "").replace("<=", "≤").replace(">=", "≥"))
    low, high = domain.d_min, domain.d_max
    if low == high:
        parts.append(f"d = {low}")
    elif high == FINITE:
        parts.append(f"{low} ≤ d < ∞")
    elif high != sp.oo:
        parts.append(f"d ≤ {high}")
    else:
        parts.append("every d" if low == 1 else f"d ≥ {low}")
    return ", ".join(parts)


def table() -> str:
    """The table in Markdown: a line for each reason, with the rules that it is about."""
    about: dict[Open, list[str]] = {}
    for rule in settled_rules():
        for item in rule.open:
            about.setdefault(item, []).append(rule.title if "+" not in rule.name else rule.name)
    about |= {item: ["every rule"] for item in unsettled.EVERY} | {item: ["best rule"] for item in unsettled.BEST}
    rows = (
        (
            "; ".join(rules),
            ", ".join(c.symbol for c in item.criteria),
            where(item.domain),
            item.above,
            item.below,
            item.closes,
        )
        for item, rules in about.items()
    )
    return text.table(_COLUMNS, rows) + "\n"


def with_table(page: str) -> str:
    """The page with the table of today."""
    before, rest = page.split(_START)
    return f"{before}{_START}{table()}{_END}{rest.split(_END)[1]}"


def main() -> None:
    """Write the page."""
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
