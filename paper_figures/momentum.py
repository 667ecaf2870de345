"""Momentum: the floor that no number of steps goes below, against (1-beta)/(1+beta) (theory.md, T4).

On a quadratic with Gaussian noise, for a rule and an attack that commute with translations and scalings, the mean
gradient tends to -b sigma sqrt((1-beta)/(1+beta)) at every stable step size. For rules that are linear in order
statistics, under one-sided faults, b is known exactly: the line. For the others, under ALIE, the line goes through the
measurement at beta = 0: (T4) says that the rest lies on it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Canvas

from experiments.config import RunConfig
from resam_theory import symbols as s
from resam_theory.convergence.floor import WEIGHTS, floor_constant
from resam_theory.convergence.lemmas import MEMORY
from verification.traces.floor import floor_config
from verification.traces.vocabulary import value_of

from . import style
from ._base import Figure, Frame, Lab
from .coefficients import published_rules
from .runs import admitting, traces

__all__ = ["FIGURE", "ITEMS", "SIGMAS"]

SIGMAS: Final = 3.0
"""Error bars: so many standard errors."""


@dataclass(frozen=True)
class Parameters:
    """The setting; ``replicas`` of 64 coordinates each for the coordinate-wise rules, 16 times as many of one else."""

    rules: tuple[str, ...]
    betas: tuple[float, ...]
    replicas: int
    n: int = 15
    f: int = 4
    seed: int = 0


def _config(p: Parameters, rule: str, beta: float) -> RunConfig:
    config = floor_config(rule, p.n, p.f, beta, replicas=p.replicas, seed=p.seed)
    if rule in WEIGHTS:
        return config
    table = config.as_dict()
    table["objective"] |= {"spectrum": [1.0], "variance": 1.0}
    table["algorithm"]["replicas"] = 16 * p.replicas
    return RunConfig.of(table | {"attack": "alie"})


def configs(parameters: Parameters) -> Sequence[RunConfig]:
    """One run per rule and beta."""
    p = parameters
    return [_config(p, rule, beta) for rule in admitting(p.rules, p.n, p.f) for beta in p.betas]


def data(parameters: Parameters, lab: Lab) -> Frame:
    """One row per run: rule, attack, beta, memory = (1-beta)/(1+beta), measured floor with its error, the line."""
    rows: list[dict[str, Any]] = []
    anchor: dict[str, float] = {}
    for trace in traces(configs(parameters), lab):
        config = trace.config
        samples = trace.gradient_mean.reshape(-1)
        centre, error = float(samples.mean()), float(samples.std(ddof=1)) / math.sqrt(len(samples))
        memory = value_of(MEMORY, {s.beta: trace.beta})
        exact = floor_constant(config.rule, config.n, config.f) ** 2 if config.rule in WEIGHTS else math.nan
        anchor.setdefault(config.rule, centre**2 / memory)
        rows.append(
            {
                "rule": config.rule,
                "attack": config.attack.name,
                "n": config.n,
                "f": config.f,
                "beta": trace.beta,
                "memory": memory,
                "measured": centre**2,
                "error": 2 * abs(centre) * error,
                "exact": exact * memory,
                "anchored": anchor[config.rule] * memory,
                "run": config.id,
            }
        )
    return pd.DataFrame(rows)


def draw(table: Frame) -> Canvas:
    """Left: rules with an exact line. Right: the others, with the line through beta = 0."""
    shown, axes = style.canvas(1, 2, height=3.2, sharex=True, sharey=True)
    known = table["exact"].notna()
    for panel, part, line, title in (
        (axes[0, 0], table[known], "exact", "one-sided faults: the exact line"),
        (axes[0, 1], table[~known], "anchored", "ALIE: the line through β = 0"),
    ):
        for rule, group in part.sort_values("memory").groupby("rule", sort=False):
            look = style.look(str(rule))
            span = np.array([group["memory"].min() / 1.3, 1.2])
            panel.plot(
                span,
                span * (group[line] / group["memory"]).iloc[0],
                color=look.colour,
                linestyle=look.line,
                linewidth=0.9,
            )
            bars = {"color": look.colour, "marker": look.marker, "linestyle": "none", "capsize": 2, "elinewidth": 0.8}
            panel.errorbar(
                group["memory"], group["measured"], yerr=SIGMAS * group["error"], label=style.label(str(rule)), **bars
            )
        panel.set_xscale("log")
        panel.set_yscale("log", nonpositive="clip")
        panel.set_title(title)
        panel.set_xlabel("(1 − β) / (1 + β)")
    axes[0, 0].set_ylabel("floor (E ∇Q)², σ = 1")
    axes[0, 0].set_ylim(float(table["measured"].min()) / 2, None)
    for axis in (axes[0, 0].xaxis, axes[0, 0].yaxis, axes[0, 1].xaxis, axes[0, 1].yaxis):
        style.decades(axis)
    shown.legend(loc="outside lower center", ncols=4)
    return shown


def alt(table: Frame) -> str:
    """The figure in words."""
    known = table[table["exact"].notna()]
    worst = float(((known["measured"] - known["exact"]).abs() / known["error"]).max())
    return (
        "Measured floor of the squared gradient against (1-beta)/(1+beta): it falls in proportion. Measurements and "
        f"exact line differ by at most {worst:.1f} standard errors at {len(known)} points."
    )


def _names() -> tuple[str, ...]:
    return tuple(rule.name for rule in published_rules())


FIGURE: Final = Figure(
    slug="momentum",
    title="Momentum lowers the floor",
    caption="What is left of the gradient after any number of steps, against (1−β)/(1+β), n = 15, f = 4, Gaussian "
    "noise of variance 1 per coordinate. Left: b²σ²(1−β)/(1+β) with b exact (T4) and measurements with bars "
    "of three standard errors. Right: rules for which no closed form of b is used; the line goes through the "
    "measurement without momentum.",
    sizes={
        "quick": Parameters(_names(), (0.0, 0.5, 0.9), 5),
        "full": Parameters(_names(), (0.0, 0.5, 0.8, 0.9, 0.95, 0.99), 20),
    },
    data=data,
    draw=draw,
    alt=alt,
    configs=configs,
)
ITEMS: Final = (FIGURE,)
