"""Derivatives under torch at generic points, where every rule is differentiable."""

from __future__ import annotations

import pytest
import torch

from resam_theory.rules import Rule

pytestmark = pytest.mark.usefixtures("defined")


@pytest.mark.sampled(3)
@pytest.mark.parametrize("shape", [(7, 2), (2, 7, 3)], ids=str)
def test_gradcheck(rule: Rule, shape: tuple[int, ...]) -> None:
    x = torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(1)).requires_grad_()
    assert torch.autograd.gradcheck(lambda rows: rule(rows, f=2), x)


def test_weights_sum_to_one(rule: Rule) -> None:
    """Translation: moving all rows moves the output alike, so the derivatives by the rows sum to the identity."""
    if "translation" not in rule.traits:
        return
    x = torch.randn((7, 2), dtype=torch.float64, generator=torch.Generator().manual_seed(2)).requires_grad_()
    rule(x, f=2)[0].backward()
    assert x.grad is not None
    torch.testing.assert_close(x.grad.sum(dim=0), torch.tensor([1.0, 0.0], dtype=torch.float64))


def test_no_record_without_gradient(rule: Rule) -> None:
    x = torch.zeros((5, 2)).requires_grad_()
    with torch.no_grad():
        assert not rule(x, f=1).requires_grad
    assert rule(x, f=1).requires_grad
