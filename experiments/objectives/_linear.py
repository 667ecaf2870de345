"""What logistic and robust regression share: losses phi(z . theta, y), averaged over examples z, on minibatches.

Per example the gradient is z (outer) psi with psi of length K bounded in norm, so everything about sampling is exact:
a batch of b examples drawn with replacement has variance (1/b) (mean ||g_i||^2 - ||mean g_i||^2).

Scores are kept as (..., K, N), the examples last: what runs over the K scores of an example is then a vectorised
operation on rows (a softmax over ten adjacent numbers is six times slower).
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from resam_theory.errors import require_count

from .._torch import torch
from ..datasets import Dataset
from ._base import Draw, Flips, Local, Objective, Setup, Whole

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Examples", "LinearModel", "examples_of", "largest_eigenvalue"]


@dataclass(frozen=True, eq=False)
class Examples:
    """Training examples ``z`` (N, p), targets ``y`` (N,), test parts, and per worker the examples it may draw.

    ``shards`` (n, largest share) holds indices padded with repetitions, ``sizes`` (n,) the true sizes.
    """

    z: Tensor
    y: Tensor
    z_test: Tensor
    y_test: Tensor
    shards: Tensor
    sizes: Tensor
    batch: int
    classes: int
    homogeneous: bool

    @cached_property
    def lengths2(self) -> Tensor:
        """||z_i||^2 of the training examples, (N,)."""
        return (self.z**2).sum(-1)

    def draw(self, replicas: int, workers: int, generator: torch.Generator) -> Tensor:
        """Indices of shape (R, workers, batch), uniform with replacement over each worker's share."""
        shape = (replicas, workers, self.batch)
        uniform = torch.rand(shape, generator=generator, dtype=torch.float64, device=self.z.device)
        place = (uniform * self.sizes[:workers, None]).long()
        if self.homogeneous:
            return place
        return torch.gather(self.shards[:workers].expand(replicas, -1, -1), 2, place)

    def drawn(self, replicas: int, draw: Draw) -> tuple[Tensor, Tensor]:
        """The examples of a round."""
        return self.take(self.draw(replicas, draw.workers, draw.generator)[:, : draw.used], draw.flips)

    def take(self, drawn: Tensor, flips: Flips | None) -> tuple[Tensor, Tensor]:
        """The examples drawn (R, workers, batch), with other labels for the last workers if ``flips`` says so."""
        z, y = self.z[drawn], self.y[drawn]
        if flips:
            seen = torch.tensor(flips.labels(self.classes), device=y.device)
            y[:, -flips.workers :] = seen[y[:, -flips.workers :]]
        return z, y


def examples_of(setting: Setup, batch: int, *, intercept: bool) -> Examples:
    """The examples of ``setting.data`` (an intercept column of ones is appended on demand)."""
    data: Dataset | None = setting.data
    if data is None:
        raise ValueError("data.name is missing: this objective needs data")
    require_count("objective.batch", batch)

    def features(x: Any) -> Tensor:
        z = setting.tensor(x)
        return torch.cat((z, torch.ones_like(z[:, :1])), dim=1) if intercept else z

    def targets(y: Any) -> Tensor:
        return torch.as_tensor(y, device=setting.device, dtype=torch.long if data.classes else setting.dtype)

    sizes = [len(shard) for shard in setting.shards]
    longest = 1 if setting.homogeneous else max(sizes)
    padding = [torch.arange(longest) % size for size in sizes]
    padded = [torch.as_tensor(shard).long()[pad] for shard, pad in zip(setting.shards, padding, strict=True)]
    shards = torch.stack(padded)
    return Examples(
        features(data.x),
        targets(data.y),
        features(data.x_test),
        targets(data.y_test),
        shards.to(setting.device),
        torch.tensor(sizes, dtype=torch.float64, device=setting.device),
        batch,
        data.classes,
        setting.homogeneous,
    )


def largest_eigenvalue(z: Tensor) -> float:
    """lambda_max(z^T z / N) for z of shape (N, p)."""
    return float(torch.linalg.eigvalsh(z.T @ z / len(z))[-1])


