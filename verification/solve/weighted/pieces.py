"""The pieces of a rule on the line for workers of unequal weights: by mass, and as those of copies.

Two ways that have nothing in common but the definition: :func:`by_mass` cuts masses, :func:`by_copies` takes the pieces
of the rule without weights on as many equal values as a worker has copies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Final

from resam_theory.definitions.base import Form
from resam_theory.definitions.fermat import Fermat
from resam_theory.definitions.nearest import Nearest
from resam_theory.definitions.nnm import Refined
from resam_theory.definitions.pieces import Piece, Vector, plus, scaled, vector
from resam_theory.definitions.trimmed import Trimmed

__all__ = ["by_copies", "by_mass"]

_HALF: Final = Fraction(1, 2)


def by_mass(form: Form, w: Sequence[Fraction], phi: Fraction) -> tuple[Piece, ...]:
    """The pieces for sorted values of weights w, sum 1, the faulty mass phi; ValueError for other forms.

    >>> thirds = [Fraction(1, 3)] * 3
    >>> by_mass(Trimmed("f"), thirds, Fraction(1, 3))[0].weights == (0, 1, 0)
    True
    """
    n, sums = len(w), tuple(accumulate(w))
    if isinstance(form, Trimmed) and form.k == "(n-1)//2":
        low, high = _middle(sums)
        return (Piece(scaled(_HALF, plus(vector(n, {low: 1}), vector(n, {high: 1})))),)
    if isinstance(form, Trimmed) and form.k in ("0", "f"):
        cut = phi if form.k == "f" else Fraction(0)
        return (Piece(_between(w, sums, cut, 1 - cut)),)
    if isinstance(form, Fermat):
        return tuple(Piece(vector(n, {place: 1})) for place in dict.fromkeys(_middle(sums)))
    if isinstance(form, Nearest) and form.count == "m":
        return tuple(_windows(w, sums, phi, by_mass(form.anchor, w, phi)))
    if isinstance(form, Refined):
        return tuple(_windows(w, sums, phi, by_mass(form.anchor, w, phi)))
    raise ValueError(f"nothing is known of weights for the {form.statement()}")


def _middle(sums: Sequence[Fraction]) -> tuple[int, int]:
    """The first places at which half of the mass is reached, and exceeded."""
    low = next(i for i, total in enumerate(sums) if total >= _HALF)
    return low, next(i for i, total in enumerate(sums) if total > _HALF)


def _between(w: Sequence[Fraction], sums: Sequence[Fraction], low: Fraction, high: Fraction) -> Vector:
    """The weights of the mean of the mass between two shares."""
    kept = [max(min(end, high) - max(end - x, low), Fraction(0)) for x, end in zip(w, sums, strict=True)]
    return scaled(1 / (high - low), kept)


def _windows(
    w: Sequence[Fraction], sums: Sequence[Fraction], phi: Fraction, anchors: Sequence[Piece]
) -> Iterator[Piece]:
    """The mean of the mass 1 - phi nearest to an anchor: from the share t on, t where a value begins or ends.

    t is right iff the mass just below t is no nearer than that just below t + 1 - phi, and so on above.
    """
    n, kept = len(w), 1 - phi
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
            yield Piece(_between(w, sums, t, t + kept), tuple(rows))


def _place(sums: Sequence[Fraction], at: Fraction, *, above: bool) -> int:
    """The value that holds the mass just above, or just below, a share."""
    return next(i for i, end in enumerate(sums) if (end > at if above else end >= at))


def by_copies(form: Form, copies: Sequence[int], faulty: int) -> tuple[Piece, ...]:
    """The pieces of the rule without weights on ``copies[i]`` equal values each, ``faulty`` of all of them faulty."""
    pieces = form.pieces(sum(copies), faulty)
    if pieces is None:
        raise ValueError(f"nothing is known on the line of the {form.statement()}")
    ends = tuple(accumulate(copies))

    def gathered(row: Vector) -> Vector:
        return tuple(sum(row[end - size : end], Fraction(0)) for size, end in zip(copies, ends, strict=True))

    found = (Piece(gathered(p.weights), tuple(r for r in map(gathered, p.rows) if any(r))) for p in pieces)
    return tuple(dict.fromkeys(found))
