r"""What a worker makes of its stochastic gradients g_t and sends; a config names it as ``algorithm.workers``.

- ``momentum``: m_t = beta m_{t-1} + (1-beta) g_t, m_0 = 0, is sent.
- ``undamped``: M_t = beta M_{t-1} + g_t, M_0 = 0, is sent, and the server's step is (1-beta) gamma (V3).
- ``nesterov``: beta m_t + (1-beta) g_t is sent (V2).
- ``storm``: m_t = g_t(theta_t) + (1-rate)(m_{t-1} - g_t(theta_{t-1})), m_1 = g_1, both gradients from the same sample,
  is sent (T8); beta plays no part.
- ``local``: g_t is the mean gradient on the way of ``steps`` local steps of size ``rate`` from theta_t, each worker on
  its own loss; the momentum of that is sent (T12, at beta = 0).

With ``algorithm.privacy`` = s every stochastic gradient carries independent Gaussian noise of variance s^2 per
coordinate before anything else happens to it (V1).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from resam_theory.errors import require_count, require_real

from ._torch import torch
from .registry import Choice, choose, find

if TYPE_CHECKING:
    from torch import Tensor

    from .objectives import Draw, Objective

__all__ = ["MOMENTUM", "WORKERS", "Messages", "WorkerKind", "chosen_workers", "find_workers", "gradients"]


@dataclass(frozen=True)
class WorkerKind:
    """A protocol of the workers. ``replayed``: it also needs the gradient at the previous theta, from the same sample.

    ``damped``: what the theorems about m_t say holds of it, after multiplication by ``scale``(beta).
    """

    name: str
    title: str
    damped: bool = True
    replayed: bool = False
    scale: Callable[[float], float] = field(default=lambda beta: 1.0)
    options: Mapping[str, Any] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()


WORKERS: Final = (
    WorkerKind("momentum", "momentum", aliases=("heavy_ball", "polyak")),
    WorkerKind("undamped", "undamped momentum", scale=lambda beta: 1 - beta),
    WorkerKind("nesterov", "Nesterov's momentum", damped=False),
    WorkerKind("storm", "variance reduction", damped=False, replayed=True, options={"rate": 0.1}),
    WorkerKind("local", "local steps", damped=False, options={"steps": 2, "rate": 0.1}),
)
MOMENTUM: Final = Choice("momentum")
"""What the workers of RESAM send."""


def find_workers(name: str) -> WorkerKind:
    """The protocol called ``name``; ValueError that lists the names."""
    return find("algorithm.workers.name", name, WORKERS)


def chosen_workers(table: Any) -> Choice:
    """The checked choice that a config makes.

    >>> chosen_workers({"name": "storm", "rate": 2.0})
    Traceback (most recent call last):
    ...
    ValueError: algorithm.workers.rate = 2.0 is not admissible: need 0 < algorithm.workers.rate <= 1
    """
    chosen = choose("algorithm.workers", table, WORKERS)
    if "rate" in chosen.options:
        high = 1.0 if chosen.name == "storm" else math.inf
        require_real("algorithm.workers.rate", chosen.options["rate"], low=0, high=high, open_low=True)
    if "steps" in chosen.options:
        require_count("algorithm.workers.steps", chosen.options["steps"])
    return chosen


@dataclass(frozen=True, eq=False)
class Messages:
    """What the workers of a run keep from step to step; its tensors are updated in place.

    ``chosen``: the protocol; ``beta``; ``momenta`` (R, n, D): those of Nesterov's workers, which send something else.
    """

    chosen: Choice
    beta: float
    momenta: Tensor | None

    @staticmethod
    def of(chosen: Choice, beta: float, rows: Tensor) -> Messages:
        """At the start; ``rows`` (R, n, D) is what the workers send."""
        return Messages(chosen, beta, torch.zeros_like(rows) if chosen.name == "nesterov" else None)

    def advance(self, sent: Tensor, block: slice, rows: slice, new: Tensor, old: Tensor | None) -> None:
        """From what these workers sent last (R', k, D) to what they send now, in place.

        ``new``: their gradients at theta_t; ``old``: those of the same sample at theta_{t-1}, None at the first step.
        """
        beta = self.beta
        if self.chosen.name == "undamped":
            sent.mul_(beta).add_(new)
        elif self.chosen.name == "nesterov":
            assert self.momenta is not None
            momenta = self.momenta[block, rows]
            torch.lerp(momenta.lerp_(new, 1 - beta), new, 1 - beta, out=sent)
        elif self.chosen.name == "storm":
            kept = 1 - float(self.chosen.options["rate"])
            sent.copy_(new if old is None else new + kept * (sent - old))
        else:
            sent.lerp_(new, 1 - beta)


def gradients(
    objective: Objective,
    theta: Tensor,
    *,
    chosen: Choice,
    before: Tensor | None,
    draw: Draw,
    privacy: float,
) -> Iterator[tuple[slice, Tensor, Tensor | None]]:
    """(replicas, gradients at theta, those of the same sample at the previous theta if one is given), with the noise.

    ``theta``, ``before``: (R, D); ``chosen``: the protocol; ``privacy``: s; ``draw`` as for :meth:`Objective.drawn`.
    The gradients of a piece may be overwritten once the next one is asked for.
    """
    noise = old = None
    if privacy:
        shape = (len(theta), draw.workers, theta.shape[1])
        noise = torch.randn(shape, generator=draw.generator, dtype=theta.dtype, device=theta.device)
        noise = noise[:, : draw.used] * privacy
    if before is not None and find_workers(chosen.name).replayed:
        state = draw.generator.get_state()
        old = objective.drawn(before, draw)
        draw.generator.set_state(state)
        old = old if noise is None else old + noise
    if chosen.name == "local":
        mean = _mean_on_the_way(objective, theta, chosen, draw)[:, : draw.used]
        yield slice(None), mean if noise is None else mean + noise, None
        return
    for block, new in objective.drawn_by_replicas(theta, draw):
        yield block, new if noise is None else new + noise[block], None if old is None else old[block]


def _mean_on_the_way(objective: Objective, theta: Tensor, chosen: Choice, draw: Draw) -> Tensor:
    """Each worker's mean gradient along its local steps, (R, n, D). Every worker is somewhere else, and an objective
    answers for all workers at one place: n times the work of a step that is not local."""
    replicas, width = theta.shape
    places = theta[:, None].expand(replicas, draw.workers, width)
    total = torch.zeros_like(places)
    own = torch.arange(draw.workers, device=theta.device)
    for _ in range(chosen.options["steps"]):
        answers = objective.drawn(places.reshape(-1, width), draw._replace(used=None))
        here = answers.view(replicas, draw.workers, draw.workers, width)[:, own, own]
        total = total + here
        places = places - chosen.options["rate"] * here
    return total / chosen.options["steps"]
