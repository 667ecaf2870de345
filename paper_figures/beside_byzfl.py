"""A results folder of ByzFL's benchmark beside the same experiments run here: test accuracy against step."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from experiments.byzfl import translate
from experiments.byzfl_results import Recorded, read_results
from experiments.config import RunConfig

from . import style
from ._base import Frame, Lab
from .runs import traces

__all__ = ["draw", "table"]

_COLUMNS: Final = 3
_WHO: Final = {"ByzFL": ("#4d4d4d", "o", "-"), "here": ("#0072b2", "s", (0, (5, 1.5)))}


def table(
    folder: Path, lab: Lab, *, run: bool = True, data: str | None = None, note: Callable[[str], None] = lambda _: None
) -> Frame:
    """One row per experiment, library and step: mean test accuracy, least and largest over the seeds.

    ``run``: also run each experiment here, on the data set ``data`` if one is named. ``note`` hears of what has no
    counterpart. Only the first data distribution seed is run.
    """
    recorded = read_results(folder)
    rows = [row for one in recorded for row in _rows(one.name, "ByzFL", one.steps, one.accuracy)]
    ours = [(one.name, config) for one in recorded for config in _ours(one, data, note)] if run else []
    if ours:
        found = traces([config for _, config in ours], lab)
        for (name, config), trace in zip(ours, found, strict=True):
            steps = np.array([*(trace.steps - 1), config.steps])
            rows += _rows(name, "here", steps, np.vstack([trace["accuracy"], trace.final["accuracy"]]).T)
    return pd.DataFrame(rows)


def _ours(one: Recorded, data: str | None, note: Callable[[str], None]) -> Sequence[RunConfig]:
    asked = {**one.table, "model": {**one.table["model"], "dataset_name": data}} if data else one.table
    try:
        read = translate(asked)
    except ValueError as error:
        note(f"{one.name}: {error}")
        return ()
    for line in read.notes:
        note(line)
    return read.configs[:1]


def _rows(name: str, who: str, steps: np.ndarray, accuracy: np.ndarray) -> list[dict[str, Any]]:
    return [
        {"experiment": name, "who": who, "step": int(t)}
        | {"accuracy": float(column.mean()), "low": float(column.min()), "high": float(column.max())}
        for t, column in zip(steps, accuracy.T, strict=True)
    ]


def draw(rows: Frame) -> Canvas:
    """A panel per experiment, a line per library, bands over the seeds."""
    names = list(dict.fromkeys(rows["experiment"]))
    columns = min(_COLUMNS, len(names))
    high = -(-len(names) // columns)
    with style.house():
        shown, axes = style.canvas(high, columns, height=1.75 * high + 0.4, sharey=True)
        for i, axis in enumerate(axes.flat):
            if i >= len(names):
                axis.remove()
                continue
            axis.set_title(textwrap.fill(names[i].replace("_", " "), 42), fontsize=5.5)
            axis.set_ylim(0, 1)
            axis.set_xlabel("step")
            for who, (colour, marker, line) in _WHO.items():
                part = rows[(rows["experiment"] == names[i]) & (rows["who"] == who)].sort_values("step")
                axis.fill_between(part["step"], part["low"], part["high"], color=colour, alpha=0.15, linewidth=0)
                axis.plot(part["step"], part["accuracy"], color=colour, marker=marker, linestyle=line, markersize=2.5)
        handles = [Line2D([], [], label=w, color=c, marker=m, linestyle=s) for w, (c, m, s) in _WHO.items()]
        shown.legend(handles=handles, loc="outside lower center", ncols=2)
        shown.supylabel("test accuracy", fontsize=7)
    return shown
