"""The worst inputs: what the adversary does to each rule, on the line and in the plane.

On the line: the input that the rule's own file states as its worst for kappa (or lambda), exact, or what the
adversarial search finds for kappa where the file states none. In the plane: the worst input that the search finds for
lambda, started from nothing. Both are shown in units of the honest
diameter, with the honest mean at the origin; the input of a rule that commutes with rotations is turned so that the
error points to the right.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from resam_theory.claims import Criterion
from resam_theory.criteria import ratios
from resam_theory.output import number
from resam_theory.rules import Rule
from verification.search import search

from . import style
from ._base import Figure, Frame, Lab
from .coefficients import finite_rules

__all__ = ["FIGURE", "ITEMS"]

_FAR: Final = 2.2
"""Points further than this many diameters are drawn at this distance, by an arrow head."""
_COLUMNS: Final = 4
_STEP: Final = 0.55
"""Height of a point in a pile."""


@dataclass(frozen=True)
class Parameters:
    """(n, f), the evaluations of a search, its seed."""

    n: int
    f: int
    evaluations: int
    seed: int = 0


def data(parameters: Parameters, lab: Lab) -> Frame:
    """One row per point: rule, view (line, plane), criterion, ratio, role (honest, faulty, output, mean), x, y."""
    rows: list[dict[str, Any]] = []
    defined = [rule for rule in finite_rules() if rule.admits(parameters.n, parameters.f)]
    for done, rule in enumerate(defined):
        lab.tick(done, len(defined))
        rows += _stated(rule, parameters.n, parameters.f) or _found(rule, parameters, Criterion.KAPPA, 1)
        rows += _found(rule, parameters, Criterion.LAMBDA, 2)
    return pd.DataFrame(rows)


def _stated(rule: Rule, n: int, f: int) -> list[dict[str, Any]]:
    """The worst input on the line that the rule's file states; empty where it states none."""
    for criterion in (Criterion.KAPPA, Criterion.LAMBDA):
        if criterion not in rule.extremal:
            continue
        try:
            case = rule.extremal[criterion](n, f, 1)
        except ValueError:  # none is known at this (n, f)
            continue
        if len(case.points[0]) > 1:
            continue
        admitted = [case.output] if case.output else rule.exact(case.points, f)
        which = 0 if criterion is Criterion.LAMBDA else 1
        output = max(admitted, key=lambda o: ratios(case.points, case.honest, o)[which])
        square = ratios(case.points, case.honest, output)[which]
        value = math.sqrt(square) if criterion is Criterion.LAMBDA else float(square)
        points = np.array([[float(v), 0.0] for (v,) in case.points])
        at = np.array([float(output[0]), 0.0])
        return list(_rows(rule, "line", criterion, value, (points, case.honest, at), by="stated"))
    return []


def _found(rule: Rule, p: Parameters, criterion: Criterion, d: int) -> list[dict[str, Any]]:
    """The worst input in R^d that the search finds, drawn on the line (d = 1) or in the plane."""
    found = search(
        lambda x: rule(x, f=p.f),
        n=p.n,
        f=p.f,
        d=d,
        criteria=(criterion,),
        max_evaluations=p.evaluations,
        seed=p.seed,
        trusted=rule.trusted,
    )[criterion]
    points, output = (np.atleast_2d(v) for v in (found.points, found.output))
    points, output = (np.hstack([v, np.zeros((len(v), 2 - d))]) for v in (points, output))
    case = (points, found.honest, output[0])
    return list(_rows(rule, "line" if d == 1 else "plane", criterion, found.value, case, by="search"))


