r"""Upper bounds on the line, for rules that are piecewise linear in the order statistics.

Let u_1 <= ... <= u_n be the sorted values. The pieces of a definition cover every sorted u and give every extreme
output at a tie.

**The list of patterns is complete** (lemma, derived here). For given values and a given output F on the line the worst
set S may be taken to be a *block*, m consecutive sorted positions, so that a pattern is a triple (piece, first position
of the block, sign of F - mean_S): at most (f+1) * pieces * 2 of them, instead of C(n, m) * pieces.

*Proof.* Fix u and F, and shift both so that F = 0 (nothing is asked of the rule). Say mean_S < 0 (mirror otherwise) and
write A = -sum_S u, Q = sum_S u^2.

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

**A pattern's bound.** With c the functional, c . u = sign (F - mean_S), rows a_r . u >= 0, multipliers mu_r >= 0 and v
= c + sum_r mu_r a_r vanishing outside the block S, every admissible u has c . u <= v . u; since v sums to 0, v . u <=
sqrt(m ||v||^2 V_S) and v . u <= (sum of the positive v_i) D_S.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from resam_theory.definitions.pieces import Piece, Vector, average, plus, scaled, vector

from .claim import Coefficient
from .reading import Refused, count, items, nonnegative

__all__ = [
    "MOST_VALUES",
    "Pattern",
    "cone_bound",
    "functional",
    "pattern_bound",
    "patterns",
    "patterns_bound",
    "rows_of",
]

MOST_VALUES: Final = 64
"""Largest n: patterns and their rows are written out."""


class Pattern(NamedTuple):
    """The piece, the first position (from 0) of the block S, and the sign of F - mean_S."""

    piece: int
    block: int
    sign: int


def patterns(pieces: Sequence[Piece], n: int, f: int) -> tuple[Pattern, ...]:
    """Every pattern (piece, block, sign) that must be bounded; see the lemma in the module's docstring."""
    own = {Piece(p.weights, tuple(sorted(p.rows))) for p in pieces}
    signs = (1,) if own == {p.mirrored() for p in pieces} else (1, -1)
    return tuple(Pattern(p, j, sign) for p in range(len(pieces)) for j in range(f + 1) for sign in signs)


def rows_of(piece: Piece, n: int) -> tuple[Vector, ...]:
    """All rows a_r, a_r . u >= 0, of a piece: sortedness first, then the piece's own."""
    return tuple(vector(n, {i: -1, i + 1: 1}) for i in range(n - 1)) + piece.rows


def functional(piece: Piece, pattern: Pattern, n: int, f: int) -> Vector:
    """c with c . u = sign * (F - mean_S) on the piece, S the block of the pattern; the entries of c sum to 0."""
    block = average(n, pattern.block, pattern.block + n - f)
    return scaled(pattern.sign, plus(piece.weights, scaled(-1, block)))


def patterns_bound(claim: Coefficient, evidence: Mapping[str, Any]) -> Fraction:
    """The largest of the bounds that the multipliers of every pattern prove; of lambda, its square. d = 1."""
    n, f = claim.n, claim.n - claim.m
    if claim.d != 1:
        raise Refused("these patterns bound the coefficient at d = 1 only")
    if n > MOST_VALUES:
        raise Refused(f"n = {n}: need n <= {MOST_VALUES}")
    pieces = claim.form.pieces(n, claim.f)
    if not pieces:
        raise Refused("the definition has no pieces on the line")
    given: dict[Pattern, Mapping[str, Any]] = {}
    for entry in items(evidence["patterns"], "patterns"):
        piece, block, sign, multipliers = items(entry, "a pattern", length=4)
        key = Pattern(count(piece, "piece", low=0), count(block, "block", low=0), count(sign, "sign", low=-1, high=1))
        if key in given or not isinstance(multipliers, Mapping):
            raise Refused(f"{key}: need each pattern once, with an object of multipliers")
        given[key] = multipliers
    wanted = patterns(pieces, n, f)
    missing = [pattern for pattern in wanted if pattern not in given]
    if missing or len(given) > len(wanted):
        raise Refused(f"{missing[0]} is missing" if missing else "there are patterns that the definition does not have")
    bounds = [pattern_bound(claim, pieces[pattern.piece], pattern, given[pattern]) for pattern in wanted]
    return max(bounds) ** 2 if claim.criterion == "lambda" else max(bounds)


def pattern_bound(claim: Coefficient, piece: Piece, pattern: Pattern, multipliers: Mapping[str, Any]) -> Fraction:
    """What the multipliers of one pattern prove of kappa or lambda."""
    n, f, rows = claim.n, claim.n - claim.m, rows_of(piece, claim.n)
    share = average(n, pattern.block, pattern.block + claim.m)
    try:
        return cone_bound(functional(piece, pattern, n, f), rows, share, claim.criterion, multipliers)
    except Refused as error:
        raise Refused(f"{pattern}: {error}") from None


def cone_bound(
    c: Vector, rows: Sequence[Vector], share: Vector, criterion: str, multipliers: Mapping[str, Any]
) -> Fraction:
    """What multipliers of the rows prove of c . u over sqrt(V_S), squared, or over D_S; ``share``: the weights in the
    mean of S, 0 outside. v . u <= sqrt(sum_S v_i^2/share_i) sqrt(V_S)."""
    v = list(c)
    places = {str(row): row for row in range(len(rows))}
    for index, text in multipliers.items():
        if index not in places:
            raise Refused(f"there is no row {index!r:.20}")
        mu = nonnegative(text, "multiplier")
        v = [entry + mu * a if a else entry for entry, a in zip(v, rows[places[index]], strict=True)]
    if any(entry for entry, part in zip(v, share, strict=True) if not part):
        raise Refused("a value outside S is not cancelled")
    if sum(v) != 0:
        raise Refused("the functional does not sum to 0")
    if criterion != "lambda":
        return sum((x * x / part for x, part in zip(v, share, strict=True) if part), Fraction(0))
    return sum((x for x in v if x > 0), Fraction(0))
