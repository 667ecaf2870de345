"""What an objective is: Q with its constants, its gradient, and the stochastic gradients that workers see.

Shapes: R replicas, n workers, D parameters. Everything is a torch tensor of the objective's dtype and device.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from .._torch import torch
from ..datasets import Dataset

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Constants", "Draw", "Flips", "Local", "Maker", "Objective", "Setup", "Whole"]


@dataclass(frozen=True)
class Constants:
    """What the theorems need to know of an objective.

    ``smoothness`` L: the gradient is L-Lipschitz. ``variance`` sigma^2: E||g - grad Q||^2 <= sigma^2 for one worker's
    stochastic gradient, at every theta. ``infimum``: a number <= inf Q. ``estimated``: L and sigma^2 are measured, not
    proved, and whatever rests on them is labelled so. ``constant_noise``: E||g - grad Q||^2 = sigma^2 at every theta.
    ``homogeneous``: every worker's gradient is an unbiased estimate of grad Q. ``G``, ``B``: the honest workers' full
    gradients are (G, B)-dissimilar; None where that is not known. ``polyak``: mu with 2 mu (Q - infimum) <= ||grad
    Q||^2; None where not known. ``change`` ell: the noise of g(theta') - g(theta), both from the same sample, is at
    most ell ||theta' - theta|| in root mean square; ``local``: every honest worker's own loss is that smooth; None
    where not known.
    """

    smoothness: float
    variance: float
    infimum: float
    estimated: bool = False
    constant_noise: bool = False
    homogeneous: bool = True
    G: float | None = None
    B: float | None = None
    polyak: float | None = None
    change: float | None = None
    local: float | None = None


@dataclass(frozen=True)
class Setup:
    """What an objective is built for: ``workers`` (n), the run's seed, where tensors live, and data if there is any.

    ``shards`` holds one index array of training examples per worker; ``faulty`` (f) and ``rule`` are for objectives
    that are made to be hard for a rule.
    """

    workers: int
    seed: int
    dtype: torch.dtype = field(default_factory=lambda: torch.float64)
    device: str = "cpu"
    data: Dataset | None = None
    shards: tuple[Any, ...] = ()
    homogeneous: bool = True
    faulty: int = 0
    rule: str = ""

    def tensor(self, values: Any) -> Tensor:
        """``values`` as a tensor of this setting's dtype and device."""
        return torch.as_tensor(values, dtype=self.dtype, device=self.device)


class Flips(NamedTuple):
    """The last ``workers`` workers see other labels: ``labels`` maps K to the K labels in place of 0..K-1."""

    workers: int
    labels: Callable[[int], tuple[int, ...]]


class Draw(NamedTuple):
    """What is drawn in a round: see :meth:`Objective.sample`."""

    workers: int
    generator: torch.Generator
    flips: Flips | None = None
    used: int | None = None


class Whole(NamedTuple):
    """What all training data say at theta (R, D): Q (R,), its gradient (R, D), one worker's noise variance (R,)."""

    value: Tensor
    gradient: Tensor
    noise_variance: Tensor


class Local(NamedTuple):
    """The honest workers' own losses Q_i at theta (R, D), each entry of shape (R,).

    ``value``: the mean of the Q_i; ``gradient2``: the squared norm of their mean gradient; ``dissimilarity``: the mean
    of ||grad Q_i - mean||^2; ``noise``: the mean over i of E||g_i - grad Q_i||^2.
    """

    value: Tensor
    gradient2: Tensor
    dissimilarity: Tensor
    noise: Tensor


class Objective(ABC):
    """Q: R^D -> R with batched evaluation; every subclass is final."""

    has_accuracy = False
    """Whether :meth:`accuracy` means something."""

    @cached_property
    def constants(self) -> Constants:
        """L, sigma^2, a lower bound of Q, and what is known about the noise; found once."""
        return self._constants()

    @abstractmethod
    def _constants(self) -> Constants: ...

    @abstractmethod
    def start(self, replicas: int, generator: torch.Generator) -> Tensor:
        """theta_1 of shape (R, D)."""

    @abstractmethod
    def value(self, theta: Tensor) -> Tensor:
        """Q at theta (..., D): shape (...)."""

    @abstractmethod
    def gradient(self, theta: Tensor) -> Tensor:
        """The gradient of Q at theta (..., D): shape (..., D)."""

    def whole(self, theta: Tensor) -> Whole:
        """:meth:`value`, :meth:`gradient` and :meth:`noise_variance` at theta (R, D), in one pass if possible."""
        return Whole(self.value(theta), self.gradient(theta), self.noise_variance(theta))

    def sample(
        self,
        theta: Tensor,
        workers: int,
        generator: torch.Generator,
        flips: Flips | None = None,
        used: int | None = None,
    ) -> Tensor:
        """One stochastic gradient per worker at theta (R, D): shape (R, workers, D).

        ``flips``: the last workers compute theirs from other labels. ``used``: only the first so many gradients are
        computed; the random numbers are those of all workers.
        """
        return self.drawn(theta, Draw(workers, generator, flips, used))

    @abstractmethod
    def drawn(self, theta: Tensor, draw: Draw) -> Tensor:
        """:meth:`sample` with its arguments in one."""

    def drawn_by_replicas(self, theta: Tensor, draw: Draw) -> Iterator[tuple[slice, Tensor]]:
        """:meth:`drawn` piece by piece, so that no large tensor is filled only to be read once: (replicas, gradients).

        A piece may be overwritten once the next one is asked for.
        """
        yield slice(None), self.drawn(theta, draw)

    def noise_variance(self, theta: Tensor) -> Tensor:
        """E||g - grad Q||^2 of one worker at theta (R, D), computed exactly: shape (R,); NaN where it is not known."""
        return torch.full(theta.shape[:1], torch.nan, dtype=theta.dtype, device=theta.device)

    def local(self, theta: Tensor, honest: int) -> Local | None:
        """What the losses of the first ``honest`` workers say at theta (R, D); None where that is not computed."""
        return None

    def accuracy(self, theta: Tensor) -> Tensor:
        """Share of test examples classified correctly at theta (R, D): shape (R,); NaN where it means nothing."""
        return torch.full(theta.shape[:1], torch.nan, dtype=theta.dtype, device=theta.device)


@dataclass(frozen=True)
class Maker:
    """An objective that a config can name: ``build(setting, **options)``; ``data``: the data set used by default."""

    name: str
    title: str
    build: Callable[..., Objective]
    options: Mapping[str, Any] = field(default_factory=dict)
    data: str | None = None
    classes: bool | None = None  # True: needs labels, False: needs real targets
    neural: bool = False
    aliases: tuple[str, ...] = ()
