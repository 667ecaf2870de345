"""Hook of mkdocs: adds the pages that are made from the code, and the atlas where ``resam atlas`` was run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

from paper_figures.site.pages import atlas_files, generated

ROOT = Path(__file__).resolve().parent.parent


def on_files(files: Any, config: Any) -> Any:
    """Called by mkdocs with the files that it found."""
    for place, text in generated(ROOT).items():
        files.append(File.generated(config, place, content=text))
    for path in atlas_files(ROOT):
        files.append(File.generated(config, f"atlas/{path.name}", abs_src_path=str(path)))
    return files
