"""Whether the code of somebody's rule computes what its definition says: evidence is about the definition."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Final

import numpy as np

from resam_theory.rules import Rule

__all__ = ["require_agreement"]

INPUTS: Final = 6
"""How many inputs are tried: rows of large integers, so that nothing ties, in turn on the line and in the plane."""
LARGEST: Final = 10**6
TOLERANCE: Final = 1e-6
"""What floats, or a solver, may lose, relative to the largest coordinate."""


def require_agreement(rule: Rule, n: int, f: int) -> None:
    """ValueError where the code gives what no admissible output is near to; where outputs are irrational or the code
    takes no such rows nothing is compared."""
    random = Random(0)
    for d in (1, 2) * (INPUTS // 2):
        rows = [[random.randint(-LARGEST, LARGEST) for _ in range(d)] for _ in range(n)]
        try:
            outputs = rule.exact([tuple(map(Fraction, row)) for row in rows], f)
            value = np.asarray(rule(np.array(rows, dtype=float), f=f), dtype=float)
        except ValueError:
            continue
        admitted = np.array([[float(c) for c in output] for output in outputs])
        low, high = admitted.min(axis=0), admitted.max(axis=0)  # of a segment the ends are listed
        if value.shape != low.shape or max((low - value).max(), (value - high).max()) > TOLERANCE * LARGEST:
            raise ValueError(
                f"rule = {rule.name!r} is not admissible: its code gives {value.tolist()} on {rows!s:.100}, its "
                f"definition {admitted[0].tolist()}: need one that says what the code does"
            )
