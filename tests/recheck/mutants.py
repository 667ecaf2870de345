"""Single-point mutants of a Python file: what is changed in words, and the changed code.

A mutant is one change of the syntax tree: a comparison, an operator, a constant, a sign, a ``not``, ``and`` for ``or``,
``min`` for ``max``, a condition turned round, a ``raise`` dropped. What only words depend on stays:
docstrings, messages, the functions of :data:`WORDS`; so do annotations and decorators.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any, Final

__all__ = ["NOTE", "Mutant", "Place", "functions", "mutants", "noted"]

NOTE: Final = "_entered_"
"""What functions call when they are asked to say that they are entered."""
Place = tuple[str, str]
"""A file, and the qualified name of an outermost function in it."""

COMPARE: Final = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
BINARY: Final = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
WORDS: Final = ("_shown", "_said", "_text", "statement")
"""Functions that say something to a person."""
SWAPPED: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """``said``: the change and the line it is in; ``place``: the outermost function, "" outside of all."""

    path: str
    said: str
    place: str
    code: CodeType


def mutants(source: str, path: str, file: str) -> Iterator[Mutant]:
    """Every mutant of a file, one change each."""
    tree, lines = ast.parse(source), source.splitlines()
    kept = {id(node) for part in ast.walk(tree) for words in _words(part) for node in ast.walk(words)}
    owners = _owners(tree)
    for node in list(ast.walk(tree)):
        if id(node) in kept:
            continue
        before = _copied(vars(node))
        variant = 0
        while (said := _change(node, variant)) is not None:
            place = owners.get(id(node), "")
            code = compile(ast.fix_missing_locations(tree), file, "exec")
            vars(node).update(_copied(before))
            yield Mutant(path, f"{said}  |  {lines[getattr(node, 'lineno', 1) - 1].strip()}", place, code)
            variant += 1


def _copied(parts: dict[str, Any]) -> dict[str, Any]:
    """The parts of a node, lists as new ones: what is changed in place must not be what is put back."""
    return {key: list(value) if isinstance(value, list) else value for key, value in parts.items()}


def noted(source: str, path: str, file: str) -> CodeType:
    """The code of a file whose outermost functions call :data:`NOTE` with their place first."""
    tree = ast.parse(source)

    def descend(node: ast.AST, names: tuple[str, ...]) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                place = ast.parse(repr((path, ".".join((*names, child.name)))), mode="eval").body
                child.body.insert(0, ast.Expr(ast.Call(ast.Name(NOTE, ast.Load()), [place], [])))
            elif isinstance(child, ast.ClassDef):
                descend(child, (*names, child.name))

    descend(tree, ())
    return compile(ast.fix_missing_locations(tree), file, "exec")


def _words(node: ast.AST) -> list[ast.AST]:
    """Parts of a node on which no verdict depends."""
    if isinstance(node, ast.keyword) and node.arg == "strict":
        return [node]  # of zip: the lengths are the same
    if isinstance(node, ast.Raise) or (isinstance(node, ast.FunctionDef) and node.name in WORDS):
        return [node]
    listed = (getattr(node, name, None) for name in ("annotation", "returns"))
    return [part for part in (*listed, *getattr(node, "decorator_list", ())) if isinstance(part, ast.AST)]


def _owners(tree: ast.Module) -> dict[int, str]:
    """For each node in the body of a function, the qualified name of the outermost function that it is in."""
    found: dict[int, str] = {}

    def descend(node: ast.AST, names: tuple[str, ...]) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                name = ".".join((*names, child.name))
                found.update((id(inner), name) for part in child.body for inner in ast.walk(part))
            elif isinstance(child, ast.ClassDef):
                descend(child, (*names, child.name))

    descend(tree, ())
    return found


def functions(code: CodeType) -> dict[str, CodeType]:
    """The code of the outermost functions of a module that have a name, by qualified name."""
    found: dict[str, CodeType] = {}
    for part in code.co_consts:
        if isinstance(part, CodeType) and part.co_name != "<lambda>":  # several may be called so
            if part.co_flags & 2:  # a function has fast locals, the body of a class has not
                found[part.co_qualname] = part
            else:
                found |= functions(part)
    return found


def _change(node: ast.AST, variant: int) -> str | None:
    """The variant-th change of a node, made in place; None when there are no more."""
    if isinstance(node, ast.Compare):
        options = [(i, new) for i, op in enumerate(node.ops) for new in COMPARE.get(type(op), ())]
        if variant < len(options):
            place, new = options[variant]
            before = type(node.ops[place]).__name__
            node.ops[place] = new()
            return f"{before} -> {new.__name__} in {ast.unparse(node)}"
        return None
    if variant and not (isinstance(node, ast.Constant) and variant == 1):
        return None
    match node:
        case ast.BinOp(left=left, op=op) if type(op) in BINARY and not isinstance(left, (ast.JoinedStr, ast.Tuple)):
            node.op = BINARY[type(op)]()
            return f"{type(op).__name__} -> {type(node.op).__name__} in {ast.unparse(node)}"
        case ast.AugAssign(op=op) if type(op) in BINARY:
            node.op = BINARY[type(op)]()
            return f"{type(op).__name__} -> {type(node.op).__name__}"
        case ast.BoolOp(op=op):
            node.op = ast.And() if isinstance(op, ast.Or) else ast.Or()
            return f"and/or in {ast.unparse(node)}"
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            said = f"{type(node.op).__name__} dropped: {ast.unparse(operand)}"
            called: Any = ast.Call(ast.Name("bool", ast.Load()), [operand], [])
            node.op, node.operand = ast.UAdd(), called if isinstance(node.op, ast.Not) else operand
            return said
        case ast.Constant(value=bool() as value) if variant == 0:
            node.value = not value
            return f"becomes {node.value}"
        case ast.Constant(value=int() as value) if type(value) is int:
            node.value = value + (1 if variant == 0 else -1)
            return f"{value} becomes {node.value}"
        case ast.Name(id=name) if name in SWAPPED:
            node.id = SWAPPED[name]
            return f"becomes {node.id}"
        case ast.If(test=test, body=body) if all(isinstance(part, ast.Raise) for part in body):
            node.body = [ast.Pass()]
            return f"no refusal where {ast.unparse(test)}"
        case ast.If(test=test) | ast.IfExp(test=test) if isinstance(test, (ast.Name, ast.Call, ast.Attribute)):
            node.test = ast.UnaryOp(ast.Not(), test)
            return f"turned round: {ast.unparse(test)}"
    return None
