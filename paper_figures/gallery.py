"""Small PNGs for the README, drawn from the same tables as the figures."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from PIL import Image

from . import find, saved, style
from ._base import Figure

__all__ = ["write"]

_DPI: Final = 120
_COLOURS: Final = 64
"""A palette keeps the files small."""


def write(figures: Path, folder: Path, slugs: Iterable[str]) -> list[Path]:
    """``<folder>/<slug>.png`` for every figure among ``slugs``, from the tables in ``figures``."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for item in find(list(slugs)):
        if isinstance(item, Figure):
            files.append(folder / f"{item.slug}.png")
            table, _ = saved.read(figures / f"{item.slug}.csv")
            buffer = io.BytesIO()
            with style.house():
                item.draw(table).savefig(buffer, dpi=_DPI)
            with Image.open(buffer) as picture:
                picture.convert("RGB").quantize(_COLOURS).save(files[-1], optimize=True)
    return files
