"""Expectations over a rule's own random choices: bucketing's, by laws, by all orders of a few rows, and by runs.

A law holds for all n, f and s, its proof replayed. All orders of one input are finitely many, so that its expectation
is exact in rationals. What contradicts a claim refutes it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations, permutations
from math import inf
from random import Random
from typing import Final

import numpy as np
import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.compose.expectation import EXAMINED, LAWS, bound, shares
from resam_theory.proof.as_data import as_data
from resam_theory.proof.laws import Law
from resam_theory.rules import get

from ..evidence import Context, Evidence, Side, Target
from ..recheck.check import LAW
from ..recheck.claim import FORMAT
from ..solve import bounds
from ..solve.certificates import save
from .proofs import refused

__all__ = ["exact_shares", "expected_ratio", "orders", "sampled_ratio"]

_PLACES: Final = ((4, 1, 1), (6, 1, 2))
_INPUTS: Final = {"quick": 3, "full": 20}
_DRAWS: Final = 4000
_ERRORS: Final = 4.0
"""Standard errors by which a mean of draws may lie above the bound."""


def orders(n: int, s: int) -> list[tuple[tuple[int, ...], ...]]:
    """Every way to put n rows into n/s numbered buckets; the order inside a bucket does not matter."""
    found = (tuple(tuple(sorted(order[i : i + s])) for i in range(0, n, s)) for order in permutations(range(n)))
    return list(dict.fromkeys(found))


def _variance(values: Sequence[Fraction]) -> Fraction:
    mean = sum(values, Fraction(0)) / len(values)
    return sum(((v - mean) ** 2 for v in values), Fraction(0)) / len(values)


def exact_shares(values: Sequence[Fraction], f: int, s: int) -> tuple[Fraction, Fraction]:
    """E||mean_y - mean_S||^2/V and E V_y/V over all orders and all choices of good buckets; S are the first n - f.

    >>> line = [Fraction(v) for v in (0, 1, 5, 7)]
    >>> exact_shares(line, 1, 1) == (0, 1)
    True
    """
    n = len(values)
    m = n - f
    honest, square = values[:m], _variance(values[:m])
    centre, bias, spread, count = sum(honest, Fraction(0)) / m, Fraction(0), Fraction(0), 0
    for buckets in orders(n, s):
        means = [sum((values[i] for i in bucket), Fraction(0)) / s for bucket in buckets if max(bucket) < m]
        choices = list(combinations(means, n // s - f))
        weight = Fraction(1, len(choices))
        for chosen in choices:
            bias += weight * (sum(chosen, Fraction(0)) / len(chosen) - centre) ** 2
            spread += weight * _variance(chosen)
        count += 1
    return bias / count / square, spread / count / square


def expected_ratio(rule: str, values: Sequence[Fraction], f: int, s: int) -> Fraction:
    """E||F - mean_S||^2/V of a rule on the line over all orders, the worst output at a tie; S are the first n - f."""
    m, total, listed = len(values) - f, Fraction(0), orders(len(values), s)
    centre = sum(values[:m], Fraction(0)) / m
    for buckets in listed:
        means = [(sum((values[i] for i in bucket), Fraction(0)) / s,) for bucket in buckets]
        total += max((output[0] - centre) ** 2 for output in get(rule).exact(means, f))
    return total / len(listed) / _variance(values[:m])


def sampled_ratio(rule: str, x: np.ndarray, f: int, s: int, seed: int) -> tuple[float, float]:
    """The mean of ||F - mean_S||^2/V over random draws of the arrays, x (n, d), and its standard error."""
    m = len(x) - f
    batch = np.broadcast_to(x, (_DRAWS, *x.shape))
    output = get(f"bucketing(s={s})+{rule}")(batch, f=f, generator=np.random.default_rng(seed))
    centre = x[:m].mean(axis=0)
    ratios = ((output - centre) ** 2).sum(axis=-1) / ((x[:m] - centre) ** 2).sum(axis=-1).mean()
    return float(ratios.mean()), float(ratios.std() / _DRAWS**0.5)


def _kappa(rule: str, buckets: int, f: int) -> float:
    return min(float(e.value) for e in bounds(rule, "kappa", buckets, f, inf) if e.exact and e.side is Side.UPPER)


def _inputs(n: int, f: int, context: Context) -> list[list[Fraction]]:
    random, found = Random(context.seed), []
    while len(found) < _INPUTS[context.profile]:
        values = [Fraction(random.randint(-4, 4)) for _ in range(n)]
        values[n - f :] = [random.choice((1, 10, 1000)) * v for v in values[n - f :]]
        if _variance(values[: n - f]):
            found.append(values)
    return found


def _law(law: Law) -> Evidence:
    """Its proof replayed by the re-checker: value 1, or 0 where a step fails."""
    start, data = time.perf_counter(), {"format": FORMAT, "kind": LAW, "law": as_data(law)}
    reason = refused(data)
    method = f"law for all n, f, s: {reason}" if reason else "law for all n, f, s, replayed in exact arithmetic"
    return Evidence(Side.PROOF, sp.Integer(not reason), True, method, data, time.perf_counter() - start)


def expectation(target: Target, context: Context) -> Iterable[Evidence]:
    """A replayed law for all n, f, s, exact expectations at small n, and means of draws at larger n.

    >>> list(expectation(Target("krum", Criterion.KAPPA, 7, 2), Context()))
    []
    """
    if target.criterion is not Criterion.PROOF or target.subject not in LAWS:
        return
    law = _law(LAWS[target.subject])
    yield law if context.folder is None else save(law, context.folder)
    start, holds, share = time.perf_counter(), True, 0.0
    about_shares = target.subject.endswith("shares")
    for n, f, s in _PLACES:
        for values in _inputs(n, f, context):
            if about_shares:
                holds &= exact_shares(values, f, s) == shares(n, f, s)
                share = 1.0
                continue
            for rule in EXAMINED:
                limit = bound(n, f, s, _kappa(rule, n // s, f))
                share = max(share, float(expected_ratio(rule, values, f, s)) / limit)
    holds &= share <= 1 + 1e-9
    method = f"all orders of {', '.join(f'n = {n}, s = {s}' for n, _, s in _PLACES)} in rationals"
    seconds = time.perf_counter() - start
    if holds:
        yield Evidence(Side.LOWER, share, False, method, {"share": share}, seconds)
    else:
        yield Evidence(Side.PROOF, sp.Integer(0), True, f"{method}: VIOLATED", {"share": share}, seconds)
    if about_shares:
        return
    start, used, broken = time.perf_counter(), 0.0, False
    for n, f, s, d in ((12, 2, 2, 2), (30, 3, 3, 5)):
        x = np.random.default_rng(context.seed).normal(size=(n, d))
        x[n - f :] += 3
        for rule in EXAMINED:
            limit = bound(n, f, s, _kappa(rule, n // s, f))
            mean, error = sampled_ratio(rule, x, f, s, context.seed)
            used, broken = max(used, mean / limit), broken or mean - _ERRORS * error > limit
    method, seconds = f"means of {_DRAWS} draws of the arrays", time.perf_counter() - start
    if broken:
        yield Evidence(Side.PROOF, sp.Integer(0), False, f"{method}: VIOLATED", {}, seconds)
    else:
        yield Evidence(Side.LOWER, used, False, method, {"largest share of the bound": used}, seconds)
