"""The power of the search, measured: what it finds over what is known exactly.

For each rule, (n, f), dimension and criterion for which exact arithmetic gives a finite upper bound, the search is run
blind and its best ratio divided by that bound. Where the bound is attained (the coefficient is known) the share is the
search's power; where it is not, or holds for every dimension only, the share is a lower bound on it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from resam_theory.claims import Criterion
from resam_theory.rules import RULES, Rule, get

from ..evidence import Evidence, Side
from .engine import search

__all__ = ["CASES", "GOALS", "Power", "known", "measure", "power"]

CASES: Final = ((6, 2), (7, 2), (15, 4))
DIMENSIONS: Final = (1, 2, 5)
SECONDS: Final = 10.0
GOALS: Final = {"krum": 0.95, "krum_blanchard": 0.95, "multi_krum": 0.95, "geometric_median": 0.95}
"""The share of the exact coefficient that the search should find; 0.99 for the rules not named."""
_ENOUGH: Final = 0.999  # nearer than a thousandth of it the search need not come
_DEMANDED: Final = 10  # a bound that is not attained demands nothing: such a search gets a tenth of the time
_SAME: Final = 1e-6  # certified bounds are backed off by about 1e-8: nearer than this, they are the value


@dataclass(frozen=True)
class Power:
    """One row: ``found`` over ``bound``, whether the bound is ``attained``, and what it cost."""

    rule: str
    criterion: Criterion
    n: int
    f: int
    d: int
    found: float
    bound: float
    attained: bool
    goal: float
    evaluations: int
    seconds: float

    @property
    def share(self) -> float:
        """found / bound."""
        return self.found / self.bound

    @property
    def reached(self) -> bool:
        """Whether the goal is reached; a bound that is not attained demands nothing."""
        return not self.attained or self.share >= self.goal

    def as_json(self) -> dict[str, Any]:
        """The row with the share."""
        return {**self.__dict__, "criterion": str(self.criterion), "share": self.share, "reached": self.reached}


def known(rule: str, criterion: Criterion, n: int, f: int, d: int) -> tuple[float, bool] | None:
    """The least exact upper bound on the coefficient and whether an exact lower bound equals it; None if there is none.

    n points span n - 1 dimensions: from there on, the supremum over d (of a rule equivariant under rotations; for
    others it is a bound).

    >>> known("trimmed_mean", Criterion.KAPPA, 7, 2, 5)
    (0.6666666666666666, True)
    """
    from ..solve.gather import bounds

    try:
        found = [e for e in bounds(rule, criterion, n, f, d if d < n - 1 else math.inf) if e.exact]
    except ValueError:
        return None
    upper = min((_number(e) for e in found if e.side is Side.UPPER), default=math.inf)
    lower = max((_number(e) for e in found if e.side is Side.LOWER), default=0.0)
    if not math.isfinite(upper):
        return None
    return upper, lower >= upper * (1 - _SAME)


def _number(evidence: Evidence) -> float:
    return float(evidence.value)


def measure(rule: Rule, n: int, f: int, d: int, *, seconds: float = SECONDS, seed: int = 0) -> Iterator[Power]:
    """The rows of one rule at (n, f, d): one search for each criterion, of at most ``seconds``, less where it succeeds;
    a tenth of them where no value is known to be attained."""
    from ..properties.tolerance import solver_accuracy

    for criterion in (Criterion.LAMBDA, Criterion.KAPPA):
        bound = known(rule.name, criterion, n, f, d)
        if bound is None:
            continue
        found = search(
            lambda x: rule(x, f=f),
            n=n,
            f=f,
            d=d,
            criteria=(criterion,),
            seconds=seconds if bound[1] else seconds / _DEMANDED,
            seed=seed,
            gradient=lambda x: rule(x, f=f),
            accuracy=solver_accuracy(rule),
            goals={criterion: _ENOUGH * bound[0]},
            trusted=rule.trusted,
        )[criterion]
        goal = GOALS.get(rule.name, 0.99)
        yield Power(rule.name, criterion, n, f, d, found.value, *bound, goal, found.evaluations, found.seconds)


def power(
    *,
    rules: Sequence[str] | None = None,
    cases: Sequence[tuple[int, int]] = CASES,
    dimensions: Sequence[int] = DIMENSIONS,
    seconds: float = SECONDS,
    seed: int = 0,
    tick: Callable[[Power], None] | None = None,
) -> list[Power]:
    """The power table: every rule with a known bound at every case and dimension; ``tick`` is called with each row.

    >>> [row] = power(rules=["mda"], cases=[(5, 1)], dimensions=[1], seconds=2.0)[:1]
    >>> row.bound, row.reached
    (0.5, True)
    """
    chosen = RULES if rules is None else tuple(get(name) for name in rules)
    rows = []
    for rule in chosen:
        for n, f in (case for case in cases if rule.admits(*case)):
            for d in dimensions:
                for row in measure(rule, n, f, d, seconds=seconds, seed=seed):
                    rows.append(row)
                    if tick is not None:
                        tick(row)
    return rows
