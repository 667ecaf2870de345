"""Which rule, when: the rule with the smallest rho^2, by published and by certified constants, and its price.

rho^2 is the factor of the drift in every convergence bound (L2): kappa (m-1)/m or 2 lambda^2 (m-1), whichever is
smaller. With the exact coefficients the first is never larger (C2), so the floor is f/(n-2f) (m-1)/m (C3).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from math import inf, isfinite
from typing import Any, Final

import numpy as np
import pandas as pd
import sympy as sp
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from resam_theory import symbols as s
from resam_theory.claims import Claim, Criterion, Kind, Provenance
from resam_theory.compose.listed import LISTED
from resam_theory.convergence.corollaries import RHO2, rho2_of
from resam_theory.criteria import price
from resam_theory.rules import Rule, get
from verification.evidence import Side
from verification.solve import bounds

from . import style
from ._base import Figure, Frame, Lab
from .coefficients import finite_rules, published_rules

__all__ = ["FIGURE", "ITEMS"]

_COEFFICIENT: Final = {Criterion.KAPPA: s.kappa, Criterion.LAMBDA: s.lambda_}
_FROM_ABOVE: Final = (Kind.UPPER, Kind.TIGHT)
_TIE: Final = 1e-9
"""Relative difference below which two floats of formulas that agree exactly may differ by rounding."""


@dataclass(frozen=True)
class Parameters:
    """The n of two diagrams (d = inf); n and the dimensions of the third; the f of the curves."""

    workers: tuple[int, ...]
    n: int
    dimensions: tuple[int, ...]
    price_f: tuple[int, ...]


def data(parameters: Parameters, lab: Lab) -> Frame:
    """One row per (diagram, n, f, d, rule) with rho2 and the floor.

    diagram: published, proved, dimension, price, and composed: the price of compositions.
    """
    rows: list[dict[str, Any]] = []
    for n in parameters.workers:
        for f in range(1, (n - 1) // 2 + 1):
            rows += _claimed("published", n, f, inf)
            rows += _claimed("proved", n, f, inf)
    n = parameters.n
    for f in range(1, (n - 1) // 2 + 1):
        for d in parameters.dimensions:
            rows += _claimed("dimension", n, f, d)
    for done, f in enumerate(parameters.price_f):
        lab.tick(done, len(parameters.price_f))
        rows += _certified("price", n, f, published_rules())
        rows += _certified("composed", n, f, map(get, LISTED))
    return pd.DataFrame(rows)


@cache
def _rho2(claim: Claim) -> Any:
    """rho^2 of a claimed coefficient as a function of floats n, f, d."""
    assert claim.expression is not None
    formula = RHO2[claim.criterion].subs(_COEFFICIENT[claim.criterion], claim.expression)
    return sp.lambdify((s.n, s.f, s.d), s.expand(formula), "numpy")


@cache
def _inside(claim: Claim, n: int, f: int, d: int | float) -> bool:
    return claim.domain.admits(n, f, d)


def _row(diagram: str, n: int, f: int, d: int | float, *, rule: str, rho2: float) -> dict[str, Any]:
    floor = float(rho2_of(Criterion.KAPPA, 1 / price(1.0, n, f), n - f))
    return {"diagram": diagram, "n": n, "f": f, "d": d, "rule": rule, "rho2": rho2, "floor": floor}


def _claimed(diagram: str, n: int, f: int, d: int | float) -> Iterator[dict[str, Any]]:
    """What the claims say: the published upper bounds alone, or (proved) those derived here as well."""
    for rule in finite_rules():
        known = [c for c in rule.claims if c.criterion in RHO2]
        claims = [c for c in known if c.kind is Kind.UPPER and c.source.provenance is not Provenance.DERIVED]
        if diagram == "proved":
            claims = [c for c in known if c.source.provenance is Provenance.DERIVED and c.kind in _FROM_ABOVE]
        values = [float(_rho2(c)(float(n), float(f), float(d))) for c in claims if _inside(c, n, f, d)]
        best = min(filter(isfinite, values), default=None)
        if best is not None:
            yield _row(diagram, n, f, d, rule=rule.name, rho2=best)


def _certified(diagram: str, n: int, f: int, rules: Iterable[Rule]) -> Iterator[dict[str, Any]]:
    """The certified upper bound of kappa*, which holds in every dimension."""
    for rule in rules:
        if not rule.admits(n, f):
            continue
        found = [float(e.value) for e in bounds(rule.name, "kappa", n, f, inf) if e.side is Side.UPPER]
        kappa = min(filter(isfinite, found), default=None)
        if kappa is not None:
            yield _row(diagram, n, f, inf, rule=rule.name, rho2=float(rho2_of(Criterion.KAPPA, kappa, n - f)))


def winners(table: Frame) -> Frame:
    """One row per cell (diagram, n, f, d): the rule with the least rho2 (first in the register), its ``ties``."""
    cells = []
    for key, cell in table.groupby(["diagram", "n", "f", "d"]):
        least = cell["rho2"].min()
        best = cell[cell["rho2"] <= least * (1 + _TIE)]
        head = dict(zip(("diagram", "n", "f", "d"), key, strict=True))
        cells.append(
            {**head, "rule": best["rule"].iloc[0], "ties": len(best) - 1, "price": least / cell["floor"].iloc[0]}
        )
    return pd.DataFrame(cells)


def _diagram(axes: Axes, cells: Frame, y: str) -> None:
    """Cells as patches of the winner's colour with its marker; a ring marks a tie."""
    names = list(dict.fromkeys(cells["rule"]))
    levels = sorted(cells[y].unique())
    for cell in cells.to_dict("records"):
        look, row = style.look(cell["rule"]), levels.index(cell[y])
        width = 1 / cell["n"]
        axes.barh(
            row, width, left=cell["f"] / cell["n"] - width / 2, height=1, color=look.colour, alpha=0.35, linewidth=0
        )
    for name in names:
        part = cells[cells["rule"] == name]
        look = style.look(name)
        at = part["f"] / part["n"], [levels.index(v) for v in part[y]]
        axes.plot(*at, linestyle="none", marker=look.marker, color=look.colour, markersize=2)
    shown = sorted({0, len(levels) // 3, 2 * len(levels) // 3, len(levels) - 1})
    axes.set_yticks(shown, [str(int(levels[i])) for i in shown])
    axes.set_xlim(0, 0.5)
    axes.set_xticks([0, 0.25, 0.5], ["0", "¼", "½"])
    axes.set_xlabel("f / n")
    axes.grid(visible=False)


def _shares(axes: Axes) -> None:
    axes.set_xlim(0, 0.5)
    axes.set_xticks([0, 0.25, 0.5], ["0", "¼", "½"])
    axes.set_xlabel("f / n")


def _price(axes: Axes, curves: Frame) -> None:
    for rule, part in curves.groupby("rule", sort=False):
        axes.plot(part["f"] / part["n"], part["rho2"] / part["floor"], **style.look(str(rule)).with_marker())
    axes.axhline(1, **style.FLOOR)
    axes.set_yscale("log")
    style.decades(axes.yaxis)
    _shares(axes)
    axes.set_ylabel("certified ρ² over the floor")


def _breakdown(axes: Axes, curves: Frame) -> None:
    """B = 1/sqrt(kappa), kappa = rho^2 m/(m-1): up to there gradient descent has a bound (T5)."""
    m = curves["n"] - curves["f"]
    for rule, part in curves.assign(B=(curves["rho2"] * m / (m - 1)) ** -0.5).groupby("rule", sort=False):
        axes.plot(part["f"] / part["n"], part["B"], **style.look(str(rule)).with_marker())
    floor = curves.drop_duplicates("f")
    axes.plot(floor["f"] / floor["n"], (floor["n"] / floor["f"] - 2) ** 0.5, **style.FLOOR)
    _shares(axes)
    axes.set_ylabel("breakdown B")


def draw(table: Frame) -> Canvas:
    """Three diagrams of winners, the price of every rule and composition over the floor, and where they break down."""
    best = winners(table[table["diagram"] != "composed"])
    shown, ((published, dimension), (proved, price), (composed, breakdown)) = style.canvas(3, 2, height=7.6)
    n = int(table.loc[table["diagram"] == "price", "n"].iloc[0])
    for axes, name, y, title in (
        (published, "published", "n", "published bounds, d = ∞"),
        (dimension, "dimension", "d", f"published bounds, n = {n}"),
        (proved, "proved", "n", "exact and derived constants, every d"),
    ):
        _diagram(axes, best[best["diagram"] == name], y)
        axes.set_ylabel("workers n" if y == "n" else "dimension d")
        axes.set_title(title)
    curves, mixed = (table[table["diagram"] == name].sort_values("f") for name in ("price", "composed"))
    for axes, part, what in ((price, curves, "rule"), (composed, mixed, "composition")):
        _price(axes, part)
        axes.set_title(f"the price of a {what}, n = {n}")
    _breakdown(breakdown, mixed)
    breakdown.set_title(f"heterogeneity borne, n = {n}")
    rules = list(dict.fromkeys([*curves["rule"], *best["rule"], *mixed["rule"]]))
    handles = [Line2D([], [], label=style.label(rule), **style.look(rule).with_marker()) for rule in rules]
    shown.legend(handles=handles, loc="outside lower center", ncols=4)
    return shown


def alt(table: Frame) -> str:
    """The figure in words."""
    best = winners(table[table["diagram"] != "composed"])
    shares = []
    for name, part in best.groupby("diagram", sort=False):
        if name != "price":
            counts = (part["rule"].value_counts(normalize=True) * 100).round().astype(int)
            shares.append(f"{name}: " + ", ".join(f"{style.label(str(r))} {v} %" for r, v in counts.items()))
    return "Share of the cells in which a rule has the smallest rho squared. " + "; ".join(shares) + "."


def _spaced(low: int, high: int, count: int) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(v) for v in np.geomspace(low, high, count).round()))


FIGURE: Final = Figure(
    slug="which_rule",
    title="Which rule, when",
    caption="The rule with the smallest ρ², the factor of the drift in every convergence bound. By the published "
    "constants (above) the choice depends on n, f and d. By the constants proved here (below) the trimmed "
    "mean attains the floor (C3) in every cell; beside it, what the rules with a published constant cost: their "
    "certified ρ² over the floor; compositions below, with the heterogeneity up to which gradient descent has a bound. "
    "Where rules tie, the first in the register is shown.",
    sizes={
        "quick": Parameters(_spaced(5, 60, 12), 15, _spaced(1, 1000, 12), tuple(range(1, 8))),
        "full": Parameters(_spaced(5, 200, 25), 25, _spaced(1, 10_000, 30), tuple(range(1, 13))),
    },
    data=data,
    draw=draw,
    alt=alt,
)
ITEMS: Final = (FIGURE,)
