"""One name, one meaning: a public class is defined in one module of the four packages."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("resam_theory", "experiments", "verification", "paper_figures")
OWN = {"Parameters": "paper_figures"}
"""What each module of a package may have of its own: a figure has its parameters."""


def twice(root: Path) -> dict[str, list[str]]:
    """The names of public classes that several modules define, with these modules."""
    found: dict[str, list[str]] = {}
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and OWN.get(node.name) != package:
                    found.setdefault(node.name, []).append(path.relative_to(root).as_posix())
    return {name: modules for name, modules in found.items() if len(modules) > 1}


def test_no_class_is_defined_in_two_modules() -> None:
    assert twice(ROOT) == {}


def test_a_second_class_of_a_name_is_found(tmp_path: Path) -> None:
    for place in ("experiments/a.py", "verification/sub/b.py", "paper_figures/c.py", "paper_figures/d.py"):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("class Parameters: ...\nclass _Own: ...\n" + "class Bound: ...\n" * place.startswith("v"))
    assert twice(tmp_path) == {"Parameters": ["experiments/a.py", "verification/sub/b.py"]}
    (tmp_path / "experiments/a.py").write_text("class Bound: ...\n")
    assert twice(tmp_path) == {"Bound": ["experiments/a.py", "verification/sub/b.py"]}
