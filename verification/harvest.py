"""Inputs for :mod:`verification.solve.found`: ``python -m verification.harvest RULE N F D [SECONDS [SEED]]``.

The search looks for the worst inputs in floats; what it finds is simplified and rounded to rationals, evaluated in
exact arithmetic by the rule's definition, and kept if it proves more than what is known.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

import numpy as np

from resam_theory.claims import Criterion
from resam_theory.rules import get

from .evidence import Side, best
from .properties.minimise import minimise
from .properties.tolerance import solver_accuracy
from .search import Found, search
from .search.state import scores
from .solve import bounds
from .solve.explicit import lower_bound
from .solve.found import FILE

__all__ = ["harvest", "main"]

WORTH: Final = 1.0005
"""An input is kept that raises what is known of a coefficient by this factor."""
_KEEPS: Final = 1 - 1e-5
_SIMPLIFYING: Final = 3.0


def harvest(name: str, n: int, f: int, d: int, *, seconds: float, seed: int = 0) -> Iterator[dict[str, Any]]:
    """The entries for both coefficients of a rule, where a search of so many seconds finds more than is known."""
    rule = get(name)
    criteria = [c for c in (Criterion.LAMBDA, Criterion.KAPPA) if _room(name, c, n, f, d)]
    if not criteria:
        return
    found = search(
        lambda x: rule(x, f=f),
        n=n,
        f=f,
        d=d,
        criteria=criteria,
        seconds=seconds,
        seed=seed,
        accuracy=solver_accuracy(rule),
        trusted=rule.trusted,
    )
    for criterion in criteria:
        entry = _entry(name, found[criterion], criterion)
        if entry is not None:
            yield entry


def _room(name: str, criterion: Criterion, n: int, f: int, d: int) -> bool:
    """Whether the ends known so far are apart by 0.1 % or more."""
    known = [item for item in bounds(name, criterion, n, f, d) if item.exact]
    low, high = best(known, Side.LOWER), best(known, Side.UPPER)
    return low is None or high is None or float(high.value) > float(low.value) * 1.001


def _entry(name: str, found: Found, criterion: Criterion) -> dict[str, Any] | None:
    n, d = found.points.shape
    f = n - len(found.honest)
    if not np.isfinite(found.value):
        return None
    known = best([item for item in bounds(name, criterion, n, f, d) if item.exact], Side.LOWER)
    tried: list[tuple[float, list[list[str]]]] = []
    for points in (found.points, _simple(name, found)):
        rational = [[str(Fraction(repr(float(value)))) for value in row] for row in points]
        exact = [tuple(map(Fraction, row)) for row in rational]
        proved = lower_bound(name, criterion, exact, found.honest, "")
        if proved is not None:
            tried.append((float(proved.value) * (1 if points is found.points else 1 + 1e-5), rational))
    if not tried:
        return None
    value, rational = max(tried, key=lambda item: item[0])
    if known is not None and value < float(known.value) * WORTH:
        return None
    honest = list(found.honest)
    return {"rule": get(name).name, "criterion": str(criterion), "n": n, "f": f, "points": rational, "honest": honest}


def _simple(name: str, found: Found) -> np.ndarray:
    """The input in short numbers, with the same ratio up to ``_KEEPS``."""
    rule, (n, _) = get(name), found.points.shape
    m = len(found.honest)
    first = [*found.honest, *sorted(set(range(n)) - set(found.honest))]

    def holds(x: np.ndarray) -> np.ndarray:
        reached = scores(x[:, first], rule(x, f=n - m), m, solver_accuracy(rule))
        return (reached.lam if found.criterion is Criterion.LAMBDA else reached.kap) >= _KEEPS * found.value

    return minimise(found.points, holds, seconds=_SIMPLIFYING)


def main(words: list[str]) -> None:
    """Search, and add to the file what is worth it."""
    name, n, f, d = words[0], *map(int, words[1:4])
    seconds, seed = float((words[4:5] or ["20"])[0]), int((words[5:6] or ["0"])[0])
    for entry in harvest(name, n, f, d, seconds=seconds, seed=seed):
        listed = [*json.loads(FILE.read_text(encoding="utf-8")), entry]
        listed.sort(key=lambda e: (e["rule"], e["criterion"], e["n"], e["f"], len(e["points"][0])))
        FILE.write_text("[\n" + ",\n".join(json.dumps(e) for e in listed) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
