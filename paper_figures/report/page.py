"""The page: a template filled with the ledger, the figures' tables and pictures; nothing is fetched when it is read."""

from __future__ import annotations

import base64
import io
import json
import os
import platform
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from resam_theory.claims import Claim
from resam_theory.output import whole
from verification.evidence import Status

from .. import export, saved, style
from .._base import Figure, Frame, Item, Table, versions
from . import findings, ledger_rows

__all__ = ["Shown", "show", "write"]

_DPI = 150
MEANING: Mapping[Status, str] = {
    Status.EVERYWHERE: "a proof for all (n, f), every step re-checked in exact arithmetic, or a symbolic worst input",
    Status.CERTIFIED: "exact arithmetic proves it: a certificate is re-checked in rationals, without a solver",
    Status.ATTAINED: "an explicit input, re-evaluated exactly, reaches the value; no proof that none goes beyond",
    Status.NUMERICAL: "floats only: a counterexample was searched for and not found",
    Status.PAPER: "an argument on paper proves it, which a person must read; never counted as certified",
    Status.OPEN: "both ends are proved, and they differ",
    Status.CONTRADICTION: "an exact lower bound lies above an exact upper bound: one of two methods is wrong",
    Status.REFUTED: "an explicit input, re-evaluated exactly, violates it",
    Status.UNKNOWN: "no check speaks about it",
}


@dataclass(frozen=True)
class Shown:
    """A figure or table on the page."""

    slug: str
    title: str
    caption: str
    note: str
    alt: str = ""
    picture: str = ""
    headings: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    links: tuple[ledger_rows.Link, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)


def _cell(text: str) -> str:
    return Markup(text) if text.startswith("<math>") else text


def _picture(item: Figure, table: Frame) -> str:
    buffer = io.BytesIO()
    with style.house():
        item.draw(table).savefig(buffer, format="png", dpi=_DPI, metadata={"Software": None})
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def _saved_picture(item: Figure, folder: Path) -> str | None:
    """The PNG that was drawn from the saved table, unless the table is younger."""
    path, table = folder / f"{item.slug}.png", folder / f"{item.slug}.csv"
    if not path.exists() or path.stat().st_mtime_ns < table.stat().st_mtime_ns:
        return None
    return "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode()


def show(item: Item, folder: Path, note: str) -> Shown:
    """The item as the page shows it, from its saved table and picture; only the note where there is none."""
    path = folder / f"{item.slug}.csv"
    if not path.exists():
        return Shown(item.slug, item.title, item.caption, note)
    table, provenance = saved.read(path)
    links = [
        ledger_rows.Link("data (CSV)", path.name, ledger_rows.data_uri(path.read_text(encoding="utf-8"), "text/csv"))
    ]
    common = {
        "slug": item.slug,
        "title": item.title,
        "caption": item.captioned(table),
        "note": note,
        "provenance": provenance,
    }
    if isinstance(item, Figure):
        return Shown(
            **common,
            alt=item.alt(table),
            picture=_saved_picture(item, folder) or _picture(item, table),
            links=tuple(links),
        )
    assert isinstance(item, Table)
    texts = {"tex": export.latex, "md": export.markdown}
    plain = item.show(table, export.tex)
    links += [
        ledger_rows.Link(f"{end.upper()}", f"{item.slug}.{end}", ledger_rows.data_uri(make(plain), "text/plain"))
        for end, make in texts.items()
    ]
    shown = item.show(table, export.mathml)
    cells = tuple(tuple(_cell(str(v)) for v in row) for row in shown.itertuples(index=False))
    return Shown(**common, headings=tuple(map(str, shown.columns)), cells=cells, links=tuple(links))


def write(
    path: Path,
    ledger: Mapping[str, Any] | None,
    claims: Iterable[Claim],
    shown: Iterable[Shown],
    atlas: Path | None = None,
) -> Path:
    """Write the page. ``ledger``: the JSON of ``resam verify``; None leaves its sections out and says so.

    ``atlas``: the page of the atlas, to which coefficients link.
    """
    listed, items = list(claims), {item.slug: item for item in shown}
    led = [(told, items.pop(told.figure, None)) for told in findings.told(ledger, listed)]
    loader = PackageLoader("paper_figures", "report")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["readable"] = lambda text: str(text).replace("_", " ")
    environment.filters["breakable"] = lambda text: Markup(re.sub(r"([._])", r"\1<wbr>", str(escape(text))))
    environment.filters["pretty"] = lambda data: json.dumps(data, indent=1, ensure_ascii=False)
    here = files("paper_figures.report")
    assets = {name: Markup(here.joinpath(name).read_text(encoding="utf-8")) for name in ("style.css", "script.js")}
    rows = ledger_rows.rows(ledger, listed) if ledger else []
    page = environment.get_template("template.html.j2").render(
        css=assets["style.css"],
        script=assets["script.js"],
        ledger=ledger,
        rows=rows,
        coefficients=ledger_rows.coefficients(ledger) if ledger else [],
        items=list(items.values()),
        findings=led,
        atlas="" if atlas is None else os.path.relpath(atlas, path.parent),
        meaning=MEANING,
        versions={"python": platform.python_version(), **versions()},
        made=time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        statuses=sorted({row.status for row in rows}),
        kinds=sorted({row.kind for row in rows}),
        provenances=sorted({row.provenance for row in rows}),
        subjects=sorted({row.subject for row in rows}),
    )
    with whole(path) as partial:
        partial.write_text(page, encoding="utf-8")
    return path
