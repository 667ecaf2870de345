"""How many to sample: the exact least number of workers to ask per round, beside what the Chernoff bound asks for."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import pandas as pd
from matplotlib.figure import Figure as Canvas

from resam_theory.convergence.participation import chernoff_size, smallest

from . import style
from ._base import Figure, Frame, Lab

__all__ = ["FIGURE", "ITEMS"]


@dataclass(frozen=True)
class Parameters:
    """(n, f) of the panels, B^2 of the curves, rounds on the axis, the probability of failure."""

    places: tuple[tuple[int, int], ...] = ((100, 10), (100, 30))
    growths: tuple[int, ...] = (0, 1)
    rounds: tuple[int, ...] = (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000)
    failure: str = "1/100"


def data(parameters: Parameters, lab: Lab) -> Frame:
    """One row per (n, f, B^2, T): the exact size and fhat, and the size that the Chernoff bound asks for."""
    p = parameters
    rows: list[dict[str, Any]] = []
    total = len(p.places) * len(p.growths) * len(p.rounds)
    for n, f in p.places:
        for growth in p.growths:
            for rounds in p.rounds:
                lab.tick(len(rows), total)
                found = smallest(n, f, rounds=rounds, failure=Fraction(p.failure), B2=Fraction(growth))
                asked = chernoff_size(n, f, rounds=rounds, failure=float(Fraction(p.failure)), B2=float(growth))
                rows.append(
                    {
                        **{"n": n, "f": f, "B2": growth, "T": rounds, "chernoff": asked},
                        "size": n if found is None else found.size,
                        "faulty": None if found is None else found.faulty,
                    }
                )
    return pd.DataFrame(rows)


def draw(table: Frame) -> Canvas:
    """One panel per (n, f)."""
    places = list(dict.fromkeys(zip(table["n"], table["f"], strict=True)))
    shown, axes = style.canvas(1, len(places), height=2.9)
    handles: dict[str, Any] = {}
    colours = {0: style.look("trimmed_mean").colour, 1: style.look("median").colour}
    for panel, (n, f) in zip(axes.flat, places, strict=True):
        for growth, part in table[(table["n"] == n) & (table["f"] == f)].groupby("B2"):
            colour = colours[int(growth)]
            label = f"B = {int(growth)}: exact"
            (handles[label],) = panel.step(part["T"], part["size"], where="post", color=colour, label=label)
            name = f"B = {int(growth)}: Chernoff bound"
            (handles[name],) = panel.plot(part["T"], part["chernoff"], "--", color=colour, linewidth=0.9, label=name)
        panel.axhline(n, color=style.GREY, linewidth=0.6, linestyle=":")  # outside, where all asked are far fewer
        panel.set_xscale("log")
        drawn = table.loc[(table["n"] == n) & (table["f"] == f), ["size", "chernoff"]]
        panel.set_ylim(0, min(1.3 * n, 1.1 * float(drawn.to_numpy().max())))
        panel.set_xlabel("rounds T")
        panel.set_title(f"{f} of {n} workers are faulty")
    axes.flat[0].set_ylabel("workers to ask in a round")
    shown.legend(handles=list(handles.values()), loc="outside lower center", ncols=4)
    return shown


def alt(table: Frame) -> str:
    """The figure in words."""
    last = table[table["T"] == table["T"].max()]
    parts = [
        f"n = {row['n']}, f = {row['f']}, B² = {row['B2']}: {row['size']} exactly, Chernoff {row['chernoff']:.0f}"
        for row in last.to_dict("records")
    ]
    return f"Workers to ask at T = {int(table['T'].max())}: " + "; ".join(parts) + "."


FIGURE: Final = Figure(
    slug="how_many_to_sample",
    title="How many workers to ask",
    caption="The least number of workers to ask in a round such that with probability 0.99 no round of T has f̂ with "
    "(2+B²) f̂ ≥ n̂ faulty ones (T11): exactly, by the hypergeometric distribution in rationals (steps), and as the "
    "Chernoff bound asks (dashed; above the dotted line: more than there are).",
    sizes={"quick": Parameters(), "full": Parameters(places=((100, 10), (100, 30), (1000, 100)))},
    data=data,
    draw=draw,
    alt=alt,
)
ITEMS: Final = (FIGURE,)
