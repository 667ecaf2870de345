"""Exact kappa*, lambda*_{d=1} and lambda*_{d=inf} as evidence: all patterns of a rule, each with its certificate."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from importlib.metadata import version
from math import inf
from typing import Any, Final

import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.errors import require_d, require_n_f

from ...evidence import Evidence, Side
from .pieces import RULES_1D, Pattern, Pieces, Vector, patterns, pieces_of
from .solver import Solution, solve

__all__ = ["MAX_N", "as_sympy", "bounds", "claim_data", "embedded", "solve_all", "worst"]

MAX_N: Final = 31
"""Largest n: about n^2 patterns, each an exact elimination of n columns (a quarter of a minute at 31)."""


def as_sympy(value: Fraction | None) -> sp.Expr:
    """A Fraction as an exact sympy number; None, infinity, as ``oo``."""
    return sp.oo if value is None else sp.Rational(value.numerator, value.denominator)


def claim_data(rule: str, criterion: Criterion, n: int, f: int, d: int | float) -> dict[str, Any]:
    """The part of the evidence that says what it is about, and the versions that made it."""
    names = ("resam-theory", "scipy", "python-flint")
    return {
        "claim": {"rule": rule, "criterion": str(criterion), "n": n, "f": f, "d": "inf" if d == inf else d},
        "versions": {name: version(name) for name in names},
    }


@lru_cache(maxsize=512)
def solve_all(pieces: Pieces, n: int, f: int, criterion: Criterion) -> tuple[tuple[Pattern, Solution], ...]:
    """Every pattern of the rule with its exact solution, for KAPPA or LAMBDA on the line."""
    listed = patterns(pieces, n, f)
    return tuple((pattern, solve(pieces[pattern.piece], pattern, n, f, criterion)) for pattern in listed)


def worst(solved: Sequence[tuple[Pattern, Solution]]) -> tuple[Pattern, Solution]:
    """The pattern of largest value, an infinite one first."""
    return max(solved, key=lambda item: (item[1].value is None, item[1].value or Fraction(0)))


def embedded(lower: Evidence, d: int | float) -> Evidence:
    """A lower bound on the line as one in R^d: the input lies on a line of R^d."""
    claim = lower.data["claim"] | {"d": "inf" if d == inf else d}
    return replace(lower, data={**lower.data, "claim": claim})


def _text(values: Vector) -> list[str]:
    return [str(value) for value in values]


def bounds(rule: str, criterion: Criterion | str, n: int, f: int, d: int | float | str) -> tuple[Evidence, ...]:
    """Certified lower and upper evidence that coincide, for rules that are piecewise linear in order statistics.

    kappa: any d for coordinate-wise rules (the squared errors and the variances of the coordinates add up, with the
    same S). lambda: d = 1, or d = inf for coordinate-wise rules, where lambda*^2 = kappa* (m-1)/(2m): (C1) from
    above, and from below all permutations of the extremal honest values as coordinates, which make all distances
    inside S equal. Reference: theory.md B1 (last line), B3, derived here. ValueError for anything else.

    >>> from resam_theory.claims import Criterion
    >>> [e.value for e in bounds("mean_around_median", Criterion.KAPPA, 7, 2, "inf")]
    [16/5, 16/5]
    >>> [e.value for e in bounds("trimmed_mean", Criterion.LAMBDA, 7, 2, "inf")]
    [2*sqrt(15)/15, 2*sqrt(15)/15]
    """
    criterion, dim = Criterion(criterion), require_d(d)
    n, f = require_n_f(n, f, f_min=1)
    pieces = _admissible(rule, criterion, n, f, dim)
    started = time.perf_counter()
    through_kappa = criterion is Criterion.LAMBDA and dim == inf
    on_line = Criterion.KAPPA if through_kappa else criterion
    solved = solve_all(pieces, n, f, on_line)
    pattern, extreme = worst(solved)
    m = n - f
    value = extreme.value
    if through_kappa and value is not None:
        value = value * (m - 1) / (2 * m)
    shown = sp.sqrt(as_sympy(value)) if through_kappa and value is not None else as_sympy(value)
    head: dict[str, Any] = {
        "kind": "one_d",
        "value": "inf" if value is None else str(value),
        "squared": through_kappa,
        **claim_data(rule, criterion, n, f, dim),
    }
    witness = {"side": "lower", "pattern": list(pattern), "values": _text(extreme.values)}
    certificate = {
        "side": "upper",
        "patterns": [
            [*listed, {str(row): str(mu) for row, mu in solution.multipliers.items()}] for listed, solution in solved
        ],
    }
    method = "one-dimensional solver, exact rationals"
    seconds = time.perf_counter() - started
    low = Evidence(Side.LOWER, shown, True, method, head | witness, seconds)
    if value is None:
        return (low,)
    return (low, Evidence(Side.UPPER, shown, True, method, head | certificate, seconds))


def _admissible(rule: str, criterion: Criterion, n: int, f: int, d: int | float) -> Pieces:
    pieces = pieces_of(rule, n, f)
    if n > MAX_N:
        raise ValueError(f"n = {n} is not admissible: the one-dimensional solver needs n <= {MAX_N}")
    coordinate_wise = RULES_1D[rule][1]
    if d != 1 and not coordinate_wise:
        raise ValueError(f"d = {d} is not admissible: {rule} does not act on each coordinate; need d = 1")
    if criterion is Criterion.PROOF:
        raise ValueError(f"criterion = {criterion} is not admissible: need lambda or kappa")
    if criterion is Criterion.LAMBDA and d not in {1, inf}:
        raise ValueError(
            f"d = {d} is not admissible: lambda of {rule} is exact at d = 1 or inf; finite_d bounds it between"
        )
    return pieces
