"""Brute force on the line at small n, beside what is certified: ``python -m verification.brute_force [N]`` (Markdown).

Every multiset of n values of a grid, each jittered to take the other side of ties, goes through the array code of the
rule (a rule that looks at the order of the rows gets each row first once, and some permutations); over every S the
largest ratio counts. The worst are then improved by random moves. No solver, no worst input that is known, and nothing
of the rule but its outputs is used.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations, combinations_with_replacement
from math import comb, inf
from typing import Any, Final

import numpy as np

from resam_theory.claims import Criterion
from resam_theory.rules import RULES, Rule

from .evidence import Side, best
from .solve import bounds

__all__ = ["CRITERIA", "BruteForced", "largest", "page", "places", "sizes"]

CRITERIA: Final = (Criterion.LAMBDA, Criterion.KAPPA, Criterion.NO_ATTACK)
"""On the line xi is kappa, and c delta a multiple of it."""
MOST: Final = 4000
"""Multisets of the grid, at most."""
JITTERED, COPIES, JITTER = 400, 8, 1e-7
POPULATION, ROUNDS = 200, 120
ROUNDING: Final = 1e-6
"""The jitter, and the tolerance of rules that iterate; certified values are exact."""


def sizes(largest_n: int) -> Iterator[tuple[int, int]]:
    """All (n, f), 2f < n <= largest_n."""
    yield from ((n, f) for n in range(3, largest_n + 1) for f in range(1, (n + 1) // 2))


@cache
def _grid(n: int) -> Any:
    """All multisets of n values 0..k, k the largest for which there are at most MOST."""
    k = max(k for k in range(1, 40) if comb(n + k, n) <= MOST)
    return np.asarray(list(combinations_with_replacement(range(k + 1), n)), dtype=float)


def _orders(rule: Rule, x: Any, rng: np.random.Generator) -> Any:
    """The rows in the orders that count."""
    if "permutation" in rule.traits:
        return x
    turned = np.concatenate([np.roll(x, k, axis=1) for k in range(x.shape[1])])
    return np.concatenate([turned, rng.permuted(turned, axis=1)]) if not rule.trusted else turned


def _ratios(rule: Rule, x: Any, f: int) -> dict[Criterion, Any]:
    """For each row of x (B, n) the largest ratio over all S; infinite where the output leaves an S of one point."""
    n = x.shape[1]
    output = np.asarray(rule(x[:, :, None], f=f))[:, 0]
    scale = np.max(np.abs(x), axis=1) + 1e-300
    found = {criterion: np.zeros(len(x)) for criterion in CRITERIA}
    subsets = [s for s in combinations(range(n), n - f) if 0 in s or not rule.trusted]
    for criterion, inside in [*((None, s) for s in subsets), (Criterion.NO_ATTACK, tuple(range(n)))]:
        part = x[:, inside]
        mean, wide = part.mean(axis=1), np.ptp(part, axis=1)
        error, variance = np.abs(output - mean), part.var(axis=1)
        point = wide <= 10 * JITTER * scale
        moved = point & (error > 1e3 * JITTER * scale)
        with np.errstate(divide="ignore", invalid="ignore"):
            lam = np.where(point, np.where(moved, inf, 0), error / wide)
            kap = np.where(point, np.where(moved, inf, 0), error**2 / variance)
        for name, value in ((Criterion.LAMBDA, lam), (criterion or Criterion.KAPPA, kap)):
            if name is not Criterion.LAMBDA or criterion is None:
                found[name] = np.maximum(found[name], value)
    return found


def _improve(rule: Rule, x: Any, f: int, wanted: tuple[Criterion, float], rng: np.random.Generator) -> float:
    """Random moves of a population: one value, some values, or onto another value but for a jitter."""
    criterion, goal = wanted
    value = _ratios(rule, x, f)[criterion]
    top = float(value.max())
    sigma = 0.5
    for step in range(ROUNDS):
        if top >= goal:
            break
        moved = x + sigma * rng.normal(size=x.shape) * (rng.random(x.shape) < 0.4)
        onto = np.take_along_axis(x, rng.integers(x.shape[1], size=x.shape), axis=1)
        clip = (rng.random(x.shape) < 0.15) & (rng.random((len(x), 1)) < 0.5)
        moved = np.where(clip, onto + JITTER * rng.choice((-1, 0, 1), size=x.shape), moved)
        tried = _ratios(rule, moved, f)[criterion]
        better = tried > value
        x, value = np.where(better[:, None], moved, x), np.where(better, tried, value)
        top = float(value.max())
        sigma *= 0.97
        if step % 20 == 19:
            order = np.argsort(-value)[: max(1, len(x) // 4)]
            x, value = np.tile(x[order], (4, 1))[: len(x)], np.tile(value[order], 4)[: len(x)]
    return top


def largest(rule: Rule, n: int, f: int, goals: Mapping[Criterion, float], *, seed: int = 0) -> dict[Criterion, float]:
    """The largest ratio found of each criterion; improving ends at its goal."""
    rng = np.random.default_rng(seed)
    grid = _grid(n)
    x = _orders(rule, np.concatenate([grid, grid - grid.max() / 2]), rng)
    on_grid = _ratios(rule, x, f)
    found = {}
    for criterion in CRITERIA:
        value = on_grid[criterion]
        found[criterion] = float(value.max())
        goal = goals.get(criterion, inf)
        if found[criterion] >= goal or found[criterion] == inf:
            continue
        worst = x[np.argsort(-value)[:JITTERED]]
        near = np.concatenate([worst + JITTER * rng.normal(size=worst.shape) for _ in range(COPIES)])
        jittered = _ratios(rule, near, f)[criterion]
        found[criterion] = max(found[criterion], float(jittered.max()))
        if found[criterion] < goal:
            start = near[np.argsort(-jittered)[:POPULATION]]
            found[criterion] = max(found[criterion], _improve(rule, start, f, (criterion, goal), rng))
    return found


@dataclass(frozen=True)
class BruteForced:
    """What brute force finds of a coefficient on the line and what is certified; ``upper`` is infinite where nothing
    bounds it from above."""

    rule: str
    criterion: Criterion
    n: int
    f: int
    found: float
    lower: float
    upper: float

    @property
    def exact(self) -> bool:
        """Whether the coefficient is known."""
        return self.upper - self.lower <= ROUNDING * max(1.0, self.lower) or self.lower == inf

    @property
    def share(self) -> float:
        """Of the exact value."""
        return 1.0 if self.found >= self.upper or not self.upper else self.found / self.upper

    @property
    def holds(self) -> bool:
        """Nothing found is above what is certified."""
        return self.found <= self.upper * (1 + ROUNDING) + 1e-9


def _ends(rule: Rule, criterion: Criterion, n: int, f: int) -> tuple[float, float]:
    found = [item for item in bounds(rule, criterion, n, f, 1) if item.exact]
    low, high = best(found, Side.LOWER), best(found, Side.UPPER)
    lower = 0.0 if low is None else float(low.value)
    return lower, inf if high is None or lower == inf else float(high.value)


def places(rule: Rule, n: int, f: int) -> list[BruteForced]:
    """Of one rule at (n, f)."""
    ends = {criterion: _ends(rule, criterion, n, f) for criterion in CRITERIA}
    goals = {criterion: 0.999 * upper for criterion, (_, upper) in ends.items()}
    found = largest(rule, n, f, goals)
    return [BruteForced(rule.name, criterion, n, f, found[criterion], *ends[criterion]) for criterion in CRITERIA]


_HEAD: Final = """# Brute force beside what is certified

