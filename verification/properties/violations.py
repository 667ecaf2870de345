"""A violated property: what was expected, what came out, on which input, and the program that shows it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .caller import Caller

__all__ = ["Violation", "literal", "snippet"]


class Violation(AssertionError):
    """Raised where a property fails. ``left`` should have been ``relation`` to ``right``; ``lines`` check it again.

    ``lines`` are Python statements in terms of ``x``, ``S`` (where the property has one) and ``call``, the rule on an
    array; the last one is an assertion that fails.
    """

    def __init__(
        self,
        message: str,
        x: np.ndarray,
        *,
        lines: Sequence[str],
        left: Any = None,
        right: Any = None,
        margin: float | None = None,
        honest: Sequence[int] | None = None,
    ) -> None:
        super().__init__(message)
        self.message, self.x, self.lines = message, x, tuple(lines)
        self.left, self.right, self.margin = left, right, margin
        self.honest = None if honest is None else tuple(honest)


def literal(values: np.ndarray) -> str:
    """A numpy expression for an array: whole numbers without their point, NaN and infinities by name.

    >>> literal(np.array([[1.0, np.nan], [0.5, -np.inf]]))
    'np.array([[1, np.nan], [0.5, -np.inf]], dtype="float64")'
    """

    def text(value: Any) -> str:
        if isinstance(value, list):
            return f"[{', '.join(text(item) for item in value)}]"
        if np.isnan(value):
            return "np.nan"
        if np.isinf(value):
            return "np.inf" if value > 0 else "-np.inf"
        return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)

    listed = np.asarray(values).tolist()
    if listed and isinstance(listed[0], list) and len(listed) > 3:  # a row a line
        body = "[\n" + "".join(f"    {text(row)},\n" for row in listed) + "]"
    else:
        body = text(listed)
    return f'np.array({body}, dtype="{values.dtype}")'


def snippet(caller: Caller, violation: Violation) -> str:
    """A program in numpy (and the rule) alone that ends in an AssertionError on the same input."""
    x = violation.x.astype(caller.dtype)
    convention = caller.convention
    lines = ["import numpy as np", caller.importing, *convention.setup_lines(), ""]
    lines += [
        "def call(x):",
        "    x = x.copy()",
        f"    return np.asarray({convention.call_text()}, dtype=float).ravel()",
        "",
    ]
    lines.append(f"x = {literal(x)}")
    if violation.honest is not None:
        lines.append(f"S = {list(violation.honest)}")
    return "\n".join([*lines, *violation.lines]) + "\n"
