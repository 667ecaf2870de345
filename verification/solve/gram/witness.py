"""The worst input of a Gram programme: rational points in classes, a strict selection, re-evaluated exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from math import sqrt
from typing import Final

import numpy as np

from resam_theory.definitions.base import Form
from resam_theory.definitions.classes import Configuration
from resam_theory.definitions.gram import Programme

from ...recheck.inputs import forced_by_classes
from ..errors import SolverError
from .solve import GramSolution, solve

__all__ = ["Block", "configuration", "expand", "witness"]

DENOMINATOR: Final = 2**48
"""Coordinates are multiples of 1/DENOMINATOR; the input is exact as rounded, whatever the rounding."""

SMALL: Final = (0.0, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6)
"""How far from the optimum to go so that rounding does not change the selection; the best of them counts."""

FAR: Final = 1000
"""Faulty points that the pattern does not use sit this many times further out than everything else."""

Point = tuple[Fraction, ...]


@dataclass(frozen=True)
class Block:
    """``size`` points ``mean + radius (e_i - (1/size) Σ_j e_j)``, the e_i being axes of its own."""

    size: int
    mean: Point
    radius: Fraction
    honest: bool


def configuration(blocks: tuple[Block, ...]) -> Configuration:
    """The same input by its Gram matrix."""
    return Configuration(
        tuple(b.size for b in blocks),
        tuple(b.honest for b in blocks),
        tuple(
            tuple(sum((x * y for x, y in zip(b.mean, c.mean, strict=True)), Fraction(0)) for c in blocks)
            for b in blocks
        ),
        tuple(b.radius**2 * (1 - Fraction(1, b.size)) for b in blocks),
    )


def expand(blocks: tuple[Block, ...]) -> tuple[list[Point], list[int]]:
    """The points themselves and the indices of S.

    >>> expand((Block(2, (Fraction(0),), Fraction(2), True), Block(1, (Fraction(3),), Fraction(0), False)))[1]
    [0, 1]
    """
    extra = sum(b.size for b in blocks if b.radius)
    points: list[Point] = []
    honest: list[int] = []
    axis = 0
    for b in blocks:
        honest += range(len(points), len(points) + b.size) if b.honest else ()
        for i in range(b.size):
            own = [Fraction(0)] * extra
            if b.radius:
                own[axis : axis + b.size] = [
                    b.radius * (Fraction(int(i == j)) - Fraction(1, b.size)) for j in range(b.size)
                ]
            points.append((*b.mean, *own))
        axis += b.size if b.radius else 0
    return points, honest


def witness(
    form: Form, criterion: str, n: int, f: int, *, programmes: Sequence[Programme], enough: Fraction
) -> tuple[Fraction, tuple[Block, ...]]:
    """The largest exact lambda² or kappa among rounded near-optima, or the first that is ``enough``; and its input."""
    best: tuple[Fraction, tuple[Block, ...]] = (Fraction(-1), ())
    for programme in programmes:
        for solution in _near_optima(programme, criterion):
            blocks = _blocks(n, programme, solution)
            value = forced_by_classes(form, criterion, f, configuration(blocks))
            if value > best[0]:
                best = value, blocks
            if value >= enough:
                return best
    return best


def _near_optima(programme: Programme, criterion: str) -> Iterator[GramSolution]:
    """Optima under a strict selection, and convex combinations of the optimal Gram matrix with that of a simplex S with
    the faulty points in its centre, where every score inside S exceeds that of the centre (√(1-ε) scales the means)."""
    for margin in SMALL:
        with suppress(SolverError):
            yield solve(programme, criterion, margin=margin)
    optimum = solve(programme, criterion)
    centre = _centre(programme, optimum)
    means = {c: x - centre for c, x in optimum.means.items()}
    scale = max([*optimum.radii2.values(), *(float(x @ x) for x in means.values())])
    for epsilon in SMALL:
        yield replace(
            optimum,
            means={c: sqrt(1 - epsilon) * x for c, x in means.items()},
            radii2={
                c: (1 - epsilon) * s + epsilon * scale * (c in programme.honest) for c, s in optimum.radii2.items()
            },
        )


def _centre(programme: Programme, solution: GramSolution) -> np.ndarray:
    """mean_S."""
    return np.sum([programme.sizes[c] * solution.means[c] for c in programme.honest], axis=0) / programme.m


def _blocks(n: int, programme: Programme, solution: GramSolution) -> tuple[Block, ...]:
    """The solution rounded, with mean_S near the origin and the faulty points that it does not use far away."""
    sizes, honest = programme.sizes, programme.honest
    centre = _centre(programme, solution)
    blocks = []
    for c, size in sizes.items():
        mean = tuple(_round(x) for x in solution.means[c] - centre)
        radius = _round(sqrt(solution.radii2[c] * size / (size - 1))) if size > 1 else Fraction(0)
        blocks.append(Block(size, mean, radius, c in honest))
    unused = n - sum(sizes.values())
    if unused:
        reach = FAR * (1 + max(abs(x) for b in blocks for x in (*b.mean, b.radius)))
        away = (reach,) + (Fraction(0),) * (len(blocks[0].mean) - 1)
        blocks.append(Block(unused, away, reach if unused > 1 else Fraction(0), False))
    return tuple(blocks)


def _round(value: float) -> Fraction:
    return Fraction(round(value * DENOMINATOR), DENOMINATOR)
