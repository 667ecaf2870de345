"""Inner-product manipulation with its strength from a grid: -epsilon times the honest mean, epsilon the most harmful.

Harm as the attack's publication defines it: the inner product of the server's output with the honest mean, which the
adversary wants negative. Every epsilon of the grid is tried against the server at every step, and the least inner
product wins, per replica; of equal ones the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from resam_theory.errors import require_real

from .._torch import torch
from ._base import Attack, Sent, View

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["ATTACK"]

_GRID: Final = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 100.0)


def _harm(view: View, epsilon: float) -> Tensor:
    output = view.server(view.repeat(-epsilon * view.mean))
    return torch.linalg.vecdot(output, view.mean)


def _send(view: View, *, epsilons: tuple[float, ...]) -> Sent:
    products = torch.stack([_harm(view, epsilon) for epsilon in epsilons])  # one by one: the rows are large
    chosen = view.mean.new_tensor(epsilons)[products.argmin(0)]
    return Sent(view.repeat(-chosen[:, None] * view.mean), chosen)


def _check(*, epsilons: tuple[float, ...]) -> None:
    if not epsilons:
        raise ValueError("attack.epsilons = [] is not admissible: need at least one strength")
    for number, epsilon in enumerate(epsilons):
        require_real(f"attack.epsilons[{number}]", epsilon)


ATTACK: Final = Attack(
    "ipm_grid",
    "inner-product manipulation, strength from a grid",
    "Xie, Koyejo, Gupta, Fall of Empires, UAI 2019 (the grid is ours)",
    _send,
    {"epsilons": _GRID},
    aliases=("inner_product_grid",),
    check=_check,
)