`python -m verification.brute_force` made this table: on the line, every (n, f) with n ≤ 7, λ, κ (on the line also ξ; cδ
is a multiple of it) and κ₀. Every multiset of a grid, then random moves, through the array code; nothing else about a
rule is used, and moving ends at 0.999 of an exact value. *Least share*: the smallest part of an exact value that was
found, and where; infinite values are found as S at one point that the output leaves. A minute of CPU; `make test-all`
runs n ≤ 6.

In the plane `tests/search/test_against_every_rule.py` does the same at (7, 1), by the search of `resam probe`. The
suprema over d (λ and ξ of coordinate-wise rules, λ of Krum) are not searched for: their worst inputs need up to 35
dimensions at n = 7, and are evaluated exactly instead.
"""


def page(largest_n: int = 7) -> Iterator[str]:
    """Lines of Markdown: for each rule and criterion the exact places, the least share that is reached, and where."""
    yield _HEAD
    yield "| rule | criterion | exact places | least share found, at | above what is certified | not known exactly |"
    yield "|---|---|---|---|---|---|"
    for rule in RULES:
        listed = [place for n, f in sizes(largest_n) if rule.admits(n, f) for place in places(rule, n, f)]
        for criterion in CRITERIA:
            mine = [place for place in listed if place.criterion is criterion]
            exact = [place for place in mine if place.exact]
            least = min(exact, key=lambda place: place.share, default=None)
            short = "-" if least is None else f"{least.share:.4f} ({least.n}, {least.f})"
            above = sum(not place.holds for place in mine)
            yield (
                f"| {rule.name} | {criterion.symbol} | {len(exact)} of {len(mine)} | {short} | {above} "
                f"| {', '.join(f'({p.n}, {p.f})' for p in mine if not p.exact) or '-'} |"
            )


if __name__ == "__main__":
    for line in page(int(sys.argv[1]) if len(sys.argv) > 1 else 7):
        print(line, flush=True)
