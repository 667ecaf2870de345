"""Theorem versus runs: the bounds (T1), (T2) and the best of all theorems, beside what runs do under attack."""

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

from . import style
from ._base import Figure, Frame, Lab
from .coefficients import finite_rules
from .runs import traces

__all__ = ["FIGURE", "ITEMS", "slope"]

_SHOWN: Final = ("T1", "T2")
_START: Final = 1.0
_ERRORS: Final = 3.0


@dataclass(frozen=True)
class Parameters:
    """The setting: a quadratic with L = sigma^2 = 1, Delta_1 = 1/2; gamma and beta as ``theorem`` chooses them."""

    rules: tuple[str, ...]
    attacks: tuple[str, ...]
    steps: tuple[int, ...]
    replicas: int
    theorem: str = "T2"
    n: int = 15
    f: int = 4
    seed: int = 0


def configs(parameters: Parameters) -> Sequence[RunConfig]:
    """One run per rule, T and attack."""
    p = parameters
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
    """One row per (rule, T, curve): curve is a theorem's name, ``best`` (the least of all theorems), or ``measured``
    (the attack with the largest mean squared gradient, with its standard error).
    """
    rows: list[dict[str, Any]] = []
    for trace in traces(configs(parameters), lab):
        means = trace["gradient2"].mean(0)
        error = float(means.std(ddof=1)) / len(means) ** 0.5
        head = {"rule": trace.config.rule, "T": trace.config.steps, "curve": "measured", "value": float(means.mean())}
        rows.append({**head, "error": error, "note": trace.config.attack.name, "run": trace.config.id})
    measured = pd.DataFrame(rows)
    strongest = measured.loc[measured.groupby(["rule", "T"])["value"].idxmax()]
    return pd.concat([strongest, pd.DataFrame(_bounds(parameters))], ignore_index=True)


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
                yield {"rule": rule, "T": steps, "curve": curve, "value": values[name], "error": 0.0, "note": name}


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
}


def draw(table: Frame) -> Canvas:
    """One panel per rule."""
    rules = list(dict.fromkeys(table["rule"]))
    columns = min(4, len(rules))
    rows = -(-len(rules) // columns)
    shown, axes = style.canvas(rows, columns, height=2.0 * rows + 0.4, sharex=True, sharey=True)
    for spare in axes.flat[len(rules) :]:
        spare.remove()
    handles: list[Any] = []
    for panel, rule in zip(axes.flat, rules, strict=False):
        part = {str(curve): group.sort_values("T") for curve, group in table[table["rule"] == rule].groupby("curve")}
        handles = [panel.plot(part[c]["T"], part[c]["value"], label=c, **kind)[0] for c, kind in _CURVES.items()]
        look, run = style.look(rule), part["measured"]
        bars = look.with_marker(capsize=2, elinewidth=0.8, label="measured (the rule's marker)")
        handles.append(panel.errorbar(run["T"], run["value"], yerr=_ERRORS * run["error"], **bars))
        panel.set_xscale("log")
        panel.set_yscale("log")
        panel.set_xlabel("steps T")
        panel.set_title(style.label(rule), color=look.colour, fontweight="bold")
        text = f"slopes: best {slope(part['best']):.2f}\nmeasured {slope(run):.2f}"
        panel.text(0.04, 0.05, text.replace("-", "−"), transform=panel.transAxes, fontsize=6)
    axes[0, 0].set_ylim(float(table["value"].min()) / 5, None)
    for panel in axes.flat[: len(rules)]:
        style.decades(panel.xaxis)
        style.decades(panel.yaxis)
    shown.supylabel("mean of ‖∇Q‖² over the run", fontsize=7)
    shown.legend(handles=handles, loc="outside lower center", ncols=4)
    return shown


def alt(table: Frame) -> str:
    """The figure in words."""
    lines = []
    for rule, part in table.groupby("rule", sort=False):
        wide = part.pivot_table(index="T", columns="curve", values="value")
        last = wide.iloc[-1]
        t1, best = last["T1"] / last["measured"], last["best"] / last["measured"]
        gaps = f"T1 {t1:.0f}, best {best:.0f} times the measured value"
        lines.append(f"{style.label(str(rule))}: {gaps}, slope {slope(part[part['curve'] == 'measured']):.2f}")
    return "Bounds and runs at the largest T. " + "; ".join(lines) + "."


FIGURE: Final = Figure(
    slug="theorem_runs",
    title="Theorem versus runs",
    caption="The mean of ‖∇Q‖² over T steps, L = σ = 1, n = 15, f = 4: the bounds (T1) and (T2) with their best "
    "parameters, the least of all theorems, and runs with γ and β as (T2) says under the strongest of several"
    " attacks at each T (bars: three standard errors). The rate is T to the −1/2.",
    sizes={
        "quick": Parameters(
            ("trimmed_mean", "median", "krum", "geometric_median"), ("one_sided", "alie", "foe"), (100, 300, 1000), 64
        ),
        "full": Parameters(
            tuple(rule.name for rule in finite_rules() if rule.name not in ("krum_blanchard", "multi_krum")),
            ("one_sided", "alie", "optimised_alie", "optimised_foe", "greedy"),
            (100, 300, 1000, 3000, 10_000),
            200,
        ),
    },
    data=data,
    draw=draw,
    alt=alt,
    configs=configs,
)
ITEMS: Final = (FIGURE,)