def _rows(
    rule: Rule,
    view: str,
    criterion: Criterion,
    value: float,
    case: tuple[np.ndarray, Sequence[int], np.ndarray],
    *,
    by: str,
) -> Iterator[dict[str, Any]]:
    """The points with the honest mean at 0, in honest diameters (in distances to the output where that is 0)."""
    points, honest, output = case
    inside = points[list(honest)]
    mean = inside.mean(axis=0)
    error = output - mean
    diameter = float(np.linalg.norm(inside[:, None] - inside[None], axis=-1).max())
    scale = diameter or float(np.linalg.norm(error)) or 1.0
    turn = np.eye(2)
    if "orthogonal" in rule.traits or view == "line":
        size = float(np.linalg.norm(error)) or 1.0
        u, v = error / size if error.any() else np.array([1.0, 0.0])
        turn = np.array([[u, v], [-v, u]])
    roles = ["honest" if i in set(honest) else "faulty" for i in range(len(points))]
    placed = np.vstack([points, output[None], mean[None]])
    for role, (x, y) in zip([*roles, "output", "mean"], ((placed - mean) / scale) @ turn.T, strict=True):
        head = {"rule": rule.name, "view": view, "criterion": str(criterion), "ratio": value, "by": by}
        yield {**head, "role": role, "x": round(float(x), 12), "y": round(float(y), 12)}


def _spots(points: Frame) -> Frame:
    """One row per place and role, with how many points lie there; what lies far out is brought to the edge."""
    spots = points[points["role"].isin(["honest", "faulty"])].copy()
    spots["far"] = spots[["x", "y"]].abs().max(axis=1) > _FAR
    spots[["x", "y"]] = spots[["x", "y"]].clip(-_FAR, _FAR).round(1) + 0.0
    return spots.groupby(["role", "x", "y", "far"], as_index=False).size()


def _pile(axes: Axes, spots: Frame) -> None:
    """On the line, points that coincide are piled up: the honest below, the faulty on top."""
    height: dict[float, int] = {}
    for role in ("honest", "faulty"):
        for spot in spots[spots["role"] == role].itertuples():
            x, size = float(str(spot.x)), int(str(spot.size))
            start = height.get(x, 0)
            axes.plot([x] * size, [_STEP * (start + i) for i in range(size)], **_ROLES[role])
            height[x] = start + size
            if spot.far:
                axes.text(x - 0.12, _STEP * (size - 1) / 2, "→", ha="right", va="center")


def _scatter(axes: Axes, spots: Frame) -> None:
    """In the plane, how many points coincide is written beside them: the honest above, the faulty below."""
    for spot in spots.itertuples():
        x, y, honest = float(str(spot.x)), float(str(spot.y)), spot.role == "honest"
        axes.plot([x], [y], **_ROLES[str(spot.role)])
        text = (f"{spot.size}" if int(str(spot.size)) > 1 else "") + (" far out" if spot.far else "")
        colour = style.INK if honest else _ROLES["faulty"]["color"]
        beside = {"xytext": (0, 4), "va": "bottom"} if honest else {"xytext": (0, -4), "va": "top"}
        axes.annotate(text, (x, y), textcoords="offset points", ha="center", fontsize=6, color=colour, **beside)


def _panel(axes: Axes, points: Frame, rule: str, *, line: bool) -> None:
    (_pile if line else _scatter)(axes, _spots(points))
    roles = points.set_index("role")
    base = np.array([0.0, -0.75 if line else 0.0])
    mean, output = (roles.loc[role, ["x", "y"]].to_numpy(dtype=float) + base for role in ("mean", "output"))
    output = np.clip(output, -_FAR, _FAR)
    look = style.look(rule)
    axes.plot(*mean[:, None], **_ROLES["mean"])
    axes.plot(*output[:, None], marker=look.marker, color=look.colour, markersize=6, linestyle="none", zorder=5)
    if np.abs(output - mean).max() > 0.1:
        arrow = {"arrowstyle": "->", "color": look.colour, "linewidth": 0.9, "shrinkA": 2, "shrinkB": 2}
        axes.annotate("", output, xytext=mean, arrowprops=arrow)
    axes.set_xlim(-_FAR - 0.4, _FAR + 0.4)
    axes.tick_params(length=0, labelbottom=False, labelleft=False)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.axhline(-0.3 if line else 0, color="#d9d9d9", linewidth=0.6, zorder=0)


