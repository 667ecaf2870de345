"""Theorem versus runs: the bounds (T1), (T2) and the best of all theorems beside runs, on equal and on unequal data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Canvas

from experiments.config import RunConfig
from resam_theory.convergence.bounds import Problem, optimise
from resam_theory.convergence.corollaries import least_rho2
from resam_theory.convergence.forms import FORMS

from . import style, unequal_runs
from ._base import Figure, Frame, Lab
from .runs import traces

__all__ = ["FIGURE", "ITEMS", "slope"]

_SHOWN: Final = ("T1", "T2")
_START: Final = 1.0
_ERRORS: Final = 3.0
_WORST: Final = ("trimmed_mean", "median", "geometric_median", "mean_around_median")
"""Rules whose worst losses are known exactly."""


@dataclass(frozen=True)
class Parameters:
    """The setting: a quadratic with L = sigma^2 = 1, Delta_1 = 1/2; gamma and beta as ``theorem`` chooses them; and the
    panels on ``unequal`` data."""

    rules: tuple[str, ...]
    attacks: tuple[str, ...]
    steps: tuple[int, ...]
    replicas: int
    unequal: unequal_runs.Parameters
    theorem: str = "T2"
    n: int = 15
    f: int = 4
    seed: int = 0


def configs(parameters: Parameters) -> Sequence[RunConfig]:
    """One run per rule, T and attack; on unequal data the losses are the attack."""
    return [*_equal(parameters), *unequal_runs.configs(parameters.unequal)]


def _equal(p: Parameters) -> list[RunConfig]:
    return [
        RunConfig.of(
            {
                "objective": {"name": "quadratic", "spectrum": [1.0], "variance": 1.0, "start": [_START]},
                "algorithm": {
                    **{"rule": rule, "n": p.n, "f": p.f, "gamma": p.theorem, "beta": p.theorem},
                    **{"steps": steps, "replicas": p.replicas},
                },
                "attack": attack,
                "seed": p.seed,
            }
        )
        for rule in p.rules
        for steps in p.steps
        for attack in p.attacks
    ]


def data(parameters: Parameters, lab: Lab) -> Frame:
    """One row per (data, rule, T, curve): curve is a theorem's name, ``best`` (the least of all theorems), ``floor``
    (what stays on unequal data) or ``measured`` (the attack with the largest mean squared gradient, and its standard
    error); ``data`` is equal or unequal.
    """
    rows: list[dict[str, Any]] = []
    for trace in traces(_equal(parameters), lab):
        means = trace["gradient2"].mean(0)
        error = float(means.std(ddof=1)) / len(means) ** 0.5
        head = {"data": "equal", "rule": trace.config.rule, "T": trace.config.steps, "curve": "measured"}
        rows.append(
            {
                **head,
                "value": float(means.mean()),
                "error": error,
                "note": trace.config.attack.name,
                "run": trace.config.id,
            }
        )
    measured = pd.DataFrame(rows)
    strongest = measured.loc[measured.groupby(["rule", "T"])["value"].idxmax()]
    others = [*_bounds(parameters), *unequal_runs.rows(parameters.unequal, lab)]
    return pd.concat([strongest, pd.DataFrame(others)], ignore_index=True)


def _bounds(p: Parameters) -> Iterator[dict[str, Any]]:
    for rule in p.rules:
        row = least_rho2(rule, p.n, p.f, 1)
        if row is None:
            raise ValueError(f"rule = {rule!r} is not admissible: no rho^2 is known for it")
        for steps in p.steps:
            problem = Problem(1.0, 1.0, _START**2 / 2, steps, p.n - p.f)
            values = {name: optimise(name, float(row.rho2), problem).value for name in FORMS}
            best = min(values, key=lambda name: values[name])
            for curve, name in (*((name, name) for name in _SHOWN), ("best", best)):
                yield {
                    "data": "equal",
                    "rule": rule,
                    "T": steps,
                    "curve": curve,
                    "value": values[name],
                    "error": 0.0,
                    "note": name,
                }


def slope(part: Frame) -> float:
    """Least-squares slope of log value on log T.

    >>> round(slope(pd.DataFrame({"T": [1, 100], "value": [1.0, 0.1]})), 12)
    -0.5
    """
    return float(np.polyfit(np.log(part["T"]), np.log(part["value"]), 1)[0])


_CURVES: Final[dict[str, dict[str, Any]]] = {
    "T1": {"color": style.GREY, "linestyle": (0, (4, 1.5)), "linewidth": 1.0},
    "T2": {"color": style.GREY, "linestyle": (0, (1, 1)), "linewidth": 1.2},
    "best": {"color": style.INK, "linestyle": "-", "linewidth": 1.0},
    "floor": {"color": style.INK, "linestyle": (0, (4, 2)), "linewidth": 1.0},
}
_NAMES: Final = {"best": "best of all theorems", "floor": "what stays on unequal data"}


def draw(table: Frame) -> Canvas:
    """One panel per rule and kind of data; those on unequal data below."""
    kinds = [(kind, list(dict.fromkeys(table[table["data"] == kind]["rule"]))) for kind in ("equal", "unequal")]
    columns = min(4, max(len(rules) for _, rules in kinds))
    rows = sum(-(-len(rules) // columns) for _, rules in kinds)
    shown, axes = style.canvas(rows, columns, height=2.0 * rows + 0.4, sharex=True, sharey=True)
    handles: dict[str, Any] = {}
    used, row = [], 0
    for kind, rules in kinds:
        for place, rule in enumerate(rules):
            panel = axes[row + place // columns, place % columns]
            part = table[(table["data"] == kind) & (table["rule"] == rule)]
            _panel(panel, rule, kind, {str(c): g.sort_values("T") for c, g in part.groupby("curve")}, handles)
            used.append(panel)
        row += -(-len(rules) // columns)
    for spare in set(axes.flat) - set(used):
        spare.remove()
    axes[0, 0].set_ylim(float(table["value"].min()) / 5, None)
    for panel in used:
        style.decades(panel.xaxis)
        style.decades(panel.yaxis)
        panel.tick_params(labelbottom=True)
    shown.supylabel("mean of ‖∇Q‖² over the run", fontsize=7)
    shown.legend(handles=list(handles.values()), loc="outside lower center", ncols=3)
    return shown


def _panel(panel: Any, rule: str, kind: str, part: dict[str, Frame], handles: dict[str, Any]) -> None:
    for curve, looks in _CURVES.items():
        if curve in part:
            label = _NAMES.get(curve, curve)
            (line,) = panel.plot(part[curve]["T"], part[curve]["value"], label=label, **looks)
            handles.setdefault(label, line)
    look, run = style.look(rule), part["measured"]
    bars = look.with_marker(capsize=2, elinewidth=0.8, label="measured (the rule's marker)")
    handles.setdefault("measured", panel.errorbar(run["T"], run["value"], yerr=_ERRORS * run["error"], **bars))
    panel.set_xscale("log")
    panel.set_yscale("log")
    panel.set_xlabel("steps T")
    name = style.label(rule) + ("" if kind == "equal" else ",\nunequal data")
    panel.set_title(name, color=look.colour, fontweight="bold")
    if kind == "equal":
        text = f"slopes: best {slope(part['best']):.2f}\nmeasured {slope(run):.2f}"
        panel.text(0.04, 0.05, text.replace("-", "−"), transform=panel.transAxes, fontsize=6)


def alt(table: Frame) -> str:
    """The figure in words."""
    lines = []
    for (kind, rule), part in table.groupby(["data", "rule"], sort=False):
        wide = part.pivot_table(index="T", columns="curve", values="value")
        last = wide.iloc[-1]
        name, best = style.label(str(rule)), last["best"] / last["measured"]
        if kind == "equal":
            gaps = f"T1 {last['T1'] / last['measured']:.0f}, best {best:.0f} times the measured value"
            lines.append(f"{name}: {gaps}, slope {slope(part[part['curve'] == 'measured']):.2f}")
        else:
            lines.append(
                f"{name} on unequal data: best {best:.1f} times the measured value, which is "
                f"{last['measured'] / last['floor']:.2f} times what stays"
            )
    return "Bounds and runs at the largest T. " + "; ".join(lines) + "."


FIGURE: Final = Figure(
    slug="theorem_runs",
    title="Theorem versus runs",
    caption="The mean of ‖∇Q‖² over T steps, L = σ = 1, n = 15, f = 4: the bounds (T1) and (T2) with their best "
    "parameters, the least of all theorems, and runs with γ and β as (T2) says under the strongest of several"
    " attacks at each T (bars: three standard errors). The rate is T to the −1/2. Below, unequal data: the losses "
    "that are worst for the rule, (1, B)-dissimilar with B at half the rule's breakdown, noise of variance 1/100, "
    "started at ‖∇Q‖ = 3; the least bound of the (T6) forms, the error κ*G²/(1 − κ*B²) that stays, and runs with the γ "
    "and β of that bound (noise moves a rule whose worst input is a tie away from it).",
    sizes={
        "quick": Parameters(
            ("trimmed_mean", "median", "krum", "geometric_median"),
            ("one_sided", "alie", "foe"),
            (100, 300, 1000),
            64,
            unequal_runs.Parameters(_WORST, (100, 300, 1000), 64),
        ),
        "full": Parameters(
            ("trimmed_mean", "median", "mean_around_median", "krum", "minimum_diameter_averaging", "geometric_median"),
            ("one_sided", "alie", "foe", "optimised_alie"),
            (100, 300, 1000, 3000),
            64,
            unequal_runs.Parameters(_WORST, (100, 300, 1000, 3000, 10_000), 64),
        ),
    },
    data=data,
    draw=draw,
    alt=alt,
    configs=configs,
)
ITEMS: Final = (FIGURE,)
