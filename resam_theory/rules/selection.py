"""Which rows a selection rule made its output of: the answer to "whom did the server leave out?"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import array_api_compat as aac

from .kernels import arrays, entrance

__all__ = ["Selected", "selection"]


@dataclass(frozen=True)
class Selected:
    """The answer of a selection rule with its reasons. Masks and weights have shape (..., n), one entry per worker.

    ``output`` (..., d): what the rule returns. ``weights``: the weight of every row in it, with sum one (rows that
    share a place at a tie have less than the others). ``kept``: the weight is positive; ``left_out``: it is zero.
    ``replaced``: the row held a NaN or an infinity, and the mean of the finite rows stands in for it (such a row is
    certainly faulty, and yet can be ``kept``: what is averaged then is the stand-in). A mask indexes the names of the
    workers: ``names[found.left_out]``.
    """

    output: Any
    weights: Any
    kept: Any
    left_out: Any
    replaced: Any


def selection(output: Any, weights: Callable[..., Any], x: Any, f: int, options: dict[str, Any]) -> Selected:
    """The selection that ``weights(x, f, **options)`` describes; errors as those of the rule."""
    xp = aac.array_namespace(x)
    x = arrays.detached(x)
    given = entrance.call(weights, x, f, options)
    return Selected(output, given, given > 0, given == 0, ~xp.all(xp.isfinite(x), axis=-1))
