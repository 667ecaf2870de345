"""A worst input as a drawing: its points in the plane of the error, in honest diameters, the honest mean at 0.

Points of more than two dimensions are projected: the first axis points from the honest mean to the output, the second
is the direction in which the rest of the points spreads most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from math import inf
from typing import Any, Final

import numpy as np

from resam_theory.claims import Criterion
from resam_theory.criteria import Point, ratios
from resam_theory.rules import Rule

from ..evidence import Evidence, Target

__all__ = ["drawing"]

_EXACT: Final = 4000
"""Up to so many coordinates the output is found in rational arithmetic, among all that a tie admits."""
_FLAT: Final = 1e-9
"""Points that spread less than this in a direction do not spread: rounding."""
_AGREE: Final = 1e-6
"""Relative difference up to which a point of a class counts as the output that the evidence speaks of."""


def drawing(rule: Rule, target: Target, lower: Evidence | None) -> dict[str, Any] | None:
    """``spots`` [x, y, count, honest], ``output`` [x, y] (or None), the ``dimension`` of the points and the ratio that
    the drawn input ``reaches``; None where no input is known: the evidence's own one, else the one that the rule's file
    states, which may reach less.
    """
    criterion, n, f, d = target.criterion, target.n, target.f, inf if target.d is None else target.d
    assert n is not None
    assert f is not None
    data = {} if lower is None else lower.data
    if data.get("kind") == "classes":
        return _of_classes(data, criterion)
    if data.get("kind") == "witness" and "root" in data:
        plane = np.array([[_coordinate(pair, int(data["root"])) for pair in point] for point in data["points"]])
        return _drawn(criterion, plane, data["honest"], np.asarray(rule(plane, f=f)))
    if data.get("kind") == "witness":
        points = [tuple(Fraction(v) for v in point) for point in data["points"]]
        return _of_points(rule, criterion, points, data["honest"], None)
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
    return _drawn(criterion, array, honest, _output(rule, criterion, points, honest, output))


def _output(
    rule: Rule, criterion: Criterion, points: Sequence[Point], honest: Sequence[int], stated: Point | None
) -> np.ndarray:
    """The output that is meant: the stated one, else the worst that the definition admits, else what the code gives."""
    f = len(points) - len(honest)
    if stated is None and len(points) * len(points[0]) <= _EXACT:
        which = 0 if criterion is Criterion.LAMBDA else 1
        with suppress(ValueError):  # the output is irrational
            stated = max(rule.exact(points, f), key=lambda o: float(ratios(points, honest, o)[which]))
    if stated is not None:
        return np.array([float(v) for v in stated])
    return np.asarray(rule(np.array([[float(v) for v in point] for point in points]), f=f))


def _coordinate(pair: Sequence[str], root: int) -> float:
    """a + b sqrt(root), written [a, b]."""
    return float(Fraction(pair[0])) + float(Fraction(pair[1])) * root**0.5


def _drawn(criterion: Criterion, points: np.ndarray, honest: Sequence[int], output: np.ndarray) -> dict[str, Any]:
    inside = points[list(honest)]
    centre = inside.mean(axis=0)
    flags = np.zeros(len(points), dtype=bool)
    flags[list(honest)] = True
    diameter2 = float(max(((inside - p) ** 2).sum(axis=1).max() for p in inside))
    variance = float(((inside - centre) ** 2).sum(axis=1).mean())
    error2 = float(((output - centre) ** 2).sum())
    reached = _ratio(criterion, error2, diameter2 if criterion is Criterion.LAMBDA else variance)
    ones = np.ones(len(points), dtype=int)
    return _placed(points - centre, flags, ones, output - centre, diameter2**0.5) | {"reaches": reached}


def _ratio(criterion: Criterion, error2: float, unit: float) -> float | str:
    """lambda or kappa of an input from the squares; "inf" where S is one point."""
    if unit == 0:
        return "inf" if error2 else 0.0
    return (error2 / unit) ** 0.5 if criterion is Criterion.LAMBDA else error2 / unit


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
    placed = _placed(means, flags, sizes, means[near[0]] if near else None, float(np.sqrt(diameter2)))
    return placed | {"reaches": _ratio(criterion, wanted, unit)}


def _placed(
    points: np.ndarray, honest: np.ndarray, sizes: np.ndarray, output: np.ndarray | None, diameter: float
) -> dict[str, Any]:
    d = points.shape[1]
    length = 0.0 if output is None else float(np.linalg.norm(output))
    scale = diameter or length or 1.0
    first = output / length if output is not None and length else _axis(points, honest)
    axes = np.stack([first, _axis(points - np.outer(points @ first, first), honest)])
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
    """The direction in which the honest points spread most (all points, where the honest do not); 0 where none does."""
    for rows in (points[honest], points):
        _, sizes, axes = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
        if sizes[0] > _FLAT:
            return axes[0]
    return np.zeros(points.shape[1])
