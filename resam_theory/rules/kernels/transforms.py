r"""Functions of plain tensors under the transformations of ``torch.func`` and forward-mode differentiation.

Inside vmap, grad, jvp and their compositions torch hands out wrappers: values cannot be looked at, so no choice can
depend on them. A function F that takes leading batch axes and is differentiable by ``torch.autograd`` on plain tensors
becomes one step of such a computation: under vmap the mapped axis is one more batch axis; its derivatives are the
functions (x, g) -> g^T F'(x) and (x, t) -> F'(x) t, which are functions of the same kind (the second is the transpose
of the first: derivative of g^T F'(x) by g). So every order and every composition works.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import array_api_compat as aac

__all__ = ["apply", "is_plain", "transformed"]

Function = Callable[..., Any]


def is_plain(x: Any) -> bool:
    """Whether x is certainly a dense float32 or float64 tensor on the CPU outside of every transformation; cheap."""
    torch = sys.modules.get("torch")
    return (
        torch is not None
        and type(x) is torch.Tensor
        and x.is_cpu
        and (x.dtype is torch.float32 or x.dtype is torch.float64)
        and x.layout is torch.strided
        and not torch._C._functorch.is_functorch_wrapped_tensor(x)
        and torch.autograd.forward_ad._current_level < 0
    )


def transformed(*values: Any) -> bool:
    """Whether one of the values is a tensor inside a transformation of ``torch.func``, or carries a tangent."""
    import torch
    from torch.autograd import forward_ad

    wrapped = torch._C._functorch.is_functorch_wrapped_tensor  # pyright: ignore[reportAttributeAccessIssue]
    forward = forward_ad._current_level >= 0
    return any(
        isinstance(value, torch.Tensor)
        and (wrapped(value) or (forward and forward_ad.unpack_dual(value).tangent is not None))
        for value in values
    )


def apply(function: Function, x: Any, options: dict[str, Any]) -> Any:
    """``function(x, **tensors)`` for the tensors among the options, as one step."""
    names = [name for name, value in options.items() if aac.is_torch_array(value)]
    tensors = [options[name] for name in names]
    return _step().apply(lambda rows, *given: function(rows, **dict(zip(names, given, strict=True))), x, *tensors)


@lru_cache(maxsize=1)
def _step() -> Any:
    import torch

    class Step(torch.autograd.Function):
        """``function(*tensors)`` on plain tensors, with its rules for reverse mode, forward mode and vmap."""

        @staticmethod
        def forward(function: Function, *tensors: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
            return function(*tensors)

        @staticmethod
        def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
            ctx.function = inputs[0]
            ctx.save_for_backward(*inputs[1:])
            ctx.save_for_forward(*inputs[1:])

        @staticmethod
        def backward(ctx: Any, *given: Any) -> Any:
            tensors = ctx.saved_tensors
            found = Step.apply(_transposed(ctx.function, len(tensors)), *tensors, *given)
            return (None, *(found if isinstance(found, tuple) else (found,)))

        @staticmethod
        def jvp(ctx: Any, _: Any, *tangents: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
            tensors = ctx.saved_tensors
            along = [torch.zeros_like(x) if t is None else t for x, t in zip(tensors, tangents, strict=True)]
            return Step.apply(_along(ctx.function, len(tensors)), *tensors, *along)

        @staticmethod
        def vmap(info: Any, in_dims: Any, function: Function, *tensors: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
            moved = [
                tensor.unsqueeze(0).expand(info.batch_size, *tensor.shape) if dim is None else tensor.movedim(dim, 0)
                for tensor, dim in zip(tensors, in_dims[1:], strict=True)
            ]
            found = Step.apply(function, *moved)
            return found, (0,) * len(found) if isinstance(found, tuple) else 0

    return Step


def _recorded(function: Function, tensors: tuple[Any, ...]) -> tuple[list[Any], tuple[Any, ...]]:
    """The tensors, tracked by autograd, and the outputs as a tuple."""
    own = [t if t.requires_grad else t.detach().requires_grad_() for t in tensors]
    found = function(*own)
    return own, found if isinstance(found, tuple) else (found,)


def _gradients(outputs: Any, inputs: Any, given: Any, *, keep: bool) -> Any:
    import torch

    options = {"create_graph": keep, "allow_unused": True, "materialize_grads": True}
    return torch.autograd.grad(outputs, inputs, given, **options)


def _transposed(function: Function, count: int) -> Function:
    """(x, g) -> g^T F'(x), for ``count`` tensors x."""

    def transposed(*values: Any) -> Any:
        import torch

        keep = torch.is_grad_enabled() and any(value.requires_grad for value in values)
        with torch.enable_grad():
            own, outputs = _recorded(function, values[:count])
            found = _gradients(outputs, own, values[count:], keep=keep)
        return found[0] if count == 1 else found

    return transposed


def _along(function: Function, count: int) -> Function:
    """(x, t) -> F'(x) t, for ``count`` tensors x."""

    def along(*values: Any) -> Any:
        import torch

        keep = torch.is_grad_enabled() and any(value.requires_grad for value in values)
        with torch.enable_grad():
            own, outputs = _recorded(function, values[:count])
            given = [torch.zeros_like(output, requires_grad=True) for output in outputs]
            transposed = _gradients(outputs, own, given, keep=True)
            found = _gradients(transposed, given, values[count:], keep=keep)
        return found[0] if len(found) == 1 else found

    return along
