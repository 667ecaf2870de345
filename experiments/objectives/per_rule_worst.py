r"""The losses on which (T5) is exact for the run's own rule (T5-tight): its worst input, scaled by theta.

Let honest v_i (mean 0, variance V) and faulty b_j be the rule's exact worst input on the line, with output -Phi and
kappa = Phi^2/V. Honest workers have the gradients L theta + v_i w(theta), faulty ones L theta + b_j w(theta) (attack
``none``). Below the breakdown, kappa B^2 < 1,

    w = E/Phi + (B^2 L Phi/V)(theta - E/L),   E^2 = kappa G^2/(1 - kappa B^2),   fixed point theta = E/L,

from it on w = (B/sqrt(V)) L theta: theta grows by 1 + x (sqrt(kappa) B - 1) in every step. The faulty values are moved
towards the output by a share ``1e-8``, which decides ties as the supremum wants them whatever the rounding, and Phi is
what the rule then answers: kappa is smaller by that order, never larger.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from resam_theory.errors import require_real
from resam_theory.kinds import Criterion

from ._base import Maker, Setup
from .affine import Affine

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["PER_RULE_WORST", "worst_on_the_line"]

_NUDGE: Final = 1e-8
"""Share by which a tie is broken: far above the rounding of float64, and it costs kappa about as much."""


def worst_on_the_line(name: str, n: int, f: int) -> tuple[list[float], list[float], float]:
    """Honest values (mean 0), faulty values, Phi > 0: the rule, in float64, answers -Phi on them.

    ValueError where the rule's file states no worst input on the line.
    """
    from resam_theory.rules import get

    rule = get(name)
    if Criterion.KAPPA not in rule.extremal:
        raise ValueError(f"algorithm.rule = {name!r} is not admissible: its file states no worst input for kappa")
    worst = rule.extremal[Criterion.KAPPA](n, f, 1)
    points = [float(point[0]) for point in worst.points]
    honest = [points[i] for i in worst.honest]
    faulty = [points[i] for i in range(n) if i not in set(worst.honest)]
    mean = math.fsum(honest) / len(honest)
    outputs = [worst.output] if worst.output else rule.exact(worst.points, f)
    target = max((float(output[0]) for output in outputs), key=lambda value: abs(value - mean))
    sign = -1.0 if target > mean else 1.0
    honest = [sign * (value - mean) for value in honest]
    goal = sign * (target - mean)
    for nudge in (_NUDGE, 0.0):
        moved = [sign * (value - mean) for value in faulty]
        moved = [value + nudge * (goal - value) for value in moved]
        reached = _answer(name, (*honest, *moved), f)
        if abs(reached - goal) <= 2 * _NUDGE * max(abs(value) for value in (*honest, *moved)):
            return honest, moved, -reached
    raise ValueError(f"algorithm.rule = {name!r} is not admissible: its worst input is not reached in float64")


def _answer(name: str, values: Sequence[float], f: int) -> float:
    import numpy as np

    from resam_theory.rules import get

    return float(get(name)(np.array(values)[:, None], f=f)[0])


def _build(setting: Setup, *, smoothness: float, G: float, B: float, variance: float, start: float) -> Affine:
    n, f = setting.workers, setting.faulty
    if f < 1:
        raise ValueError(f"algorithm.f = {f} is not admissible: objective 'per_rule_worst' needs f >= 1")
    require_real("objective.smoothness", smoothness, low=0, open_low=True)
    for name, value in (("G", G), ("B", B), ("variance", variance)):
        require_real(f"objective.{name}", value, low=0)
    honest, faulty, phi = worst_on_the_line(setting.rule, n, f)
    V = math.fsum(value * value for value in honest) / len(honest)
    kappa, L = phi * phi / V, smoothness
    if kappa * B * B < 1:
        E = math.sqrt(kappa / (1 - kappa * B * B)) * G
        slope = B * B * L * phi / V
        offset = E / phi - slope * E / L
        actual = G
    else:
        slope, offset, actual = B / math.sqrt(V) * L, 0.0, 0.0
    both = setting.tensor([*honest, *faulty])
    return Affine(L + slope * both, offset * both, n - f, variance, setting.tensor([start]), actual, B)


PER_RULE_WORST: Final = Maker(
    "per_rule_worst",
    "the losses on which the bound of unequal data is exact for the run's rule",
    _build,
    {"smoothness": 1.0, "G": 1.0, "B": 0.0, "variance": 0.0, "start": 1.0},
)
