r"""Which rule should I use? Rules and compositions ranked by what is proved of them at (n, f, d).

Every number comes from evidence that the re-checker confirmed. The *price* is the certified kappa over the floor (C3)
f/(n-2f); the *breakdown* 1/sqrt(kappa) is the heterogeneity B up to which gradient descent with the rule has a bound
(T5); with B given, the *error* is kappa/(1 - kappa B^2), the floor of E||grad||^2 in units of G^2 (T5), infinite from
the breakdown on. With a problem given (equal data), the *bound* is that of (T2) on the mean squared gradient, its
parameters optimised, with the smaller of the two certified rho^2 = kappa (m-1)/m and 2 lambda^2 (m-1) (L2).
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from resam_theory.catalogue import settled_rules
from resam_theory.claims import Criterion, Kind
from resam_theory.convergence.bounds import Problem, optimise
from resam_theory.convergence.corollaries import rho2_of
from resam_theory.criteria import price
from resam_theory.rules import Rule

from .evidence import Side
from .solve.gather import bounds

__all__ = ["Compared", "compare"]

TIMED_D: Final = 1000
"""The dimension of the timed call where d = inf."""


@dataclass(frozen=True)
class Compared:
    """A rule with its certified bounds (None: nothing finite is proved) and the coefficients that are known exactly.

    ``trusted``: the rule knows that row 0 is honest, so that S is any set of n - f rows with it.
    """

    rule: str
    kappa_lower: float
    kappa: float | None
    lambda_lower: float
    lambda_: float | None
    price: float | None
    breakdown: float | None
    error: float | None
    bound: float | None
    exact: tuple[str, ...]
    trusted: bool
    seconds: float


def compare(
    n: int, f: int, d: int | float, heterogeneity: float | None, problem: Problem | None = None
) -> list[Compared]:
    """Every rule and composition that is defined at (n, f): the least bound first where a ``problem`` is given, else
    the least certified kappa.

    >>> round(compare(5, 1, 1, None)[0].kappa or 0, 6)  # f/(n-2f), the floor
    0.333333
    """
    rows = [
        _row(rule, n, f, d, heterogeneity=heterogeneity, problem=problem) for rule in _defined(settled_rules(), n, f)
    ]

    def rank(row: Compared) -> tuple[float, float, float, str]:
        bound, kappa = (math.inf if value is None else value for value in (row.bound, row.kappa))
        return bound if problem else 0.0, kappa, row.kappa_lower, row.rule

    return sorted(rows, key=rank)


def _defined(rules: Iterable[Rule], n: int, f: int) -> Iterable[Rule]:
    for rule in rules:
        try:
            rule.require(n, f, f_min=1)
        except ValueError:
            continue
        if not any(claim.kind is Kind.NEGATIVE and claim.domain.admits(n, f) for claim in rule.claims):
            yield rule


def _bounds(rule: Rule, criterion: Criterion, n: int, f: int, d: int | float) -> tuple[float, float | None]:
    found = [item for item in bounds(rule, criterion, n, f, d) if item.exact]
    uppers = [float(item.value) for item in found if item.side is Side.UPPER]
    lower = max(float(item.value) for item in found if item.side is Side.LOWER)
    return lower, min(filter(math.isfinite, uppers), default=None)


def _row(
    rule: Rule, n: int, f: int, d: int | float, *, heterogeneity: float | None, problem: Problem | None
) -> Compared:
    (kappa_lower, kappa), (lambda_lower, lambda_) = (
        _bounds(rule, criterion, n, f, d) for criterion in (Criterion.KAPPA, Criterion.LAMBDA)
    )
    error = None
    if heterogeneity is not None and kappa is not None:
        left = 1 - kappa * heterogeneity**2
        error = kappa / left if left > 0 else math.inf
    uppers = ((Criterion.KAPPA, kappa), (Criterion.LAMBDA, lambda_))
    rhos = [float(rho2_of(criterion, value, n - f)) for criterion, value in uppers if value is not None]
    pairs = (("kappa", kappa_lower, kappa), ("lambda", lambda_lower, lambda_))
    return Compared(
        rule.name,
        kappa_lower,
        kappa,
        lambda_lower,
        lambda_,
        None if kappa is None else price(kappa, n, f),
        None if kappa is None else kappa**-0.5,
        error,
        optimise("T2", min(rhos), problem).value if problem and rhos else None,
        tuple(name for name, low, high in pairs if high is not None and math.isclose(low, high, rel_tol=1e-12)),
        rule.trusted,
        _seconds(rule, n, f, TIMED_D if d == math.inf else int(d)),
    )


def _seconds(rule: Rule, n: int, f: int, d: int) -> float:
    """The least time of five calls on Gaussian rows."""
    x = np.random.default_rng(0).normal(size=(n, d))
    rule(x, f=f)
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        rule(x, f=f)
        times.append(time.perf_counter() - begin)
    return min(times)
