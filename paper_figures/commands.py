"""``resam figures``, ``resam report`` and ``resam atlas``."""

from __future__ import annotations

import json as json_module
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from resam_theory import output
from resam_theory.completion import complete_rule, one_of
from resam_theory.jobs import CORES, JobsOption
from resam_theory.rules import canonical

from . import require_slugs, slugs

__all__ = ["atlas", "figures", "report"]

StoreOption = Annotated[Path, typer.Option("--store", help="Folder of the recorded runs.")]
DataOption = Annotated[Path | None, typer.Option("--data-dir", help="Folder of the data sets.")]


def figures(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            help="Figures and tables; all if none is named.", metavar="[NAME]...", autocompletion=one_of(*slugs())
        ),
    ] = None,
    *,
    out: Annotated[Path, typer.Option("--out", help="Folder for PDF, PNG, CSV, TeX and Markdown.")] = Path(
        "results/figures"
    ),
    full: Annotated[
        bool, typer.Option("--full/--quick", help="Full size (half an hour on two cores; resumes), or about five.")
    ] = False,
    reuse_data: Annotated[bool, typer.Option("--reuse-data", help="Only draw again from the saved tables.")] = False,
    rule: Annotated[
        list[str] | None,
        typer.Option(
            "--rule",
            help="A rule, composition or file.py:attr to show beside ours (repeatable), where runs are compared.",
            autocompletion=complete_rule,
        ),
    ] = None,
    gallery: Annotated[Path | None, typer.Option("--gallery", help="Folder for small PNGs as well.")] = None,
    jobs: JobsOption = CORES,
    store: StoreOption = Path("results"),
    data_dir: DataOption = None,
    json: output.JsonOption = None,
) -> None:
    """Build the figures and tables of the paper. Example: resam figures worst_inputs --quick"""
    require_slugs(names or [])
    more = [canonical(name) for name in rule or []]
    from . import build as building
    from . import gallery as small
    from . import wanted
    from ._base import SIZES, Lab
    from .own_rules import compares_rules, with_rules

    chosen = wanted(names or [], full=full)
    if more:
        chosen = tuple(
            with_rules(item, more) if item.slug in (names or ()) or compares_rules(item) else item for item in chosen
        )
    with output.progress() as bar:
        task = bar.add_task("figures", total=None)

        def say(slug: str, done: int, total: int) -> None:
            bar.update(task, description=slug, completed=done, total=total)

        lab = Lab(store, jobs, data_dir)
        built = building.build(chosen, out, lab, size=SIZES[full], reuse_data=reuse_data, report=say)
    shrunk = small.write(out, gallery, [item.slug for item in built if item.files]) if gallery else []
    rows = ((b.slug, b.state, str(len(b.files)), output.number(b.seconds, 3), b.note) for b in built)
    payload = {
        "size": SIZES[full],
        "files": [*(path for b in built for path in b.files), *shrunk],
        "figures": [
            {"name": b.slug, "state": b.state, "note": b.note, "seconds": b.seconds, "files": b.files} for b in built
        ],
    }
    output.emit(payload, json, output.table(f"Figures in {out}", ("name", "data", "files", "s", "note"), rows))
    absent = [b for b in built if not b.ok]
    for b in absent:
        typer.echo(f"resam: {b.slug} is {b.state}: {b.note}", err=True)
    if any(b.state == "stale" or (names and b.state == "missing") for b in absent) or all(not b.files for b in built):
        raise SystemExit(1)


