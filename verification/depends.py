"""What the settling of a claim depends on: the files that its rule, and the machinery, can reach by imports.

A rule's file, and a stage's, is imported by name when it is asked for, so the machinery does not reach it: a claim
about a rule depends on the machinery, on the files of that rule and of the stages before it, on what these import,
and on the rules that they name. Everything else may change without a result becoming another one.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from resam_theory import compose, rules

__all__ = ["MACHINERY", "Sources", "sources"]

PACKAGES: Final = ("resam_theory", "experiments", "verification")
MACHINERY: Final = ("verification.ledger", "verification.search.power")
_VERSIONS: Final = ("numpy", "scipy", "sympy", "torch", "clarabel", "python-flint", "scikit-learn", "hypothesis")
_BY_NAME: Final = (rules.__name__, compose.__name__)
_NAME: Final = re.compile(r"[\w+()=,/.-]+")


@dataclass(frozen=True)
class Sources:
    """The packages under ``root``."""

    root: Path

    def everything(self) -> str:
        """The hash of all files, code and data, and of the versions of the numerical packages."""
        return _whole(self.root)

    @lru_cache(maxsize=4096)  # noqa: B019 - frozen, and one of them in a process
    def of(self, subject: str) -> str:
        """The same of what the claims about ``subject`` depend on: everything, unless it is a rule."""
        try:
            chosen = self.needed(subject)
        except ValueError:
            return self.everything()
        digest = hashlib.sha256(f"{rules.source_digest(subject)}|{_numerical()}".encode())
        for name in sorted(chosen):
            digest.update(f"{name}={_digest(self._files()[name])};".encode())
        for path in _listed(self.root):
            if path.suffix != ".py":
                digest.update(f"{path.name}={_digest(path)};".encode())
        return digest.hexdigest()

    @cached_property
    def _machinery(self) -> frozenset[str]:
        return self._reached(MACHINERY, frozenset(), named=False)

    def needed(self, subject: str) -> frozenset[str]:
        """The modules that the claims about a rule depend on; ValueError where ``subject`` is none."""
        return self._reached(rules.files(subject), self._machinery, named=True)

    def _reached(self, names: Iterable[str], found: frozenset[str], *, named: bool) -> frozenset[str]:
        """``found``, with what ``names`` import, they and their packages included; if ``named``, what rules name."""
        files, seen, waiting = self._files(), set(found), list(names)
        while waiting:
            name = waiting.pop()
            if name in seen or name not in files:
                continue
            seen.add(name)
            parent, _, _ = name.rpartition(".")
            waiting += [parent, *_imports(name, files[name])]
            if named and parent in _BY_NAME:
                waiting += [file for word in _words(files[name]) for file in _file_of(word)]
        return frozenset(seen)

    def _files(self) -> dict[str, Path]:
        return _modules(self.root)


@lru_cache(maxsize=1)
def sources() -> Sources:
    """The packages that run."""
    return Sources(Path(__file__).parent.parent)


@lru_cache(maxsize=1)
def _numerical() -> str:
    return "".join(f"{name}={version(name)};" for name in _VERSIONS)


@lru_cache(maxsize=4)
def _listed(root: Path) -> tuple[Path, ...]:
    found = (path for package in PACKAGES for path in (root / package).rglob("*") if path.suffix in {".py", ".json"})
    return tuple(sorted(found))


@lru_cache(maxsize=4)
def _modules(root: Path) -> dict[str, Path]:
    named = {path.relative_to(root).with_suffix("").parts: path for path in _listed(root) if path.suffix == ".py"}
    return {".".join(parts[:-1] if parts[-1] == "__init__" else parts): path for parts, path in named.items()}


@lru_cache(maxsize=4)
def _whole(root: Path) -> str:
    digest = hashlib.sha256(_numerical().encode())
    for path in _listed(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@lru_cache(maxsize=4096)
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@lru_cache(maxsize=4096)
def _imports(name: str, path: Path) -> tuple[str, ...]:
    """Every module that the file may import; ``from x import y`` may import x.y."""
    package, found = (name if path.stem == "__init__" else name.rpartition(".")[0]).split("."), list[str]()
    for node in _nodes(path):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found += [base, *(f"{base}.{alias.name}" for alias in node.names)]
    return tuple(found)


@lru_cache(maxsize=4096)
def _words(path: Path) -> tuple[str, ...]:
    """The texts in a file that may be the name of a rule."""
    constants = (node.value for node in _nodes(path) if isinstance(node, ast.Constant))
    return tuple(value for value in constants if isinstance(value, str) and _NAME.fullmatch(value))


def _nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


@lru_cache(maxsize=4096)
def _file_of(word: str) -> tuple[str, ...]:
    try:
        return rules.files(word)
    except (ValueError, ImportError):
        return ()