class LinearModel(Objective):
    """Q(theta) = mean_i phi(z_i . theta, y_i) + (ridge/2) ||theta||^2, theta = vec of a (p, K) matrix."""

    examples: Examples
    outputs: int
    ridge: float

    @abstractmethod
    def losses(self, scores: Tensor, y: Tensor) -> Tensor:
        """phi at scores (..., K, N) and targets (..., N): shape (..., N)."""

    @abstractmethod
    def slopes(self, scores: Tensor, y: Tensor) -> Tensor:
        """The derivative of phi in the scores: shape (..., K, N)."""

    def scores(self, theta: Tensor, z: Tensor) -> Tensor:
        """z . theta of examples z (..., N, p) at theta (..., D): shape (..., K, N)."""
        return theta.unflatten(-1, (-1, self.outputs)).mT @ z.mT

    def _mean(self, slopes: Tensor, z: Tensor) -> Tensor:
        """The mean over the examples of z (outer) psi: (..., K, N) and (..., N, p) give (..., D)."""
        return (slopes @ z / z.shape[-2]).mT.flatten(-2)

    def start(self, replicas: int, generator: torch.Generator) -> Tensor:
        """Zero."""
        z = self.examples.z
        return torch.zeros(replicas, z.shape[1] * self.outputs, dtype=z.dtype, device=z.device)

    def value(self, theta: Tensor) -> Tensor:
        """Q over all training examples."""
        losses = self.losses(self.scores(theta, self.examples.z), self.examples.y)
        return losses.mean(-1) + self.ridge / 2 * (theta**2).sum(-1)

    def gradient(self, theta: Tensor) -> Tensor:
        """The gradient over all training examples."""
        slopes = self.slopes(self.scores(theta, self.examples.z), self.examples.y)
        return self._mean(slopes, self.examples.z) + self.ridge * theta

    def whole(self, theta: Tensor) -> Whole:
        """All three from the same scores and slopes."""
        data = self.examples
        scores = self.scores(theta, data.z)
        slopes = self.slopes(scores, data.y)
        mean = self._mean(slopes, data.z)
        value = self.losses(scores, data.y).mean(-1) + self.ridge / 2 * (theta**2).sum(-1)
        return Whole(value, mean + self.ridge * theta, self._noise(slopes, mean))

    def drawn(self, theta: Tensor, draw: Draw) -> Tensor:
        """The gradient over a minibatch per worker; the ridge term is known to everybody and exact."""
        z, y = self.examples.drawn(theta.shape[0], draw)
        slopes = self.slopes(self.scores(theta[:, None], z), y)
        return self._mean(slopes, z) + self.ridge * theta[:, None]

    def noise_variance(self, theta: Tensor) -> Tensor:
        """(1/b) (mean ||g_i||^2 - ||mean g_i||^2) over the training examples; for a homogeneous split."""
        slopes = self.slopes(self.scores(theta, self.examples.z), self.examples.y)
        return self._noise(slopes, self._mean(slopes, self.examples.z))

    def local(self, theta: Tensor, honest: int) -> Local:
        """Each worker's share of the examples, one after the other."""
        data = self.examples
        values, gradients, noises = [], [], []
        for worker in range(honest):
            share = data.shards[worker, : int(data.sizes[worker])]
            z, y = data.z[share], data.y[share]
            scores = self.scores(theta, z)
            slopes = self.slopes(scores, y)
            mean = self._mean(slopes, z)
            values.append(self.losses(scores, y).mean(-1))
            gradients.append(mean)
            second = (data.lengths2[share] * (slopes**2).sum(-2)).mean(-1)
            noises.append((second - (mean**2).sum(-1)) / data.batch)
        stacked = torch.stack(gradients, dim=1)
        centre = stacked.mean(1)
        spread = (stacked - centre[:, None]).square().sum(-1).mean(1)
        value = torch.stack(values).mean(0) + self.ridge / 2 * (theta**2).sum(-1)
        gradient2 = (centre + self.ridge * theta).square().sum(-1)
        return Local(value, gradient2, spread, torch.stack(noises).mean(0))

    def change(self, curvature: float) -> float | None:
        """ell with E||noise of g(theta') - g(theta)||^2 <= ell^2 ||theta' - theta||^2 for one batch; equal data.

        The gradient of one example is ``curvature`` ||z||^2-Lipschitz, so ell^2 = mean (curvature ||z||^2)^2 / b; the
        ridge term carries no noise.
        """
        data = self.examples
        return curvature * float((data.lengths2**2).mean() / data.batch) ** 0.5 if data.homogeneous else None

    def _noise(self, slopes: Tensor, mean: Tensor) -> Tensor:
        data = self.examples
        if not data.homogeneous:
            return super().noise_variance(mean)
        second = (data.lengths2 * (slopes**2).sum(-2)).mean(-1)
        return (second - (mean**2).sum(-1)) / data.batch
