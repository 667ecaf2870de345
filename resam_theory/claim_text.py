"""Claims as text: ``"kappa <= 4*f/(n - 2*f)"``. The text is parsed, never executed."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import sympy as sp

from . import symbols as s
from .claims import Claim, Criterion, Kind, Provenance, Source

__all__ = ["claim_of"]

_NAMES: Final[Mapping[str, sp.Expr]] = {"n": s.n, "f": s.f, "m": s.m, "d": s.d, "inf": sp.oo}
_OPERATIONS: Final[Mapping[type, Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "sqrt": sp.sqrt,
    "min": sp.Min,
    "max": sp.Max,
    "floor": sp.floor,
    "ceil": sp.ceiling,
}
_RELATIONS: Final[Mapping[type, Kind]] = {ast.LtE: Kind.UPPER, ast.GtE: Kind.LOWER, ast.Eq: Kind.TIGHT}
_LARGEST: Final = 64  # of an exponent: a text must not keep the machine busy


def claim_of(text: str, subject: str = "given") -> Claim:
    """The claim that ``text`` makes about the rule ``subject``: lambda or kappa, then <=, >= or ==, then a value.

    The value is an expression in n, f, m, d and numbers with + - * / **, sqrt, min, max, floor, ceil; ``== inf`` says
    that there is no constant. ValueError for anything else.

    >>> claim = claim_of("kappa <= 4*f/(n - 2*f)")
    >>> claim.kind.value, claim.exact(7, 2)
    ('upper', 8/3)
    >>> claim_of("kappa < 1")
    Traceback (most recent call last):
    ...
    ValueError: claim = 'kappa < 1' is not admissible: need lambda or kappa, then <=, >= or ==, then a value ...
    """
    try:
        tree = ast.parse(re.sub(r"\blambda\b", "lambda_", text.strip()), mode="eval").body
        if not isinstance(tree, ast.Compare) or not isinstance(tree.left, ast.Name) or len(tree.ops) != 1:
            raise KeyError(text)
        criterion = {"lambda_": Criterion.LAMBDA, "kappa": Criterion.KAPPA}[tree.left.id]
        kind = _RELATIONS[type(tree.ops[0])]
        value = sp.sympify(_value(tree.comparators[0]))
    except (SyntaxError, KeyError, TypeError, ValueError, ZeroDivisionError, RecursionError) as error:
        raise ValueError(
            f"claim = {text!r} is not admissible: need lambda or kappa, then <=, >= or ==, then a value in n, f, m, d "
            "with + - * / ** sqrt min max floor ceil"
        ) from error
    infinite = value is sp.oo
    if infinite and kind is not Kind.TIGHT:
        raise ValueError(f"claim = {text!r} is not admissible: only == inf says something")
    return Claim(
        f"{subject}.{criterion}.{text}",
        subject,
        criterion,
        Kind.NEGATIVE if infinite else kind,
        text,
        None if infinite else value,
        Source(Provenance.DERIVED, "the caller"),
    )


def _value(node: ast.expr) -> Any:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return sp.Rational(str(node.value))
    if isinstance(node, ast.Name):
        return _NAMES[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left), _value(node.right)
        if isinstance(node.op, ast.Pow) and not (right.is_number and abs(right) <= _LARGEST):
            raise ValueError("the exponent is too large")
        return _OPERATIONS[type(node.op)](left, right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return _FUNCTIONS[node.func.id](*(_value(argument) for argument in node.args))
    raise TypeError(type(node).__name__)