_ROLES: Final[dict[str, dict[str, Any]]] = {
    "honest": {"marker": "o", "color": style.INK, "markerfacecolor": "white", "markersize": 3.6, "linestyle": "none"},
    "faulty": {"marker": "X", "color": "#b2182b", "markersize": 4, "linestyle": "none", "markeredgewidth": 0.3},
    "mean": {"marker": "+", "color": style.INK, "markersize": 7, "linestyle": "none", "markeredgewidth": 1.2},
}


def draw(table: Frame) -> Canvas:
    """Per rule the line above the plane."""
    names = list(dict.fromkeys(table["rule"]))
    blocks = -(-len(names) // _COLUMNS)
    shown, axes = style.canvas(
        2 * blocks, _COLUMNS, height=1.95 * blocks + 0.3, gridspec_kw={"height_ratios": [1, 0.95] * blocks}
    )
    for spare in range(len(names), blocks * _COLUMNS):
        for row in (0, 1):
            axes[2 * (spare // _COLUMNS) + row, spare % _COLUMNS].remove()
    for i, name in enumerate(names):
        line, plane = (axes[2 * (i // _COLUMNS) + row, i % _COLUMNS] for row in (0, 1))
        line.set_title(textwrap.fill(style.label(name), 20), color=style.look(name).colour, fontweight="bold", pad=2)
        line.set_ylim(-1.3, 5)
        for panel, view in ((line, "line"), (plane, "plane")):
            points = table[(table["rule"] == name) & (table["view"] == view)]
            if points.empty:
                panel.set_axis_off()
                panel.text(
                    0.5,
                    0.4,
                    "no worst input\non the line stated",
                    transform=panel.transAxes,
                    ha="center",
                    color=style.GREY,
                )
                continue
            _panel(panel, points, name, line=view == "line")
            if view == "plane":  # the labels included: below the lowest point, and in the corner
                y, left = points["y"].clip(-_FAR, _FAR), points["x"] < -1
                high = max(1.35, 0.4 + float(y.abs().max()), 0.9 + float(y[left].max()) if left.any() else 0.0)
                panel.set_ylim(-high, high)
            symbol, ratio = Criterion(points["criterion"].iloc[0]).symbol, number(float(points["ratio"].iloc[0]), 3)
            by = ", by search" if view == "line" and points["by"].iloc[0] == "search" else ""
            panel.text(0.02, 0.97, f"{symbol} = {ratio}{by}", transform=panel.transAxes, va="top", fontsize=6)
    handles = [Line2D([], [], **look, label=role) for role, look in _ROLES.items()]
    handles[2].set_label("honest mean")
    handles.append(Line2D([], [], marker="*", color=style.GREY, linestyle="none", label="output (the rule's marker)"))
    shown.legend(handles=handles, loc="outside lower center", ncols=4)
    return shown


def alt(table: Frame) -> str:
    """The figure in words."""
    worst = table.drop_duplicates(["rule", "view"])
    lines = [
        f"{style.label(str(r.rule))} on the {r.view}: {r.criterion} = {number(float(str(r.ratio)), 3)}"
        for r in worst.itertuples()
    ]
    return "Worst inputs, honest and faulty points, output and honest mean. " + "; ".join(lines) + "."


FIGURE: Final = Figure(
    slug="worst_inputs",
    title="The worst inputs",
    caption="What the adversary does to each rule, n = 11, f = 3. Above: the exact worst input on the line that the "
    "rule's file states, or, where it states none, the worst for κ that the adversarial search finds (by search; equal "
    "values piled up, → further out). Rules that refuse this n and f are left out. Below: the worst input in the plane "
    "that the search finds for λ, started from nothing (numbers: how many points coincide; positions to a tenth). "
    "Units: the honest diameter; arrow: from the honest mean to the output.",
    sizes={"quick": Parameters(11, 3, 20_000), "full": Parameters(11, 3, 200_000)},
    data=data,
    draw=draw,
    alt=alt,
)
ITEMS: Final = (FIGURE,)
