"""Loops that numpy would run as many passes over memory, compiled to machine code when they are first called.

Importing numba costs half a second and compiling about as much, so neither happens before a kernel is needed; the
machine code is kept on disk for the next process where a folder for it is writable.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, update_wrapper
from typing import Any, Final

__all__ = ["Kernel", "compiled", "compiled_sums"]

_FAST: Final = frozenset({"nnan", "nsz"})
_SUMS: Final = _FAST | {"reassoc", "contract"}


class Kernel:
    """A function that is machine code from its first call on; kernels can call kernels."""

    def __init__(self, function: Callable[..., Any], fastmath: frozenset[str]) -> None:
        self._function, self._fastmath = function, fastmath
        update_wrapper(self, function)

    def __call__(self, *arguments: Any) -> Any:
        """Run the machine code."""
        return self._machine_code(*arguments)

    @cached_property
    def _machine_code(self) -> Callable[..., Any]:
        import numba

        options = {"nogil": True, "error_model": "numpy", "fastmath": set(self._fastmath)}
        try:
            return numba.njit(cache=True, **options)(self._function)
        except RuntimeError:  # there is no folder to keep machine code in
            return numba.njit(**options)(self._function)

    @property
    def _numba_type_(self) -> Any:
        """What numba takes a kernel for that it meets in another one."""
        return getattr(self._machine_code, "_numba_type_")  # noqa: B009 - numba's own name for it


def compiled(function: Callable[..., Any]) -> Kernel:
    """``function``, of arrays and numbers in the subset of Python that numba knows, as machine code.

    No NaN may occur in its arithmetic and the sign of zero has no meaning (minimum and maximum are then one instruction
    for many numbers); infinities are fine. It runs without Python's lock.

    >>> import numpy as np
    >>> @compiled
    ... def largest(values):
    ...     best = values[0]
    ...     for value in values:
    ...         best = max(best, value)
    ...     return best
    >>> largest(np.asarray([1.0, 3.0, 2.0]))
    3.0
    """
    return Kernel(function, _FAST)


def compiled_sums(function: Callable[..., Any]) -> Kernel:
    """As :func:`compiled`, and the terms of sums may be added in any order (many at a time), products unrounded."""
    return Kernel(function, _SUMS)
