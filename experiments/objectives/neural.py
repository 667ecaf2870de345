"""Neural classifiers: a multilayer perceptron and a small convolutional network. Their L and sigma^2 are *estimated*.

Parameters are one flat vector theta; all workers and all replicas advance in one call (:mod:`._layers`). L is the
largest eigenvalue of the Hessian at theta_1 (power iteration on Hessian-vector products, over at most 2000 examples),
sigma^2 the mean squared deviation of sampled gradients at theta_1: neither is a bound, and whatever rests on them is
labelled ``estimated``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, final

from resam_theory.errors import require_count

from .._torch import torch
from ..blocks import parts_at_once
from ._base import Constants, Draw, Maker, Objective, Setup, Whole
from ._layers import Convolution, Dense, Flatten, Images, Layer, LayerPass, Pool, ReLU
from ._linear import Examples, examples_of

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["CNN", "MLP", "Neural", "power_iteration"]

_POWER_STEPS: Final = 20
_CURVATURE_EXAMPLES: Final = 2000
"""Training examples, drawn at random, whose mean loss L is estimated from."""
_NOISE_SAMPLES: Final = 64


@final
@dataclass(frozen=True, eq=False)
class Neural(Objective):
    """Mean cross-entropy of what the ``layers`` make of the training examples.

    theta: the parameters of all layers in their order; weights have at least two axes, biases one.
    """

    examples: Examples
    layers: tuple[Layer, ...]
    has_accuracy = True

    def _parameters(self, theta: Tensor) -> list[list[Tensor]]:
        """Views of theta (..., D): per layer its parameters (..., *shape)."""
        shapes = [shape for layer in self.layers for shape in layer.shapes]
        pieces = theta.split([math.prod(shape) for shape in shapes], dim=-1)
        views = iter([piece.unflatten(-1, shape) for piece, shape in zip(pieces, shapes, strict=True)])
        return [[next(views) for _ in layer.shapes] for layer in self.layers]

    def _activations(self, theta: Tensor, x: Tensor) -> list[Tensor]:
        """x (R, n, b, features) and what each layer makes of it, at theta (R, D); the last are scores (R, n, b, K)."""
        values = [x]
        for layer, w in zip(self.layers, self._parameters(theta), strict=True):
            values.append(layer.forward(w, values[-1]))
        return values

    def _gradients(self, theta: Tensor, x: Tensor, y: Tensor, into: Tensor) -> Tensor:
        """Write each worker's gradient over its examples x (R, n, b, features), y (R, n, b) to ``into`` (R, n, D);
        returns the scores (R, n, b, K)."""
        values = self._activations(theta, x)
        g = values[-1].softmax(-1)
        g.scatter_add_(-1, y[..., None], g.new_full((), -1.0).expand(*y.shape, 1)).div_(y.shape[-1])
        parameters, slots = self._parameters(theta), self._parameters(into)
        first = next(i for i, layer in enumerate(self.layers) if layer.shapes)
        for i in reversed(range(first, len(self.layers))):
            at = LayerPass(parameters[i], values[i], values[i + 1], slots[i])
            g = self.layers[i].backward(at, g, first=i == first)
        return values[-1]

    def _at_once(self, replicas: int) -> int:
        """How many examples of each of so many replicas (or replicas with so many examples) may be in flight."""
        return parts_at_once(self.examples.z, replicas * max(layer.width for layer in self.layers))

    def _chunks(self, z: Tensor, y: Tensor, replicas: int) -> list[tuple[Tensor, Tensor]]:
        """The examples in chunks, as those of one worker: (R, 1, c, features) and (R, 1, c)."""
        size = self._at_once(replicas)
        pairs = zip(z.split(size), y.split(size), strict=True)
        return [(x.expand(replicas, 1, -1, -1), labels.expand(replicas, 1, -1)) for x, labels in pairs]

    def _losses(self, theta: Tensor, x: Tensor, y: Tensor) -> Tensor:
        """Summed over the examples of a chunk: shape (R,)."""
        return _summed(self._activations(theta, x)[-1], y)

    def start(self, replicas: int, generator: torch.Generator) -> Tensor:
        """Weights uniform in +-1/sqrt(inputs of the unit), biases likewise, drawn anew for each replica."""
        pieces, bound = [], 1.0
        like = self.examples.z
        for shape in (shape for layer in self.layers for shape in layer.shapes):
            bound = 1 / math.sqrt(math.prod(shape[1:])) if len(shape) > 1 else bound
            uniform = torch.rand(replicas, math.prod(shape), generator=generator, dtype=like.dtype, device=like.device)
            pieces.append(bound * (2 * uniform - 1))
        return torch.cat(pieces, dim=1)

    def value(self, theta: Tensor) -> Tensor:
        """Q over all training examples."""
        flat = theta.flatten(0, -2)
        chunks = self._chunks(self.examples.z, self.examples.y, len(flat))
        total = sum((self._losses(flat, x, y) for x, y in chunks), start=flat.new_zeros(len(flat)))
        return total.view(theta.shape[:-1]) / len(self.examples.y)

    def gradient(self, theta: Tensor) -> Tensor:
        """The gradient over all training examples."""
        return self.whole(theta.flatten(0, -2)).gradient.view(theta.shape)

    def whole(self, theta: Tensor) -> Whole:
        """Q from the scores that the gradient needs."""
        total, part, value = torch.zeros_like(theta), torch.empty_like(theta), theta.new_zeros(len(theta))
        for x, y in self._chunks(self.examples.z, self.examples.y, len(theta)):
            value += _summed(self._gradients(theta, x, y, part[:, None]), y)
            total.add_(part, alpha=y.shape[-1] / len(self.examples.y))
        return Whole(value / len(self.examples.y), total, self.noise_variance(theta))

    def drawn(self, theta: Tensor, draw: Draw) -> Tensor:
        """The gradient over a minibatch per worker."""
        pieces = self.drawn_by_replicas(theta, draw)
        return torch.cat([gradients.clone() for _, gradients in pieces])

    def drawn_by_replicas(self, theta: Tensor, draw: Draw) -> Iterator[tuple[slice, Tensor]]:
        """As many replicas at once as fit into the cache, but at least one."""
        drawn = self.examples.draw(theta.shape[0], draw.workers, draw.generator)[:, : draw.used]
        replicas, used, batch = drawn.shape
        size = min(self._at_once(used * batch), parts_at_once(theta, used * theta.shape[1]))
        gradients = theta.new_empty(min(size, replicas), used, theta.shape[1])
        for start in range(0, replicas, size):
            block = slice(start, min(start + size, replicas))
            x, y = self.examples.take(drawn[block], draw.flips)
            piece = gradients[: len(y)]
            self._gradients(theta[block], x, y, piece)
            yield block, piece

    def accuracy(self, theta: Tensor) -> Tensor:
        """Share of correctly classified test examples."""
        z, y = self.examples.z_test, self.examples.y_test
        right = [
            (self._activations(theta, x)[-1].argmax(-1) == labels).sum((1, 2))
            for x, labels in self._chunks(z, y, len(theta))
        ]
        return sum(right, start=torch.zeros_like(right[0])).to(theta.dtype) / len(y)

    def _constants(self) -> Constants:
        """Estimated at one theta_1 (seed 0); Q* >= 0 is certain."""
        device = self.examples.z.device
        generator = torch.Generator(device).manual_seed(0)
        theta = self.start(1, generator)
        centre = self.gradient(theta)
        noise = self.sample(theta, min(_NOISE_SAMPLES, len(self.examples.sizes)), generator) - centre[:, None]
        variance = float((noise**2).sum(-1).mean())
        some = torch.randperm(len(self.examples.y), generator=generator, device=device)[:_CURVATURE_EXAMPLES]
        smoothness = power_iteration(lambda vector: self._curvature(theta, vector, some), centre)
        return Constants(smoothness, variance, 0.0, estimated=True, homogeneous=self.examples.homogeneous)

    def _curvature(self, theta: Tensor, vector: Tensor, some: Tensor) -> Tensor:
        """The Hessian, at theta (1, D), of the mean loss of ``some`` examples, times ``vector``.

        Chunk by chunk, so that no chunk's graph outlives it.
        """
        total = torch.zeros_like(theta)
        for x, y in self._chunks(self.examples.z[some], self.examples.y[some], 1):
            slope = torch.func.grad(lambda point, x=x, y=y: self._losses(point, x, y).sum())
            total += torch.func.vjp(slope, theta)[1](vector)[0]  # the Hessian is symmetric
        return total / len(some)


def _summed(scores: Tensor, y: Tensor) -> Tensor:
    """The cross-entropy at scores (R, n, b, K), summed over all examples y (R, n, b): shape (R,)."""
    return (
        torch.nn.functional.cross_entropy(scores.flatten(0, 2), y.flatten(), reduction="none").view(len(y), -1).sum(-1)
    )


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


def _mlp(setting: Setup, *, batch: int, hidden: int) -> Neural:
    require_count("objective.hidden", hidden)
    examples = examples_of(setting, batch, intercept=False)
    inputs = examples.z.shape[1]

    return Neural(examples, (Dense(inputs, hidden), ReLU(), Dense(hidden, examples.classes)))


def _cnn(setting: Setup, *, batch: int, channels: tuple[float, ...], kernel: int, hidden: int) -> Neural:
    require_count("objective.hidden", hidden)
    require_count("objective.kernel", kernel)
    if len(channels) != 2:
        raise ValueError(f"objective.channels = {list(channels)} is not admissible: need two counts")
    first, second = (require_count("objective.channels", int(count)) for count in channels)
    image = setting.data.image if setting.data else None
    if image is None:
        raise ValueError("objective 'cnn' needs images: data.name must be one of digits, mnist, fashion_mnist, cifar10")
    layers: list[Layer] = [Images(image)]
    height, width = image[1:]
    for inputs, outputs in pairwise((image[0], first, second)):
        if min(height, width) < kernel:
            raise ValueError(f"objective.kernel = {kernel} is too large for images of {image[1]} x {image[2]}")
        layers += [Convolution(inputs, outputs, kernel, (height, width)), Pool(), ReLU()]
        height, width = (math.ceil((side - kernel + 1) / 2) for side in (height, width))
    examples = examples_of(setting, batch, intercept=False)
    dense = Dense(second * height * width, hidden), ReLU(), Dense(hidden, examples.classes)
    return Neural(examples, (*layers, Flatten(), *dense))


MLP: Final = Maker(
    "mlp",
    "perceptron with one hidden layer (estimated L)",
    _mlp,
    {"batch": 25, "hidden": 100},
    "digits",
    True,
    neural=True,
)
CNN: Final = Maker(
    "cnn",
    "two convolutions with pooling, two dense layers (estimated L)",
    _cnn,
    {"batch": 25, "channels": (8.0, 16.0), "kernel": 3, "hidden": 32},
    "digits",
    True,
    neural=True,
)
