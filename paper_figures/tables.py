"""The tables of the paper: coefficients and corollaries of every rule. Formulas are the claims' own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any, Final

import pandas as pd
import sympy as sp

from resam_theory.claims import Claim, Criterion, Kind, Provenance
from resam_theory.convergence.bounds import Problem, optimise, steps_to
from resam_theory.convergence.corollaries import corollaries
from resam_theory.rules import RULES
from verification.evidence import Side
from verification.solve import bounds

from . import style
from ._base import Frame, Lab, Table
from .coefficients import finite_rules

__all__ = ["COEFFICIENTS", "COROLLARIES", "ITEMS"]

_CRITERIA: Final = (Criterion.LAMBDA, Criterion.KAPPA)


@dataclass(frozen=True)
class Parameters:
    """Where the numbers are taken."""

    n: int = 15
    f: int = 4


def _coefficients(parameters: Parameters, lab: Lab) -> Frame:
    """One row per (rule, criterion, d in {1, inf}): formulas, the published value, the certified interval."""
    defined = [rule for rule in RULES if rule.admits(parameters.n, parameters.f)]
    points = [(rule, c, d) for rule in defined for c in _CRITERIA for d in (1, inf)]
    rows: list[dict[str, Any]] = []
    for done, (rule, criterion, d) in enumerate(points):
        lab.tick(done, len(points))
        own = [c for c in rule.claims if c.criterion is criterion and c.domain.admits(parameters.n, parameters.f, d)]
        stated = [c for c in own if c.kind is Kind.UPPER and c.source.provenance is not Provenance.DERIVED]
        exact = [c for c in own if c.kind in (Kind.TIGHT, Kind.NEGATIVE)]
        values = [v for c in stated if isfinite(v := c.value(parameters.n, parameters.f, d))]
        found = bounds(rule.name, criterion, parameters.n, parameters.f, d)
        lower = max((float(e.value) for e in found if e.side is Side.LOWER), default=None)
        upper = min((float(e.value) for e in found if e.side is Side.UPPER), default=inf)
        rows.append(
            {
                **{"rule": rule.name, "criterion": str(criterion), "d": str(d), "n": parameters.n, "f": parameters.f},
                "published_formula": _formula(stated),
                "exact_formula": _formula(exact),
                **{"published": min(values, default=None), "lower": lower, "upper": upper},
            }
        )
    return pd.DataFrame(rows)


def _formula(claims: Sequence[Claim]) -> str:
    """The formula of the first claim, "oo" for a negative one, empty where there is none."""
    return str(sp.oo if claims[0].expression is None else claims[0].expression) if claims else ""


def _text(cell: Any) -> str:
    return cell if isinstance(cell, str) else ""


def _number(value: float) -> str:
    return "–" if pd.isna(value) else "∞" if value == inf else f"{value:.4g}"


def _interval(lower: float, upper: float) -> str:
    if abs(upper - lower) <= 1e-6 * abs(lower) or lower == inf:
        return _number(lower)
    return f"{_number(lower)} to {_number(upper)}"


def _show_coefficients(table: Frame, formula: Callable[[str], str]) -> Frame:
    n, f = int(table["n"].iloc[0]), int(table["f"].iloc[0])
    rows = []
    for row in table.to_dict("records"):
        lower, upper, stated = float(row["lower"]), float(row["upper"]), row["published"]
        rows.append(
            {
                "rule": style.label(row["rule"]),
                "coefficient": Criterion(row["criterion"]).symbol,
                "d": "∞" if float(row["d"]) == inf else f"{float(row['d']):.0f}",
                "published": formula(_text(row["published_formula"])),
                "exact": formula(_text(row["exact_formula"])),
                f"published, n = {n}, f = {f}": _number(stated),
                f"certified, n = {n}, f = {f}": _interval(lower, upper),
                "loose by at most": "–" if pd.isna(stated) or not 0 < lower < inf else f"{stated / lower:.2f}",
            }
        )
    shown = pd.DataFrame(rows)
    same = [name for name in shown.columns if name != "d"]
    dims = shown.groupby(same, sort=False)["d"].agg(", ".join).reset_index()
    return dims[list(shown.columns)]


def _corollaries(parameters: Parameters, lab: Lab) -> Frame:
    """One row per (rule, source of rho^2): formula, value, the bound (T2) at T = 10^4 and the steps to reach 0.1."""
    n, f = parameters.n, parameters.f
    problem = Problem(1.0, 1.0, 0.5, 10_000, n - f)
    rows: list[dict[str, Any]] = []
    rules = [rule for rule in finite_rules() if rule.admits(n, f)]
    for done, rule in enumerate(rules):
        lab.tick(done, len(rules))
        for row in corollaries(rule.name, n, f):
            rho2 = float(row.rho2)
            rows.append(
                {
                    **{"rule": rule.name, "source": row.source, "n": n, "f": f},
                    "formula": "" if row.formula is None else str(row.formula),
                    "rho2": rho2,
                    "bound": optimise("T2", rho2, problem).value,
                    "steps": steps_to("T2", rho2, problem, 0.1),
                }
            )
    return pd.DataFrame(rows)


def _show_corollaries(table: Frame, formula: Callable[[str], str]) -> Frame:
    n, f = int(table["n"].iloc[0]), int(table["f"].iloc[0])
    return pd.DataFrame(
        {
            "rule": style.label(row["rule"]),
            "from": row["source"]
            .replace("kappa*", "κ")
            .replace("lambda*", "λ")
            .replace("kappa", "κ")
            .replace("lambda", "λ"),
            "ρ²": formula(_text(row["formula"])),
            f"n = {n}, f = {f}": _number(row["rho2"]),
            "(T2) at T = 10000": _number(row["bound"]),
            "steps to 0.1": "–" if pd.isna(row["steps"]) else f"{int(row['steps'])}",
        }
        for row in table.to_dict("records")
    )


_SIZES: Final = {"quick": Parameters(), "full": Parameters()}
COEFFICIENTS: Final = Table(
    slug="table_coefficients",
    title="Coefficients of the rules",
    caption="The smallest constants with which each rule is resilient averaging (lambda) and robust (kappa): "
    "published, exact formula where it is proved, and the certified interval at one (n, f). Infinite: the "
    "rule does not have the property.",
    sizes=_SIZES,
    data=_coefficients,
    show=_show_coefficients,
)
COROLLARIES: Final = Table(
    slug="table_corollaries",
    title="Corollaries: every rule in the convergence theorem",
    caption="The factor rho^2 of the drift from each known coefficient, the bound (T2) with its best parameters for L"
    " = sigma = 1 and an initial gap of 1/2, and the steps after which it is at most 0.1.",
    sizes=_SIZES,
    data=_corollaries,
    show=_show_corollaries,
)
ITEMS: Final = (COEFFICIENTS, COROLLARIES)
