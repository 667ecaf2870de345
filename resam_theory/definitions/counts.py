"""Counts that depend on n, f and m = n - f: text such as ``(n-1)//2``, evaluated by a closed list of operations."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

__all__ = ["evaluate", "kept", "require"]

LONGEST: Final = 60
"""Most characters of an expression."""
_WRITTEN: Final = re.compile(r"[0-9nfm+*/() -]+")

_OPERATIONS: Final[Mapping[type, Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
}


def evaluate(text: str, n: Any, f: Any) -> Any:
    """The value at (n, f), which may be of any ring (``//`` then needs one that divides with remainder).

    >>> evaluate("(n-1)//2", 8, 3), evaluate("m-1", 8, 3)
    (3, 4)
    """
    return _value(_tree(text), {"n": n, "f": f, "m": n - f})


def kept(text: str, n: Any, f: Any) -> Any:
    """How many of n rows a rule keeps; ValueError unless 1 <= count <= n."""
    number = evaluate(text, n, f)
    if not 1 <= number <= n:
        raise ValueError(f"need 1 <= count <= n = {n}")
    return number


def require(text: Any, name: str) -> str:
    """``text`` if it is a count expression; ValueError otherwise.

    >>> require("n**f", "k")
    Traceback (most recent call last):
    ...
    ValueError: k = 'n**f' is not admissible: need integers, n, f, m, +, -, *, // and parentheses
    """
    try:
        if type(text) is not str or not _WRITTEN.fullmatch(text):
            raise ValueError("no text of these signs")
        _value(_tree(text), {"n": 7, "f": 2, "m": 5})
    except (ValueError, ZeroDivisionError):
        raise ValueError(
            f"{name} = {text!r:.80} is not admissible: need integers, n, f, m, +, -, *, // and parentheses"
        ) from None
    return text


@lru_cache(maxsize=1024)
def _tree(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise ValueError(f"{len(text)} characters: need at most {LONGEST}")
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError:
        raise ValueError(f"{text!r} is no expression") from None


def _value(node: ast.expr, at: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    if isinstance(node, ast.Name) and node.id in at:
        return at[node.id]
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_value(node.left, at), _value(node.right, at))
    raise ValueError("not in the closed list")
