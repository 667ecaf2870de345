"""Weights as mass on the line: what is cut off sorted values of weights w, sum 1, of which a share phi is faulty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Final

from .pieces import Piece, Vector, plus, scaled, vector

__all__ = ["between", "middle", "windows"]

_HALF: Final = Fraction(1, 2)


def middle(w: Sequence[Fraction]) -> tuple[int, int]:
    """The first places at which half of the mass is reached, and exceeded.

    >>> middle([Fraction(1, 4)] * 4), middle([Fraction(1, 3)] * 3)
    ((1, 2), (1, 1))
    """
    sums = tuple(accumulate(w))
    low = next(i for i, total in enumerate(sums) if total >= _HALF)
    return low, next(i for i, total in enumerate(sums) if total > _HALF)


def between(w: Sequence[Fraction], low: Fraction, high: Fraction) -> Vector:
    """The weights of the mean of the mass between two shares.

    >>> [str(x) for x in between([Fraction(1, 2)] * 2, Fraction(0), Fraction(3, 4))]
    ['2/3', '1/3']
    """
    kept = [max(min(end, high) - max(end - x, low), Fraction(0)) for x, end in zip(w, accumulate(w), strict=True)]
    return scaled(1 / (high - low), kept)


def windows(w: Sequence[Fraction], phi: Fraction, anchors: Sequence[Piece]) -> Iterator[Piece]:
    """The mean of the mass 1 - phi nearest to an anchor: from the share t on, t where a value begins or ends.

    t is right iff the mass just below t is no nearer than that just below t + 1 - phi, and so on above. Where other t
    are right too, the output lies between those of the two nearest t here.
    """
    n, sums, kept = len(w), tuple(accumulate(w)), 1 - phi
    starts = {Fraction(0), phi, *sums, *(end - kept for end in sums)}
    for t in sorted(t for t in starts if 0 <= t <= phi):
        for anchor in anchors:
            twice = scaled(2, anchor.weights)
            rows = list(anchor.rows)
            if t > 0:
                below = plus(*(vector(n, {_place(sums, at, above=False): 1}) for at in (t, t + kept)))
                rows.append(plus(twice, scaled(-1, below)))
            if t < phi:
                above = plus(*(vector(n, {_place(sums, at, above=True): 1}) for at in (t, t + kept)))
                rows.append(plus(above, scaled(-1, twice)))
            yield Piece(between(w, t, t + kept), tuple(rows))


def _place(sums: Sequence[Fraction], at: Fraction, *, above: bool) -> int:
    """The value that holds the mass just above, or just below, a share."""
    return next(i for i, end in enumerate(sums) if (end > at if above else end >= at))
