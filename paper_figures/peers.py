"""Peers: what probing finds on other people's aggregators, those that are installed (scipy's always is)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from math import nan
from typing import Any, Final

import pandas as pd

from resam_theory.claims import Criterion
from verification import check_rule

from . import style
from ._base import Frame, Lab, Table

__all__ = ["ITEMS", "TABLE"]

_TARGETS: Final = (
    ("byzfl:Average", "mean"),
    ("byzfl:TrMean", "trimmed_mean"),
    ("byzfl:Median", "median"),
    ("byzfl:Meamed", "mean_around_median"),
    ("byzfl:GeometricMedian", "geometric_median"),
    ("byzfl:Krum", "krum"),
    ("byzfl:MultiKrum", "multi_krum"),
    ("byzfl:MDA", "minimum_diameter_averaging"),
    ("byzpy.aggregators.coordinate_wise.median:CoordinateWiseMedian", "median"),
    ("byzpy.aggregators.coordinate_wise.trimmed_mean:CoordinateWiseTrimmedMean", "trimmed_mean"),
    ("byzpy.aggregators.geometric_wise.krum:Krum", "krum"),
    ("flwr.server.strategy.aggregate:aggregate_median", "median"),
    ("scipy.stats:trim_mean", "trimmed_mean"),
)
"""(where it is, the rule of this project that it should be)."""


@dataclass(frozen=True)
class Parameters:
    """What each one is probed with."""

    seconds: float
    examples: int | None
    n: int = 7
    f: int = 2
    d: int = 2
    seed: int = 0


def _installed() -> list[tuple[str, str]]:
    return [(place, like) for place, like in _TARGETS if find_spec(place.partition(":")[0].partition(".")[0])]


def _version(place: str) -> str:
    name = place.partition(":")[0].partition(".")[0]
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return name


def data(parameters: Parameters, lab: Lab) -> Frame:
    """One row per aggregator: worst ratios found, the claims of the rule that it refutes, the properties that fail."""
    p, places = parameters, _installed()
    rows: list[dict[str, Any]] = []
    for done, (place, like) in enumerate(places):
        lab.tick(done, len(places))
        head = {
            "library": _version(place),
            "target": place.rpartition(":")[2],
            "like": like,
            "n": p.n,
            "f": p.f,
            "d": p.d,
        }
        rows.append(head | _findings(place, like, p))
    return pd.DataFrame(rows)


def _findings(place: str, like: str, p: Parameters) -> dict[str, Any]:
    """What a probe finds; a library that is there but cannot be imported is named, not passed over."""
    criteria = (Criterion.LAMBDA, Criterion.KAPPA)
    try:
        report = check_rule(place, n=p.n, f=p.f, d=p.d, like=like, seconds=p.seconds, examples=p.examples, seed=p.seed)
    except ImportError as error:
        unknown = {f"{c}_found": nan for c in criteria}
        return {**unknown, "refuted": "", "passed": 0, "failed": f"cannot be imported ({error.__cause__})"}
    return {
        **{f"{c}_found": report.value(c) or nan for c in criteria},
        "refuted": "; ".join(report.refuted),
        "passed": sum(finding.status == "passed" for finding in report.findings),
        "failed": ", ".join(finding.name for finding in report.failures),
    }


def _show(table: Frame, formula: Callable[[str], str]) -> Frame:
    return pd.DataFrame(
        {
            "library": row["library"],
            "aggregator": row["target"],
            "should be": style.label(row["like"]),
            "λ found": "–" if pd.isna(row["lambda_found"]) else f"{row['lambda_found']:.3g}",
            "κ found": "–" if pd.isna(row["kappa_found"]) else f"{row['kappa_found']:.3g}",
            "refuted": row["refuted"] if isinstance(row["refuted"], str) and row["refuted"] else "nothing",
            "properties that fail": row["failed"].replace("_", " ") if isinstance(row["failed"], str) else "none",
            "hold": str(row["passed"]),
        }
        for row in table.to_dict("records")
    )


TABLE: Final = Table(
    slug="peers",
    title="Peers",
    caption="What probing finds on the aggregators of other libraries, unmodified: the worst ratios that a short "
    "search meets, the claims of the rule that an input refutes, and the properties that fail or hold. Most "
    "failures are inputs outside the ordinary (rows with NaN, ties, absolute constants).",
    sizes={"quick": Parameters(0.5, 15), "full": Parameters(10.0, None)},
    data=data,
    show=_show,
)
ITEMS: Final = (TABLE,)
