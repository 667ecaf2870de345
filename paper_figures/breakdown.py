"""Breakdown on unequal data: the error against B and against f/n: the lower bound, each rule's floor, runs on both."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Canvas

from resam_theory.claims import Criterion
from verification.theory.sources import certified
from verification.theory.unequal import minimax
from verification.traces.attained import lower_bound, per_rule

from . import style
from ._base import Figure, Frame, Lab

__all__ = ["FIGURE", "ITEMS"]

_LOWER: Final = "lower bound"


@dataclass(frozen=True)
class Parameters:
    """Rules, n; f on the left, B on the right; ``shares``: measured at these shares of a rule's breakdown; G = 1."""

    rules: tuple[str, ...] = ("trimmed_mean", "median", "mean_around_median", "minimum_diameter_averaging")
    n: int = 15
    f: int = 4
    B: float = 0.25
    shares: tuple[float, ...] = (0.3, 0.6, 0.9)
    points: int = 60


def _kappa(rule: str, n: int, f: int) -> float:
    _, high = certified(rule, Criterion.KAPPA, n, f)
    return math.inf if high is None else float(high)


def _row(panel: str, curve: str, kind: str, x: float, value: float) -> dict[str, Any]:
    return {"panel": panel, "curve": curve, "kind": kind, "x": x, "value": value}


def _against_B(p: Parameters) -> Iterator[dict[str, Any]]:
    most = math.sqrt(p.n / p.f - 2)
    grid = most * (1 - np.geomspace(1, 1e-3, p.points))
    yield from (_row("B", _LOWER, "line", float(B), minimax(p.n, p.f, 1.0, float(B))) for B in grid)
    yield _row("B", _LOWER, "breakdown", most, math.inf)
    for share in p.shares:
        found = lower_bound("trimmed_mean", p.n, p.f, share * most)
        yield _row("B", _LOWER, "measured", share * most, found.measured)
    for rule in p.rules:
        kappa = _kappa(rule, p.n, p.f)
        end = 1 / math.sqrt(kappa)
        for B in end * (1 - np.geomspace(1, 1e-3, p.points)):
            yield _row("B", rule, "line", float(B), kappa / (1 - kappa * float(B) ** 2))
        yield _row("B", rule, "breakdown", end, math.inf)
        for share in p.shares:
            found = per_rule(rule, p.n, p.f, share)
            yield _row("B", rule, "measured", share * end, found.measured)


def _against_f(p: Parameters) -> Iterator[dict[str, Any]]:
    B2 = p.B**2
    yield _row("f/n", _LOWER, "breakdown", 1 / (2 + B2), math.inf)
    for share in np.linspace(0.005, 1 / (2 + B2), p.points, endpoint=False):
        yield _row("f/n", _LOWER, "line", float(share), float(share) / (1 - (2 + B2) * float(share)))
    for f in range(1, (p.n - 1) // 2 + 1):
        if (2 + B2) * f < p.n:
            found = lower_bound("trimmed_mean", p.n, f, p.B)
            yield _row("f/n", _LOWER, "measured", f / p.n, found.measured)
        for rule in p.rules:
            kappa = _kappa(rule, p.n, f)
            if kappa * B2 < 1:
                yield _row("f/n", rule, "line", f / p.n, kappa / (1 - kappa * B2))
                found = per_rule(rule, p.n, f, p.B * math.sqrt(kappa))
                yield _row("f/n", rule, "measured", f / p.n, found.measured)


def data(parameters: Parameters, lab: Lab) -> Frame:
    """One row per point: ``panel`` (B or f/n), ``curve`` (a rule or the lower bound), ``kind`` (line, measured, or
    breakdown: where the curve ends), x, and the error in units of G^2."""
    lab.tick(0, 2)
    rows = [*_against_B(parameters)]
    lab.tick(1, 2)
    rows += _against_f(parameters)
    return pd.DataFrame(rows)


def draw(table: Frame) -> Canvas:
    """Two panels, logarithmic errors."""
    shown, axes = style.canvas(1, 2, height=3.0, sharey=True)
    handles: dict[str, Any] = {}
    for panel, name in zip(axes.flat, ("B", "f/n"), strict=True):
        part = table[table["panel"] == name]
        for curve, points in part.groupby("curve", sort=False):
            if curve == _LOWER:
                label, look = "no algorithm below (trimmed mean's floor)", None
                kind: dict[str, Any] = {"linestyle": (0, (4, 2)), "linewidth": 1.8, "zorder": 5}
            else:
                label, look = style.label(str(curve)), style.look(str(curve))
                kind = {"linestyle": look.line, "linewidth": 1.1}
            colour, marker = (style.INK, "o") if look is None else (look.colour, look.marker)
            handles[label] = style.line_and_runs(panel, points, colour=colour, marker=marker, label=label, **kind)
            for end in points[points["kind"] == "breakdown"]["x"]:
                panel.axvline(end, color=colour, linewidth=0.6, linestyle=":")
        panel.set_yscale("log")
        panel.set_xlabel(name)
    axes.flat[0].set_ylim(0.05, 300)
    axes.flat[0].set_ylabel("squared gradient that stays / G²")
    shown.legend(handles=list(handles.values()), loc="outside lower center", ncols=3)
    return shown


def alt(table: Frame) -> str:
    """The figure in words."""
    ends = table[(table["kind"] == "breakdown") & (table["panel"] == "B")]
    parts = [f"{style.label(row['curve'])} at B = {row['x']:.2f}" for row in ends.to_dict("records")]
    return "The error that stays grows without bound towards each breakdown: " + ", ".join(parts) + "; runs lie on it."


FIGURE: Final = Figure(
    slug="breakdown",
    title="Breakdown on unequal data",
    caption="The squared gradient that stays, in units of G², for (G, B)-dissimilar data: left against B at n = 15, "
    "f = 4, right against f/n at B = 1/4, n = 15. Dashed: what no algorithm can undercut, f/(n − (2+B²)f), which the "
    "trimmed mean attains (T5-lower, T5-minimax). Lines: each rule's exact floor κ*/(1 − κ*B²) (T5-tight). Points: "
    "runs without noise. Dotted: the breakdowns B = 1/√κ* and f/n = 1/(2+B²).",
    sizes={"quick": Parameters(), "full": Parameters(points=200)},
    data=data,
    draw=draw,
    alt=alt,
)
ITEMS: Final = (FIGURE,)
