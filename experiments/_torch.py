"""torch, imported when it is first used: a config is read, checked and refused without it (two seconds, 250 MB)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["torch"]

if TYPE_CHECKING:
    import torch
else:

    class _Torch:
        """Stands in for the module; what was asked for once is an ordinary attribute from then on."""

        def __getattr__(self, name: str) -> Any:
            import torch as module

            value = getattr(module, name)
            setattr(self, name, value)
            return value

    torch = _Torch()
