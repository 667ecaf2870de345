r"""Rules that are piecewise linear in the order statistics of a coordinate, and the complete list of worst-case
patterns.

Let u_1 <= ... <= u_n be the sorted values. A *piece* is a weight vector w and rows a_r: wherever a_r . u >= 0 for
every r (the sortedness rows u_{i+1} - u_i >= 0 included), w . u is an output of the rule. The pieces of a rule cover
every sorted u and give every extreme output at a tie. Adding a rule is one function and one line in :data:`RULES_1D`.

**The list of patterns is complete** (lemma, derived here). For any translation-equivariant, permutation-invariant
rule on the line the worst set S may be taken to be a *block*, m consecutive sorted positions, so that a pattern is a
triple (piece, first position of the block, sign of F - mean_S): at most (f+1) * pieces * 2 of them, instead of C(n,
m) * pieces.

*Proof.* Fix u, and shift it so that F = 0. Say mean_S < 0 (mirror otherwise) and write A = -sum_S u, Q = sum_S u^2.

- kappa: V_S = Q/m - (A/m)^2, so (F - mean_S)^2 / V_S increases with t = A^2/Q. On Q >= 0 the set {max(A, 0) <= c
  sqrt(Q)} is convex (Q >= max(A, 0)^2/c^2), so max(A, 0)/sqrt(Q) is quasi-convex; it increases with A and decreases
  with Q. Its maximum over all S is therefore attained at an S that maximises alpha A - beta Q for some alpha, beta >=
  0, and, moving (alpha, beta) inside the normal cone of that vertex, one without accidental ties: the m smallest
  values of beta u^2 + alpha u, that is the m values nearest to the centre -alpha/(2 beta), or the m smallest values.
  In sorted order these are consecutive; equal values may be relabelled.
- lambda: let a be the smallest and b the largest position of S, and keep a. For given b the mean is least for S = {a,
  ..., a+m-2, b}; the ratio (c - u_b/m)/(u_b - u_a), with c - u_b/m >= 0 fixed otherwise, decreases in u_b, so b =
  a+m-1. QED

If the list of pieces is its own mirror image (u -> -u reversed), the sign - repeats the sign + and is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

__all__ = ["RULES_1D", "Pattern", "Piece", "Pieces", "functional", "patterns", "pieces_of", "rows_of"]

Vector = tuple[Fraction, ...]


@dataclass(frozen=True)
class Piece:
    """``weights . u`` is an output of the rule wherever ``row . u >= 0`` for the ``rows`` and u is sorted."""

    weights: Vector
    rows: tuple[Vector, ...] = ()

    def mirrored(self) -> Piece:
        """The piece of the rule u -> -F(-u)."""
        return Piece(self.weights[::-1], tuple(sorted(tuple(-a for a in row[::-1]) for row in self.rows)))


class Pattern(NamedTuple):
    """The piece, the first position (from 0) of the block S, and the sign of F - mean_S."""

    piece: int
    block: int
    sign: int


Pieces = tuple[Piece, ...]


def _vector(n: int, entries: dict[int, Fraction | int]) -> Vector:
    return tuple(Fraction(entries.get(i, 0)) for i in range(n))


def _plus(*vectors: Sequence[Fraction]) -> Vector:
    return tuple(sum(column, Fraction(0)) for column in zip(*vectors, strict=True))


def _scaled(factor: Fraction | int, vector: Sequence[Fraction]) -> Vector:
    return tuple(factor * entry for entry in vector)


def _average(n: int, start: int, stop: int) -> Vector:
    """Weights of the mean of u[start:stop], positions counted from 0."""
    return _vector(n, dict.fromkeys(range(start, stop), Fraction(1, stop - start)))


def mean(n: int, f: int) -> Pieces:
    """The mean of all values."""
    return (Piece(_average(n, 0, n)),)


def trimmed_mean(n: int, f: int) -> Pieces:
    """The mean of what is left after f values are trimmed on each side."""
    return trimmed(n, f)


def trimmed(n: int, k: int) -> Pieces:
    """The trimmed mean with any number 0 <= k < n/2 of values trimmed on each side."""
    return (Piece(_average(n, k, n - k)),)


def median(n: int, f: int) -> Pieces:
    """The median; the midpoint of the two middle values for even n."""
    return trimmed(n, (n - 1) // 2)


def geometric_median(n: int, f: int) -> Pieces:
    """d = 1: any point between the middle values, of which the ends are extreme."""
    return tuple(Piece(_average(n, i, i + 1)) for i in sorted({(n - 1) // 2, n // 2}))


def mean_around_median(n: int, f: int) -> Pieces:
    """The mean of the m = n - f values nearest to the median.

    They form a window u[i:i+m] that contains the middle; it is a nearest window iff neither neighbour outside is nearer
    than the far end inside: u[i] + u[i+m] >= 2 median and u[i-1] + u[i+m-1] <= 2 median.
    """
    m = n - f
    twice_median = _scaled(2, trimmed(n, (n - 1) // 2)[0].weights)
    pieces = []
    for i in range(f + 1):
        rows = []
        if i + m < n:
            rows.append(_plus(_vector(n, {i: 1, i + m: 1}), _scaled(-1, twice_median)))
        if i > 0:
            rows.append(_plus(twice_median, _vector(n, {i - 1: -1, i + m - 1: -1})))
        pieces.append(Piece(_average(n, i, i + m), tuple(rows)))
    return tuple(pieces)


def minimum_diameter_averaging(n: int, f: int) -> Pieces:
    """d = 1: the mean of m consecutive values of smallest range."""
    m = n - f

    def width(i: int) -> Vector:
        return _vector(n, {i: -1, i + m - 1: 1})

    return tuple(
        Piece(_average(n, i, i + m), tuple(_plus(width(j), _scaled(-1, width(i))) for j in range(f + 1) if j != i))
        for i in range(f + 1)
    )


RULES_1D: Final[dict[str, tuple[Callable[[int, int], Pieces], bool]]] = {
    "geometric_median": (geometric_median, False),
    "mean": (mean, True),
    "mean_around_median": (mean_around_median, True),
    "median": (median, True),
    "minimum_diameter_averaging": (minimum_diameter_averaging, False),
    "trimmed_mean": (trimmed_mean, True),
}
"""Rule name -> (pieces for (n, f), whether the rule acts on each coordinate; if not, the pieces are those of d = 1)."""


def pieces_of(rule: str, n: int, f: int) -> Pieces:
    """The pieces of a registered rule; ValueError that lists the names for any other."""
    if rule not in RULES_1D:
        raise ValueError(f"rule = {rule!r} is not admissible: the one-dimensional solver knows {', '.join(RULES_1D)}")
    return RULES_1D[rule][0](n, f)


def patterns(pieces: Pieces, n: int, f: int) -> tuple[Pattern, ...]:
    """Every pattern (piece, block, sign) that must be bounded; see the lemma in the module's docstring.

    >>> len(patterns(mean_around_median(13, 4), 13, 4)), len(patterns(geometric_median(4, 1), 4, 1))
    (25, 4)
    """
    own = {Piece(p.weights, tuple(sorted(p.rows))) for p in pieces}
    signs = (1,) if own == {p.mirrored() for p in pieces} else (1, -1)
    return tuple(Pattern(p, j, sign) for p in range(len(pieces)) for j in range(f + 1) for sign in signs)


def rows_of(piece: Piece, n: int) -> tuple[Vector, ...]:
    """All rows a_r, a_r . u >= 0, of a piece: sortedness first, then the piece's own."""
    return tuple(_vector(n, {i: -1, i + 1: 1}) for i in range(n - 1)) + piece.rows


def functional(piece: Piece, pattern: Pattern, n: int, f: int) -> Vector:
    """c with c . u = sign * (F - mean_S) on the piece, S the block of the pattern; the entries of c sum to 0."""
    block = _average(n, pattern.block, pattern.block + n - f)
    return _scaled(pattern.sign, _plus(piece.weights, _scaled(-1, block)))
