"""What rests on what: claims about rules, the proofs and worst inputs for all (n, f), the rules of inference.

The same graph as ``resam theorem --graph``; the convergence theorems and their assumptions are left to that command.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from matplotlib.figure import Figure as Canvas

from verification.theory import graph

from . import style
from ._base import Figure, Frame, Lab

__all__ = ["FIGURE", "ITEMS"]

_COLUMNS: Final = {"claim": 0.0, "bound": 1.0, "family": 1.0, "inference": 2.0}
_COLOURS: Final = {"bound": "#0072b2", "family": "#d55e00", "inference": style.INK}
_PLACES: Final = ("claims of the rules", "proofs (blue) and worst inputs (red) for all n, f", "rules of inference")


@dataclass(frozen=True)
class Parameters:
    """Nothing to choose: the graph is that of the code."""

    whole: bool = True


def data(parameters: Parameters, lab: Lab) -> Frame:
    """One row per edge: upper, lower, their kinds and the grade of the upper one; claims that nothing general proves
    have a row without a lower end."""
    known = {node.id: node for node in graph.nodes() if node.kind in _COLUMNS}
    rows: list[dict[str, Any]] = []
    used = set()
    for edge in graph.edges():
        if edge.upper in known and edge.lower in known:
            upper, lower = known[edge.upper], known[edge.lower]
            rows.append(_row(upper, lower.id, lower.kind))
            used |= {upper.id, lower.id}
    rows += [_row(node, "", "") for node in known.values() if node.id not in used and node.kind == "claim"]
    return pd.DataFrame(rows)


def _row(upper: graph.Node, lower: str, kind: str) -> dict[str, Any]:
    return {"upper": upper.id, "upper_kind": upper.kind, "grade": upper.grade, "lower": lower, "lower_kind": kind}


def draw(table: Frame) -> Canvas:
    """Three columns of names, from claims to rules of inference, with a line wherever one rests on another."""
    kinds = dict(zip(table["upper"], table["upper_kind"], strict=True))
    kinds |= {
        name: kind for name, kind in zip(table["lower"], table["lower_kind"], strict=True) if isinstance(name, str)
    }
    kinds = {name: kind for name, kind in kinds.items() if name and kind in _COLUMNS}
    grades = dict(zip(table["upper"], table["grade"], strict=True))
    places: dict[str, tuple[float, float]] = {}
    for column in sorted(set(_COLUMNS.values())):
        names = [name for name, kind in kinds.items() if _COLUMNS[kind] == column]
        for i, name in enumerate(names):
            places[name] = (column, 1 - (i + 0.5) / len(names))
    canvas = Canvas(figsize=(style.WIDTH * 1.25, 9.0), layout="constrained")
    axes = canvas.subplots()
    for upper, lower in zip(table["upper"], table["lower"], strict=True):
        if upper in places and lower in places:
            (x, y), (u, v) = places[upper], places[lower]
            axes.plot([x + 0.42, u - 0.02], [y, v], color=style.GREY, linewidth=0.25, alpha=0.6, zorder=1)
    for name, (x, y) in places.items():
        kind = kinds[name]
        everywhere = grades.get(name) == graph.EVERYWHERE
        colour = _COLOURS.get(kind, "#117733" if everywhere else "#8a6d00")
        axes.text(x, y, name.removeprefix("rule of inference: "), fontsize=3.6, color=colour, va="center")
    for x, title in enumerate(_PLACES):
        axes.text(x, 1.01, title, fontsize=7, va="bottom")
    axes.set_xlim(-0.02, 2.5)
    axes.set_ylim(0, 1.03)
    axes.set_axis_off()
    return canvas


def alt(table: Frame) -> str:
    """How many claims are proved for all (n, f), and on how many rules of inference they rest."""
    claims = table[table["upper_kind"] == "claim"].drop_duplicates("upper")
    everywhere = int((claims["grade"] == graph.EVERYWHERE).sum())
    rules = table[table["lower_kind"] == "inference"]["lower"].nunique()
    return (
        f"{everywhere} of {len(claims)} claims about rules follow for all n and f from the proofs and worst inputs in "
        f"the rules' files; the proofs use {rules} rules of inference."
    )


FIGURE: Final = Figure(
    slug="proof_graph",
    title="What rests on what",
    caption="Claims about the rules (green: proved for all n, f; ochre: decided at each n, f by a solver with a "
    "certificate), the proofs and worst inputs for all n, f that settle them, and the rules of inference that "
    "the proofs use, which are what a person has to believe.",
    sizes={"quick": Parameters(), "full": Parameters()},
    data=data,
    draw=draw,
    alt=alt,
)
ITEMS: Final = (FIGURE,)
