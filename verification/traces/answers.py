"""What ``resam tightness`` answers: runs beside what a theorem says of them. Each returns whether all holds."""

from __future__ import annotations

from typing import Any

from resam_theory import output

from . import tightness
from .attained import ACCURACY, ATTAINED, attained
from .closest import closest
from .variants import AGREEMENTS

__all__ = ["attaining", "nearest", "searched"]


def searched(theorem: str, rule: str, *, trials: int, seed: int, fit: bool, json: Any) -> bool:
    """The run with the least bound over measured that a search finds; with ``fit`` the exponents of the floor (T4)."""
    found = tightness.search(theorem, rule, trials=trials, seed=seed)
    slopes = tightness.exponents(seed) if fit else []
    lines = [
        f"({found.theorem}) {rule}: bound = {found.factor:.4g} times the measured value in the closest of "
        f"{found.trials} runs, of which the gap term is {found.gap_share:.3g}",
        *(f"exponent in {s.name}: fitted {s.fitted:.3f} +- {s.error:.3f}, predicted {s.predicted:g}" for s in slopes),
    ]
    payload = {**found.as_json(), "exponents": [vars(slope) | {"holds": slope.holds} for slope in slopes]}
    output.emit(payload, json, *lines)
    return all(slope.holds for slope in slopes)


def nearest(rule: str, n: int, f: int, *, steps: int, beta: float, json: Any) -> bool:
    """The noise-free run on unequal data that comes closest to (T6)."""
    found = closest(rule, n, f, steps=steps, beta=beta)
    line = (
        f"(T6-family) {rule} at ({n}, {f}), no noise: bound = {found.factor:.6g} times the measured value, "
        f"{steps} steps, a = {found.a:.4g}, eta = {found.eta:.4g}, beta = {found.beta:.3g}"
    )
    output.emit(found.as_json(), json, line)
    return found.factor >= 1


def attaining(theorem: str, rule: str | None, json: Any) -> bool:
    """Runs whose measured value is predicted: to a relative 1e-6 without noise, else within the Monte-Carlo error."""
    if theorem in ATTAINED:
        found, within = attained(theorem, () if rule is None else (rule,)), f"a relative {ACCURACY:g}"
    else:
        found, within = AGREEMENTS[theorem](), "the Monte-Carlo error or rounding"
    columns = ("run", "measured", "predicted", "ratio", "")
    rows = [
        (item.what, item.measured, item.predicted, f"{item.ratio:.10f}", "agrees" if item.holds else "DIFFERS")
        for item in found
    ]
    payload = {"theorem": theorem, "runs": [item.as_json() for item in found]}
    output.emit(payload, json, output.table(f"({theorem}), exact predictions: within {within}", columns, rows))
    return all(item.holds for item in found)
