"""Clarabel, by name, on one symmetry-reduced Gram programme: floats only, to be rounded and proved elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import clarabel
import numpy as np
from scipy import sparse

from resam_theory.definitions.gram import Pair, Programme

from ...recheck.gram import Linear, distance, error_form, spread_forms
from ..errors import SolverError

__all__ = ["GramSolution", "solve"]

_CLARABEL: Final[Any] = clarabel  # an extension module without type information

TOLERANCE: Final = 1e-12
"""Requested gap and feasibility of the solver; nothing is believed because of it."""


@dataclass(frozen=True)
class GramSolution:
    """Floats: the optimal value, class means (rows), mean squared radii s_c and the multipliers of the constraints.

    ``options[i]``: multipliers of the distances on the right of selection i; ``spread``: multipliers of the spread
    forms.
    """

    value: float
    means: dict[str, np.ndarray]
    radii2: dict[str, float]
    options: tuple[dict[Pair, float], ...]
    spread: dict[str, float]


class _Layout:
    """Positions of the unknowns: svec of H relative to the first class, then s_c, then per selection θ and w."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.moving = programme.classes[1:]
        self.block = len(self.moving) * (len(self.moving) + 1) // 2
        self.spread = {c: self.block + i for i, c in enumerate(c for c in programme.classes if programme.sizes[c] > 1)}
        self.slack: list[tuple[int, dict[Pair, int]]] = []
        at = self.block + len(self.spread)
        for selection in programme.selections:
            self.slack.append((at, {p: at + 1 + i for i, p in enumerate(selection.caps)}))
            at += 1 + len(selection.caps)
        self.size = at

    def row(self, form: Linear) -> np.ndarray:
        """The coefficients of a form: Clarabel's svec is the upper triangle by columns, off-diagonals times √2."""
        out = np.zeros(self.size)
        quadratic = form.matrix(self.moving)
        at = 0
        for j in range(len(self.moving)):
            for i in range(j + 1):
                out[at] = float(quadratic[i][j]) * (1.0 if i == j else np.sqrt(2.0))
                at += 1
        for c, value in form.spread.items():
            if c in self.spread:
                out[self.spread[c]] = float(value)
        return out


def solve(programme: Programme, criterion: str, *, interior: float = 0.0, margin: float = 0.0) -> GramSolution:
    """Solve one programme; :class:`SolverError` with Clarabel's status when it did not.

    ``interior`` is the weight of trace(H) + Σ s_c in the objective, so that the dual slack is ⪰ interior I.
    ``margin`` > 0 asks every selection to hold with that much to spare, per term of its sum: a strict selection.
    """
    at = _Layout(programme)
    objective = at.row(error_form(programme))
    diagonal = [j * (j + 3) // 2 for j in range(len(at.moving))]
    objective[diagonal] += interior
    objective[list(at.spread.values())] += interior
    rows: list[np.ndarray] = []  # row @ x + offset >= 0
    offsets: list[float] = []

    def require(row: np.ndarray, offset: float = 0.0) -> int:
        rows.append(row)
        offsets.append(offset)
        return len(rows) - 1

    for position in at.spread.values():
        require(_unit(at.size, position))
    option_rows: list[dict[Pair, int]] = []
    for selection, (theta, slack) in zip(programme.selections, at.slack, strict=True):
        option_rows.append({})
        balance = selection.count * _unit(at.size, theta)
        for p, w in slack.items():
            require(_unit(at.size, w))
            shortfall = at.row(distance(programme, p)) + _unit(at.size, w) - _unit(at.size, theta)
            option_rows[-1][p] = require(shortfall)
            balance[w] -= selection.caps[p]
        for p, count in selection.smaller.items():
            balance -= count * at.row(distance(programme, p))
        require(balance / selection.count, -margin)
    spread_rows = {name: require(-at.row(form), 1.0) for name, form in spread_forms(programme, criterion).items()}

    block = np.zeros((at.block, at.size))
    block[:, : at.block] = np.eye(at.block)
    matrix = sparse.csc_matrix(-np.vstack([*rows, block]))
    right = np.concatenate([offsets, np.zeros(at.block)])
    settings = _CLARABEL.DefaultSettings()
    settings.verbose = False
    settings.max_threads = 1
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = TOLERANCE
    cones = [_CLARABEL.NonnegativeConeT(len(rows)), _CLARABEL.PSDTriangleConeT(len(at.moving))]
    zero = sparse.csc_matrix((at.size, at.size))
    found = _CLARABEL.DefaultSolver(zero, -objective, matrix, right, cones, settings).solve()
    if str(found.status) not in {"Solved", "AlmostSolved", "InsufficientProgress"}:
        raise SolverError(str(found.status))
    return _read(
        at,
        np.asarray(found.x),
        np.asarray(found.z),
        option_rows=option_rows,
        spread_rows=spread_rows,
        objective=objective,
    )


def _unit(size: int, position: int) -> np.ndarray:
    out = np.zeros(size)
    out[position] = 1.0
    return out


def _read(
    at: _Layout,
    x: np.ndarray,
    z: np.ndarray,
    *,
    option_rows: list[dict[Pair, int]],
    spread_rows: Mapping[str, int],
    objective: np.ndarray,
) -> GramSolution:
    size = len(at.moving)
    gram = np.zeros((size, size))
    for j in range(size):
        for i in range(j + 1):
            gram[i, j] = gram[j, i] = x[j * (j + 1) // 2 + i] / (1.0 if i == j else np.sqrt(2.0))
    values, vectors = np.linalg.eigh(gram)
    coordinates = vectors * np.sqrt(np.clip(values, 0.0, None))
    means = {at.programme.classes[0]: np.zeros(size)} | {c: coordinates[i] for i, c in enumerate(at.moving)}
    return GramSolution(
        value=float(objective @ x),
        means=means,
        radii2={c: max(0.0, float(x[i])) for c, i in at.spread.items()},
        options=tuple({p: max(0.0, float(z[row])) for p, row in rows.items()} for rows in option_rows),
        spread={name: max(0.0, float(z[row])) for name, row in spread_rows.items()},
    )
