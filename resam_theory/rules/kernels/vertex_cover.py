r"""Small vertex covers, and the subset of least diameter that they decide. Graphs of up to some hundred vertices.

A graph is its adjacency matrix, int16 without diagonal. A state of the search is the degree of every vertex among those
that are left; removed vertices have a negative one.

**Can at most ``budget`` vertices cover every edge?** The search tree branches on a vertex of largest degree D: it is in
the cover, or all its neighbours are. Before that: a vertex with more neighbours than the budget allows is forced in;
the neighbour of a vertex of degree 1 may be taken (it covers no less); with b places left, more than b D edges cannot
be covered; once D <= 2 only cycles are left, of which any vertex may be taken. With D >= 3 in every branching the tree
has at most 1.4656^budget leaves (x^3 = x^2 + 1).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .compiled import compiled
from .row_kernels import copy

__all__ = ["coverable", "first_subsets"]


@compiled
def _count_neighbours(adjacency: Any, degrees: Any) -> None:
    for i in range(degrees.shape[0]):
        degrees[i] = 0
        for j in range(degrees.shape[0]):
            degrees[i] += adjacency[i, j]


@compiled
def _remove(adjacency: Any, degrees: Any, vertex: int) -> int:
    """Take a vertex out of a state; the number of edges that go with it."""
    edges = degrees[vertex]
    row = adjacency[vertex]
    for other in range(degrees.shape[0]):
        degrees[other] -= row[other]
    degrees[vertex] = -1
    return edges


@compiled
def _remove_neighbours(adjacency: Any, degrees: Any, vertex: int) -> int:
    """Take the neighbours of a vertex out of a state; the number of edges that go with them."""
    edges = 0
    for other in range(degrees.shape[0]):
        if adjacency[vertex, other] and degrees[other] > 0:
            edges += _remove(adjacency, degrees, other)
    return edges


@compiled
def _is_coverable(adjacency: Any, degrees: Any, budget: int, states: Any, budgets: Any) -> bool:
    """Whether at most ``budget`` vertices cover every edge of a state; ``states`` and ``budgets`` are a stack."""
    n = degrees.shape[0]
    copy(degrees, states[0])
    budgets[0] = budget
    depth = 0
    while depth >= 0:
        state, left = states[depth], budgets[depth]
        edges = 0
        for v in range(n):
            edges += max(state[v], 0)
        edges //= 2
        while True:
            if edges == 0:
                return True
            top, leaf, largest = n - 1, -1, 0
            for v in range(n):
                if state[v] > largest:
                    top, largest = v, state[v]
                if state[v] == 1:
                    leaf = v
            if edges > left * largest:
                depth -= 1
                break
            if largest > 2 and largest <= left and leaf < 0:
                depth += 1
                copy(state, states[depth])
                _remove(adjacency, states[depth], top)
                budgets[depth] = left - 1
                _remove_neighbours(adjacency, state, top)
                budgets[depth - 1] = left - largest
                break
            if largest <= left and leaf >= 0:
                for v in range(n):
                    if adjacency[leaf, v] and state[v] > 0:
                        top = v
            edges -= _remove(adjacency, state, top)
            left -= 1
    return False


@compiled
def _first_kept(adjacency: Any, budget: int, states: Any, budgets: Any, kept: Any) -> None:
    """Fill ``kept`` with the first, in lexicographic order, of the independent sets of n - budget vertices.

    Vertices are visited in order; one is kept when its neighbours fit into the budget and what is left is coverable.
    """
    n = adjacency.shape[0]
    degrees, trial = np.empty(n, np.int16), np.empty(n, np.int16)
    _count_neighbours(adjacency, degrees)
    count = 0
    for v in range(n):
        spent = degrees[v]
        if spent < 0 or count == kept.shape[0]:
            continue
        if spent == 0:
            kept[count] = v
            count += 1
            continue
        if spent <= budget:
            copy(degrees, trial)
            _remove_neighbours(adjacency, trial, v)
            trial[v] = -1
            if _is_coverable(adjacency, trial, budget - spent, states, budgets):
                kept[count] = v
                count += 1
                copy(trial, degrees)
                budget -= spent
                continue
        _remove(adjacency, degrees, v)
        budget -= 1


@compiled
def _join(table: Any, threshold: float, adjacency: Any) -> None:
    for i in range(table.shape[0]):
        for j in range(table.shape[0]):
            adjacency[i, j] = table[i, j] > threshold


@compiled
def _least_diameter(table: Any, radii: Any, slack: float, adjacency: Any, stack: tuple[Any, Any]) -> float:
    """The least entry t of ``table`` for which at most f rows cover all pairs above ``slack * t``.

    By bisection at the median of three of the values that are left.
    """
    states, budgets = stack
    n, f = table.shape[0], states.shape[0] - 2
    centre = 0
    for i in range(n):
        centre = i if radii[i] < radii[centre] else centre
    least = radii[centre]  # any m rows have a diameter at least that large
    ball = np.empty(n - f, np.int64)  # m rows within reach of one of them: a feasible diameter
    count = 0
    for i in range(n):
        if table[centre, i] < least:
            ball[count] = i
            count += 1
    for i in range(n):
        if count < n - f and table[centre, i] == least:
            ball[count] = i
            count += 1
    largest = least
    for i in range(n - f):
        for j in range(i):
            largest = max(largest, table[ball[i], ball[j]])
    values = np.empty(n * (n - 1) // 2, np.float64)  # in no order: those that may be smaller
    count = 0
    for i in range(n):
        for j in range(i):
            if table[i, j] >= least and table[i, j] < largest:
                values[count] = table[i, j]
                count += 1
    degrees = np.empty(n, np.int16)
    while count > 0:
        one, two, three = values[0], values[count // 2], values[count - 1]
        middle = max(min(one, two), min(max(one, two), three))
        _join(table, slack * middle, adjacency)
        _count_neighbours(adjacency, degrees)
        feasible = _is_coverable(adjacency, degrees, f, states, budgets)
        if feasible:
            largest = middle
        left, count = count, 0
        for i in range(left):
            value = values[i]
            values[count] = value
            count += value < middle if feasible else value > middle
    return largest


@compiled
def _first_subsets(squares: Any, radii: Any, orders: Any, slack: float, chosen: Any) -> None:
    n, _, batch = squares.shape
    f = n - chosen.shape[1]
    states, budgets = np.empty((f + 2, n), np.int16), np.empty(f + 2, np.int64)
    table, adjacency = np.empty((n, n), np.float64), np.empty((n, n), np.int16)
    near, taken = np.empty(n, np.float64), np.empty(n, np.bool_)
    for problem in range(batch):
        order, kept = orders[problem], chosen[problem]
        for i in range(n):
            near[i] = radii[order[i], problem]
            for j in range(n):
                table[i, j] = squares[order[i], order[j], problem]
        _join(table, slack * _least_diameter(table, near, slack, adjacency, (states, budgets)), adjacency)
        _first_kept(adjacency, f, states, budgets, kept)
        for i in range(n):
            taken[i] = False
        for place in kept:
            taken[order[place]] = True
        count = 0
        for i in range(n):
            if taken[i]:
                kept[count] = i
                count += 1


def first_subsets(squares: np.ndarray, radii: np.ndarray, orders: np.ndarray, m: int, slack: float) -> np.ndarray:
    """For each problem the first of its subsets of m rows of least diameter, as ascending row numbers: (B, m).

    ``squares`` (n, n, B) are the squared distances, ``radii`` (n, B) those to the m-th nearest row (a row is nearest to
    itself). The rows of problem b are visited in the order ``orders[b]``; squares are tied within a factor ``slack``.

    >>> x = np.asarray([0.0, 4.0, 1.0, 3.0])
    >>> squares = ((x[:, None] - x) ** 2)[:, :, None]
    >>> first_subsets(squares, np.sort(squares, axis=0)[1], np.argsort(x)[None], 2, 1.0)
    array([[0, 2]])
    """
    chosen = np.empty((squares.shape[2], m), dtype=np.int64)
    squares, radii, orders = map(np.ascontiguousarray, (squares, radii, orders))  # machine code for one layout
    _first_subsets(squares, radii, orders, slack, chosen)
    return chosen


def coverable(joined: np.ndarray, budget: int) -> bool:
    """Whether at most ``budget`` vertices cover every edge of a symmetric boolean matrix without diagonal.

    >>> triangle = ~np.eye(3, dtype=bool)
    >>> coverable(triangle, 1), coverable(triangle, 2)
    (False, True)
    """
    adjacency = joined.astype(np.int16)
    states = np.empty((max(budget, 0) + 2, len(joined)), dtype=np.int16)
    budgets = np.empty(len(states), dtype=np.int64)
    degrees = adjacency.sum(axis=0, dtype=np.int16)
    return bool(budget >= 0 and _is_coverable(adjacency, degrees, budget, states, budgets))
