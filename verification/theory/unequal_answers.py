"""What ``resam theorem --heterogeneity G,B`` prints: the table of rules, as text, JSON or LaTeX."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from resam_theory import output
from resam_theory.convergence import STATEMENTS
from resam_theory.convergence.latex import tabular, text

from ..checks.proofs import refusal
from .unequal import Unequal, UnequalBound, minimax, rows

__all__ = ["Unequal", "emit"]


def emit(rule: str | None, given: Unequal, *, latex: bool, json: Any) -> None:
    """Print the answer. ValueError (one line, with the admissible set) where no bound exists."""
    found = rows(rule, given)
    if latex:
        print(_latex(found, given))
        return
    used = {row.theorem for row in found if row.theorem} | {"T5-lower", "T5-breakdown"}
    proofs = {name: not refusal(STATEMENTS[name]) for name in sorted(used)}
    problem = given.problem
    payload = {
        **{"n": given.n, "f": given.f, "d": given.d, "G": problem.G, "B": problem.B, "mu": given.mu},
        **{"smoothness": problem.smoothness, "variance": problem.variance, "gap": problem.gap},
        **{"steps": problem.steps, "epsilon": given.epsilon, "measure": _measure(given)},
        "minimax": _minimax(given),
        "breakdown_share": 1 / (2 + problem.B**2),
        "proofs": proofs,
        "rules": [vars(row) for row in found],
    }
    output.emit(payload, json, *_shown(found, given))
    if not all(proofs.values()):
        raise SystemExit(1)


def _measure(given: Unequal) -> str:
    return "mean squared gradient" if given.mu is None else "Q - Q*"


def _minimax(given: Unequal) -> float | None:
    """The lower bound on the mean squared gradient; it says nothing under a Polyak-Lojasiewicz inequality as such."""
    return minimax(given.n, given.f, given.problem.G, given.problem.B)


def _ordered(found: Sequence[UnequalBound]) -> list[UnequalBound]:
    return sorted(found, key=lambda row: (row.bound is None, row.bound or 0.0, row.rule))


def _shown(found: Sequence[UnequalBound], given: Unequal) -> Iterable[Any]:
    problem = given.problem
    cells = (
        (
            row.rule,
            "-" if row.kappa is None else f"{'=' if row.exact else '<='} {float(row.kappa):.6g}",
            "-" if row.breakdown is None else f"{row.breakdown:.6g}",
            row.floor,
            row.bound,
            row.theorem or row.reason,
            row.gamma,
            row.beta,
            row.steps,
        )
        for row in _ordered(found)
    )
    columns = (
        *("rule", "kappa*", "B <", "floor", f"bound, T = {problem.steps}", "theorem", "gamma", "beta"),
        f"T for {given.epsilon:g}",
    )
    yield output.table(
        f"Bounds on the {_measure(given)}, data ({problem.G:g}, {problem.B:g})-dissimilar", columns, cells
    )
    if given.f:
        yield (
            f"no algorithm has a mean squared gradient below f G^2/(n - (2+B^2) f) = {_minimax(given):.6g} for all "
            f"such data (T5-lower), and none has any bound from f/n = 1/(2+B^2) = {1 / (2 + problem.B**2):.6g} on"
        )


def _least(exact: bool) -> str:
    return "" if exact else r"$\le$ "


def _latex(found: Sequence[UnequalBound], given: Unequal) -> str:
    header = ["rule", r"$\kappa^*$", r"$B <$", "floor", rf"bound, $T = {given.problem.steps}$", "theorem"]
    lines = [
        [
            text(row.rule),
            "--" if row.kappa is None else _least(row.exact) + f"{float(row.kappa):.4g}",
            "--" if row.breakdown is None or math.isinf(row.breakdown) else f"{row.breakdown:.4g}",
            "--" if row.floor is None else f"{row.floor:.4g}",
            "--" if row.bound is None else f"{row.bound:.4g}",
            row.theorem or "no bound",
        ]
        for row in _ordered(found)
    ]
    return tabular("lrrrrl", header, lines)
