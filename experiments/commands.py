"""``resam run`` and ``resam sweep``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from resam_theory import output
from resam_theory.jobs import JobsOption

from .files import read_json, read_toml

if TYPE_CHECKING:
    from .config import RunConfig
    from .store import Run

__all__ = ["run", "sweep"]

StoreOption = Annotated[Path, typer.Option("--store", help="Folder of the runs' database and arrays.")]
DataOption = Annotated[Path | None, typer.Option("--data-dir", help="Folder that holds the data sets' files.")]
DeviceOption = Annotated[str | None, typer.Option("--device", help="cpu or cuda[:K]; overrides the config.")]
ThreadsOption = Annotated[
    int, typer.Option("--threads", min=1, help="Threads of each run; more than 1 for idle cores.")
]
NamedOption = Annotated[str | None, typer.Option("--data", help="Name of a data set; overrides the config.")]
RetryOption = Annotated[bool, typer.Option("--retry-failed", help="Run again what failed before.")]


def run(
    config: Annotated[
        Path, typer.Argument(help="A TOML file, or ByzFL's config.json: one run.", metavar="CONFIG.toml")
    ],
    *,
    store: StoreOption = Path("results"),
    data: NamedOption = None,
    data_dir: DataOption = None,
    device: DeviceOption = None,
    threads: ThreadsOption = 1,
    retry_failed: RetryOption = False,
    json: output.JsonOption = None,
) -> None:
    """Run RESAM as a config says and record it. Example: resam run experiments/configs/digits.toml"""
    table = _read(config)
    if "grid" in table:
        raise ValueError(f"config {config} has a [grid]: use resam sweep")
    configs = _configs(config, _on(table, device, data))
    if len(configs) > 1:
        raise ValueError(f"config {config} describes {len(configs)} runs: use resam sweep")
    if not table:
        _say(f"{config} holds nothing, so that every value is a default: {configs[0].in_words()}")
    _finish(configs, store, json, data_dir=data_dir, retry_failed=retry_failed, threads=threads)


def sweep(
    grid: Annotated[
        Path,
        typer.Argument(help="A TOML file, a config and a [grid], or ByzFL's config.json.", metavar="GRID.toml"),
    ],
    *,
    jobs: JobsOption = 1,
    backend: Annotated[str, typer.Option("--backend", help="loky (this machine) or dask (a cluster).")] = "loky",
    scheduler: Annotated[str | None, typer.Option("--scheduler", help="Address of a Dask scheduler.")] = None,
    store: StoreOption = Path("results"),
    data: NamedOption = None,
    data_dir: DataOption = None,
    device: DeviceOption = None,
    threads: ThreadsOption = 1,
    retry_failed: RetryOption = False,
    json: output.JsonOption = None,
) -> None:
    """Run what a grid lacks, and resume where it stopped. Example: resam sweep experiments/configs/attacks.toml -j 2"""
    configs = _configs(grid, _on(_read(grid), device, data))
    options: dict[str, Any] = {"jobs": jobs, "threads": threads, "backend": backend, "scheduler": scheduler}
    _finish(configs, store, json, data_dir=data_dir, retry_failed=retry_failed, **options)


def _read(path: Path) -> dict[str, Any]:
    if path.suffix != ".json":
        return read_toml(path)
    table = read_json(path)
    if "benchmark_config" not in table:
        raise ValueError(f"config {path} is no configuration of ByzFL's benchmark: it has no benchmark_config")
    return table


def _on(table: dict[str, Any], device: str | None, data: str | None) -> dict[str, Any]:
    """The table with what the command line overrides, in either format."""
    theirs = "benchmark_config" in table
    if device is not None:
        table = (
            {**table, "benchmark_config": {**table["benchmark_config"], "device": device}}
            if theirs
            else {**table, "device": device}
        )
    if data is not None:
        place, word = ("model", "dataset_name") if theirs else ("data", "name")
        table = {**table, place: {**table.get(place, {}), word: data}}
    return table


def _configs(path: Path, table: dict[str, Any]) -> Sequence[RunConfig]:
    """The runs that a table describes, with a line for what of another library's has no counterpart."""
    if "benchmark_config" in table:
        from .byzfl import translate

        read = translate(table)
        for note in read.notes:
            _say(f"{path}: {note}")
        return read.configs
    from .grid import expand

    return expand(table)


def _finish(configs: Sequence[RunConfig], store: Path, json: str | None, **options: Any) -> None:
    """Run, show, and exit with 1 when a run failed."""
    from .store import Store
    from .sweep import ensure

    with output.progress() as bar:
        task = bar.add_task("runs", total=len(configs))
        done = ensure(
            configs,
            Store(store),
            on_progress=lambda n, total: bar.update(task, completed=n, total=total),
            on_note=_say,
            **options,
        )
    what = [configs[0].in_words()] if len(configs) == 1 else []
    output.emit({"runs": [item.as_json() for item in done]}, json, _table(done), *what)
    failed = [item for item in done if item.status == "failed"]
    if failed:
        reason = failed[0].error.strip().splitlines()[-1]
        _say(f"{len(failed)} of {len(done)} runs failed; the first: {failed[0].id}: {reason}")
        raise SystemExit(1)


def _say(line: str) -> None:
    typer.echo(f"resam: {line}", err=True)


def _table(runs: Sequence[Run]) -> Any:
    """Wide enough for what differs between runs, narrow enough for 100 columns; the rest is in the JSON."""
    columns = ("id", "rule", "attack", "n, f", "beta", "E||grad||^2", "loss", "accuracy")
    rows = (
        (
            *(item.id[:8], item.config.rule, item.config.attack.name, f"{item.config.n}, {item.config.f}"),
            output.number(item.metrics.get("beta"), 3),
            *(_with_error(item, name) for name in ("gradient2", "loss_last", "accuracy_last")),
        )
        if item.status == "done"
        else (item.id[:8], item.config.rule, item.config.attack.name, "", "", "failed", "", "")
        for item in runs
    )
    return output.table("Runs (mean over replicas ± standard error)", columns, rows)


def _with_error(run: Run, name: str) -> str:
    value, error = run.metrics.get(name), run.metrics.get(f"{name}_se")
    if value is None:
        return "-"
    return output.number(value, 4) + (f" ± {output.number(error, 2)}" if error else "")
