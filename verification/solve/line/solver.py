r"""One pattern solved: floats find the active rows, rationals prove the value.

For a pattern with functional c (c . u = |F - mean_S|), rows a_r . u >= 0 and block S, multipliers mu_r >= 0 with

    c + sum_r mu_r a_r = v,  v = 0 outside S,

prove c . u <= v . u for every admissible u. With sum(v) = 0 (which follows where a rule commutes with translations, and
must be asked of the multipliers where it does not), this gives

- kappa: c . u <= ||v|| sqrt(m V_S), so the pattern's coefficient is at most m ||v||^2; the least such value is a
  projection on a polyhedral cone (a non-negative least squares problem), with equality at u_S = v + a constant;
- lambda: if v = l (e_last - e_first) on the ends of S, c . u <= l D_S: a linear programme.

Values outside S are free of any spread, which is why v must vanish there; if no mu does that, the coefficient is
infinite. Reference: derived here (theory.md B3).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, TypeVar

import numpy as np
from flint import fmpq, fmpq_mat
from scipy.optimize import linprog, nnls

from resam_theory.claims import Criterion
from resam_theory.definitions.pieces import Piece, Vector, average

from ...recheck.line import Pattern, functional, rows_of
from ..errors import SolverError

__all__ = ["PatternSolution", "solve", "solve_cone", "worst"]

T = TypeVar("T")

_ZERO = 1e-9
"""A float multiplier or slack below this is taken for zero; a wrong guess fails the exact re-check."""
_OFF_BLOCK_WEIGHTS = (1e4, 1e2, 1e1, 1e6)
"""Weights of the equations outside S in the float least squares problem, tried in turn; exact in the second stage."""
_LARGEST_MULTIPLIER = 1e6
_DAMPING = 1e-6
"""Weight that keeps multipliers of dependent rows small in the float least squares problem."""
_GUESSES = tuple(product(_OFF_BLOCK_WEIGHTS, (None, _DAMPING)))
"""How the float least squares problem is set up, in turn."""
_DENOMINATOR = 10**4
"""Largest denominator given to coordinates that the exact equations leave free."""


@dataclass(frozen=True)
class PatternSolution:
    """A pattern's exact ``value`` (kappa or lambda; None: infinite), multipliers by row that prove it, and a sorted u
    that attains it; without ``values`` it is an upper bound, which the multipliers prove, and no more."""

    value: Fraction | None
    multipliers: Mapping[int, Fraction]
    values: Vector | None


def _rational(entry: Any) -> Fraction:
    return Fraction(int(entry.p), int(entry.q))


def _fmpq(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


def exact_solution(equations: Sequence[Vector], right: Sequence[Fraction], guess: Sequence[float]) -> list[Fraction]:
    """A rational solution of ``equations . z = right`` whose free coordinates are the rounded ``guess``."""
    size = len(guess)
    if not equations:
        return [Fraction(float(g)).limit_denominator(_DENOMINATOR) for g in guess]
    table = fmpq_mat([[*map(_fmpq, row), _fmpq(b)] for row, b in zip(equations, right, strict=True)])
    reduced, rank = table.rref()
    solution = [Fraction(float(g)).limit_denominator(_DENOMINATOR) for g in guess]
    entries = [[_rational(reduced[i, j]) for j in range(size + 1)] for i in range(rank)]
    pivots = [next(j for j in range(size + 1) if row[j]) for row in entries]
    if size in pivots:
        raise SolverError("the exact system of the active rows has no solution")
    for pivot, row in zip(pivots, entries, strict=True):
        free = (row[j] * solution[j] for j in range(size) if row[j] and j not in pivots)
        solution[pivot] = row[size] - sum(free, Fraction(0))
    return solution


def _as_float(vectors: Sequence[Vector], n: int) -> np.ndarray:
    return np.array([[float(a) for a in row] for row in vectors], dtype=float).reshape(len(vectors), n)


def _linear_programme(cost: np.ndarray, **constraints: Any) -> Any:
    result = linprog(cost, method="highs-ds", **constraints)
    if result.status != 0:
        raise SolverError(f"HiGHS: {result.message}")
    return result


def _complete(rows: Sequence[Vector], tight: Sequence[int], fixed: Sequence[tuple[Vector, Fraction]], n: int) -> Vector:
    """A rational u with ``fixed`` products (a, a . u), the ``tight`` rows at 0, the others as far above as possible."""
    matrix = _as_float(rows, n)
    loose = [r for r in range(len(rows)) if r not in set(tight)]
    scale = 4.0 * n * max([1.0, *(abs(float(v)) for _, v in fixed)])
    bounds = [(-scale, scale)] * n + [(0.0, 1.0)]
    equal = np.r_[_as_float([a for a, _ in fixed], n), matrix[list(tight)]]
    result = linprog(
        np.r_[np.zeros(n), -1.0],
        A_ub=np.c_[-matrix[loose], np.ones(len(loose))] if loose else None,
        b_ub=np.zeros(len(loose)) if loose else None,
        A_eq=np.c_[equal, np.zeros(len(equal))],
        b_eq=np.array([*(float(v) for _, v in fixed), *([0.0] * len(tight))]),
        bounds=bounds,
        method="highs-ds",
    )
    if result.status != 0:
        raise SolverError(f"HiGHS: {result.message}")
    equations = [*(a for a, _ in fixed), *(rows[r] for r in tight)]
    right = [*(v for _, v in fixed), *([Fraction(0)] * len(tight))]
    slack = matrix @ result.x[:n]
    hugging = [rows[r] for r in loose if slack[r] < _ZERO]
    return tuple(exact_solution([*equations, *hugging], [*right, *([Fraction(0)] * len(hugging))], list(result.x[:n])))


def _ray(c: Vector, rows: Sequence[Vector], block: Sequence[int], n: int) -> Vector | None:
    """An admissible u that is constant on S with c . u > 0 (the coefficient is then infinite), or None."""
    matrix = _as_float(rows, n)
    same = np.array([[float(i == block[0]) - float(i == j) for i in range(n)] for j in block[1:]]).reshape(-1, n)
    result = _linear_programme(
        -np.array([float(x) for x in c]),
        A_ub=-matrix,
        b_ub=np.zeros(len(rows)),
        A_eq=same if len(same) else None,
        b_eq=np.zeros(len(same)) if len(same) else None,
        bounds=(-1.0, 1.0),
    )
    if -result.fun < _ZERO:
        return None
    return tuple(Fraction(float(x)).limit_denominator(_DENOMINATOR) for x in result.x)


def solve(
    piece: Piece, pattern: Pattern, n: int, f: int, criterion: Criterion, *, attained: bool = True
) -> PatternSolution:
    """Solve one pattern exactly for ``criterion`` KAPPA or LAMBDA (d = 1); see :func:`solve_cone`."""
    block = range(pattern.block, pattern.block + n - f)
    c, share = functional(piece, pattern, n, f), average(n, block[0], block[-1] + 1)
    return solve_cone(c, rows_of(piece, n), share, criterion, attained=attained)


def worst(
    solved: Sequence[tuple[T, PatternSolution]], again: Callable[[T], PatternSolution]
) -> tuple[tuple[tuple[T, PatternSolution], ...], tuple[T, PatternSolution]]:
    """All patterns, and the one of largest value, an infinite one first; it is solved ``again``, with an input that
    attains it, where it has none, and others where its value falls by that."""
    listed = list(solved)
    while True:
        values = [(item.value is None, item.value or Fraction(0)) for _, item in listed]
        place = max(range(len(listed)), key=lambda i: values[i])
        if listed[place][1].values is not None:
            return tuple(listed), listed[place]
        listed[place] = (listed[place][0], again(listed[place][0]))


def solve_cone(
    c: Vector, rows: Sequence[Vector], share: Vector, criterion: Criterion, *, attained: bool = True
) -> PatternSolution:
    """The largest c . u with ``row . u >= 0`` for all rows, squared over V_S (KAPPA) or over D_S (LAMBDA), exactly.

    ``share``: the weights of the sorted values in the mean of S, 0 outside S, with sum 1. With them kappa's bound reads
    c . u <= v . u <= sqrt(sum_S v_i^2/share_i) sqrt(V_S), with equality at u_i = v_i/share_i + a constant. An input is
    sought, which is half of the work, where it is to be ``attained``.
    """
    n, block = len(c), [i for i, part in enumerate(share) if part]

    def proved(guesses: Sequence[tuple[float, float | None]]) -> PatternSolution:
        if criterion is Criterion.LAMBDA:
            return _lambda(c, rows, block, n, attained=attained)
        return _kappa(c, rows, block, share, guesses, attained=attained)

    try:
        return proved(_GUESSES[:1])
    except SolverError:  # there is no bound, or the guess is wrong
        ray = _ray(c, rows, block, n)
    return proved(_GUESSES[1:]) if ray is None else PatternSolution(None, {}, ray)


def _kappa(
    c: Vector,
    rows: Sequence[Vector],
    block: Sequence[int],
    share: Vector,
    guesses: Sequence[tuple[float, float | None]],
    *,
    attained: bool,
) -> PatternSolution:
    """The first guess of the active rows that the exact stage confirms."""
    failed = SolverError("no guess of the active rows was tried")
    for off_block, damping in guesses:
        try:
            guess = _guessed(c, rows, share, off_block=off_block, damping=damping)
            return _projected(c, rows, block, share, guess, attained=attained)
        except SolverError as error:
            failed = error
    raise failed


def _guessed(
    c: Vector, rows: Sequence[Vector], share: Vector, *, off_block: float, damping: float | None
) -> np.ndarray:
    """Float multipliers of the projection; ``damping`` keeps those of rows that add up to 0 from growing for ever."""
    inside = [float(part) for part in share if part]
    weight = np.array([(min(inside) / float(part)) ** 0.5 if part else off_block for part in share])
    matrix = _as_float(rows, len(c))
    columns = np.r_[(matrix * weight).T, off_block * matrix.sum(axis=1)[None]]
    target = np.array([float(x) for x in c])
    wanted = -np.r_[weight * target, off_block * target.sum()]
    if damping is not None:
        columns, wanted = np.r_[columns, damping * np.eye(len(rows))], np.r_[wanted, np.zeros(len(rows))]
    try:
        guess, _ = nnls(columns, wanted)
    except RuntimeError as error:
        raise SolverError(f"non-negative least squares: {error}") from None
    if damping is None and guess.max(initial=0.0) > _LARGEST_MULTIPLIER:
        raise SolverError("the multipliers of dependent rows grow")
    return guess


def _projected(
    c: Vector, rows: Sequence[Vector], block: Sequence[int], share: Vector, guess: np.ndarray, *, attained: bool
) -> PatternSolution:
    """The exact projection with the active rows of a guess, and an input that attains it."""
    n = len(c)
    outside = [i for i in range(n) if i not in block]
    support = [r for r in range(len(rows)) if guess[r] > _ZERO]
    # Unknowns: the multipliers of the support, the values outside S, and the constant t with u_S = v/share + t; v on S
    # follows. Equations: the rows of the support vanish at u, v = 0 outside S, sum(v) = 0.
    zero = [Fraction(0)] * (len(outside) + 1)

    entries = {r: {i: rows[r][i] for i in block if rows[r][i]} for r in support}  # most rows are differences of two
    own = {r: sum(row.values(), Fraction(0)) for r, row in entries.items()}
    whole = {r: sum(rows[r], Fraction(0)) for r in support}
    products = {(r, q): _product(entries[r], entries[q], share) for r in support for q in support if r <= q}
    aims = {r: -sum((x * c[i] / share[i] for i, x in entries[r].items()), Fraction(0)) for r in support}

    def stationary(support: Sequence[int]) -> dict[int, Fraction]:
        equations = [
            (*(products[min(r, q), max(r, q)] for q in support), *(rows[r][i] for i in outside), own[r])
            for r in support
        ]
        equations += [(*(rows[q][i] for q in support), *zero) for i in outside]
        equations.append((*(whole[q] for q in support), *zero))
        right = [aims[r] for r in support] + [-c[i] for i in outside] + [-sum(c, Fraction(0))]
        solution = exact_solution(equations, right, [*(guess[r] for r in support), *map(float, zero)])
        return dict(zip(support, solution, strict=False))

    multipliers = stationary(support)
    while min(multipliers.values(), default=Fraction(0)) < 0:  # rows that depend on others were taken for active
        support.remove(min(multipliers, key=lambda r: multipliers[r]))
        multipliers = stationary(support)
    v = _combined(c, rows, multipliers)
    first = block[0]  # u_S = v/share + a constant: the differences are known
    u = {i: v[i] / share[i] for i in block}
    steps = [(tuple(Fraction(int(i == j) - int(first == j)) for j in range(n)), u[i] - u[first]) for i in block[1:]]
    values = _complete(rows, support, steps, n) if attained else None
    return PatternSolution(sum((v[i] * u[i] for i in block), Fraction(0)), multipliers, values)


def _product(one: Mapping[int, Fraction], other: Mapping[int, Fraction], share: Vector) -> Fraction:
    return sum((x * other[i] / share[i] for i, x in one.items() if i in other), Fraction(0))


def _lambda(c: Vector, rows: Sequence[Vector], block: Sequence[int], n: int, *, attained: bool) -> PatternSolution:
    first, last = block[0], block[-1]
    matrix = _as_float(rows, n)
    ends = np.zeros(n)
    ends[first], ends[last] = -1.0, 1.0
    # min l subject to  l * ends - sum mu a = c,  l, mu >= 0: the dual of max c . u, D_S <= 1.
    result = _linear_programme(
        np.r_[1.0, np.zeros(len(rows))],
        A_eq=np.c_[ends, -matrix.T],
        b_eq=np.array([float(x) for x in c]),
        bounds=(0, None),
    )
    support = [r for r in range(len(rows)) if result.x[1 + r] > _ZERO]
    exact_ends = tuple(Fraction(int(i == last) - int(i == first)) for i in range(n))
    columns = [exact_ends, *(tuple(-a for a in rows[r]) for r in support)]
    equations = list(zip(*columns, strict=True))
    value, *mu = exact_solution(equations, list(c), [result.x[0], *(result.x[1 + r] for r in support)])
    extent = (exact_ends, Fraction(1 if value else 0))  # D_S = 1, unless the functional is never positive
    values = _complete(rows, support, [extent], n) if attained else None
    return PatternSolution(value, dict(zip(support, mu, strict=True)), values)


def _combined(c: Vector, rows: Sequence[Vector], multipliers: Mapping[int, Fraction]) -> list[Fraction]:
    total = list(c)
    for r, mu in multipliers.items():
        for i, entry in enumerate(rows[r]):
            if entry:
                total[i] += mu * entry
    return total
