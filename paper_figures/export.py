r"""Tables as LaTeX (a ``tabular`` that compiles with amsmath alone) and as Markdown.

Cells are plain text with mathematics between dollar signs; both formats read that, after escaping what is special.

>>> import pandas as pd
>>> latex(pd.DataFrame({"$\\lambda$": ["50 % of $\\frac{f}{m}$"]})).splitlines()[4]
'50 \\% of $\\frac{f}{m}$ \\\\'
>>> markdown(pd.DataFrame({"a|b": ["$|x|$"]})).splitlines()[-1]
'| $\\vert x\\vert $ |'
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sympy as sp
from sympy.parsing.sympy_parser import parse_expr
from sympy.printing.mathml import mathml as _mathml

from resam_theory.output import whole
from resam_theory.symbols import SYMBOLS

from .site.text import table

if TYPE_CHECKING:
    from ._base import Frame, Table

__all__ = ["latex", "markdown", "mathml", "parse", "save", "tex"]

_NAMES: Final = {str(quantity.symbol): quantity.symbol for quantity in SYMBOLS}

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


def parse(formula: str) -> sp.Expr:
    """The expression that ``str`` wrote, in the symbols of the theory."""
    return parse_expr(formula, local_dict=dict(_NAMES))


@cache
def tex(formula: str) -> str:
    r"""LaTeX of a stored formula, between dollar signs; a dash for none.

    >>> tex("f/m")
    '$\\frac{f}{m}$'
    """
    return f"${sp.latex(parse(formula))}$" if formula else "–"


@cache
def mathml(formula: str | sp.Basic) -> str:
    """MathML of a formula, stored as text perhaps, which browsers show without any script; a dash for none."""
    if formula == "":
        return "–"
    expression = parse(formula) if isinstance(formula, str) else formula
    return f"<math>{_mathml(expression, printer='presentation')}</math>"


def _rows(shown: Frame) -> list[list[str]]:
    return [[str(value) for value in row] for row in shown.itertuples(index=False)]


def latex(shown: Frame) -> str:
    """A ``tabular`` of text cells."""
    from resam_theory.convergence.latex import tabular

    def written(cells: list[str]) -> list[str]:
        return [_parts(cell, _escaped, lambda m: m) for cell in cells]

    heads = [*map(str, shown.columns)]
    return tabular("l" * len(heads), written(heads), map(written, _rows(shown))) + "\n"


def markdown(shown: Frame) -> str:
    """A pipe table of text cells."""

    def written(cell: str) -> str:
        return _parts(cell, lambda t: t.replace("|", r"\|"), lambda m: m.replace("|", r"\vert "))

    return table([*map(str, shown.columns)], _rows(shown), written) + "\n"


def save(shown: Frame, folder: Path, item: Table) -> list[Path]:
    """``<slug>.tex`` and ``<slug>.md``, each with the title and the caption as a comment."""
    folder.mkdir(parents=True, exist_ok=True)
    about = f"{item.title}. {item.caption}"
    texts = {"tex": f"% {about}\n{latex(shown)}", "md": f"<!-- {about} -->\n\n{markdown(shown)}"}
    files = []
    for suffix, text in texts.items():
        files.append(folder / f"{item.slug}.{suffix}")
        with whole(files[-1]) as partial:
            partial.write_text(text, encoding="utf-8")
    return files
