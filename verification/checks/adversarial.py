"""A check by adversarial search: a lower bound from the worst input found, re-evaluated exactly where the rule allows.

The search is bounded by evaluations, not by time, so that a ledger is a function of its profile and seed. One search
serves both coefficients of a rule at (n, f, d).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Final

import numpy as np

from resam_theory.claims import Criterion
from resam_theory.rules import get

from ..evidence import Context, Evidence, Side, Target
from ..properties.tolerance import solver_accuracy
from ..search import Found, search
from ..search.state import scores
from ..solve.explicit import lower_bound
from .trying import trying

__all__ = ["adversarial"]

_EVALUATIONS: Final = {"quick": 2_000, "full": 30_000}
_DIGITS: Final = range(1, 40)  # binary digits of the coordinates that are tried, the fewest first
_KEEPS: Final = 1 - 1e-6  # the share of the ratio that a simplified input keeps
_DIMENSION: Final = {"quick": 3, "full": 5}
"""Searched where the target is the supremum over d: any d gives a lower bound, and full searches d = 5 anyhow."""


def adversarial(target: Target, context: Context) -> Iterable[Evidence]:
    """The best ratio that the search finds, as a lower bound: exact if the rule's definition is rational there."""
    searched = target.criterion in {Criterion.LAMBDA, Criterion.KAPPA}
    if not searched or target.subject == "any" or target.n is None or not target.f:
        return
    n, f, d = target.n, target.f, target.d or _DIMENSION[context.profile]
    tried = trying(get(target.subject), n, context)
    if tried is None:
        return
    found = _searched(target.subject, n, f, d, tried)[target.criterion]
    points = _simple(target.subject, found)
    rational = [tuple(Fraction(repr(float(value))) for value in row) for row in points]
    method = f"adversarial search, {found.evaluations} evaluations"
    exact = lower_bound(target.subject, target.criterion, rational, found.honest, method)
    data = {"points": found.points.tolist(), "honest": list(found.honest), "output": found.output.tolist()}
    yield exact or Evidence(Side.LOWER, found.value, False, method, data)


@lru_cache(maxsize=256)
def _searched(rule: str, n: int, f: int, d: int, context: Context) -> Mapping[Criterion, Found]:
    chosen = get(rule)
    return search(
        lambda x: chosen(x, f=f),
        n=n,
        f=f,
        d=d,
        seed=context.seed,
        accuracy=solver_accuracy(chosen),
        max_evaluations=_EVALUATIONS[context.profile],
        trusted=chosen.trusted,
    )


def _simple(rule: str, found: Found) -> np.ndarray:
    """The worst input with as few binary digits as keep the ratio up to ``_KEEPS``: one call on all roundings."""
    chosen, (n, _) = get(rule), found.points.shape
    m = len(found.honest)
    first = [*found.honest, *sorted(set(range(n)) - set(found.honest))]
    scale = np.abs(found.points).max()
    if not 0 < scale < np.inf:
        return found.points
    exponent = int(np.frexp(scale)[1])
    x = np.stack([_rounded(found.points, digits - exponent) for digits in _DIGITS])
    reached = scores(x[:, first], chosen(x, f=n - m), m, solver_accuracy(chosen))
    ratio = reached.lam if found.criterion is Criterion.LAMBDA else reached.kap
    enough = np.flatnonzero(ratio >= _KEEPS * found.value)
    return x[enough[0]] if len(enough) else found.points


def _rounded(x: np.ndarray, digits: int) -> np.ndarray:
    """To multiples of 2^-digits."""
    return np.ldexp(np.round(np.ldexp(x, digits)), -digits)
