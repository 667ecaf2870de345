r"""The lower bound's losses (T5-lower, T5-breakdown): two worlds that no server can tell apart.

Groups A (f workers), C (n - 2f), Z (f); in world 1 A and C are honest, in world 2 C and Z; the faulty workers answer
honestly for their own losses (attack ``none``). Below the breakdown, (2+B^2) f < n, the mean honest gradient is
L theta +- E with E^2 = f G^2/(n - (2+B^2) f). From it on, ``error`` is E and the data are (0, B)-dissimilar.
"""

from __future__ import annotations

import math
from typing import Final

from resam_theory.errors import require_real

from ._base import Maker, Setup
from .affine import Affine

__all__ = ["TWO_WORLDS"]


def _build(
    setting: Setup,
    *,
    world: int,
    smoothness: float,
    G: float,
    B: float,
    error: float,
    variance: float,
    start: float,
) -> Affine:
    from resam_theory import symbols as s
    from resam_theory.convergence import vectors as v
    from resam_theory.convergence.lower_bounds import BREAKDOWN, LOWER

    n, f = setting.workers, setting.faulty
    if f < 1:
        raise ValueError(f"algorithm.f = {f} is not admissible: objective 'two_worlds' needs f >= 1")
    if world not in (1, 2):
        raise ValueError(f"objective.world = {world} is not admissible: need 1 or 2")
    require_real("objective.smoothness", smoothness, low=0, open_low=True)
    for name, value in (("G", G), ("B", B), ("error", error), ("variance", variance)):
        require_real(f"objective.{name}", value, low=0)
    left = n - (2 + B * B) * f
    statement, E = (LOWER, G * math.sqrt(f / left)) if left > 0 else (BREAKDOWN, error)
    step = next(step for step in statement.steps if hasattr(step, "groups"))
    numbers = {s.n: n, s.f: f, s.L: smoothness, s.E: E, s.B: B}
    rows = {}
    for group in step.groups:  # pyright: ignore[reportAttributeAccessIssue]
        slope = float(group.answer.diff(v.theta).subs(numbers))
        offset = float(group.answer.diff(v.one).subs(numbers))
        rows[group.name] = [(slope, offset)] * int(group.size.subs(numbers))
    order = ("A", "C", "Z") if world == 1 else ("Z", "C", "A")
    answers = [answer for name in order for answer in rows[name]]
    slopes, offsets = (setting.tensor([answer[i] for answer in answers]) for i in (0, 1))
    return Affine(slopes, offsets, n - f, variance, setting.tensor([start]), G if left > 0 else 0.0, B)


TWO_WORLDS: Final = Maker(
    "two_worlds",
    "the two worlds of the lower bound on unequal data",
    _build,
    {"world": 1, "smoothness": 1.0, "G": 1.0, "B": 0.0, "error": 1.0, "variance": 0.0, "start": 0.0},
)
