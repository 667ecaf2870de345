"""Which calling convention a rule follows: tried on benign data, the first that works is taken."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from .adapters import PRESENTATIONS, Binding, bindings, nth_binding, present, unpack

__all__ = ["Convention", "discover"]


@dataclass(frozen=True)
class Convention:
    """How a rule is called: ``how`` of PRESENTATIONS, ``dtype``, whether it takes (B, n, d), and the bound function.

    ``number``: which of the bindings it is. ``access``: what to write behind the call to get the vector. ``failed``:
    why nothing worked on benign data; the calls are then made with a plain array.
    """

    how: str
    dtype: str
    batched: bool
    bound: Binding | None
    setup: tuple[str, ...] = ()
    expression: str = "rule({})"
    failed: str = ""
    number: int = 0
    access: str = ""

    def portable(self) -> Convention:
        """Without the function, so that it can travel between processes."""
        assert self.bound is not None
        return replace(self, bound=None, setup=self.bound.setup, expression=self.bound.expression)

    def call_text(self, vectors: str | None = None) -> str:
        """The Python expression that calls the rule on an array ``x`` (or on ``vectors``)."""
        expression = self.bound.expression if self.bound else self.expression
        return expression.format(vectors or PRESENTATIONS[self.how]) + self.access

    def setup_lines(self) -> tuple[str, ...]:
        """What must be executed before: the instantiation, the import of torch."""
        lines = self.bound.setup if self.bound else self.setup
        return (*lines, "import torch") if "torch" in PRESENTATIONS[self.how] else lines


_TYPES: Final = ("float64", "float32")
_ATTEMPTS: Final = sorted(((how, dtype) for how in PRESENTATIONS for dtype in _TYPES), key=lambda a: "tensor" in a[0])
"""In this order; those that need torch (a second to import) last."""


def _benign(n: int) -> np.ndarray:
    """Gaussian vectors of a length d other than n: a rule along the wrong axis is found out."""
    return np.random.default_rng(0).standard_normal((n, 2 if n != 2 else 3))


def _batched(bound: Binding, how: str, dtype: str, x: np.ndarray) -> bool:
    """Whether a call on (2, n, d) gives what two calls give; only arrays and tensors can be batches."""
    if how not in {"array", "tensor"}:
        return False
    both = np.stack([x, x[::-1] + 1.0]).astype(dtype)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            together = unpack(bound.call(present(how, both.copy())))
            apart = [unpack(bound.call(present(how, one.copy()))) for one in both]
    except Exception:
        return False
    if together.shape != (2, x.shape[1]):
        return False
    return bool(np.allclose(together, np.stack(apart), rtol=0, atol=1e-3))  # distinct problems are 1 apart


def discover(
    target: Any, n: int, f: int, perform: Callable[[Binding, str, np.ndarray], Any], alive: Callable[[str, str], None]
) -> Convention:
    """The first convention that answers with a finite vector; else a plain array, and ``failed`` says what happened.

    ``alive`` is called with the presentation, and with what went wrong first so far, before each attempt, so that
    somebody can watch the time of each.
    """
    x, problems, first = _benign(n), [], None
    for number, bound in enumerate(bindings(target, n, f)):
        first = first or bound
        for how, dtype in _ATTEMPTS:
            alive(how, problems[0] if problems else "")
            try:
                outcome = perform(bound, how, x.astype(dtype))
            except ImportError:  # no torch here: not a way to call it
                continue
            if outcome.ok and np.isfinite(outcome.value).all():
                batched = _batched(bound, how, dtype, x)
                fresh = nth_binding(target, n, f, number)  # an instance that has not seen the trials
                return Convention(how, dtype, batched, fresh, number=number, access=outcome.access)
            problems.append(outcome.problem or "returns a non-finite vector")
    return Convention("array", "float64", False, first, failed=problems[0])
