"""Worst input: the faulty points of the rule's exact worst input, which its file states, fitted to the honest momenta.

The worst input is projected on its error F - mean_S and standardised: each faulty point becomes a number of honest
standard deviations. The faulty workers send, in every coordinate, the honest mean plus that many standard deviations of
the current honest momenta, on the side that drives the server further from the honest mean.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from resam_theory.rules import get

from .._torch import torch
from ._base import Attack, Sent, View
from ._search import drift

if TYPE_CHECKING:
    from resam_theory.claims import Criterion
    from resam_theory.rules import Extremal, Rule

__all__ = ["ATTACK", "deviations"]


def _worst(rule: Rule, criterion: Criterion, n: int, f: int) -> Extremal:
    if criterion not in rule.extremal:
        known = ", ".join(sorted(rule.extremal)) or "none"
        raise ValueError(
            f"attack.criterion = {criterion.value!r} is not admissible: "
            f"rule {rule.name!r} has no extremal input for it (it has: {known})"
        )
    try:
        return rule.extremal[criterion](n, f, 1)
    except ValueError:  # the rule's worst input needs more than one dimension
        return rule.extremal[criterion](n, f, math.inf)


@lru_cache(maxsize=64)
def _deviations(name: str, criterion: Criterion, n: int, f: int) -> tuple[float, ...]:
    rule = get(name)
    worst = _worst(rule, criterion, n, f)
    output = worst.output or rule.exact(worst.points, f)[0]
    from resam_theory.criteria import spread

    of = spread(worst.points, worst.honest)
    mean = np.array([float(value) for value in of.mean])
    error = np.array([float(value) for value in output]) - mean
    length, size = float(np.linalg.norm(error)), float(of.variance) ** 0.5
    if length == 0 or size == 0:
        raise ValueError(
            f"attack 'worst_input': the worst input of rule {rule.name!r} has no spread to fit to the honest momenta"
        )
    faulty = [point for i, point in enumerate(worst.points) if i not in set(worst.honest)]
    return tuple(float((np.array([float(v) for v in point]) - mean) @ error) / length / size for point in faulty)


def deviations(rule: Rule, criterion: Criterion, n: int, f: int) -> tuple[float, ...]:
    """The f faulty points of the rule's worst input, in honest standard deviations along its error.

    >>> from resam_theory.claims import Criterion
    >>> [round(number, 3) for number in deviations(get("trimmed_mean"), Criterion.KAPPA, 5, 1)]
    [0.577]
    """
    return _deviations(rule.name, criterion, n, f)


def _send(view: View, *, criterion: str) -> Sent:
    from resam_theory.claims import Criterion

    numbers = view.honest.new_tensor(deviations(view.rule, Criterion(criterion), view.n, view.f))
    shift = numbers[:, None] * view.deviation[:, None, :]
    both = view.mean[:, None, :] + torch.stack((shift, -shift))
    side = drift(view)(view.server(both)).argmax(0)
    return Sent(torch.take_along_dim(both, side[None, :, None, None], dim=0)[0], 1.0 - 2.0 * side.to(shift.dtype))


def _check(*, criterion: str) -> None:
    from resam_theory.claims import Criterion

    names = (Criterion.LAMBDA, Criterion.KAPPA)
    if criterion not in names:
        raise ValueError(f"attack.criterion = {criterion!r} is not admissible: need one of {', '.join(names)}")


ATTACK: Final = Attack(
    "worst_input",
    "the rule's exact worst input, fitted to the honest momenta",
    "this project",
    _send,
    {"criterion": "kappa"},
    aliases=("extremal",),
    check=_check,
)
