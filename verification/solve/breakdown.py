r"""The breakdown point of a rule built for f: the largest number g of faulty rows for which its output stays bounded.

From below [derived here]: f, where kappa* at (n, f) is finite; the largest g at which the coefficient is finite on the
line with S of n - g rows, for coordinate-wise rules that are linear on pieces; floor((n-1)/2) for geometric median and
Huber's location, whose bound (B2) asks m > n/2 only, and for rows shortened to the median of the norms, which then is
at most the longest honest row; every g for signs and for clipping around a fixed centre; f for the least norms, as one
honest row is at least as long as every row kept; 1 for the filter along the top direction, which in the end is that of
a single far row.

From above: a rule that commutes with positive scalings breaks as soon as its output is not 0 where n - g rows are 0
(multiply by t); another breaks where the output, with the far rows at L, grows with L, evaluated by the definition at
L = 10^3, 10^6, 10^9; and where g >= n/2 no rule that commutes with translations stays bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, NamedTuple

from resam_theory.claims import Criterion
from resam_theory.definitions.clipped import Clipped
from resam_theory.definitions.fermat import Fermat
from resam_theory.definitions.filters import NormClipped, SignMajority, TopDirection
from resam_theory.definitions.huber import Huber
from resam_theory.definitions.least_norm import LeastNorm
from resam_theory.rules import Rule

from ..evidence import Side, best
from .gather import bounds
from .line import solution as line
from .line.solver import SolverError

__all__ = ["Breakdown", "breakdown"]

MOST_ROWS: Final = 15
"""Largest n at which inputs are evaluated row by row and pieces are solved."""
_REACHES: Final = (10**3, 10**6, 10**9)


class Breakdown(NamedTuple):
    """lower <= the breakdown point <= upper, and where each comes from."""

    lower: int
    upper: int
    below: str
    above: str


def breakdown(rule: Rule, n: int, f: int) -> Breakdown:
    """Bounds on the breakdown point of the rule built for f, of n rows.

    >>> from resam_theory.rules import get
    >>> [breakdown(get(name), 7, 2)[:2] for name in ("trimmed_mean", "median", "mean", "krum", "afa")]
    [(2, 2), (3, 3), (0, 0), (2, 3), (0, 0)]
    """
    n, f = rule.require(n, f)
    lower, below = max(_below(rule, n, f), key=lambda item: item[0])
    if lower == n:
        return Breakdown(n, n, below, below)
    upper, above = n, "no input that breaks it is known"
    if "translation" in rule.traits:
        upper, above = (n - 1) // 2, "no rule that commutes with translations bears n/2"
    for g in range(lower + 1, upper + 1) if n <= MOST_ROWS else ():
        if _breaks(rule, n, f, g):
            upper, above = g - 1, f"an exact input with {g} faulty rows"
            break
    return Breakdown(lower, max(lower, upper), below, above)


def _below(rule: Rule, n: int, f: int) -> Iterator[tuple[int, str]]:
    form = rule.definition
    yield 0, "no faulty row"
    if isinstance(form, Fermat | Huber | NormClipped):
        yield (n - 1) // 2, "an argument about more than n/2 honest rows"
    if isinstance(form, SignMajority | Clipped):
        yield n, "the output is bounded whatever the rows are"
    if isinstance(form, LeastNorm):
        yield f, "rows that are kept are no longer than an honest one"
    if isinstance(form, TopDirection) and f:
        yield 1, "a single far row has the top direction"
    known = best([i for i in bounds(rule, Criterion.KAPPA, n, f, "inf") if i.exact], Side.UPPER) if f else None
    if known is not None:
        yield f, "a finite coefficient"
    if form is None or not form.coordinate_wise or n > min(MOST_ROWS, form.line_up_to):
        return
    pieces = form.pieces(n, f)
    for g in range((n - 1) // 2, 0, -1) if pieces is not None else ():
        assert pieces is not None
        try:
            _, (_, worst) = line.solve_all(pieces, n, g, Criterion.KAPPA)
        except SolverError:
            continue
        if worst.value is not None:
            yield g, f"a finite coefficient with {g} faulty rows on each coordinate"
            return


def _breaks(rule: Rule, n: int, f: int, g: int) -> bool:
    """Whether g faulty rows move the output without bound, on one of a few patterns."""
    rows: tuple[Any, ...] = tuple(range(1, g + 1))
    patterns = ([1] * g, [(-1) ** i for i in rows], list(rows), [1] * (g - 1) + [4 * n], [4**i for i in rows])
    return any(_grows(rule, n, f, pattern) for pattern in patterns)


def _grows(rule: Rule, n: int, f: int, pattern: list[int]) -> bool:
    for base in (0, 1):
        honest = [base] * (n - len(pattern))
        sizes = [_largest(rule, [*honest, *(reach * value for value in pattern)], f) for reach in _REACHES]
        if "scale" in rule.traits and base == 0 and sizes[0] != 0:
            return True
        if sizes[0] != 0 and all(after > 100 * before for before, after in pairwise(sizes)):
            return True
    return False


def _largest(rule: Rule, values: list[int], f: int) -> Fraction:
    try:
        outputs = rule.exact([(Fraction(value),) for value in values], f)
    except ValueError:
        return Fraction(0)
    return max(abs(output[0]) for output in outputs)
