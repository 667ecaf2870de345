"""The evaluation of the paper on real images, offline: 5000 images of MNIST, with what momentum is for at a glance.

``training_mnist`` and its parts are large: they are built in quick size only when they are named. The glance, one small
grid with the step sizes fixed, is among the quick figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from experiments.config import RunConfig

from . import style
from ._base import Figure, Frame, Item, Lab, Table
from .evaluation_draw import alt, by_attack, by_split, finding, worst
from .evaluation_runs import Parameters, Training, configs, data

__all__ = ["ITEMS", "Tables"]

_MLP: Final = {"name": "mlp", "batch": 10, "hidden": 100}
_SMALL: Final = {"name": "mlp", "batch": 10, "hidden": 32}
_CNN: Final = {"name": "cnn", "batch": 10, "channels": [4, 8], "kernel": 5, "hidden": 32}
_FIXED: Final = ((0.0, (0.3,)), (0.9, (0.3,)), (0.99, (0.5,)))
_CHOICES: Final = ((0.0, (0.1, 0.3)), (0.9, (0.1, 0.3)), (0.99, (0.25, 0.5)))
_RULES: Final = ("krum", "minimum_diameter_averaging", "trimmed_mean", "nnm+trimmed_mean")
_MORE: Final = (*_RULES, "median")
_UNEQUAL: Final = ({"name": "dirichlet", "alpha": 1.0}, {"name": "dirichlet", "alpha": 0.1}, {"name": "one_class"})
_TUNERS: Final = ("foe", "alie")

_GLANCE: Final = Parameters(
    Training(_SMALL, 200, 25, 2),
    _RULES,
    _TUNERS,
    (6,),
    _FIXED,
    _TUNERS,
    6,
)
_MAIN: Final = Parameters(
    Training(_SMALL, 200, 25, 2), _RULES, ("foe", "alie", "min_max"), (2, 4, 6), _CHOICES, _TUNERS, 6
)
_MAIN_FULL: Final = replace(
    _MAIN, training=Training(_SMALL, 200, 25, 3), rules=_MORE, attacks=("foe", "alie", "min_max", "label_flip")
)
_CONVOLUTIONAL: Final = Parameters(
    Training(_CNN, 200, 50, 2),
    ("krum", "trimmed_mean", "nnm+trimmed_mean"),
    _TUNERS,
    (6,),
    ((0.0, (0.1, 0.3)), (0.99, (0.25, 0.5))),
    _TUNERS,
    6,
)
_CONVOLUTIONAL_FULL: Final = replace(_CONVOLUTIONAL, training=Training(_CNN, 200, 50, 3))
_SPLITS: Final = Parameters(
    Training(_SMALL, 200, 25, 2),
    _RULES,
    ("alie", "foe", "mimic"),
    (3,),
    ((0.0, (0.1, 0.3)), (0.9, (0.1, 0.3))),
    ("alie",),
    3,
    _UNEQUAL,
)
_SPLITS_FULL: Final = replace(_SPLITS, training=Training(_SMALL, 200, 25, 3), rules=_MORE)

_TUNED: Final = (
    "The step size of each rule, momentum{place} is the one of {{choices}} with the best worst accuracy under "
    "{{tuners}} at f = {{tuned_f}}, on a fifth of the training examples that is withheld for it "
    "(no test examples, other seeds). "
)


def _caption(size: Parameters, full: Parameters, what: str, place: str = "") -> str:
    """What both sizes share in words; what differs, in numbers."""
    tuned = any(len(gammas) > 1 for _, gammas in size.rates)
    how = _TUNED.format(place=place).format(
        choices="; ".join(f"{', '.join(f'{g:g}' for g in gs)} at β = {beta:g}" for beta, gs in size.rates),
        tuners=" and ".join(size.tuned_under),
        tuned_f=size.tuned_f,
    )
    fixed = "Step sizes: " + ", ".join(f"{gs[0]:g} at β = {beta:g}" for beta, gs in size.rates) + ". "
    small, large = size.training, full.training
    model = " ".join(f"{value}" for value in small.objective.values() if not isinstance(value, int))
    return (
        f"{what} 5000 images of MNIST (4000 to train on, 1000 to test on), n = {small.n}, {model}, batches of "
        f"{small.objective['batch']}. {how if tuned else fixed}Lines: means over {small.replicas} seeds, bands from "
        "the least to the largest; dotted: the mean, f = 0, without attack; a run that diverges counts as 0. "
        f"Numbers are those of the quick size, {small.steps} steps; full: {large.steps} steps, {large.replicas} seeds, "
        f"{len(full.rules)} rules, {len(full.attacks)} attacks, and for each rule {len(full.rates[0][1])} step sizes."
    )


def _figure(slug: str, title: str, what: str, quick: Parameters, full: Parameters, **more: Any) -> Figure:
    draw = by_split if len(quick.splits) > 1 else by_attack
    place = " and way of dealing" if len(quick.splits) > 1 else ""
    return Figure(
        slug=slug,
        title=title,
        caption=_caption(quick, full, what, place),
        sizes={"quick": quick, "full": full},
        data=data,
        draw=draw,
        alt=alt(draw),
        configs=configs,
        finding=finding,
        **more,
    )


@dataclass(frozen=True)
class Tables:
    """The grids whose worst cases are put side by side, by a name for each."""

    grids: tuple[tuple[str, Parameters], ...]


def _table_configs(tables: Tables) -> Sequence[RunConfig]:
    return [config for _, grid in tables.grids for config in configs(grid)]


def _worst_cases(tables: Tables, lab: Lab) -> Frame:
    """One row per model, split, f, beta and rule: the worst final accuracy, the attack, the step size."""
    parts = []
    for name, grid in tables.grids:
        table = data(grid, lab)
        part = worst(table)[["split", "f", "beta", "rule", "accuracy", "attack", "gamma"]]
        parts.append(part.assign(model=name)[lambda t: t["f"] == t["f"].max()])
    return pd.concat(parts, ignore_index=True)


def _show(table: Frame, formula: Any) -> Frame:
    """A row per model, split and rule; a column per momentum: accuracy, the attack, the step size."""
    cells = [f"{r.accuracy:.2f} ({str(r.attack).replace('_', ' ')}, γ = {r.gamma:g})" for r in table.itertuples()]
    heads = ["Model", "Data", "f", "Rule"]
    keyed = table.assign(cell=cells, split=table["split"].str.replace("_", " "), rule=table["rule"].map(style.label))
    keyed = keyed.rename(columns={"model": "Model", "split": "Data", "rule": "Rule"})
    wide = keyed.pivot_table(index=heads, columns="beta", values="cell", aggfunc="first", sort=False)
    wide.columns = [f"β = {beta:g}" for beta in wide.columns]
    return wide.fillna("–").reset_index().astype(str)


_QUICK: Final = Tables((("MLP", _MAIN), ("CNN", _CONVOLUTIONAL), ("MLP", _SPLITS)))
_FULL: Final = Tables((("MLP", _MAIN_FULL), ("CNN", _CONVOLUTIONAL_FULL), ("MLP", _SPLITS_FULL)))

ITEMS: Final[tuple[Item, ...]] = (
    _figure(
        "training_mnist_glance",
        "What momentum is for",
        "Test accuracy against step under two attacks with the largest f, without and with momentum.",
        _GLANCE,
        replace(_GLANCE, training=Training(_MLP, 300, 20, 3)),
    ),
    _figure(
        "training_mnist",
        "The evaluation on MNIST",
        "Test accuracy against step, and under the worst of the attacks against f.",
        _MAIN,
        _MAIN_FULL,
        on_demand=True,
    ),
    _figure(
        "training_mnist_cnn",
        "The evaluation on MNIST with a convolutional network",
        "Test accuracy against step.",
        _CONVOLUTIONAL,
        _CONVOLUTIONAL_FULL,
        on_demand=True,
    ),
    _figure(
        "training_mnist_unequal",
        "The evaluation on MNIST with unequal data",
        "Test accuracy under the worst of the attacks at every step; the data are dealt to the honest workers by "
        "class: shares drawn from Dirichlet(1, ..., 1) or Dirichlet(0.1, ..., 0.1), or one class per worker (or "
        "as few as can be).",
        _SPLITS,
        _SPLITS_FULL,
        on_demand=True,
    ),
    Table(
        slug="training_mnist_table",
        title="Worst case of the evaluation on MNIST",
        caption="Final test accuracy under the worst of the attacks, by rule and momentum, at the largest f of the "
        "figures training_mnist, training_mnist_cnn and training_mnist_unequal, from the same runs (mean over their "
        "seeds), with that attack and the tuned step size.",
        sizes={"quick": _QUICK, "full": _FULL},
        data=_worst_cases,
        show=_show,
        configs=_table_configs,
        on_demand=True,
    ),
)
