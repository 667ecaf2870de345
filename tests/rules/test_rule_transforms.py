"""torch.func and forward mode through every rule, against plain autograd and differences."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch.autograd import forward_ad

from resam_theory.rules import Rule, get

pytestmark = pytest.mark.filterwarnings("ignore:.*torch.jit.script:DeprecationWarning")  # torch's own forward mode


@pytest.fixture
def rows() -> torch.Tensor:
    return torch.randn((4, 7, 2), dtype=torch.float64, generator=torch.Generator().manual_seed(0))


def faulty(rule: Rule) -> int:
    """Two of seven, or one where the rule is not defined for two."""
    return 2 if rule.admits(7, 2) else 1


def test_vmap_is_a_batch(rule: Rule, rows: torch.Tensor) -> None:
    mapped = torch.vmap(lambda x: rule(x, f=faulty(rule)))(rows)
    torch.testing.assert_close(mapped, rule(rows, f=faulty(rule)))
    other_axis = torch.vmap(lambda x: rule(x, f=faulty(rule)), in_dims=1)(rows.movedim(0, 1))
    torch.testing.assert_close(other_axis, mapped)
    nested = torch.vmap(torch.vmap(lambda x: rule(x, f=faulty(rule))))(rows.reshape(2, 2, 7, 2))
    torch.testing.assert_close(nested.reshape(4, 2), mapped)


def test_gradients(rule: Rule, rows: torch.Tensor) -> None:
    def loss(x: torch.Tensor) -> torch.Tensor:
        return rule(x, f=faulty(rule)).pow(2).sum()

    tracked = rows.clone().requires_grad_()
    loss(tracked).backward()
    assert tracked.grad is not None
    torch.testing.assert_close(torch.func.grad(loss)(rows), tracked.grad)
    torch.testing.assert_close(torch.vmap(torch.func.grad(loss))(rows), tracked.grad)


@pytest.mark.sampled(3)
def test_forward_mode(rule: Rule, rows: torch.Tensor) -> None:
    if "piecewise_constant" in rule.traits:
        return  # there is no derivative to speak of

    def of(x: torch.Tensor) -> torch.Tensor:
        return rule(x, f=faulty(rule))

    along = torch.randn(rows.shape, dtype=rows.dtype, generator=torch.Generator().manual_seed(1))
    value, tangent = torch.func.jvp(of, (rows,), (along,))[:2]
    torch.testing.assert_close(value, of(rows))
    step = 2.0**-20  # the error of the central difference is of order step^2 and eps/step
    torch.testing.assert_close(
        tangent, (of(rows + step * along) - of(rows - step * along)) / (2 * step), rtol=0, atol=1e-8
    )
    with forward_ad.dual_level():
        dual = forward_ad.unpack_dual(of(forward_ad.make_dual(rows, along)))
        torch.testing.assert_close(dual.tangent, tangent)


@pytest.mark.sampled(3)
def test_second_derivatives(rule: Rule, rows: torch.Tensor) -> None:
    if "piecewise_constant" in rule.traits:
        return  # there is no derivative to speak of

    def loss(x: torch.Tensor) -> torch.Tensor:
        return rule(x, f=faulty(rule)).pow(3).sum()

    plain = torch.autograd.functional.hessian(loss, rows[0])
    torch.testing.assert_close(torch.func.hessian(loss)(rows[0]), plain)
    torch.testing.assert_close(torch.func.jacrev(torch.func.jacrev(loss))(rows[0]), plain)
    assert torch.autograd.gradgradcheck(lambda x: rule(x, f=faulty(rule)), rows[:1].clone().requires_grad_())


def test_geometric_median_of_a_triangle_twice_differentiated() -> None:
    """The triangle of the report; and the first derivative of the derivative by differences, an independent path."""
    x = torch.tensor([[0, 0], [4, 0], [1, 3]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradgradcheck(lambda rows: get("gm")(rows, f=1), x)

    def gradient(rows: torch.Tensor) -> torch.Tensor:
        return torch.func.grad(lambda y: get("gm")(y, f=1)[0])(rows)

    along = torch.tensor([[1, 0], [0, 2], [-1, 1]], dtype=torch.float64)
    second = torch.func.jvp(gradient, (x.detach(),), (along,))[1]
    step = 2.0**-17
    wanted = (gradient(x.detach() + step * along) - gradient(x.detach() - step * along)) / (2 * step)
    torch.testing.assert_close(second, wanted, rtol=0, atol=1e-8)


def test_options_are_transformed_too() -> None:
    x = torch.randn((4, 7, 2), dtype=torch.float64, generator=torch.Generator().manual_seed(2))

    def clipped(rows: Any, centre: Any) -> Any:
        return get("cc")(rows, f=2, centre=centre)

    centres = torch.linspace(0, 1, 8, dtype=torch.float64).reshape(4, 2)
    mapped = torch.vmap(clipped)(x, centres)
    torch.testing.assert_close(mapped, torch.stack([clipped(*pair) for pair in zip(x, centres, strict=True)]))
    one_centre = torch.vmap(clipped, in_dims=(0, None))(x, centres[1])
    torch.testing.assert_close(one_centre, clipped(x, centres[1]))
    tracked = centres[0].clone().requires_grad_()
    wanted = torch.autograd.functional.jacobian(lambda c: clipped(x[0], c), tracked)
    torch.testing.assert_close(torch.func.jacrev(lambda c: clipped(x[0], c))(centres[0]), wanted)


def test_wrong_calls_stay_one_line_inside(rule: Rule, rows: torch.Tensor) -> None:
    with pytest.raises(ValueError, match="f = 4 is not admissible"):
        torch.vmap(lambda x: rule(x, f=4))(rows)
