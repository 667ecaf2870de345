"""Coefficients: lambda and kappa of every rule, published, exact, and the worst that a search finds, over f/n."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import inf, isfinite
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from resam_theory.claims import Criterion, Kind, Provenance
from resam_theory.rules import RULES, Rule, get
from verification.evidence import Side
from verification.processes import in_processes
from verification.search import search
from verification.solve import bounds

from . import style
from ._base import Figure, Frame, Lab

__all__ = ["FIGURE", "ITEMS", "finite_rules", "published_rules"]

_CRITERIA: Final = (Criterion.LAMBDA, Criterion.KAPPA)
_SEARCH_DIMENSION: Final = 3
_REPLAYED: Final = 40
"""Up to this n the exact inputs and proofs are replayed for the figure."""


@dataclass(frozen=True)
class Parameters:
    """``grid``: the f of each n; ``evaluations``: of each search at that n (blind to the rule); the seed of all."""

    grid: Mapping[int, tuple[int, ...]]
    evaluations: Mapping[int, int]
    seed: int = 0


def finite_rules() -> tuple[Rule, ...]:
    """The rules that no claim says to have infinite coefficients."""
    return tuple(rule for rule in RULES if all(claim.kind is not Kind.NEGATIVE for claim in rule.claims))


def published_rules() -> tuple[Rule, ...]:
    """Those for which a publication states a constant: what the picture compares; the atlas has all."""
    return tuple(
        rule
        for rule in finite_rules()
        if any(claim.source.provenance is not Provenance.DERIVED for claim in rule.claims)
    )


def data(parameters: Parameters, lab: Lab) -> Frame:
    """One row per (n, f, rule, criterion, source); source: published, upper, lower (exact, sup over d), found."""
    points = [(n, f, rule.name) for n, fs in parameters.grid.items() for rule in published_rules() for f in fs]
    points = [(n, f, rule) for n, f, rule in points if get(rule).admits(n, f)]
    work = (partial(_measure, *point, parameters.evaluations[point[0]], parameters.seed) for point in points)
    rows: list[dict[str, Any]] = []
    lab.tick(0, len(points))
    for done, found in enumerate(in_processes(work, jobs=lab.jobs), start=1):
        rows += found
        lab.tick(done, len(points))
    return pd.DataFrame(rows)


def _measure(n: int, f: int, name: str, evaluations: int, seed: int) -> list[dict[str, Any]]:
    most = get(name).searches_up_to
    worst = _search(n, f, name, evaluations, seed) if most is None or n <= most else {}
    out: list[dict[str, Any]] = []
    for criterion in _CRITERIA:
        head = {"n": n, "f": f, "rule": name, "criterion": str(criterion)}
        sources = dict(_exact(name, criterion, n, f))
        sources["published"] = (get(name).published(criterion, n, f), "claim")
        sources["found"] = (worst.get(criterion), f"search, {evaluations} evaluations, seed {seed}")
        out += [{**head, "source": s, "value": v, "method": how} for s, (v, how) in sources.items() if v is not None]
    return out


def _exact(name: str, criterion: Criterion, n: int, f: int) -> Iterator[tuple[str, tuple[float | None, str]]]:
    """The certified bounds; where replaying them is dear (n > 40), the formula of a TIGHT claim of the rule's file."""
    rule = get(name)
    if n > _REPLAYED:
        tight = [c for c in rule.claims if c.kind is Kind.TIGHT and c.criterion is criterion and c.domain.admits(n, f)]
        for side in (Side.LOWER, Side.UPPER) if tight else ():
            yield str(side), (tight[0].value(n, f), f"formula {tight[0].id}")
        if tight or rule.extremal:
            return
    found = bounds(name, criterion, n, f, inf)
    for side, best in ((Side.LOWER, max), (Side.UPPER, min)):
        known = [item for item in found if item.side is side and isfinite(float(item.value))]
        if known:
            chosen = best(known, key=lambda item: float(item.value))
            yield str(side), (float(chosen.value), chosen.method)


