"""A worst input as a drawing: its points in the plane of the error, in honest diameters, the honest mean at 0.

Points of more than two dimensions are projected: the first axis points from the honest mean to the output, the second
is the direction in which the rest of the points spreads most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np

from resam_theory.claims import Criterion
from resam_theory.criteria import Point, ratios
from resam_theory.rules import Rule

from ..evidence import Evidence

__all__ = ["drawing"]

_EXACT: Final = 4000
"""Up to so many coordinates the output is found in rational arithmetic, among all that a tie admits."""
_AGREE: Final = 1e-6
"""Relative difference up to which a point of a class counts as the output that the evidence speaks of."""


def drawing(
    rule: Rule, criterion: Criterion, n: int, f: int, d: int | float, lower: Evidence | None
) -> dict[str, Any] | None:
    """``spots`` [x, y, count, honest], ``output`` [x, y] (or None) and the dimension of the points; None where no input
    is known: the evidence's own one, else the one that the rule's file states.
    """
    kind = None if lower is None else lower.data.get("kind")
    if lower is not None and kind == "gram_witness":
        return _of_classes(lower.data, criterion)
    if lower is not None and kind == "witness":
        points = [tuple(Fraction(v) for v in point) for point in lower.data["points"]]
        return _of_points(rule, criterion, points, lower.data["honest"], None)
    if criterion not in rule.extremal:
        return None
    try:
        case = rule.extremal[criterion](n, f, d)
    except ValueError:
        return None
    if len(case.points[0]) > d:
        return None
    return _of_points(rule, criterion, case.points, case.honest, case.output)


def _of_points(
    rule: Rule, criterion: Criterion, points: Sequence[Point], honest: Sequence[int], output: Point | None
) -> dict[str, Any]:
    array = np.array([[float(v) for v in point] for point in points])
    if output is not None:
        out = np.array([float(v) for v in output])
    elif array.size <= _EXACT:
        which = 0 if criterion is Criterion.LAMBDA else 1
        try:
            admitted = rule.exact(points, len(points) - len(honest))
            chosen = max(admitted, key=lambda o: float(ratios(points, honest, o)[which]))
            out = np.array([float(v) for v in chosen])
        except ValueError:  # the output is irrational
            out = np.asarray(rule(array, f=len(points) - len(honest)))
    else:
        out = np.asarray(rule(array, f=len(points) - len(honest)))
    inside = array[list(honest)]
    centre = inside.mean(axis=0)
    flags = np.zeros(len(points), dtype=bool)
    flags[list(honest)] = True
    diameter = float(np.sqrt(max(((inside - p) ** 2).sum(axis=1).max() for p in inside)))
    return _placed(array - centre, flags, np.ones(len(points), dtype=int), out - centre, diameter)


def _of_classes(data: Mapping[str, Any], criterion: Criterion) -> dict[str, Any]:
    """Classes of equidistant points, given by the Gram matrix of their means: each is drawn at its mean."""
    gram = np.array([[float(Fraction(v)) for v in row] for row in data["gram"]])
    spread = np.array([float(Fraction(v)) for v in data["spread"]])
    sizes, flags = np.array(data["sizes"]), np.array(data["honest"], dtype=bool)
    values, vectors = np.linalg.eigh(gram)
    means = vectors * np.sqrt(np.maximum(values, 0))
    weight = sizes * flags / sizes[flags].sum()
    means = means - weight @ means
    apart = ((means[:, None] - means[None]) ** 2).sum(axis=-1) + spread[:, None] + spread[None]
    apart[np.diag_indices_from(apart)] = np.where(sizes > 1, 2 * spread * sizes / np.maximum(sizes - 1, 1), 0)
    diameter2 = apart[np.ix_(flags, flags)].max()
    errors = (means**2).sum(axis=1) + spread
    unit = diameter2 if criterion is Criterion.LAMBDA else float(weight @ errors)
    wanted = float(Fraction(data["value"])) * unit
    near = [c for c in range(len(sizes)) if abs(errors[c] - wanted) <= _AGREE * wanted]
    return _placed(means, flags, sizes, means[near[0]] if near else None, float(np.sqrt(diameter2)))


def _placed(
    points: np.ndarray, honest: np.ndarray, sizes: np.ndarray, output: np.ndarray | None, diameter: float
) -> dict[str, Any]:
    d = points.shape[1]
    length = 0.0 if output is None else float(np.linalg.norm(output))
    scale = diameter or length or 1.0
    first = output / length if output is not None and length else _axis(points, honest)
    rest = points - np.outer(points @ first, first)
    axes = np.stack([first, _axis(rest, honest)]) if d > 1 else np.array([[first[0]], [0.0]])
    placed = np.round(points @ axes.T / scale, 3) + 0.0
    spots: Counter[tuple[float, float, bool]] = Counter()
    for (x, y), size, inside in zip(placed.tolist(), sizes.tolist(), honest.tolist(), strict=True):
        spots[x, y, inside] += size
    return {
        "spots": [[x, y, count, inside] for (x, y, inside), count in spots.items()],
        "output": None if output is None else [round(float(v), 4) + 0.0 for v in axes @ output / scale],
        "dimension": d,
    }


def _axis(points: np.ndarray, honest: np.ndarray) -> np.ndarray:
    """The direction in which the honest points spread most (all points, where the honest do not)."""
    for rows in (points[honest], points):
        _, sizes, axes = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
        if sizes[0] > 0:
            return axes[0]
    return np.eye(points.shape[1])[0]
