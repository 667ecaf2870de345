r"""Tables as LaTeX (a ``tabular`` that compiles with amsmath alone) and as Markdown.

Cells are plain text with mathematics between dollar signs; both formats read that, after escaping what is special.

>>> latex(pd.DataFrame({"$\\lambda$": ["50 % of $\\frac{f}{m}$"]})).splitlines()[4]
'50 \\% of $\\frac{f}{m}$ \\\\'
>>> markdown(pd.DataFrame({"a|b": ["$|x|$"]})).splitlines()[-1]
'| $\\vert x\\vert $ |'
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from ._base import Table

__all__ = ["latex", "markdown", "save"]

_SPECIAL: Final = {c: "\\" + c for c in "&%#_{}"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}
_SIGNS: Final = {
    "≤": r"\le",
    "≥": r"\ge",
    "∞": r"\infty",
    "−": "-",
    "λ": r"\lambda",
    "κ": r"\kappa",
    "ρ": r"\rho",
    "²": "^2",
}


def _parts(cell: str, text: Callable[[str], str], mathematics: Callable[[str], str]) -> str:
    """Apply ``text`` outside of dollar signs and ``mathematics`` inside."""
    pieces = re.split(r"(\$[^$]*\$)", cell)
    return "".join(mathematics(p) if p.startswith("$") and len(p) > 1 else text(p) for p in pieces)


def _escaped(text: str) -> str:
    signs = "".join(f"${_SIGNS[c]}$" if c in _SIGNS else _SPECIAL.get(c, c) for c in text)
    return signs.replace("$$", " ")


def latex(shown: pd.DataFrame) -> str:
    """A ``tabular`` of text cells."""

    def line(cells: list[str]) -> str:
        return " & ".join(_parts(cell, _escaped, lambda m: m) for cell in cells) + r" \\"

    head = [rf"\begin{{tabular}}{{{'l' * len(shown.columns)}}}", r"\hline", line([*map(str, shown.columns)]), r"\hline"]
    rows = [line([str(v) for v in row]) for row in shown.itertuples(index=False)]
    return "\n".join([*head, *rows, r"\hline", r"\end{tabular}"]) + "\n"


def markdown(shown: pd.DataFrame) -> str:
    """A pipe table of text cells."""

    def line(cells: list[str]) -> str:
        texts = (_parts(c, lambda t: t.replace("|", r"\|"), lambda m: m.replace("|", r"\vert ")) for c in cells)
        return "| " + " | ".join(texts) + " |"

    head = [line([*map(str, shown.columns)]), "|" + " --- |" * len(shown.columns)]
    return "\n".join([*head, *(line([str(v) for v in row]) for row in shown.itertuples(index=False))]) + "\n"


def save(shown: pd.DataFrame, folder: Path, item: Table) -> list[Path]:
    """``<slug>.tex`` and ``<slug>.md``, each with the title and the caption as a comment."""
    folder.mkdir(parents=True, exist_ok=True)
    about = f"{item.title}. {item.caption}"
    texts = {"tex": f"% {about}\n{latex(shown)}", "md": f"<!-- {about} -->\n\n{markdown(shown)}"}
    files = []
    for suffix, text in texts.items():
        files.append(folder / f"{item.slug}.{suffix}")
        files[-1].write_text(text, encoding="utf-8")
    return files
