"""The numbered statements of theory.md: which there are, and which claims speak about them.

(L1)..(L7) number rules in section 2 and lemmas in section 3: a statement is known by its section and number, and its
anchor is ``rules-L1`` in the former, the bare number everywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from resam_theory.claims import Claim, Criterion

__all__ = ["Numbered", "about", "anchor", "cited", "statements"]

_NUMBER: Final = r"[A-Z]\d+(?:'{1,2}|-[A-Za-z]+)?"
_START: Final = re.compile(rf"^\(({_NUMBER}(?:, {_NUMBER})*)\)\s+(.*)$")
_SECTION: Final = re.compile(r"^## (\d)\.")
_RULES: Final = "2"
"""The section in which (L1)..(L7) are rules."""


@dataclass(frozen=True)
class Numbered:
    """``numbers`` (one, or several that share a text), the section, and the lines of the text."""

    numbers: tuple[str, ...]
    section: str
    lines: tuple[str, ...]

    @property
    def anchors(self) -> tuple[str, ...]:
        """One anchor per number."""
        return tuple(anchor(number, self.section) for number in self.numbers)


def anchor(number: str, section: str) -> str:
    """The anchor of a number that is cited in ``section``.

    >>> anchor("L1", "2"), anchor("L1", "3"), anchor("B5'", "2"), anchor("T2''", "3")
    ('rules-L1', 'L1', 'B5-prime', 'T2-second')
    """
    name = number.replace("''", "-second").replace("'", "-prime")
    return f"rules-{name}" if section == _RULES and re.fullmatch(r"L\d", number) else name


def statements(text: str) -> list[Numbered | str]:
    """theory.md as statements and the lines between them, in order; each statement begins a line, indented lines go on.

    >>> [s.numbers for s in statements("## 2. Rules\\n(L4) **A.** x\\n     more\\n(L5) y") if isinstance(s, Numbered)]
    [('L4',), ('L5',)]
    """
    out: list[Numbered | str] = []
    section = ""
    for line in text.splitlines():
        if found := _SECTION.match(line):
            section = found.group(1)
        last = out[-1] if out else ""
        if started := _START.match(line):
            out.append(Numbered(tuple(started.group(1).split(", ")), section, (started.group(2),)))
        elif line.startswith("     ") and isinstance(last, Numbered):
            out[-1] = Numbered(last.numbers, last.section, (*last.lines, line))
        else:
            out.append(line)
    return out


def cited(claim: Claim) -> tuple[str, ...]:
    """The anchors that a claim's source names; a proof's own number counts.

    >>> from resam_theory.rules import get
    >>> [cited(c) for c in get("geometric_median").claims if c.id.endswith("lambda.bound")]
    [('B2', 'C1')]
    """
    section = "3" if claim.criterion is Criterion.PROOF else _RULES
    numbers = re.findall(rf"(?<![\w.]){_NUMBER}(?!\w)", claim.source.where)
    return tuple(dict.fromkeys(anchor(number, section) for number in numbers))


def about(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    """Anchor -> the claims whose source names it."""
    out: dict[str, list[Claim]] = {}
    for claim in claims:
        for name in cited(claim):
            out.setdefault(name, []).append(claim)
    return out
