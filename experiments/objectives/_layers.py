r"""Layers of a network whose backward pass gives every worker its own weight gradient.

All workers of a replica share theta, so one forward pass and one backward pass to the activations serve the examples
of all of them; only the last step, the product of a layer's inputs with the gradient of its outputs, is taken worker by
worker: dW_i = sum over the examples e of worker i of g_e (outer) x_e, a batch of matrix products. (``vmap(grad)``, with
which the tests compare, turns it into a grouped convolution, several times slower.)

Shapes: R replicas, n workers, b examples each. Inputs are (R, n, b, features) or (R, n, b, height, width, channels);
parameters (R, *shape); ``into`` are views (R, n, *shape) of the gradients, which ``backward`` overwrites.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, final

from .._torch import torch

if TYPE_CHECKING:
    from torch import Tensor


__all__ = ["Convolution", "Dense", "Flatten", "Images", "Layer", "LayerPass", "Pool", "ReLU"]

Parameters = Sequence["Tensor"]

_UNFOLDED: Final = 2**12
"""Products per example and output channel up to which the calls of a convolution for each worker cost more than one
batched matrix product with its unfolded input (measured)."""


class LayerPass(NamedTuple):
    """Where a backward pass goes through a layer: y = layer(x) with parameters w; ``into`` receives their gradients."""

    w: Parameters
    x: Tensor
    y: Tensor
    into: Parameters


class Layer(Protocol):
    """y = layer(x), and its derivatives.

    ``shapes``: those of its parameters; ``width``: about how many numbers it holds per example.
    """

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]: ...
    @property
    def width(self) -> int: ...

    def forward(self, w: Parameters, x: Tensor) -> Tensor:
        """y, by differentiable operations."""
        ...

    def backward(self, at: LayerPass, g: Tensor, *, first: bool) -> Tensor:
        """Given the loss's gradient ``g`` in y, write those in the parameters and return that in x (g, unless wanted).

        ``first``: no layer before has parameters, so that nobody wants the gradient in x.
        """
        ...


class _Plain:
    """A layer without parameters."""

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        return ()

    @property
    def width(self) -> int:
        return 0


@final
@dataclass(frozen=True)
class Dense:
    """y = W x + b."""

    inputs: int
    outputs: int

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        return (self.outputs, self.inputs), (self.outputs,)

    @property
    def width(self) -> int:
        return self.inputs + self.outputs

    def forward(self, w: Parameters, x: Tensor) -> Tensor:
        return torch.baddbmm(w[1][:, None], x.flatten(1, 2), w[0].mT).unflatten(1, x.shape[1:3])

    def backward(self, at: LayerPass, g: Tensor, *, first: bool) -> Tensor:
        w, x, _, into = at
        torch.bmm(g.flatten(0, 1).mT, x.flatten(0, 1), out=into[0].view(-1, *self.shapes[0]))
        torch.sum(g, 2, out=into[1])
        return g if first else torch.bmm(g.flatten(1, 2), w[0]).view(x.shape)


@final
@dataclass(frozen=True)
class Convolution:
    """Cross-correlation with ``kernel`` x ``kernel`` taps, without padding, of images ``size`` = (height, width)."""

    channels: int
    outputs: int
    kernel: int
    size: tuple[int, int]

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        return (self.outputs, self.channels, self.kernel, self.kernel), (self.outputs,)

    @property
    def width(self) -> int:
        return math.prod(self._size_out) * max(self.outputs, self._taps if self._unfolds else 0)

    @property
    def _size_out(self) -> tuple[int, int]:
        return self.size[0] - self.kernel + 1, self.size[1] - self.kernel + 1

    @property
    def _taps(self) -> int:
        return self.channels * self.kernel**2

    @property
    def _unfolds(self) -> bool:
        return self._taps * math.prod(self._size_out) <= _UNFOLDED

    def _unfolded(self, x: Tensor) -> Tensor:
        """What each tap multiplies, all examples of a worker in a row: (R n, taps, b places)."""
        height, width = self._size_out
        windows = x.movedim(-1, 2).unfold(4, height, 1).unfold(5, width, 1).movedim(3, 5)
        return windows.reshape(-1, self._taps, x.shape[2] * height * width)

    def forward(self, w: Parameters, x: Tensor) -> Tensor:
        images = x.flatten(1, 2).movedim(-1, 2)
        y = _stacked([torch.nn.functional.conv2d(*one).movedim(1, -1) for one in zip(images, *w, strict=True)])
        return y.contiguous().unflatten(1, x.shape[1:3])

    def backward(self, at: LayerPass, g: Tensor, *, first: bool) -> Tensor:
        w, x, _, into = at
        torch.sum(g.flatten(3, 4), (2, 3), out=into[1])
        if self._unfolds:
            slopes = g.flatten(0, 1).flatten(1, 3)
            torch.bmm(slopes.mT, self._unfolded(x).mT, out=into[0].view(-1, self.outputs, self._taps))
        else:
            for r, worker in product(*map(range, x.shape[:2])):
                into[0][r, worker] = _convolution_backward(g[r, worker], x[r, worker], w[0][r], (False, True))[1]
        if first:
            return g
        replicas = zip(g.flatten(1, 2), x.flatten(1, 2), w[0], strict=True)
        slopes = [_convolution_backward(*one, (True, False))[0].movedim(1, -1) for one in replicas]
        return _stacked(slopes).contiguous().view(x.shape)


def _stacked(parts: list[Tensor]) -> Tensor:
    return parts[0][None] if len(parts) == 1 else torch.stack(parts)


def _convolution_backward(g: Tensor, x: Tensor, weight: Tensor, wanted: tuple[bool, bool]) -> tuple[Tensor, Tensor]:
    """The gradients in the images x (b, height, width, channels), with the channels second, and in the weight."""
    grads = torch.ops.aten.convolution_backward(
        *(g.movedim(-1, 1), x.movedim(-1, 1), weight, None, [1, 1], [0, 0], [1, 1], False, [0, 0], 1),
        [*wanted, False],
    )
    return grads[0], grads[1]


@final
class Pool(_Plain):
    """The maximum of every 2 x 2 square; squares at the lower and right edge may be cut off."""

    def forward(self, w: Parameters, x: Tensor) -> Tensor:
        rows = _higher(_even(x))
        return torch.maximum(rows[..., ::2, :], rows[..., 1::2, :])

    def backward(self, at: LayerPass, g: Tensor, *, first: bool) -> Tensor:
        """One of equal maxima gets the gradient. Overwrites x, for speed (arithmetic is faster than comparisons)."""
        _, x, y, _ = at
        height, width = x.shape[3:5]
        x = _even(x)
        rows = _higher(x)
        top, bottom = x[..., ::2, :, :], x[..., 1::2, :, :]
        torch.sub(rows, top, out=top).sign_()  # 1 where the bottom row is higher, else 0
        left, right = rows[..., ::2, :], rows[..., 1::2, :]
        torch.sub(y, left, out=left).sign_()
        torch.mul(left, g, out=right)
        torch.sub(g, right, out=left)
        torch.mul(top, rows, out=bottom)
        torch.sub(rows, bottom, out=top)
        return x[..., :height, :width, :]


def _higher(x: Tensor) -> Tensor:
    """The higher of each pair of rows."""
    return torch.maximum(x[..., ::2, :, :], x[..., 1::2, :, :])


def _even(x: Tensor) -> Tensor:
    odd = x.shape[-3] % 2, x.shape[-2] % 2
    return torch.nn.functional.pad(x, (0, 0, 0, odd[1], 0, odd[0]), value=torch.finfo(x.dtype).min) if any(odd) else x


@final
class ReLU(_Plain):
    """max(x, 0), with derivative 0 at 0."""

    def forward(self, w: Parameters, x: Tensor) -> Tensor:
        return x.relu()

    def backward(self, at: LayerPass, g: Tensor, *, first: bool) -> Tensor:
        return g * at.y.sign()


@final
@dataclass(frozen=True)
class Images(_Plain):
    """Features (channels, height, width) in a row become images (height, width, channels)."""

    image: tuple[int, int, int]

    def forward(self, w: Parameters, x: Tensor) -> Tensor:
        images = x.unflatten(-1, self.image).movedim(3, -1)
        return images.clone(memory_format=torch.contiguous_format)  # also the stride of a single channel, for conv2d

    def backward(self, at: LayerPass, g: Tensor, *, first: bool) -> Tensor:
        return g.movedim(-1, 3).flatten(3)


@final
class Flatten(_Plain):
    """The inverse of :class:`Images`."""

    def forward(self, w: Parameters, x: Tensor) -> Tensor:
        return x.movedim(-1, 3).flatten(3)

    def backward(self, at: LayerPass, g: Tensor, *, first: bool) -> Tensor:
        return g.view(at.x.movedim(-1, 3).shape).movedim(3, -1).contiguous()
