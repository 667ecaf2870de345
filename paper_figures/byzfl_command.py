"""``resam byzfl``: results of ByzFL's benchmark beside the same experiments run here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from resam_theory import output

__all__ = ["byzfl"]


def byzfl(
    results: Annotated[Path, typer.Argument(help="The results folder that ByzFL's benchmark wrote.")],
    *,
    out: Annotated[Path, typer.Option("--out", help="Folder for PDF, PNG and CSV.")] = Path("results/figures"),
    run: Annotated[bool, typer.Option("--run/--no-run", help="Run the same experiments here, or plot theirs.")] = True,
    data: Annotated[str | None, typer.Option("--data", help="Data set in place of theirs, such as mnist_5k.")] = None,
    data_dir: Annotated[Path | None, typer.Option("--data-dir", help="Folder of the data sets.")] = None,
    store: Annotated[Path, typer.Option("--store", help="Folder of the recorded runs.")] = Path("results"),
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Worker processes.")] = 1,
    json: output.JsonOption = None,
) -> None:
    """Plot a results folder of ByzFL beside ours. Example: resam byzfl results --data mnist_5k"""
    from . import beside_byzfl, saved, style
    from ._base import Lab, versions

    told: set[str] = set()

    def note(line: str) -> None:
        if line not in told:
            told.add(line)
            typer.echo(f"resam: {line}", err=True)

    with output.progress() as bar:
        task = bar.add_task("runs", total=None)
        lab = Lab(store, jobs, data_dir, lambda done, total: bar.update(task, completed=done, total=total))
        rows = beside_byzfl.table(results, lab, run=run, data=data, note=note)
    made = {"results": str(results), "data": data, "versions": versions()}
    files = [saved.write(out / "beside_byzfl.csv", rows, made)]
    files += style.save(beside_byzfl.draw(rows), out, "beside_byzfl")
    last = rows.loc[rows.groupby(["experiment", "who"], sort=False)["step"].idxmax()]
    cells = [(r["experiment"], r["who"], f"{r['accuracy']:.3f}") for r in last.to_dict("records")]
    payload = {
        "files": files,
        "notes": sorted(told),
        "final": [{"experiment": name, "who": who, "accuracy": float(value)} for name, who, value in cells],
    }
    output.emit(payload, json, output.table("Final test accuracy", ("experiment", "who", "accuracy"), cells))
