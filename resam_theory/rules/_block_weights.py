r"""L-estimators that trim f and whose weights fall but for the last: proofs and worst inputs of (L1) for all (n, f).

With r = n - 2f - 1 the positions f+1 .. n-f-1 carry non-increasing weights with the sum alpha, position n - f the rest.
Then, B, C, T being the means of the f smallest members of S, of the next r and the largest, F is at most alpha C +
(1 - alpha) T; for n = 2f + 1 the rule is the median.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place

__all__ = ["LARGE", "MAJORITY", "PARTS", "POOLED", "families", "proofs", "unattacked"]

LARGE: Final = "n >= 2*f + 2"
MAJORITY: Final = "Eq(n, 2*f + 1)"
PARTS: Final[Mapping[str, Any]] = MappingProxyType(
    {"exact": s.n >= 2 * s.f + 2, "exact_majority": sp.Eq(s.n, 2 * s.f + 1)}
)
"""The same two as conditions."""
_NAMES: Final = (("r", "n - 2*f - 1"),)
_R: Final = (("f", "1", ""), ("r", "1", ""))
_Rows = tuple[tuple[str, str, str], ...]


def _case(rows: _Rows, r: str, alpha: str, value: str, criterion: str) -> Case:
    """lambda is f/m where alpha >= r/m, else (m-1)/m - alpha."""
    less, n, m = value == "f/m", f"(2*f + {r} + 1)", f"(f + {r} + 1)"
    alpha, value = (re.sub(r"\bn\b", n, re.sub(r"\bm\b", m, text)) for text in (alpha, value))
    if criterion == "kappa":
        weights = (("squared weights", "1"), ("variance between", f"({value})/{m}"))
        claim = Combine("kappa", "E2", f"({value})*V", weights)
    else:
        slack = ("above", f"({alpha}) - {r}/{m}") if less else ("below", f"({value}) - f/{m}")
        claim = Combine("lambda", "E", f"({value})*D", (("weights", "1"), ("range", f"{value}"), slack))
    return Case(
        ", ".join(f"{low} <= {name}{f' <= {high}' if high else ''}" for name, low, high in rows),
        Region.of(*rows),
        (("n", n), ("m", m)),
        (("f", "f"), *((("r", "n - 2*f - 1"),) if len(rows) > 1 else ())),
        (Use("weights on a block and one value", (("beta", f"1 - ({alpha})"), ("k", "f"), ("m", m), ("r", r))), claim),
    )


def proofs(rule: str, alpha: str, kappa: str, *line: tuple[str, _Rows]) -> tuple[Bound, ...]:
    """``alpha`` and ``kappa``: expressions in n, f, m, r. ``line``: lambda* on the line and where, f/m first."""
    large = _case(_R, "r", alpha, kappa, "kappa")
    cases = tuple(_case(rows, "r", alpha, value, "lambda") for value, rows in line)
    value, *others = (value for value, _ in line)
    small = {name: _case(_R[:1], "0", "0", at, name) for name, at in (("kappa", "f"), ("lambda", "f/m"))}

    def bound(name: str, criterion: str, value: str, cases: tuple[Case, ...], where: str, *others: str) -> Bound:
        return Bound(
            f"{rule}.{criterion}.{name}",
            criterion,
            value,
            cases,
            "n = 2f + 1" if where == MAJORITY else "n >= 2f + 2",
            line=True,
            names=() if where == MAJORITY else _NAMES,
            alternatives=others,
            where=where,
            source="L1",
        )

    return (
        bound("every_dimension", "kappa", kappa, (large,), LARGE),
        bound("majority", "kappa", "f", (small["kappa"],), MAJORITY),
        bound("line", "lambda", value, cases, LARGE, *others),
        bound("line_majority", "lambda", "f/m", (small["lambda"],), MAJORITY),
    )


POOLED: Final = "(f + 1)/(r + f + 1)"
"""The share of the f + 1 largest values among all but the f smallest: a last weight at most that large costs f/m."""


def unattacked(rule: str, last: str, value: str, rows: _Rows, where: str = "", *, name: str = "all") -> Bound:
    """kappa_0* <= ``value``, an expression in f and r, where the last weight is at most ``last``."""
    n = "(2*f + r + 1)"
    use = Use("weights on a block and one value", (("beta", last), ("k", "f"), ("m", n), ("r", "r")))
    weights = (("squared weights", "1"), ("variance between", f"({value})/{n}"))
    case = Case(
        "S is all",
        Region.of(*rows),
        (("n", n), ("m", "(f + r + 1)")),
        (("f", "f"), ("r", "n - 2*f - 1")),
        (use, Combine("no attack", "E2", f"({value})*V", weights)),
    )
    return Bound(
        f"{rule}.no_attack.{name}", "no_attack", value, (case,), "one case", line=True, names=_NAMES, where=where
    )


def families(rule: str, kappa: str, middle: str, top: str, *, step: str = "") -> tuple[Family, ...]:
    """The worst inputs: for kappa f of S at 0, r at ``middle``, one at ``top``, for lambda a step after f of S; where
    ``step`` is given, one before the last of S reaches the ratio ``step``. The faulty are at the largest value."""
    many, two, small = ("r", "1"), ("r", "2"), ("0", "")

    def place(size: tuple[str, str], last: str, *rows: tuple[str, str]) -> Place:
        r, least = size  # r itself, from ``least`` on, or a number
        free = bool(least)
        given = (("n", f"2*f + {r} + 1"), ("m", f"f + {r} + 1"), *(() if free else (("r", r),)))
        at = (("f", "f"), *((("r", "n - 2*f - 1"),) if free else ()))
        region = Region.of(("f", "1", ""), *((("r", least, ""),) if free else ()))
        clusters = (*(Cluster(size, (x,), True) for size, x in rows), Cluster("f", (last,), False))
        return Place(f"r >= {least}" if free else f"r = {r}", region, given, at, clusters)

    steps = ("f", "0"), ("m - f", "1")
    worst = place(two, top, ("f", "0"), ("r", middle), ("1", top)), place(("1", ""), top, ("f", "0"), ("2", top))
    found: list[tuple[str, str, tuple[Place, ...], str]] = [
        ("kappa.attained", kappa, worst, LARGE),
        ("kappa.majority_attained", "f", (place(small, "1", *steps),), MAJORITY),
        ("lambda.attained", "(f/m)**2", (place(many, "1", *steps),), LARGE),
        ("lambda.majority_attained", "(f/m)**2", (place(small, "1", *steps),), MAJORITY),
    ]
    if step:
        found.append(("lambda.last", f"({step})**2", (place(many, "1", ("m - 1", "0"), ("1", "1")),), LARGE))
    return tuple(
        Family(f"{rule}.{name}", name.partition(".")[0], value, cases, _NAMES if where == LARGE else (), where, "L1")
        for name, value, cases, where in found
    )
