"""Single-point mutants of everything that may say *certified*, each run against evidence whose truth is known.

``python tests/recheck/mutants.py CORPUS.json [FILE...]`` prints the mutants that no evidence kills. A mutant is one
change of the syntax tree: a comparison, an operator, a constant, a ``not``, ``and`` for ``or``, ``min`` for ``max``, a
``raise`` dropped. It is killed when true evidence is refused, false evidence accepted, or when it never answers. The
driver imports the standard library only; each mutant runs in a process of its own.
"""

from __future__ import annotations

import ast
import copy
import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
SECONDS: Final = 20
CHECKER: Final = ("check", "claim", "convert", "gram", "inputs", "line", "matrices", "reading", "theorem")
FILES: Final = (
    *(f"verification/recheck/{name}.py" for name in CHECKER),
    *(f"resam_theory/definitions/{name}.py" for name in ("classes", "scores", "least_diameter", "trimmed", "nearest")),
)
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
BINARY: Final = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Div}
SWAPPED: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}


def mutants(source: str) -> Iterator[tuple[str, ast.Module]]:
    """(what is changed, the changed tree), one change each; docstrings and messages stay."""
    tree = ast.parse(source)
    count = sum(1 for _ in ast.walk(tree))
    for index in range(count):
        variant = 0
        while True:
            changed = copy.deepcopy(tree)
            node = next(node for i, node in enumerate(ast.walk(changed)) if i == index)
            said = _change(node, variant)
            if said is None:
                break
            yield f"line {getattr(node, 'lineno', 0)}: {said}", ast.fix_missing_locations(changed)
            variant += 1


def _change(node: ast.AST, variant: int) -> str | None:
    """The variant-th change of a node, made in place; None when there are no more."""
    if isinstance(node, ast.Compare):
        options = [(i, new) for i, op in enumerate(node.ops) for new in COMPARE.get(type(op), ())]
        if variant < len(options):
            place, new = options[variant]
            before = type(node.ops[place]).__name__
            node.ops[place] = new()
            return f"{before} -> {new.__name__} in {ast.unparse(node)}"
    elif isinstance(node, ast.BinOp) and type(node.op) in BINARY and variant == 0:
        if isinstance(node.left, (ast.JoinedStr, ast.Tuple)):
            return None
        before = type(node.op).__name__
        node.op = BINARY[type(node.op)]()
        return f"{before} -> {type(node.op).__name__} in {ast.unparse(node)}"
    elif isinstance(node, ast.BoolOp) and variant == 0:
        node.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        return f"and/or in {ast.unparse(node)}"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) and variant == 0:
        node.op = ast.UAdd()
        said = f"not dropped: {ast.unparse(node.operand)}"
        node.operand = ast.Call(ast.Name("bool", ast.Load()), [node.operand], [])
        return said
    elif isinstance(node, ast.Constant) and type(node.value) is int and variant < 2:
        node.value += 1 if variant == 0 else -1
        return f"constant becomes {node.value}"
    elif isinstance(node, ast.Name) and node.id in SWAPPED and variant == 0:
        node.id = SWAPPED[node.id]
        return f"becomes {node.id}"
    elif isinstance(node, ast.If) and variant == 0 and all(isinstance(part, ast.Raise) for part in node.body):
        said = f"no refusal where {ast.unparse(node.test)}"
        node.body = [ast.Pass()]
        return said
    return None


def killed(path: str, tree: ast.Module, corpus: list[tuple[bool, Any]]) -> bool:
    """Whether the corpus tells the mutant from the checker, in a process of its own."""
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        sys.stderr = sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - the process ends
        os._exit(0 if _agrees(path, tree, corpus) else 1)
    return os.waitpid(child, 0)[1] != 0


def _agrees(path: str, tree: ast.Module, corpus: list[tuple[bool, Any]]) -> bool:
    import importlib
    import importlib.abc
    import importlib.util

    name = path.removesuffix(".py").replace("/", ".")

    class Loader(importlib.abc.Loader):
        def exec_module(self, module: Any) -> None:
            exec(compile(tree, path, "exec"), module.__dict__)

    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
            return importlib.util.spec_from_loader(fullname, Loader()) if fullname == name else None

    for loaded in [
        name for name in sys.modules if name.startswith(("verification.recheck", "resam_theory.definitions"))
    ]:
        del sys.modules[loaded]
    sys.meta_path.insert(0, Finder())
    try:
        check = importlib.import_module("verification.recheck.check").check
        for holds, data in corpus:
            try:
                checked = check(data)
                wanted = {"lower": ("attained",), "upper": ("certified", "paper")}[data["side"]]
                said = (checked.side, checked.status in wanted, str(checked))
                accepted = said == (data["side"], True, _sentence(data))
            except ValueError:
                accepted = False
            if accepted != holds:
                return False
        _direct(importlib.import_module("verification.recheck.gram"))
    except BaseException:
        return False
    return True


def _sentence(data: Any) -> str:
    claim = data["claim"]
    name = f"{claim['criterion']}*{'^2' if data['squared'] else ''}"
    place = f"n={claim['n']}, f={claim['f']}, d={claim['d']}"
    value = "infinity" if data["value"] == "inf" else data["value"]
    return f"{name}({claim['rule']}; {place}) {'<=' if data['side'] == 'upper' else '>='} {value}"


def _direct(gram: Any) -> None:
    """P a pair (V = s_P), u no farther from its members than they are apart: ||u - mean P||² <= 3 s_P, not s_P."""
    from fractions import Fraction

    from resam_theory.definitions.gram import Programme, Selection

    nearer = Selection("nearer", {("P", "u"): 1}, {("P", "P"): 1}, 1)
    programme = Programme({"u": 1, "P": 2}, ("P",), {"u": Fraction(1), "P": Fraction(-1)}, (nearer,))
    for value, holds in ((3, True), (1, False)):
        dual = gram.Dual(({("P", "P"): Fraction(1)},), {"V": Fraction(value)})
        try:
            proved = gram.certified_value(programme, "kappa", dual) == value
        except ValueError:
            proved = False
        if proved != holds:
            raise AssertionError(value)


def survivors(corpus: list[tuple[bool, Any]], files: tuple[str, ...] = FILES) -> Iterator[tuple[str, str, bool]]:
    """(file, what is changed, whether it survived) of every mutant."""
    for path in files:
        for said, tree in mutants((ROOT / path).read_text(encoding="utf-8")):
            yield path, said, not killed(path, tree, corpus)


def main(words: list[str]) -> None:
    """Print the survivors and how many mutants there were."""
    corpus = [(bool(holds), data) for holds, data in json.loads(Path(words[0]).read_text(encoding="utf-8"))]
    sys.path.insert(0, str(ROOT))
    total = alive = 0
    for path, said, survived in survivors(corpus, tuple(words[1:]) or FILES):
        total += 1
        if survived:
            alive += 1
            print(f"{path} {said}", flush=True)
    print(f"{alive} of {total} mutants survive")


if __name__ == "__main__":
    main(sys.argv[1:])
