"""The page: a template, its style and script, and the packed contents; nothing is fetched when it is read."""

from __future__ import annotations

import platform
import time
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from resam_theory.output import whole
from verification.atlas.store import RuleAt

from .._base import versions
from .data import gather, packed

__all__ = ["write"]

_SCRIPTS: Final = ("state.js", "heat.js", "detail.js", "search.js", "main.js")


def write(path: Path, places: Iterable[tuple[RuleAt, Mapping[str, Any]]], n_max: int, beside: Iterable[Path]) -> Path:
    """Write the page; ``beside``: the files that lie next to it, which it links to."""
    contents = gather(places, n_max)
    here = files("paper_figures.atlas")
    environment = Environment(
        loader=PackageLoader("paper_figures", "atlas"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    blobs = {"table": packed(contents.table)}
    blobs |= {f"drawings-{rule}": packed(drawn) for rule, drawn in contents.drawings.items()}
    blobs |= {f"evidence-{rule}": packed(kept) for rule, kept in contents.evidence.items()}
    page = environment.get_template("template.html.j2").render(
        css=Markup(here.joinpath("style.css").read_text(encoding="utf-8")),
        script=Markup("\n".join(here.joinpath(name).read_text(encoding="utf-8") for name in _SCRIPTS)),
        blobs=blobs,
        n_max=n_max,
        rules=len(contents.table["rules"]),
        cells=sum(len(rows) for rule in contents.table["cells"].values() for rows in rule.values()),
        beside=sorted(item.name for item in beside),
        versions=", ".join(f"{k} {v}" for k, v in ({"python": platform.python_version()} | versions()).items()),
        made=time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
    )
    with whole(path) as partial:
        partial.write_text(page, encoding="utf-8")
    return path
