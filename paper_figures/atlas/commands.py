"""``resam atlas``."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from resam_theory import output

__all__ = ["atlas"]

_CORES: Final = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def atlas(
    *,
    n_max: Annotated[int, typer.Option("--n-max", min=3, help="Largest number of workers.")] = 30,
    rule: Annotated[
        list[str] | None, typer.Option("--rule", help="Only this rule (may be repeated); all else.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder for the table, the evidence and the page.")] = Path(
        "results/atlas"
    ),
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Worker processes.")] = _CORES,
    fresh: Annotated[bool, typer.Option("--fresh", help="Measure again what is saved.")] = False,
    json: output.JsonOption = None,
) -> None:
    """Every coefficient of every rule for n up to N, as a table and a page to browse. Resumes where it stopped.

    Example: resam atlas --n-max 30
    """
    from verification.atlas import Place, Shelf, build, plan, table

    from . import page

    start = time.perf_counter()
    wanted = plan(n_max, rule or [])
    with output.progress() as bar:
        task = bar.add_task("coefficients", total=len(wanted.places))

        def tick(place: Place, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description=f"{place.rule} n={place.n} f={place.f}")

        measured = build(wanted, out, jobs=jobs, fresh=fresh, tick=tick)
        bar.update(task, description="table and page", total=None)
        with Shelf(out) as shelf:
            files = table.write(out, shelf.read(wanted.places))
            files.append(page.write(out / "atlas.html", shelf.read(wanted.places), n_max, files))
            counts = table.summary(shelf.read(wanted.places))
    payload: dict[str, Any] = {
        "n_max": n_max,
        "rules": list(dict.fromkeys(place.rule for place in wanted.places)),
        "places": len(wanted.places),
        "measured": measured,
        "coefficients": sum(counts.values()),
        "known": counts,
        "seconds": round(time.perf_counter() - start, 1),
        "files": files,
    }
    known = ", ".join(f"{count} {name}" for name, count in counts.items())
    shown = f"{payload['coefficients']} coefficients ({known}); {measured} places measured in {payload['seconds']} s."
    note = "" if any(file.suffix == ".parquet" for file in files) else " No Parquet: pip install resam-theory[parquet]."
    output.emit(payload, json, f"{shown}{note} Open {out / 'atlas.html'}")
