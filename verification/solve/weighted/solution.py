r"""kappa* and lambda* on the line for workers of unequal weights, by mass and by copies.

(D1), (D2) with weights w_i > 0, sum 1, and a faulty mass phi < 1/2: for all x and every S of mass >= 1 - phi (or every
S of n - f workers), ||F - mean_S|| <= lambda D_S and ||F - mean_S||^2 <= kappa V_S, mean_S and V_S with the weights of
S. On the line an arrangement (which worker stands at which sorted place, and S) and a piece of the rule leave a linear
functional on a cone, so that finitely many patterns give the coefficient; multipliers of the cone's rows prove it.

**Without rows** (mean, trimmed mean, median, geometric median) the cone is that of sorted values: :func:`projected`.
**With rows** (mean around the median, CTMA) the general solver of :mod:`..line.solver` does it.

The second way, by copies, never speaks of mass: it takes the pieces of the rule without weights on N values, puts equal
values for the copies of a worker, and uses the general solver throughout. The two must agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, pairwise

from resam_theory.claims import Criterion
from resam_theory.definitions.base import Form
from resam_theory.definitions.pieces import Piece, Vector

from ...recheck.masses import Arrangement, Masses
from ...recheck.weighed import Weighed, functional, patterns, rows_of
from ..line.solver import PatternSolution, solve_cone, worst
from .pieces import by_copies

__all__ = ["largest_by_copies", "projected", "solve"]


def solve(claim: Weighed) -> tuple[tuple[PatternSolution, ...], Arrangement, PatternSolution]:
    """What is proved of every pattern by mass, in the re-checker's order, and the worst one exactly; ValueError where
    the arrangements are too many.

    >>> from resam_theory.definitions.trimmed import Trimmed
    >>> unequal = Masses.of([Fraction(1)] * 4 + [Fraction(3)], None, Fraction(3, 10))
    >>> claim = Weighed("trimmed_mean", Trimmed("f"), "kappa", 5, 2, 1, unequal)
    >>> (solve(claim)[2].value or 0) <= Fraction(3, 4)  # phi/(1 - 2 phi)
    True
    """

    def solved(pattern: tuple[Arrangement, Piece, int], *, attained: bool) -> PatternSolution:
        arrangement, piece, sign = pattern
        if piece.rows:
            return _general(piece, sign, arrangement, claim.criterion, attained=attained)
        return projected(functional(piece, sign, arrangement.share), arrangement.share, claim.criterion)

    listed = [(pattern, solved(pattern, attained=False)) for pattern in patterns(claim)]
    proved, ((arrangement, *_), extreme) = worst(listed, lambda pattern: solved(pattern, attained=True))
    return tuple(solution for _, solution in proved), arrangement, extreme


def largest_by_copies(form: Form, criterion: str, problem: Masses) -> Fraction | None:
    """The coefficient by the general solver on copies; None: infinite."""
    copies, faulty = problem.copies()
    size, largest = sum(copies), Fraction(0)
    for arrangement in problem.arrangements():
        for piece in by_copies(form, [int(w * size) for w in arrangement.weights], faulty):
            for sign in (1, -1):
                found = _general(piece, sign, arrangement, criterion, attained=True).value
                if found is None:
                    return None
                largest = max(largest, found)
    return largest


def _general(piece: Piece, sign: int, arrangement: Arrangement, criterion: str, *, attained: bool) -> PatternSolution:
    share = arrangement.share
    return solve_cone(functional(piece, sign, share), rows_of(piece), share, Criterion(criterion), attained=attained)


def projected(c: Vector, share: Vector, criterion: str) -> PatternSolution:
    """The largest c . u over sorted u, squared over V_S or over D_S, exactly; sum(c) = 0, ``share`` is 0 outside S.

    With P_j = c_0 + ... + c_j, c . u = sum_j -P_j (u_{j+1} - u_j). Between two places of S only the least P_j counts,
    where all of the step is put; beyond the ends of S a P_j < 0 has no bound. What is left is a functional on the
    values of S. kappa: it is projected on the sorted vectors (Moreau), in the metric of the shares p: with c_i its
    entries, sum p_i g_i^2, g the isotonic regression of c_i/p_i with weights p. lambda: steps are the extreme points.
    The multiplier of the row u_{j+1} >= u_j is P_j - (v_0 + ... + v_j), v_i = p_i g_i or -lambda, lambda at the ends.

    >>> thirds = (Fraction(1, 3),) * 3
    >>> found = projected((Fraction(-1, 3), Fraction(2, 3), Fraction(-1, 3)), thirds, "kappa")
    >>> str(found.value), [str(u) for u in found.values], {k: str(mu) for k, mu in found.multipliers.items()}
    ('1/2', ['-1', '1/2', '1/2'], {1: '1/2'})
    """
    sums, places = list(accumulate(c)), [i for i, part in enumerate(share) if part]
    first, last = places[0], places[-1]
    endless = next((j for j in range(len(c)) if not first <= j < last and sums[j] < 0), None)
    if endless is not None:
        below = endless < first
        return PatternSolution(
            None, {}, tuple(Fraction(-(below and i <= endless) + (not below and i > endless)) for i in range(len(c)))
        )
    steps = [min(range(a, b), key=lambda j: sums[j]) for a, b in pairwise(places)]
    heads = [*(sums[j] for j in steps), Fraction(0)]
    if criterion == "kappa":
        shares = [share[i] for i in places]
        levels = _isotonic([(x - y) / p for x, y, p in zip(heads, [0, *heads[:-1]], shares, strict=True)], shares)
        value = sum((p * g * g for p, g in zip(shares, levels, strict=True)), Fraction(0))
        proved = list(accumulate(p * g for p, g in zip(shares, levels, strict=True)))
    else:
        least = min(range(len(heads)), key=lambda i: heads[i])
        value = -heads[least]
        levels = [Fraction(i > least) for i in range(len(heads))]
        proved = [*([heads[least]] * (len(places) - 1)), Fraction(0)]
    multipliers: dict[int, Fraction] = {}
    values: list[Fraction] = []
    for j, total in enumerate(sums):
        own = sum(i <= j for i in places)  # how many of S stand up to here
        mu = total - (proved[own - 1] if own else 0)
        multipliers |= {j: mu} if mu else {}
        if own and own < len(places) and j > steps[own - 1] and not share[j]:
            own += 1
        values.append(levels[max(own - 1, 0)])
    return PatternSolution(value, multipliers, tuple(values))


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
