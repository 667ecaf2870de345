"""The reference: one page per public module, found by walking the four packages; no module is imported."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from .text import escaped

__all__ = ["PACKAGES", "index", "modules", "page", "place"]

PACKAGES: Final = ("resam_theory", "experiments", "verification", "paper_figures")


def modules(root: Path) -> list[str]:
    """The dotted names of the public modules, packages before what is in them."""
    out = []
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            parts = list(path.relative_to(root).with_suffix("").parts)
            if parts[-1] == "__init__":
                parts.pop()
            if not any(part.startswith("_") for part in parts):
                out.append(".".join(parts))
    return sorted(out)


def place(module: str) -> str:
    """The page of a module."""
    return f"reference/{module}.md"


def page(module: str) -> str:
    """A page that mkdocstrings fills."""
    options = "    options:\n      show_root_heading: false\n      show_root_toc_entry: false\n"
    return f"# {escaped(module)}\n\n::: {module}\n{options}"


def _summary(root: Path, module: str) -> str:
    base = root.joinpath(*module.split("."))
    path = base.with_suffix(".py") if base.with_suffix(".py").exists() else base / "__init__.py"
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split())


def index(root: Path, names: Iterable[str]) -> str:
    """All modules with the first sentence of each."""
    out = [
        "# Reference",
        "",
        "Every public module, from the lowest layer to the highest; what begins with an underscore is private.",
        "",
    ]
    current = ""
    for name in names:
        package = name.partition(".")[0]
        if package != current:
            out += ["", f"## {escaped(package)}", ""]
            current = package
        out.append(f"- [`{name}`]({name}.md): {escaped(_summary(root, name))}")
    return "\n".join(out) + "\n"
