r"""Small vertex covers: can at most ``budget`` vertices touch every edge? Graphs of at most a few dozen vertices.

A graph is a tuple of bit masks: bit j of ``graph[i]`` says that i and j are joined. A vertex set is a bit mask.

The search tree branches on a vertex of largest degree: it is in the cover, or all its neighbours are. A vertex with
more neighbours than the budget allows is forced in; with b places left and largest degree D, more than b D edges cannot
be covered; once D <= 2 only paths and cycles are left, of which one with e edges needs exactly ceil(e/2) vertices. With
D >= 3 in every branching the tree has at most 1.4656^budget leaves (x^3 = x^2 + 1).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["Graph", "all_kept", "coverable", "first_kept", "graph"]

Graph = tuple[int, ...]


def graph(adjacency: Any) -> Graph:
    """The graph of a symmetric boolean matrix without diagonal.

    >>> import numpy as np
    >>> graph(np.asarray([[False, True], [True, False]]))
    (2, 1)
    """
    return tuple(sum(1 << j for j, joined in enumerate(row) if joined) for row in adjacency.tolist())


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def coverable(edges: Graph, budget: int, alive: int | None = None) -> bool:
    """Whether at most ``budget`` vertices cover every edge between the vertices ``alive`` (default all).

    >>> triangle = (0b110, 0b101, 0b011)
    >>> coverable(triangle, 1), coverable(triangle, 2), coverable(triangle, 1, alive=0b011)
    (False, True, True)
    """
    if budget < 0:
        return False
    left = (1 << len(edges)) - 1 if alive is None else alive
    while True:
        degrees = {v: (edges[v] & left).bit_count() for v in _bits(left)}
        left &= ~sum(1 << v for v, degree in degrees.items() if degree == 0)
        if not left:
            return True
        top = max(degrees, key=degrees.__getitem__)
        if degrees[top] <= budget:
            break
        left ^= 1 << top  # forced into the cover
        budget -= 1
        if budget < 0:
            return False
    largest, count = degrees[top], sum(degrees.values()) // 2
    if count > budget * largest:
        return False
    if largest <= 2:
        return _paths_and_cycles(edges, left, degrees) <= budget
    without = left & ~(1 << top)
    return coverable(edges, budget - 1, without) or coverable(edges, budget - largest, without & ~edges[top])


def _paths_and_cycles(edges: Graph, left: int, degrees: dict[int, int]) -> int:
    """The least cover of a graph of largest degree 2: ceil(e/2) vertices for a component of e edges."""
    needed = 0
    while left:
        component, frontier = 0, left & -left
        while frontier:
            component |= frontier
            reached = 0
            for v in _bits(frontier):
                reached |= edges[v] & left
            frontier = reached & ~component
        count = sum(degrees[v] for v in _bits(component)) // 2
        needed += (count + 1) // 2
        left &= ~component
    return needed


def first_kept(edges: Graph, budget: int) -> list[int]:
    """The first, in lexicographic order, of the independent sets of n - ``budget`` vertices, sorted.

    Vertices are visited in order; one is kept when its neighbours fit into the budget and what is left is coverable.

    >>> first_kept((0b110, 0b001, 0b001), 1)
    [1, 2]
    """
    size = len(edges) - budget
    kept: list[int] = []
    undecided = (1 << len(edges)) - 1
    for v in range(len(edges)):
        if not undecided >> v & 1:
            continue
        rest = undecided & ~(1 << v)
        spent = (edges[v] & rest).bit_count()
        if coverable(edges, budget - spent, rest & ~edges[v]):
            kept.append(v)
            undecided, budget = rest & ~edges[v], budget - spent
        else:
            undecided, budget = rest, budget - 1
    return kept[:size]


def all_kept(edges: Graph, budget: int) -> Iterator[list[int]]:
    """All independent sets of n - ``budget`` vertices.

    >>> list(all_kept((0b010, 0b001, 0b000), 1))
    [[0, 2], [1, 2]]
    """
    yield from _extend(edges, budget, [], (1 << len(edges)) - 1)


def _extend(edges: Graph, budget: int, kept: list[int], undecided: int) -> Iterator[list[int]]:
    if not coverable(edges, budget, undecided):
        return
    if not undecided:
        if budget == 0:
            yield kept
        return
    v = (undecided & -undecided).bit_length() - 1
    rest = undecided & ~(1 << v)
    spent = (edges[v] & rest).bit_count()
    yield from _extend(edges, budget - spent, [*kept, v], rest & ~edges[v])
    yield from _extend(edges, budget - 1, kept, rest)
