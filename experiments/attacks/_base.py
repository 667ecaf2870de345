"""What an attack is: a function from everything that is going on to what the faulty workers send.

The adversary is omniscient: it sees the honest momenta of this step before the server does, the model, the objective
and the rule. Shapes: R replicas, m honest and f faulty workers, D parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .._torch import torch
from ..objectives import Objective

if TYPE_CHECKING:
    from torch import Tensor

    from resam_theory.rules import Rule

__all__ = ["Attack", "Sent", "View"]


@dataclass(frozen=True, eq=False)
class View:
    """What the adversary sees at one step.

    ``honest`` (R, m, D): the honest momenta; ``own`` (R, f, D): what the faulty workers would send if they followed the
    protocol (computed from other labels if the attack says so; of no meaning unless it says that it uses them);
    ``theta`` (R, D); ``aggregate``: the server's aggregation, (..., n, D) -> (..., D), pre-aggregation included;
    ``memory``: what the attack returned last time; ``isometric``: ``aggregate`` commutes with orthogonal maps that keep
    the coordinates by which ties are broken.
    """

    honest: Tensor
    own: Tensor
    theta: Tensor
    objective: Objective
    rule: Rule
    aggregate: Callable[[Tensor], Tensor]
    gamma: float
    step: int
    generator: torch.Generator
    memory: Any = None
    isometric: bool = False

    @property
    def n(self) -> int:
        """Number of workers."""
        return self.honest.shape[-2] + self.f

    @property
    def f(self) -> int:
        """Number of faulty workers."""
        return self.own.shape[-2]

    @cached_property
    def mean(self) -> Tensor:
        """Mean of the honest momenta, (R, D)."""
        return self.honest.mean(-2)

    @cached_property
    def deviation(self) -> Tensor:
        """Standard deviation of the honest momenta in each coordinate, (R, D)."""
        return (self.honest - self.mean[..., None, :]).square_().mean(-2).sqrt_()  # torch.std is far slower

    def repeat(self, row: Tensor) -> Tensor:
        """Let every faulty worker send ``row``: (..., D) -> (..., f, D)."""
        return row[..., None, :].expand(*row.shape[:-1], self.f, row.shape[-1])

    def server(self, faulty: Tensor) -> Tensor:
        """What the server computes if the faulty workers send ``faulty`` (..., R, f, D): shape (..., R, D)."""
        honest = self.honest.expand(*faulty.shape[:-2], *self.honest.shape[-2:])
        return self.aggregate(torch.cat((honest, faulty), dim=-2))


@dataclass(frozen=True, eq=False)
class Sent:
    """What the faulty workers send, (R, f, D); the parameter that the attack chose, (R,), if any; what it remembers."""

    rows: Tensor
    parameter: Tensor | None = None
    memory: Any = None


@dataclass(frozen=True)
class Attack:
    """An attack that a config can name: ``send(view, **options)``.

    ``uses_own``: it needs the momenta that the faulty workers would have (otherwise nobody computes them).
    ``check(**options)``: ValueError (one line) where an option is not admissible.
    ``relabels``: from how many classes there are to the label that faulty workers see in place of 0, 1, ...
    """

    name: str
    title: str
    reference: str
    send: Callable[..., Sent]
    options: Mapping[str, Any] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    relabels: Callable[[int], tuple[int, ...]] | None = None
    uses_own: bool = False
    check: Callable[..., Any] = lambda **_: None
