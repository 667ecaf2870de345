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
from ..properties.minimise import minimise
from ..properties.tolerance import solver_accuracy
from ..search import Found, search
from ..search.state import scores
from ..solve.explicit import lower_bound

__all__ = ["adversarial"]

_EVALUATIONS: Final = {"quick": 2_000, "full": 150_000}
_SIMPLIFYING: Final = {"quick": 0.1, "full": 1.0}  # seconds; how far it gets affects the size of the rationals only
_KEEPS: Final = 1 - 1e-6  # the share of the ratio that a simplified input keeps
_DIMENSION: Final = 3  # searched where the target is the supremum over d: any d gives a lower bound


def adversarial(target: Target, context: Context) -> Iterable[Evidence]:
    """The best ratio that the search finds, as a lower bound: exact if the rule's definition is rational there."""
    if target.criterion is Criterion.PROOF or target.subject == "any" or target.n is None or not target.f:
        return
    n, f, d = target.n, target.f, target.d or _DIMENSION
    if n > (get(target.subject).searches_up_to or n):
        return
    found = _searched(target.subject, n, f, d, context)[target.criterion]
    if get(target.subject).trusted and 0 not in found.honest:
        return
    points = _simple(target.subject, found, _SIMPLIFYING[context.profile])
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
    )


def _simple(rule: str, found: Found, seconds: float) -> np.ndarray:
    """The worst input in short numbers, with the same ratio up to ``_KEEPS``."""
    chosen, (n, _) = get(rule), found.points.shape
    m = len(found.honest)
    first = [*found.honest, *sorted(set(range(n)) - set(found.honest))]
    accuracy = solver_accuracy(chosen)

    def holds(x: np.ndarray) -> np.ndarray:
        reached = scores(x[:, first], chosen(x, f=n - m), m, accuracy)
        ratio = reached.lam if found.criterion is Criterion.LAMBDA else reached.kap
        return ratio >= _KEEPS * found.value

    return minimise(found.points, holds, seconds=seconds)
