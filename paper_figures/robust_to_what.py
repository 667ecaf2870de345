"""Robust to what: every rule under every attack, by final accuracy and by the largest lambda measured along the run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from experiments.config import RunConfig
from resam_theory.rules import RULES

from . import style
from ._base import Figure, Frame, Lab
from .runs import admitting, finished
from .training import ITEMS as TRAINING
from .training import TrainingSetting, run_config

__all__ = ["FIGURE", "ITEMS"]


@dataclass(frozen=True)
class Parameters:
    """The grid, in the setting of the training figure."""

    setting: TrainingSetting
    rules: tuple[str, ...]
    attacks: tuple[str, ...]
    f: int = 4
    beta: float = 0.9


def configs(parameters: Parameters) -> Sequence[RunConfig]:
    """One run per rule and attack."""
    p = parameters
    rules = admitting(p.rules, p.setting.n, p.f)
    return [run_config(p.setting, rule, attack, p.f, p.beta) for rule in rules for attack in p.attacks]


def data(parameters: Parameters, lab: Lab) -> Frame:
    """One row per (rule, attack): accuracy (NaN and ``note`` where the run failed), lambda_seen, chance level."""
    rows: list[dict[str, Any]] = []
    for run in finished(configs(parameters), lab):
        head = {"rule": run.config.rule, "attack": run.config.attack.name, "n": run.config.n, "f": run.config.f}
        note = run.error.strip().splitlines()[-1] if run.error else ""
        values = {"accuracy": run.metrics.get("accuracy_last", nan), "lambda_seen": run.metrics.get("lambda_seen", nan)}
        rows.append({**head, **values, "beta": run.config.beta, "note": note, "run": run.id})
    return pd.DataFrame(rows)


def _heatmap(axes: Axes, wide: Frame, *, top: float, title: str) -> None:
    """Lightness and a number in every cell: readable in grey and without colours."""
    values = wide.to_numpy(dtype=float)
    axes.imshow(values, cmap="cividis", vmin=0, vmax=top, aspect="auto")
    for i, row in enumerate(values):
        for j, value in enumerate(row):
            text = "–" if isnan(value) else f"{value:.2f}" if value < 9.995 else f"{value:.0e}".replace("e+0", "e")
            axes.text(j, i, text, ha="center", va="center", fontsize=5, color="white" if value < 0.6 * top else "black")
    axes.set_xticks(range(len(wide.columns)), [str(c).replace("_", " ") for c in wide.columns], rotation=55, ha="right")
    axes.set_yticks(range(len(wide.index)), [style.label(str(rule)) for rule in wide.index])
    axes.set_title(title)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)


def draw(table: Frame) -> Canvas:
    """Two heatmaps with the same rows and columns."""
    order = {"rule": list(dict.fromkeys(table["rule"])), "attack": list(dict.fromkeys(table["attack"]))}

    def wide(value: str) -> Frame:
        return table.pivot_table(index="rule", columns="attack", values=value, dropna=False).loc[
            order["rule"], order["attack"]
        ]

    shown, axes = style.canvas(1, 2, height=0.2 * len(order["rule"]) + 1.5, sharey=True)
    _heatmap(axes[0, 0], wide("accuracy"), top=1.0, title="final test accuracy")
    _heatmap(axes[0, 1], wide("lambda_seen"), top=1.0, title="largest λ measured along the run")
    return shown


def alt(table: Frame) -> str:
    """The figure in words."""
    worst = table.loc[table.groupby("rule", sort=False)["accuracy"].idxmin()]
    lines = [
        f"{style.label(r['rule'])} {r['accuracy']:.2f} ({r['attack'].replace('_', ' ')})" for _, r in worst.iterrows()
    ]
    return "Lowest final accuracy of each rule and the attack that causes it: " + "; ".join(lines) + "."


_ATTACKS: Final = (
    *("none", "sign_flip", "label_flip", "foe", "alie", "mimic", "gaussian", "zero", "one_sided"),
    *("optimised_alie", "optimised_foe"),
)
_DIGITS: Final = TRAINING[0].sizes
FIGURE: Final = Figure(
    slug="robust_to_what",
    title="Robust to what?",
    caption="Every rule under every attack on the digits, n = 15, f = 4, β = 0.9, in the setting of the training "
    "figure: final test accuracy (mean over repetitions), and the largest ‖F − honest mean‖ over the honest "
    "diameter that was met along the run. A measured λ is a lower bound on the exact one.",
    sizes={
        size: Parameters(parameters.setting, tuple(rule.name for rule in RULES), _ATTACKS)
        for size, parameters in _DIGITS.items()
    },
    data=data,
    draw=draw,
    alt=alt,
    configs=configs,
)
ITEMS: Final = (FIGURE,)
