r"""kappa* and lambda* on the line for workers of unequal weights, by the weighted solver and by copies.

(D1), (D2) with weights w_i > 0, sum 1, and a faulty mass phi < 1/2: for all x and every S of mass >= 1 - phi (or every
S of n - f workers), ||F - mean_S|| <= lambda D_S and ||F - mean_S||^2 <= kappa V_S, mean_S and V_S with the weights of
S. On the line an arrangement (which worker stands at which sorted place, and S) and a piece of the rule leave a linear
functional on a cone, so that finitely many arrangements give the coefficient.

**Without rows** (mean, trimmed mean, median, geometric median) the cone is that of sorted values. A value outside S is
pushed as far as its neighbours in S allow: in each gap the functional is linear, the best is a step, and beyond the
ends of S a step the wrong way has no bound. On the values of S, of shares p, the largest of sum c_i y_i over sorted y
with variance 1 is the length of the projection on a cone (Moreau): sum p_i g_i^2, g the isotonic regression of c_i/p_i
with weights p (:func:`_isotonic`); with diameter 1, steps are the extreme points: the largest tail sum of c.

**With rows** (mean around the median, CTMA) the general solver of :mod:`..line.solver` does it.

The second way, by copies, never speaks of mass: it takes the pieces of the rule without weights on N values, puts equal
values for the copies of a worker, and uses the general solver throughout. The two must agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from resam_theory.claims import Criterion
from resam_theory.definitions.base import Form
from resam_theory.definitions.pieces import Piece, Vector, plus, scaled, vector

from ..line.solver import solve_cone
from .pieces import by_copies, by_mass
from .problem import Arrangement, Problem

__all__ = ["Coefficient", "Worst", "attained", "solve"]


@dataclass(frozen=True)
class Worst:
    """The largest ratio found (None: infinite), the arrangement and the sorted values that reach it (None: known only
    as a number)."""

    value: Fraction | None
    arrangement: Arrangement
    values: Vector | None


@dataclass(frozen=True)
class Coefficient:
    """kappa* or lambda* (None: infinite) by the weighted solver and by copies, with an input that reaches it."""

    by_mass: Fraction | None
    by_copies: Fraction | None
    worst: Worst


def solve(form: Form, criterion: Criterion, problem: Problem) -> Coefficient:
    """Both ways; ValueError where the rule has no pieces, or the arrangements are too many.

    >>> half = Problem.of([Fraction(1)] * 4 + [Fraction(3)], None, Fraction(3, 10))
    >>> from resam_theory.definitions.trimmed import Trimmed
    >>> found = solve(Trimmed("f"), Criterion.KAPPA, half)
    >>> found.by_mass == found.by_copies, found.by_mass <= Fraction(3, 4)  # phi/(1 - 2 phi)
    (True, True)
    """
    copies, faulty = problem.copies()
    size = sum(copies)
    masses: list[Fraction | None] = []
    found: list[Worst] = []
    for arrangement in problem.arrangements():
        pieces = by_mass(form, arrangement.weights, problem.phi)
        masses += [_largest(piece, sign, criterion, arrangement) for piece in pieces for sign in (1, -1)]
        numbers = [int(w * size) for w in arrangement.weights]
        for piece in by_copies(form, numbers, faulty):
            found += [_general(piece, sign, criterion, arrangement) for sign in (1, -1)]
    worst = max(found, key=lambda item: _order(item.value))
    return Coefficient(max(masses, key=_order), worst.value, worst)


def _order(value: Fraction | None) -> tuple[bool, Fraction]:
    return value is None, value or Fraction(0)


def _functional(piece: Piece, sign: int, arrangement: Arrangement) -> Vector:
    return scaled(sign, plus(piece.weights, scaled(-1, arrangement.share)))


def _sorted_rows(n: int) -> tuple[Vector, ...]:
    return tuple(vector(n, {i: -1, i + 1: 1}) for i in range(n - 1))


def _general(piece: Piece, sign: int, criterion: Criterion, arrangement: Arrangement) -> Worst:
    c, rows = _functional(piece, sign, arrangement), (*_sorted_rows(len(piece.weights)), *piece.rows)
    found = solve_cone(c, rows, arrangement.share, criterion)
    return Worst(found.value, arrangement, found.values)


def _largest(piece: Piece, sign: int, criterion: Criterion, arrangement: Arrangement) -> Fraction | None:
    if piece.rows:
        return _general(piece, sign, criterion, arrangement).value
    c = _pushed(_functional(piece, sign, arrangement), arrangement.honest)
    if c is None:
        return None
    if criterion is Criterion.LAMBDA:
        return max(sum(c[k:], Fraction(0)) for k in range(len(c)))
    share = [p for p in arrangement.share if p]
    levels = _isotonic([x / p for x, p in zip(c, share, strict=True)], share)
    return sum((p * g * g for p, g in zip(share, levels, strict=True)), Fraction(0))


def _pushed(c: Sequence[Fraction], honest: Sequence[bool]) -> list[Fraction] | None:
    """The functional on the values of S once the others are pushed as far as they go; None where that is infinite."""
    places = [i for i, inside in enumerate(honest) if inside]
    gaps = zip([-1, *places], [*places, len(c)], strict=True)
    found = [c[i] for i in places]
    for k, (before, after) in enumerate(gaps):
        tails = [sum(c[j:after], Fraction(0)) for j in range(before + 1, after + 1)]
        heads = [sum(c[before + 1 : j], Fraction(0)) for j in range(before + 1, after + 1)]
        if k == 0:
            if min(heads) < 0:  # these values move down for ever
                return None
            found[0] += heads[-1] + c[after - 1] if after - 1 > before else 0
        elif k == len(places):
            if max(tails) > 0:
                return None
            found[-1] += tails[0]
        else:
            best = max(tails)
            found[k] += best
            found[k - 1] += tails[0] - best
    return found


def _isotonic(values: Sequence[Fraction], weights: Sequence[Fraction]) -> list[Fraction]:
    """The non-decreasing regression of values with weights, by pooling adjacent violators.

    >>> [str(x) for x in _isotonic([Fraction(3), Fraction(1), Fraction(4)], [Fraction(1), Fraction(3), Fraction(1)])]
    ['3/2', '3/2', '4']
    """
    pools: list[tuple[Fraction, Fraction, int]] = []
    for value, weight in zip(values, weights, strict=True):
        pool = (value, weight, 1)
        while pools and pools[-1][0] >= pool[0]:
            other, mass, count = pools.pop()
            total = mass + pool[1]
            pool = ((other * mass + pool[0] * pool[1]) / total, total, count + pool[2])
        pools.append(pool)
    return [level for level, _, count in pools for _ in range(count)]


def attained(form: Form, criterion: Criterion, worst: Worst, problem: Problem) -> Any:
    """The ratio of the worst input, by the definition without weights on copies: kappa or lambda; None: infinite."""
    assert worst.values is not None
    copies, faulty = problem.copies()
    size, share = sum(copies), worst.arrangement.share
    numbers = [int(w * size) for w in worst.arrangement.weights]
    points = [(u,) for u, count in zip(worst.values, numbers, strict=True) for _ in range(count)]
    mean = sum((p * u for p, u in zip(share, worst.values, strict=True)), Fraction(0))
    inside = [u for u, honest in zip(worst.values, worst.arrangement.honest, strict=True) if honest]
    spread: Fraction = max(inside) - min(inside)
    if criterion is Criterion.KAPPA:
        spread = sum((p * (u - mean) ** 2 for p, u in zip(share, worst.values, strict=True)), Fraction(0))
    error = max(abs(output[0] - mean) for output in form.outputs(points, faulty))
    if not spread:
        return None if error else Fraction(0)
    return error**2 / spread if criterion is Criterion.KAPPA else error / spread