def report(
    out: Annotated[Path, typer.Option("--out", help="The page.")] = Path("results/report.html"),
    *,
    figures: Annotated[Path, typer.Option("--figures", help="Folder of the figures' data.")] = Path("results/figures"),
    full: Annotated[bool, typer.Option("--full/--quick", help="Size of what is missing and built now.")] = False,
    reuse_data: Annotated[bool, typer.Option("--reuse-data", help="Compute nothing: show what there is.")] = False,
    jobs: JobsOption = CORES,
    store: StoreOption = Path("results"),
    data_dir: DataOption = None,
    json: output.JsonOption = None,
) -> None:
    """One self-contained page: ledger, coefficients, figures, versions. Example: resam report --out report.html"""
    from resam_theory.catalogue import all_claims

    from . import build as building
    from . import wanted
    from ._base import SIZES, Lab
    from .report import page

    path = store / "verify" / "ledger.json"
    if not path.exists() and not reuse_data:
        from verification.settling import settle_all

        settle_all(SIZES[full], None, 0, store, jobs=jobs)  # what is refuted is shown on the page
    ledger = json_module.loads(path.read_text(encoding="utf-8")) if path.exists() else None
    with output.progress() as bar:
        task = bar.add_task("figures", total=None)

        def say(slug: str, done: int, total: int) -> None:
            bar.update(task, description=slug, completed=done, total=total)

        lab, size = Lab(store, jobs, data_dir), SIZES[full]
        chosen = [*wanted([], full=full), *_made_before(figures, full)]
        built = building.build(chosen, figures, lab, size=size, reuse_data=reuse_data, redraw=False, report=say)
        bar.update(task, description="page", total=None)
        shown = [page.show(item, figures, b.note) for item, b in zip(chosen, built, strict=True)]
        atlas_page = store / "atlas" / "atlas.html"
        page.write(out, ledger, all_claims(), shown, atlas_page if atlas_page.exists() else None)
    notes = [{"name": b.slug, "state": b.state, "note": b.note} for b in built]
    payload = {"files": [out], "ledger": path if ledger else None, "figures": notes, "bytes": out.stat().st_size}
    output.emit(payload, json, f"{out}: {out.stat().st_size / 1e6:.1f} MB, {len(shown)} figures and tables")
    if ledger is None or any(b.state == "stale" for b in built):
        typer.echo(f"resam: {out} is made from what there is: see its notes", err=True)
        raise SystemExit(1)


def _made_before(folder: Path, full: bool) -> list[Any]:
    """What is built on demand only, and was."""
    from . import find, wanted

    usual = {item.slug for item in wanted([], full=full)}
    return [item for item in find([]) if item.slug not in usual and (folder / f"{item.slug}.csv").exists()]


def atlas(
    *,
    n_max: Annotated[int, typer.Option("--n-max", min=3, help="Largest number of workers.")] = 30,
    rule: Annotated[
        list[str] | None, typer.Option("--rule", help="Only this rule (may be repeated).", autocompletion=complete_rule)
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder for the table, the evidence and the page.")] = Path(
        "results/atlas"
    ),
    jobs: JobsOption = CORES,
    fresh: Annotated[bool, typer.Option("--fresh", help="Measure again what is saved.")] = False,
    json: output.JsonOption = None,
) -> None:
    """Every coefficient of every rule for n up to N, as a table and a page to browse. Resumes where it stopped.

    Example: resam atlas --n-max 30
    """
    from verification.atlas import RuleAt, Shelf, build, plan, table

    from .atlas import page

    start = time.perf_counter()
    wanted = plan(n_max, rule or [])
    with output.progress() as bar:
        task = bar.add_task("coefficients", total=len(wanted))

        def tick(place: RuleAt, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description=f"{place.rule} n={place.n} f={place.f}")

        measured = build(wanted, out, jobs=jobs, fresh=fresh, tick=tick)
        bar.update(task, description="table and page", total=None)
        with Shelf(out) as shelf:
            files = table.write(out, shelf.read(wanted))
            files.append(page.write(out / "atlas.html", shelf.read(wanted), n_max, files))
            counts = table.summary(shelf.read(wanted))
    payload: dict[str, Any] = {
        "n_max": n_max,
        "rules": list(dict.fromkeys(place.rule for place in wanted)),
        "places": len(wanted),
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
    if counts.get("failed"):
        typer.echo(
            f"resam: {counts['failed']} coefficients failed: see the column reason of {out / 'atlas.csv'}", err=True
        )
        raise SystemExit(1)
