"""Neural classifiers: a multilayer perceptron and a small convolutional network. Their L and sigma^2 are *estimated*.

Parameters are one flat vector theta; per-worker gradients come from ``torch.func`` (grad under vmap over replicas and
workers): all workers and all replicas advance in one call. L is the largest eigenvalue of the Hessian at theta_1 (power
iteration on Hessian-vector products), sigma^2 the mean squared deviation of sampled gradients at theta_1: neither is a
bound, and whatever rests on them is labelled ``estimated``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, final

import torch
from torch import Tensor
from torch.func import grad, vjp, vmap
from torch.nn.functional import conv2d, cross_entropy, max_pool2d, relu

from resam_theory.errors import require_count

from ._base import Constants, Kind, Objective, Setting
from ._linear import Examples, examples_of

__all__ = ["CNN", "MLP", "Neural", "power_iteration"]

Shapes = Sequence[tuple[int, ...]]
Forward = Callable[[Sequence[Tensor], Tensor], Tensor]

_EXAMPLES_AT_ONCE: Final = 1000
_POWER_STEPS: Final = 20
_NOISE_SAMPLES: Final = 64


@final
@dataclass(frozen=True, eq=False)
class Neural(Objective):
    """Mean cross-entropy of ``forward(parameters, images)`` over the training examples.

    ``shapes``: the parameters' shapes in the order of theta; weights have at least two axes, biases one.
    """

    examples: Examples
    shapes: Shapes
    forward: Forward
    has_labels = True
    has_accuracy = True

    def _parameters(self, theta: Tensor) -> list[Tensor]:
        pieces = theta.split([math.prod(shape) for shape in self.shapes], dim=-1)
        return [piece.reshape(shape) for piece, shape in zip(pieces, self.shapes, strict=True)]

    def _loss(self, theta: Tensor, x: Tensor, y: Tensor) -> Tensor:
        return cross_entropy(self.forward(self._parameters(theta), x), y)

    def start(self, replicas: int, generator: torch.Generator) -> Tensor:
        """Weights uniform in +-1/sqrt(inputs of the unit), biases likewise, drawn anew for each replica."""
        pieces, bound = [], 1.0
        like = self.examples.z
        for shape in self.shapes:
            bound = 1 / math.sqrt(math.prod(shape[1:])) if len(shape) > 1 else bound
            uniform = torch.rand(replicas, math.prod(shape), generator=generator, dtype=like.dtype, device=like.device)
            pieces.append(bound * (2 * uniform - 1))
        return torch.cat(pieces, dim=1)

    def value(self, theta: Tensor) -> Tensor:
        """Q over all training examples."""
        total = theta.new_zeros(theta.shape[:-1])
        for x, y in self._chunks():
            total += len(y) * vmap(self._loss, in_dims=(0, None, None))(theta.flatten(0, -2), x, y).reshape(total.shape)
        return total / len(self.examples.y)

    def gradient(self, theta: Tensor) -> Tensor:
        """The gradient over all training examples."""
        total = torch.zeros_like(theta)
        for x, y in self._chunks():
            part = vmap(grad(self._loss), in_dims=(0, None, None))(theta.flatten(0, -2), x, y)
            total += len(y) * part.reshape(theta.shape)
        return total / len(self.examples.y)

    def _chunks(self) -> list[tuple[Tensor, Tensor]]:
        z, y = self.examples.z, self.examples.y
        return list(zip(z.split(_EXAMPLES_AT_ONCE), y.split(_EXAMPLES_AT_ONCE), strict=True))

    def sample(self, theta: Tensor, workers: int, generator: torch.Generator, flipped: int = 0) -> Tensor:
        """The gradient over a minibatch per worker."""
        drawn = self.examples.draw(theta.shape[0], workers, generator)
        x, y = self.examples.z[drawn], self.examples.y[drawn]
        if flipped:
            y = torch.cat((y[:, :-flipped], self.examples.classes - 1 - y[:, -flipped:]), dim=1)
        per_worker = vmap(grad(self._loss), in_dims=(None, 0, 0))
        if theta.shape[0] == 1:
            return per_worker(theta[0], x[0], y[0])[None]
        return vmap(per_worker)(theta, x, y)

    def accuracy(self, theta: Tensor) -> Tensor:
        """Share of correctly classified test examples."""

        def scores(point: Tensor) -> Tensor:
            parts = self.examples.z_test.split(_EXAMPLES_AT_ONCE)
            return torch.cat([self.forward(self._parameters(point), part).argmax(-1) for part in parts])

        correct = torch.stack([scores(point) for point in theta]) == self.examples.y_test
        return correct.to(theta.dtype).mean(-1)

    def _constants(self) -> Constants:
        """Estimated at one theta_1 (seed 0); Q* >= 0 is certain."""
        device = self.examples.z.device
        generator = torch.Generator(device).manual_seed(0)
        theta = self.start(1, generator)
        centre = self.gradient(theta)
        noise = self.sample(theta, min(_NOISE_SAMPLES, len(self.examples.sizes)), generator) - centre[:, None]
        variance = float((noise**2).sum(-1).mean())
        product = vjp(self.gradient, theta)[1]  # the Hessian is symmetric
        smoothness = power_iteration(lambda vector: product(vector)[0], centre)
        return Constants(smoothness, variance, 0.0, estimated=True, homogeneous=self.examples.homogeneous)


def power_iteration(product: Callable[[Tensor], Tensor], start: Tensor, steps: int = _POWER_STEPS) -> float:
    """|largest eigenvalue| of a symmetric operator, estimated from below by ``steps`` products.

    >>> power_iteration(lambda v: torch.tensor([3.0, 1.0]) * v, torch.ones(2))
    3.0...
    """
    vector = start / start.norm()
    size = 0.0
    for _ in range(steps):
        image = product(vector)
        size = float(image.norm())
        if size == 0:
            break
        vector = image / size
    return size


def _mlp(setting: Setting, *, batch: int, hidden: int) -> Neural:
    require_count("objective.hidden", hidden)
    examples = examples_of(setting, batch, intercept=False)
    inputs = examples.z.shape[1]

    def forward(w: Sequence[Tensor], x: Tensor) -> Tensor:
        return relu(x @ w[0].mT + w[1]) @ w[2].mT + w[3]

    return Neural(examples, ((hidden, inputs), (hidden,), (examples.classes, hidden), (examples.classes,)), forward)


def _cnn(setting: Setting, *, batch: int, channels: tuple[float, ...], kernel: int, hidden: int) -> Neural:
    require_count("objective.hidden", hidden)
    require_count("objective.kernel", kernel)
    if len(channels) != 2:
        raise ValueError(f"objective.channels = {list(channels)} is not admissible: need two counts")
    first, second = (require_count("objective.channels", int(count)) for count in channels)
    image = setting.data.image if setting.data else None
    if image is None:
        raise ValueError("objective 'cnn' needs images: data.name must be one of digits, mnist, fashion_mnist, cifar10")
    depth, *size = image
    for _ in range(2):
        size = [math.ceil((side - kernel + 1) / 2) for side in size]
    if min(size) < 1:
        raise ValueError(f"objective.kernel = {kernel} is too large for images of {image[1]} x {image[2]}")
    flat = second * math.prod(size)
    examples = examples_of(setting, batch, intercept=False)
    shapes = (
        *((first, depth, kernel, kernel), (first,), (second, first, kernel, kernel), (second,)),
        *((hidden, flat), (hidden,), (examples.classes, hidden), (examples.classes,)),
    )

    def forward(w: Sequence[Tensor], x: Tensor) -> Tensor:
        h = x.unflatten(-1, image)
        for weight, bias in ((w[0], w[1]), (w[2], w[3])):
            h = max_pool2d(relu(conv2d(h, weight, bias)), 2, ceil_mode=True)
        return relu(h.flatten(1) @ w[4].mT + w[5]) @ w[6].mT + w[7]

    return Neural(examples, shapes, forward)


MLP: Final = Kind(
    "mlp",
    "perceptron with one hidden layer (estimated L)",
    _mlp,
    {"batch": 25, "hidden": 100},
    "digits",
    True,
    neural=True,
)
CNN: Final = Kind(
    "cnn",
    "two convolutions with pooling, two dense layers (estimated L)",
    _cnn,
    {"batch": 25, "channels": (8.0, 16.0), "kernel": 3, "hidden": 32},
    "digits",
    True,
    neural=True,
)
