from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from experiments.datasets import load
from experiments.objectives import Flips, Objective
from experiments.objectives.quadratic import NOISES
from experiments.objectives.robust_regression import LOSSES
from experiments.registry import Choice

Make = Callable[..., Objective]
_KINDS = [
    ("quadratic", {}),
    ("logistic", {"data": "digits"}),
    ("logistic", {"data": "breast_cancer"}),
    ("robust_regression", {"loss": "welsch"}),
    ("robust_regression", {"loss": "geman_mcclure"}),
    ("mlp", {"hidden": 8}),
    ("cnn", {"channels": (2.0, 3.0), "hidden": 6}),
]
_STANDARD_ERRORS = 6.0  # a Gaussian is further away once in 5e8 draws


def _points(objective: Objective, count: int, scale: float = 0.3) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    start = objective.start(count, generator)
    return start + scale * torch.randn(start.shape, generator=generator, dtype=start.dtype)


@pytest.mark.parametrize(("name", "options"), _KINDS)
def test_gradient_agrees_with_finite_differences(objective: Make, name: str, options: dict[str, str]) -> None:
    made = objective(name, **options)
    theta = _points(made, 3)
    direction = torch.randn(theta.shape, generator=torch.Generator().manual_seed(2), dtype=theta.dtype)
    direction /= direction.norm(dim=-1, keepdim=True)
    step = torch.finfo(theta.dtype).eps ** (1 / 3)
    slope = (made.value(theta + step * direction) - made.value(theta - step * direction)) / (2 * step)
    # central differences: error step^2 times a third derivative plus eps/step; kinks (ReLU, pooling) cost more
    allowed = step if name in ("mlp", "cnn") else 100 * step**2
    assert torch.allclose(slope, (made.gradient(theta) * direction).sum(-1), atol=allowed, rtol=allowed)


@pytest.mark.parametrize(("name", "options"), _KINDS)
def test_one_pass_gives_what_the_three_give(objective: Make, name: str, options: dict[str, str]) -> None:
    made = objective(name, **options)
    theta = _points(made, 3)
    expected = made.value(theta), made.gradient(theta), made.noise_variance(theta)
    for one, other in zip(made.whole(theta), expected, strict=True):
        assert torch.allclose(one, other, rtol=1e-12, atol=1e-14, equal_nan=True)


def test_logistic_loss_is_the_mean_cross_entropy_of_torch(objective: Make) -> None:
    made = objective("logistic", data="digits", ridge=0.5)
    (theta,) = _points(made, 1)
    data = load("digits")
    z = torch.tensor(np.hstack([data.x, np.ones((len(data.x), 1))]))
    scores = torch.cat((torch.zeros(len(z), 1, dtype=z.dtype), z @ theta.reshape(65, 9)), dim=1)
    expected = torch.nn.functional.cross_entropy(scores, torch.tensor(data.y)) + 0.25 * (theta**2).sum()
    assert float(made.value(theta)) == pytest.approx(float(expected), rel=1e-13)


@pytest.mark.parametrize(("name", "options"), _KINDS)
def test_samples_are_unbiased_with_the_stated_variance(objective: Make, name: str, options: dict[str, str]) -> None:
    made = objective(name, **options)
    theta = _points(made, 1).expand(600, -1)
    sampled = made.sample(theta, 7, torch.Generator().manual_seed(3)).flatten(0, 1)
    noise = sampled - made.gradient(theta[:1])
    error = noise.std(0) / len(noise) ** 0.5
    assert (noise.mean(0).abs() <= _STANDARD_ERRORS * error + 1e-12).all()
    squares = (noise**2).sum(-1)
    stated = made.noise_variance(theta[:1])
    if not stated.isnan().any():
        assert abs(squares.mean() - stated[0]) <= _STANDARD_ERRORS * squares.std() / len(squares) ** 0.5
        assert float(stated[0]) <= made.constants.variance * (1 + 1e-12)


@pytest.mark.parametrize(("name", "options"), [kind for kind in _KINDS if kind[0] not in ("mlp", "cnn")])
def test_smoothness_bounds_the_hessian_and_is_no_guess(objective: Make, name: str, options: dict[str, str]) -> None:
    made = objective(name, **options)
    theta = torch.cat((made.start(1, torch.Generator()), _points(made, 3), _points(made, 2, scale=3.0)))
    largest = 0.0
    for point in theta:
        vector = torch.ones_like(point) / point.numel() ** 0.5
        for _ in range(30):
            image = (made.gradient(point + 1e-5 * vector) - made.gradient(point - 1e-5 * vector)) / 2e-5
            largest = max(largest, float(image.norm()))
            vector = image / image.norm()
    assert largest <= made.constants.smoothness * (1 + 1e-6)
    assert largest >= 0.1 * made.constants.smoothness


