"""theory.md as a page: every numbered statement has an anchor, and names its claims, their proofs and verdicts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from resam_theory.claims import Claim

from .numbers import Numbered, anchor, statements
from .text import prose
from .verdicts import Verdicts

__all__ = ["page"]


def page(text: str, claims: Mapping[str, Sequence[Claim]], verdicts: Verdicts, homes: Mapping[str, str]) -> str:
    """The page. ``claims``: by anchor; ``homes``: claim id -> the reference page that holds its proof."""
    parts = statements(text)
    known = {name for part in parts if isinstance(part, Numbered) for name in part.anchors}
    out: list[str] = []
    section = ""
    for part in parts:
        if isinstance(part, Numbered):
            out += _statement(part, claims, verdicts, homes, known)
            continue
        section = part[3] if re.match(r"## \d", part) else section
        if part.startswith("#"):
            out += ["", part, ""]
        elif part.startswith("|"):
            out.append(_table_row(part, section, known))
        else:
            out.append(_linked(prose(part.strip()), section, known))
    return "\n".join(out) + "\n"


def _table_row(line: str, section: str, known: set[str]) -> str:
    if set(line) <= set("|- "):
        return line
    cells = [_linked(prose(cell.strip()), section, known) for cell in line.strip().strip("|").split("|")]
    return "| " + " | ".join(cells) + " |"


def _linked(text: str, section: str, known: set[str]) -> str:
    """Numbers in parentheses become links to their statements."""

    def link(found: re.Match[str]) -> str:
        name = anchor(found.group(1), section)
        if name not in known:
            name = anchor(found.group(1), "3")
        return f"[({found.group(1)})](#{name})" if name in known else found.group(0)

    return re.sub(r"\(([A-Z]\d+(?:'{1,2}|-[A-Za-z]+)?)\)", link, text)


def _statement(
    part: Numbered,
    claims: Mapping[str, Sequence[Claim]],
    verdicts: Verdicts,
    homes: Mapping[str, str],
    known: set[str],
) -> list[str]:
    body = " ".join(line.strip() for line in part.lines)
    title = re.match(r"\*\*(.+?)\*\*\s*", body)
    name = f" {prose(title.group(1)).rstrip('.')}" if title else ""
    rest = body[title.end() :] if title else body
    heads = [f'<a id="{other}"></a>' for other in part.anchors[1:]]
    out = ["", *heads, "", f"#### ({', '.join(part.numbers)}){name} {{ #{part.anchors[0]} }}", ""]
    out += [_linked(prose(piece), part.section, known) for piece in _paragraphs(rest)]
    spoken = list(dict.fromkeys(claim for name in part.anchors for claim in claims.get(name, ())))
    if spoken:
        out += ["", '<div class="verdicts" markdown>', ""]
        for claim in spoken:
            proof = f" · [proof]({homes[claim.id]})" if claim.id in homes else ""
            status = verdicts.short(claim.id)
            out.append(f"- [`{claim.id}`](claims.md#{claim.id}){proof} · {_badge(status)}")
        out += ["", "</div>"]
    else:
        out += ["", '<p class="verdicts none">No claim of the ledger carries this statement yet.</p>']
    return [*out, ""]


def _badge(status: str) -> str:
    first = status.split(" ", maxsplit=1)[0].rstrip(",")
    return f'<span class="badge {first}">{status}</span>'


def _paragraphs(text: str) -> list[str]:
    """A proof begins a paragraph of its own."""
    pieces = re.split(r"\s*(?=\*Proof\.\*)", text)
    return [item for piece in pieces if piece.strip() for item in (piece.strip(), "")]
