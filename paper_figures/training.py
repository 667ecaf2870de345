"""The evaluation of the RESAM paper, reproduced: accuracy against step for each rule, attack and momentum.

The setting is ours: the hyper-parameters of the original could not be read. One figure per data set; those that must be
downloaded are built where the data is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from experiments.config import RunConfig
from experiments.datasets import find_dataset

from . import style
from ._base import Figure, Frame, Lab
from .coefficients import published_rules
from .runs import admitting, traces

__all__ = ["ATTACKS", "ITEMS", "TrainingSetting", "run_config"]

ATTACKS: Final = ("alie", "foe", "sign_flip", "label_flip")
_DATA: Final = {"digits": "Digits", "mnist": "MNIST", "fashion_mnist": "Fashion-MNIST", "cifar10": "CIFAR-10"}
_SLUGS: Final = {"mnist": "mnist60k"}
"""training_mnist is the evaluation that needs no files."""


@dataclass(frozen=True)
class TrainingSetting:
    """What a training run has beside rule, attack, f and beta."""

    data: str
    objective: str
    steps: int
    every: int
    replicas: int
    gamma: float
    n: int = 15
    seed: int = 0


@dataclass(frozen=True)
class Parameters:
    """The grid; ``replicas`` of the setting are the seeds of the band."""

    setting: TrainingSetting
    rules: tuple[str, ...]
    faults: tuple[int, ...]
    betas: tuple[float, ...] = (0.0, 0.9)
    attacks: tuple[str, ...] = ATTACKS


def run_config(setting: TrainingSetting, rule: str, attack: str, f: int, beta: float) -> RunConfig:
    """The run of one curve."""
    return RunConfig.of(
        {
            "objective": setting.objective,
            "data": {"name": setting.data},
            "algorithm": {
                **{"rule": rule, "n": setting.n, "f": f, "gamma": setting.gamma, "beta": beta},
                **{"steps": setting.steps, "replicas": setting.replicas},
            },
            "attack": attack,
            "record": {"every": setting.every},
            "seed": setting.seed,
        }
    )


def _grid(p: Parameters) -> Iterator[tuple[str, str, int, float]]:
    for attack in p.attacks:
        for f in p.faults:
            for beta in p.betas:
                for rule in admitting(p.rules, p.setting.n, f):
                    yield rule, attack, f, beta


def configs(parameters: Parameters) -> Sequence[RunConfig]:
    """One run per rule, attack, f and beta."""
    return [run_config(parameters.setting, *point) for point in _grid(parameters)]


def data(parameters: Parameters, lab: Lab) -> Frame:
    """One row per (rule, attack, f, beta, step): mean accuracy over the replicas and its standard deviation."""
    rows: list[dict[str, Any]] = []
    for trace in traces(configs(parameters), lab):
        config = trace.config
        head = {"data": config.data, "n": config.n, "f": config.f, "beta": trace.beta}
        head |= {"rule": config.rule, "attack": config.attack.name}
        accuracy = np.concatenate([trace["accuracy"], trace.final["accuracy"][None]])
        for step, values in zip([*(trace.steps - 1), config.steps], accuracy, strict=True):
            spread = float(values.std(ddof=1)) if len(values) > 1 else 0.0
            rows.append(
                {**head, "step": int(step), "accuracy": float(values.mean()), "spread": spread, "run": config.id}
            )
    return pd.DataFrame(rows)


def draw(table: Frame) -> Canvas:
    """Rows: attacks; columns: f and momentum; one line per rule, bands of one standard deviation."""
    attacks = list(dict.fromkeys(table["attack"]))
    columns = list(dict.fromkeys(zip(table["f"], table["beta"], strict=True)))
    rules = list(dict.fromkeys(table["rule"]))
    shown, axes = style.canvas(len(attacks), len(columns), height=1.35 * len(attacks) + 0.8, sharex=True, sharey=True)
    groups: Mapping[Any, Frame] = dict(iter(table.groupby(["attack", "f", "beta", "rule"])))
    for i, attack in enumerate(attacks):
        for j, (f, beta) in enumerate(columns):
            panel = axes[i, j]
            for k, rule in enumerate(rules):
                if (attack, f, beta, rule) not in groups:  # the rule is not defined at this f
                    continue
                part = groups[attack, f, beta, rule].sort_values("step")
                look, many = style.look(rule), len(part)
                low, high = part["accuracy"] - part["spread"], part["accuracy"] + part["spread"]
                panel.fill_between(part["step"], low, high, color=look.colour, alpha=0.15, linewidth=0)
                spaced = list(range(k % max(1, many // 4), many, max(1, many // 4)))
                panel.plot(
                    part["step"], part["accuracy"], **look.with_marker(markevery=spaced, markersize=2.5, linewidth=0.9)
                )
            panel.set_ylim(0, 1)
            if i == 0:
                panel.set_title(f"f = {f}, β = {beta:g}")
            if i == len(attacks) - 1:
                panel.set_xlabel("step")
            if j == 0:
                panel.set_ylabel(attack.replace("_", " "))
    shown.supylabel("test accuracy", fontsize=7)
    handles = [Line2D([], [], label=style.label(rule), **style.look(rule).with_marker()) for rule in rules]
    shown.legend(handles=handles, loc="outside lower center", ncols=4)
    return shown


def alt(table: Frame) -> str:
    """The figure in words: final accuracies, worst attack per rule and momentum."""
    last = table[table["step"] == table["step"].max()]
    worst = last.groupby(["rule", "beta"], sort=False)["accuracy"].min().unstack("beta")
    lines = [
        f"{style.label(str(rule))} " + ", ".join(f"{value:.2f} with beta = {beta:g}" for beta, value in row.items())
        for rule, row in worst.iterrows()
    ]
    return "Final accuracy under the worst of the attacks: " + "; ".join(lines) + "."


def _absent(name: str, lab: Lab) -> str:
    """Nothing is downloaded for a figure: a data set that does not come with scikit-learn must lie in a folder."""
    source = find_dataset(name)
    if source.files and lab.data_dir is None:
        return f"{source.title} is not here: name the folder of its files with --data-dir"
    try:
        source.locate(lab.data_dir)
    except ValueError as error:
        return str(error)
    return ""


def _figure(name: str, setting: TrainingSetting, quick: TrainingSetting) -> Figure:
    rules = ("mean", *(rule.name for rule in published_rules()))
    return Figure(
        slug=f"training_{_SLUGS.get(name, name)}",
        title=f"Training on {_DATA[name]}",
        caption=f"Test accuracy against step on {_DATA[name]}, n = 15, for the mean and every rule of which a bound is "
        "published, without and with momentum: mean and band of one standard deviation over independent repetitions. "
        f"The setting is ours (constant step size {setting.gamma:g}, model {setting.objective}, {setting.steps} steps; "
        f"quick size: {quick.objective}, {quick.steps}): the hyper-parameters of the original could not be read.",
        sizes={"quick": Parameters(quick, rules, (4,)), "full": Parameters(setting, rules, (4, 6))},
        data=data,
        draw=draw,
        alt=alt,
        configs=configs,
        missing=partial(_absent, name),
    )


_QUICK: Final = TrainingSetting("digits", "logistic", 150, 10, 3, 0.3)
_FULL: Final = TrainingSetting("digits", "mlp", 200, 10, 3, 0.3)
ITEMS: Final = (
    _figure("digits", _FULL, _QUICK),
    *(_figure(name, replace(_FULL, data=name), replace(_QUICK, data=name)) for name in ("mnist", "fashion_mnist")),
    _figure("cifar10", replace(_FULL, data="cifar10", objective="cnn", gamma=0.1), replace(_QUICK, data="cifar10")),
)