def test_binary_logistic_attains_its_smoothness_at_zero(objective: Make) -> None:
    made = objective("logistic", data="breast_cancer")
    start = made.start(1, torch.Generator())[0]
    hessian = torch.func.jacrev(made.gradient)(start)
    assert float(torch.linalg.eigvalsh(hessian)[-1]) == pytest.approx(made.constants.smoothness, rel=1e-12)


@pytest.mark.parametrize("name", LOSSES)
def test_robust_losses_meet_the_derived_bounds_on_the_whole_line(name: str) -> None:
    loss = LOSSES[name]
    r = torch.linspace(-20, 20, 400_001, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(loss.shape(r**2).sum(), r, create_graph=True)
    (curvature,) = torch.autograd.grad(slope.sum(), r)
    assert torch.allclose(slope, r * loss.weight(r**2), rtol=1e-12, atol=1e-15)
    assert float(slope.detach().abs().max()) == pytest.approx(loss.steepest, rel=1e-8)
    assert float(slope.detach().abs().max()) <= loss.steepest * (1 + 1e-12)
    assert float(curvature.detach().abs().max()) == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize("name", NOISES)
def test_quadratic_noise_has_mean_zero_and_unit_variance(name: str) -> None:
    noise = NOISES[name]((200_000,), torch.zeros(1, dtype=torch.float64), torch.Generator().manual_seed(0), 0.2)
    assert abs(float(noise.mean())) <= _STANDARD_ERRORS / 200_000**0.5
    square = noise**2
    assert abs(float(square.mean()) - 1) <= _STANDARD_ERRORS * float(square.std()) / 200_000**0.5 + 1e-12


def test_lower_bound_of_the_logistic_loss_is_below_and_close(objective: Make) -> None:
    made = objective("logistic", data="breast_cancer")
    theta = made.start(1, torch.Generator())
    for _ in range(3000):
        theta = theta - made.gradient(theta) / made.constants.smoothness
    reached = float(made.value(theta)[0])
    assert made.constants.infimum <= reached
    assert reached - made.constants.infimum <= 1e-3 * reached


def test_neural_constants_are_labelled_estimated(objective: Make) -> None:
    assert objective("mlp", hidden=4).constants.estimated
    assert objective("cnn", channels=(2.0, 2.0), hidden=4).constants.estimated
    assert not objective("logistic", data="breast_cancer").constants.estimated


def test_flipped_labels_change_only_the_last_workers(objective: Make) -> None:
    made = objective("logistic", data="digits")
    theta = _points(made, 2)
    plain = made.sample(theta, 7, torch.Generator().manual_seed(0))
    flipped = made.sample(theta, 7, torch.Generator().manual_seed(0), flips=Flips(2, lambda k: tuple(range(k))[::-1]))
    assert torch.equal(plain[:, :5], flipped[:, :5])
    assert not torch.isclose(plain[:, 5:], flipped[:, 5:]).all()


def test_workers_draw_from_their_own_share(objective: Make) -> None:
    made = objective("logistic", data="digits", split=Choice("similarity", {"gamma": 0.0}), batch=50)
    assert not made.constants.homogeneous
    drawn = made.examples.draw(40, 7, torch.Generator().manual_seed(0))  # type: ignore[attr-defined]
    seen = [set(drawn[:, worker].flatten().tolist()) for worker in range(7)]
    assert all(not (seen[i] & seen[j]) for i in range(7) for j in range(i))
    sizes = made.examples.sizes.numpy()  # type: ignore[attr-defined]
    assert np.mean([len(share) / size for share, size in zip(seen, sizes, strict=True)]) > 0.99


def test_replicas_of_a_network_get_the_gradients_they_would_get_alone(objective: Make) -> None:
    made = objective("cnn", channels=(2.0, 3.0), hidden=6)
    theta = _points(made, 2)
    both = made.sample(theta, 3, torch.Generator().manual_seed(0))
    first = made.sample(theta[:1], 3, torch.Generator().manual_seed(0))
    assert torch.allclose(both[0], first[0], atol=1e-12)


@pytest.mark.parametrize(
    ("name", "options", "says"),
    [
        ("quadratic", {"spectrum": (0.0, -1.0)}, "spectrum = -1"),
        ("quadratic", {"spectrum": ()}, "spectrum"),
        ("quadratic", {"noise": "cauchy"}, "noise = 'cauchy'"),
        ("quadratic", {"start": (1.0, 2.0, 3.0)}, "start has 3 numbers"),
        ("robust_regression", {"scale": 0.0}, "scale"),
        ("robust_regression", {"loss": "huber"}, "loss = 'huber'"),
        ("logistic", {"data": "breast_cancer", "ridge": -1.0}, "ridge"),
        ("cnn", {"kernel": 8}, "kernel = 8 is too large"),
        ("cnn", {"channels": (1.0,)}, "two counts"),
    ],
)
def test_inadmissible_options(objective: Make, name: str, options: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        objective(name, **options)
