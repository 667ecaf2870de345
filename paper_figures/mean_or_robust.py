"""Mean or robust? The error under poisoned losses against how far the poisoned gradients may lie from the honest."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Canvas

from resam_theory.claims import Criterion
from verification.theory.sources import certified
from verification.traces.attained import lower_bound

from . import style
from ._base import Figure, Frame, Lab

__all__ = ["FIGURE", "ITEMS", "crossing"]


@dataclass(frozen=True)
class Parameters:
    """Rules beside the mean; (n, f); G = 1, B = 0."""

    rules: tuple[str, ...] = ("trimmed_mean", "median", "mean_around_median", "minimum_diameter_averaging")
    n: int = 15
    f: int = 4
    points: int = 100


def crossing(n: int, f: int) -> float:
    """A/G = n/sqrt(f(n-2f)), up to which the mean is optimal (T9).

    >>> round(crossing(15, 4), 4)
    2.8347
    """
    return n / math.sqrt(f * (n - 2 * f))


def data(parameters: Parameters, lab: Lab) -> Frame:
    """One row per point: curve (mean, minimax, a rule), kind (line, measured), A/G, error/G^2."""
    p = parameters
    rows: list[dict[str, Any]] = []
    kappas = {rule: certified(rule, Criterion.KAPPA, p.n, p.f)[1] for rule in p.rules}
    for ratio in np.linspace(0, 3 * crossing(p.n, p.f), p.points):
        A = float(ratio)
        parabola, plateau = (p.f / p.n * A) ** 2, p.f / (p.n - 2 * p.f)
        values = {"mean": parabola, "minimax": min(parabola, plateau)}
        values |= {rule: float(kappa) for rule, kappa in kappas.items() if kappa is not None}
        rows += [{"curve": curve, "kind": "line", "x": A, "value": value} for curve, value in values.items()]
    lab.tick(1, 2)
    for rule in ("mean", "trimmed_mean"):  # in the two worlds A = n E/f and G^2 = (n-2f) E^2/f: A/G is the crossing
        found = lower_bound(rule, p.n, p.f, 0.0)
        rows.append({"curve": rule, "kind": "measured", "x": crossing(p.n, p.f), "value": found.measured})
    return pd.DataFrame(rows)


def draw(table: Frame) -> Canvas:
    """One panel."""
    shown, axes = style.canvas(1, 1, height=3.0)
    panel = axes.flat[0]
    for curve, points in table.groupby("curve", sort=False):
        if curve == "minimax":
            label = "no algorithm below"
            panel.fill_between(points["x"], 0, points["value"], color=style.GREY, alpha=0.25, label=label, linewidth=0)
            continue
        look, label = style.look(str(curve)), style.label(str(curve))
        kind = {"linestyle": look.line, "linewidth": 1.2}
        style.line_and_runs(panel, points, colour=look.colour, marker=look.marker, label=label, **kind)
    meet = float(table[table["kind"] == "measured"]["x"].iloc[0])
    panel.axvline(meet, color=style.INK, linewidth=0.6, linestyle=":")
    panel.set_ylim(0, 5)
    panel.set_xlim(0, None)
    panel.set_xlabel("A/G: how far poisoned gradients may lie from the honest mean")
    panel.set_ylabel("squared gradient that stays / G²")
    shown.legend(loc="outside lower center", ncols=3)
    return shown


def alt(table: Frame) -> str:
    """The figure in words."""
    meet = float(table[table["kind"] == "measured"]["x"].iloc[0])
    return (
        f"The mean's error is a parabola in A/G that meets the trimmed mean's plateau at A/G = {meet:.3f}; "
        "below that no algorithm beats the mean, beyond it none beats the trimmed mean."
    )


FIGURE: Final = Figure(
    slug="mean_or_robust",
    title="Mean or robust?",
    caption="Faulty workers send true gradients of poisoned losses within A of the honest mean (label poisoning); "
    "data (G, 0)-dissimilar, n = 15, f = 4. The mean has the error (f/n)²A² (T9), a rule with coefficient κ* at most "
    "κ*G² (T5); shaded: what no algorithm can reach, min{(f/n)²A², fG²/(n−2f)}. Up to A/G = n/√(f(n−2f)) the mean is "
    "optimal, beyond it the trimmed mean. Points: runs in the two worlds of the lower bound.",
    sizes={"quick": Parameters(), "full": Parameters(points=400)},
    data=data,
    draw=draw,
    alt=alt,
)
ITEMS: Final = (FIGURE,)
