"""The hand-written backward pass of the networks against torch.func's vmap(grad), in float64."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch.func import grad, vmap
from torch.nn.functional import conv2d, cross_entropy, max_pool2d, relu

from experiments.datasets import Dataset
from experiments.objectives import Flips, Setup, find_objective
from experiments.objectives.neural import Neural

_WORKERS = 4
_IMAGES = {"even": (1, 12, 12), "odd": (3, 11, 14), "large": (3, 18, 17)}


def _network(name: str, image: tuple[int, int, int], **options: object) -> Neural:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, math.prod(image)))
    x[:20, ::2] = 0.0  # constant patches: equal maxima
    y = rng.integers(0, 5, 40)
    data = Dataset("random", x, y, x[:7], y[:7], 5, image)
    shards = tuple([np.arange(40)] * _WORKERS)
    kind = find_objective(name)
    made = kind.build(Setup(_WORKERS, 0, torch.float64, "cpu", data, shards), **{**kind.options, "batch": 6, **options})
    assert isinstance(made, Neural)
    return made


def _reference(made: Neural, image: tuple[int, int, int], theta: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """Scores of the same network by torch's own functions, for one theta (D,) and x (b, features)."""
    shapes = [shape for layer in made.layers for shape in layer.shapes]
    pieces = theta.split([math.prod(shape) for shape in shapes])
    w = [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)]
    h = x
    if len(w) > 4:
        h = h.reshape(-1, *image)
        for weight, bias in zip(w[:-4:2], w[1:-4:2], strict=True):
            h = relu(max_pool2d(conv2d(h, weight, bias), 2, ceil_mode=True))
        h = h.flatten(1)
    return relu(h @ w[-4].T + w[-3]) @ w[-2].T + w[-1]


_CASES = [
    ("mlp", "even", {"hidden": 7}),
    ("cnn", "even", {"channels": (3.0, 4.0), "hidden": 6}),
    ("cnn", "odd", {"channels": (3.0, 4.0), "hidden": 6}),
    ("cnn", "large", {"channels": (16.0, 4.0), "hidden": 6, "kernel": 4}),  # convolutions worker by worker
    ("cnn", "even", {"channels": (6.0, 5.0), "hidden": 6, "kernel": 4}),
]


@pytest.mark.parametrize("replicas", [1, 3])
@pytest.mark.parametrize(("name", "images", "options"), _CASES)
def test_per_worker_gradients_are_those_of_vmap(
    name: str, images: str, options: dict[str, object], replicas: int
) -> None:
    image = _IMAGES[images]
    made = _network(name, image, **options)
    theta = made.start(replicas, torch.Generator().manual_seed(1))
    found = made.sample(
        theta, _WORKERS, torch.Generator().manual_seed(2), flips=Flips(1, lambda k: tuple(range(k))[::-1])
    )

    drawn = made.examples.draw(replicas, _WORKERS, torch.Generator().manual_seed(2))
    x, y = made.examples.z[drawn], made.examples.y[drawn]
    y[:, -1] = made.examples.classes - 1 - y[:, -1]

    def loss(point: torch.Tensor, inputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        return cross_entropy(_reference(made, image, point, inputs), labels)

    expected = vmap(vmap(grad(loss), in_dims=(None, 0, 0)))(theta, x, y)
    assert torch.allclose(found, expected, rtol=1e-10, atol=1e-13)

    whole = vmap(loss, in_dims=(0, None, None))(theta, made.examples.z, made.examples.y)
    assert torch.allclose(made.value(theta), whole, rtol=1e-12)
    slopes = vmap(grad(loss), in_dims=(0, None, None))(theta, made.examples.z, made.examples.y)
    assert torch.allclose(made.gradient(theta), slopes, rtol=1e-10, atol=1e-13)
    scores = torch.stack([_reference(made, image, point, made.examples.z_test) for point in theta])
    assert torch.equal(made.accuracy(theta), (scores.argmax(-1) == made.examples.y_test).to(theta.dtype).mean(-1))


def test_memory_bounds_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def results() -> list[torch.Tensor]:
        made = _network("cnn", _IMAGES["odd"], channels=(3.0, 4.0), hidden=6)
        theta = made.start(3, torch.Generator().manual_seed(1))
        sampled = made.sample(theta, _WORKERS, torch.Generator().manual_seed(2))
        curvature = torch.tensor(made.constants.smoothness)
        return [sampled, made.value(theta), made.gradient(theta), made.accuracy(theta), curvature]

    at_once = results()
    monkeypatch.setattr("experiments.blocks._CPU", 30_000)
    for one, other in zip(at_once, results(), strict=True):
        assert torch.allclose(one, other, rtol=1e-10, atol=1e-13)


def test_smoothness_is_the_largest_eigenvalue_of_the_hessian() -> None:
    made = _network("mlp", (1, 2, 2), hidden=3)
    theta = made.start(1, torch.Generator().manual_seed(0))
    hessian = torch.func.jacrev(grad(lambda point: made.value(point[None])[0]))(theta[0])
    largest = float(torch.linalg.eigvalsh(hessian).abs().max())
    assert 0.9 * largest <= made.constants.smoothness <= largest * (1 + 1e-9)