def _search(n: int, f: int, name: str, evaluations: int, seed: int) -> dict[Criterion, float]:
    from verification.checks.structured import families  # the checks import torch: not needed to draw

    rule, rng = get(name), np.random.default_rng(seed)
    starts = families(n, f, 1, count=8, seed=seed)
    chosen = starts[rng.permutation(len(starts))[: evaluations // 4]]
    padded = np.concatenate([chosen, np.zeros((*chosen.shape[:2], _SEARCH_DIMENSION - 1))], axis=-1)
    found = search(
        lambda x: rule(x, f=f),
        n=n,
        f=f,
        d=_SEARCH_DIMENSION,
        max_evaluations=evaluations,
        seed=seed,
        trusted=rule.trusted,
        given=[(points, tuple(range(n - f))) for points in padded],
    )
    return {criterion: item.value for criterion, item in found.items()}


def draw(table: Frame) -> Canvas:
    """Rows: (n, coefficient); columns: rules; the y axis of a row is shared."""
    rules = list(dict.fromkeys(table["rule"]))
    rows = [(n, c) for n in sorted(table["n"].unique()) for c in ("lambda", "kappa")]
    shown, axes = style.canvas(len(rows), len(rules), height=1.25 * len(rows) + 0.7, sharex=True, sharey="row")
    for i, (n, criterion) in enumerate(rows):
        for j, rule in enumerate(rules):
            panel, look = axes[i, j], style.look(rule)
            part = table[(table["n"] == n) & (table["rule"] == rule) & (table["criterion"] == criterion)]
            curves = {source: group.sort_values("f") for source, group in part.groupby("source")}

            curve = partial(_curve, curves)
            panel.set_yscale("log")
            panel.plot(*curve("published"), color=style.GREY, linestyle=(0, (4, 1.5)), linewidth=1)
            if "upper" in curves:
                panel.plot(*curve("upper"), color=look.colour, linewidth=1.3)
                both = curves["upper"].merge(curves["lower"], on=["n", "f"])
                panel.fill_between(
                    both["f"] / n, both["value_y"], both["value_x"], color=look.colour, alpha=0.25, linewidth=0
                )
            panel.plot(*curve("lower"), color=look.colour, linewidth=0.7)
            panel.plot(*curve("found"), color=look.colour, marker=look.marker, markersize=3, linestyle="none")
            fs = np.array(sorted(part["f"].unique()))
            panel.plot(fs / n, fs / (n - fs) if criterion == "lambda" else fs / (n - 2 * fs), **style.FLOOR)
            panel.set_xlim(0, 0.5)
            style.decades(panel.yaxis)
            panel.set_xticks([0, 0.25], ["0", "¼"])
            if i == 0:
                panel.set_title(style.label(rule, wrap=True), color=look.colour, fontweight="bold")
            if i == len(rows) - 1:
                panel.set_xlabel("f / n")
            if j == 0:
                panel.set_ylabel(f"{Criterion(criterion).symbol},  n = {n}")
    shown.legend(handles=_legend(), loc="outside lower center", ncols=5)
    return shown


def _curve(curves: Mapping[str, Frame], source: str) -> Sequence[Any]:
    """f/n and the values of one source; empty where it is not known."""
    group = curves.get(source)
    return ([], []) if group is None else (group["f"] / group["n"], group["value"])


def _legend() -> list[Line2D]:
    return [
        Line2D([], [], color=style.GREY, linestyle=(0, (4, 1.5)), linewidth=1, label="published"),
        Line2D([], [], color=style.INK, linewidth=1.3, label="exact (upper)"),
        Line2D([], [], color=style.INK, linewidth=0.7, label="exact (lower)"),
        Line2D([], [], color=style.INK, marker="o", linestyle="none", label="worst input found"),
        Line2D([], [], **style.FLOOR, label="floor of all rules"),
    ]


def looseness(table: Frame) -> Frame:
    """Published value over the exact lower bound, one row per (rule, criterion, n, f)."""
    wide = table.pivot_table(index=["rule", "criterion", "n", "f"], columns="source", values="value").reset_index()
    wide["loose_by"] = wide["published"] / wide["lower"]
    return wide.dropna(subset=["loose_by"])


def alt(table: Frame) -> str:
    """The figure in words: by how much each published bound is loose."""
    worst = looseness(table).groupby(["rule", "criterion"])["loose_by"].agg(["min", "max"]).reset_index()
    lines = [
        f"{style.label(r['rule'])}, {r['criterion']}: {r['min']:.2f} to {r['max']:.2f}" for _, r in worst.iterrows()
    ]
    return "By which factor each published bound exceeds the best exact lower bound: " + "; ".join(lines) + "."


FIGURE: Final = Figure(
    slug="coefficients",
    title="Coefficients: published, exact, found",
    caption="λ and κ of every rule over f/n, as a supremum over the dimension. Dashed grey: the smallest published "
    "bound. Lines in colour: the certified upper and lower bounds of the exact coefficient, shaded where they"
    " do not meet. Markers: the worst input that a search blind to the rule finds in R³ (few evaluations at n"
    " = 100). Dotted: the floor f/m, f/(n−2f) of all rules. Rules with infinite coefficients are left out.",
    sizes={
        "quick": Parameters({15: tuple(range(1, 8)), 100: (10, 25, 40)}, {15: 3000, 100: 160}),
        "full": Parameters({15: tuple(range(1, 8)), 100: tuple(range(5, 50, 5))}, {15: 30_000, 100: 1000}),
    },
    data=data,
    draw=draw,
    alt=alt,
)
ITEMS: Final = (FIGURE,)
