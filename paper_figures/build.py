"""Building figures: data from a saved table when it is still what would be computed, else computed; then drawn."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from . import saved
from ._base import Frame, Item, Lab

__all__ = ["Built", "Report", "build"]

Report = Callable[[str, int, int], None]
"""Called with the slug at work, how much of its work is done, and the total."""


@dataclass(frozen=True)
class Built:
    """What became of an item: ``state`` is computed, reused, stale, missing; ``note`` says why where it is neither of
    the first two; ``files`` are those written or found up to date.
    """

    slug: str
    state: str
    files: tuple[Path, ...] = ()
    note: str = ""
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether there is an up-to-date figure."""
        return self.state in ("computed", "reused")


def build(
    chosen: Iterable[Item],
    folder: Path,
    lab: Lab,
    *,
    size: str = "quick",
    reuse_data: bool = False,
    redraw: bool = True,
    report: Report = lambda slug, done, total: None,
) -> list[Built]:
    """Build every item, in order. With ``reuse_data`` nothing is computed: what is stale is drawn but named so, what
    has no data is named missing. Without ``redraw`` a saved table that has been drawn is not drawn again.
    """
    out = []
    for item in chosen:
        start = time.perf_counter()
        report(item.slug, 0, 1)
        own = replace(lab, tick=lambda done, total, slug=item.slug: report(slug, done, total))
        built = _build(item, folder, own, size=size, reuse_data=reuse_data, redraw=redraw)
        out.append(replace(built, seconds=round(time.perf_counter() - start, 2)))
    return out


def _build(item: Item, folder: Path, lab: Lab, *, size: str, reuse_data: bool, redraw: bool) -> Built:
    path = folder / f"{item.slug}.csv"
    wanted = item.provenance(size)
    found = saved.read(path) if path.exists() else None
    fresh = found is not None and found[1].get("key") == wanted["key"]
    if found is not None and (fresh or reuse_data):
        drawn = () if redraw else _drawn(path)
        files = (path, *(drawn or item.render(found[0], folder)))
        return Built(item.slug, "reused", files) if fresh else Built(item.slug, "stale", files, _why(wanted, found[1]))
    if reuse_data:
        return Built(item.slug, "missing", note=f"{path} does not exist: build without --reuse-data")
    lacking = item.missing(lab)
    if lacking:
        return Built(item.slug, "missing", note=lacking)
    begin = time.perf_counter()
    table: Frame = item.data(item.sizes[size], lab)
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    made = wanted | {"created": moment, "seconds": round(time.perf_counter() - begin, 1)}
    saved.write(path, table, made)
    return Built(item.slug, "computed", (path, *item.render(saved.read(path)[0], folder)))


def _drawn(path: Path) -> tuple[Path, ...]:
    """The pictures and texts that were made of the table at ``path`` after it was written."""
    made = path.stat().st_mtime_ns
    beside = (path.with_suffix(end) for end in (".pdf", ".png", ".tex", ".md"))
    return tuple(file for file in beside if file.exists() and file.stat().st_mtime_ns >= made)


def _why(wanted: dict[str, object], found: dict[str, object]) -> str:
    """Which part of the provenance has changed."""
    parts = [
        name for name in ("size", "parameters", "runs", "versions", "code", "data") if wanted[name] != found.get(name)
    ]
    return f"drawn from data made with other {', '.join(parts)}"
