r"""LaTeX tables that compile with the standard classes and no package: statements, and bounds with numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sympy as sp

from ..derivation.theorem import Theorem
from .bounds import closed_form
from .forms import PARAMETRISED

__all__ = ["bounds_table", "statements_table", "tabular", "text"]


def tabular(columns: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a header between rules."""
    body = [" & ".join(row) + r" \\" for row in rows]
    return "\n".join(
        (
            rf"\begin{{tabular}}{{{columns}}}",
            r"\hline",
            " & ".join(header) + r" \\",
            r"\hline",
            *body,
            r"\hline",
            r"\end{tabular}",
        )
    )


def text(words: str) -> str:
    """``words`` with what LaTeX reads as a command escaped."""
    return words.replace("_", r"\_")


def _number(value: Any) -> str:
    if value is None:
        return "--"
    if isinstance(value, int):
        return f"{value}"
    mantissa, _, exponent = f"{float(value):.4g}".partition("e")
    return f"${mantissa}$" if not exponent else rf"${mantissa}\cdot 10^{{{int(exponent)}}}$"


def bounds_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """One line per rule and source of rho^2, one column per theorem, with the gamma and beta of the least bound."""
    theorems = list(dict.fromkeys(row["theorem"] for row in rows))
    groups: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row["rule"], row["source"]), {})[row["theorem"]] = row
    lines = []
    for (rule, source), group in groups.items():
        best = min(group.values(), key=lambda row: row["bound"])
        cells = [_number(group[name]["bound"]) for name in theorems]
        lines.append(
            [text(rule), _source(source), _number(best["rho2"]), *cells, _number(best["gamma"]), _number(best["beta"])]
        )
    header = ["rule", "coefficient", r"$\rho^2$", *theorems, r"$\gamma$", r"$\beta$"]
    return tabular("ll" + "r" * (len(header) - 2), header, lines)


def _source(source: str) -> str:
    for name in ("lambda", "kappa"):
        source = source.replace(f"{name}*", rf"$\{name}^*$")
        source = source.replace(f" {name}", rf" $\{name}$")
    return source


def statements_table(statements: Iterable[Theorem]) -> str:
    """One line per theorem: its parameters and its bound as a formula."""
    lines = []
    for item in statements:
        if item.id not in PARAMETRISED:
            continue
        form = PARAMETRISED[item.id]
        bound = sp.latex(closed_form(item.id))
        lines.append([item.id, rf"$\beta = {sp.latex(form.beta)}$, $L\gamma = {sp.latex(form.x)}$", rf"${bound}$"])
    return tabular("lll", ["", "parameters", r"$\frac{1}{T}\sum_t E\|\nabla_t\|^2 \le$"], lines)
