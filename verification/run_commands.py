"""``resam traces`` and ``resam tightness``: runs held against the theory. What answers is imported when needed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from resam_theory import output
from resam_theory.completion import complete_rule
from resam_theory.errors import require_count, require_n_f, require_real
from resam_theory.rules import canonical

__all__ = ["tightness", "traces"]

_TWICE = ("T2", "T2-sharp", "T2-cross")
"""Theorems whose runs the search can make: beta = 1 - 2x."""
_ATTAINED = ("T5-tight", "T5-tight-breakdown", "T5-lower")
_CLOSEST = "T6"
_AGREED = ("V1", "V2", "V3", "T8", "T11")


def traces(
    configs: Annotated[
        list[Path] | None, typer.Argument(help="TOML files, run if need be; none: all of the store.", metavar="CONFIG")
    ] = None,
    *,
    only: Annotated[str | None, typer.Option(help="Only the statement of this name, e.g. T6, or T5*.")] = None,
    store: Annotated[Path, typer.Option("--store", help="Folder of the runs' database and arrays.")] = Path("results"),
    data_dir: Annotated[Path | None, typer.Option("--data-dir", help="Folder of the data sets' files.")] = None,
    json: output.JsonOption = None,
) -> None:
    """Hold runs against every lemma and theorem that applies. Example: resam traces experiments/configs/unequal.toml"""
    from .traces.held import held, shown

    found = held(configs or [], only=only, store=store, data_dir=data_dir)
    output.emit({"runs": [item.as_json() for item in found]}, json, *shown(found))
    if not all(item.holds for item in found):
        raise SystemExit(1)


def tightness(
    *,
    only: Annotated[
        str,
        typer.Option("--theorem", help=f"One of {', '.join((*_TWICE, *_ATTAINED, _CLOSEST, *_AGREED))}."),
    ] = "T2",
    rule: Annotated[
        str | None, typer.Option(help="A rule; else trimmed_mean, or all that attain.", autocompletion=complete_rule)
    ] = None,
    n: Annotated[int, typer.Option("--n", help="Workers, for T6.")] = 15,
    f: Annotated[int, typer.Option("--f", help="Faulty workers, for T6.")] = 4,
    steps: Annotated[int, typer.Option("--steps", help="Steps of the run, for T6.")] = 20_000,
    beta: Annotated[float, typer.Option("--beta", help="Least momentum of the run, for T6.")] = 0.0,
    trials: Annotated[int, typer.Option(help="Runs to try, for T2.")] = 80,
    exponents: Annotated[bool, typer.Option("--exponents", help="Also fit the exponents of the floor (T4).")] = False,
    seed: Annotated[int, typer.Option(help="Seed of the search.")] = 0,
    json: output.JsonOption = None,
) -> None:
    """Runs that attain what a theorem says, or come closest. Example: resam tightness --theorem T5-tight"""
    names = (*_TWICE, *_ATTAINED, _CLOSEST, *_AGREED)
    if only not in names:
        raise ValueError(f"--theorem {only!r} is not admissible: need one of {', '.join(names)}")
    require_count("trials", trials)
    n, f = require_n_f(n, f, f_min=1)
    chosen = None if rule is None else canonical(rule)
    beta = require_real("beta", beta, low=0, high=1, open_high=True)
    from .traces import answers

    if only in _TWICE:
        holds = answers.searched(only, chosen or "trimmed_mean", trials=trials, seed=seed, fit=exponents, json=json)
    elif only == _CLOSEST:
        steps = require_count("steps", steps)
        holds = answers.nearest(chosen or "trimmed_mean", n, f, steps=steps, beta=beta, json=json)
    else:
        holds = answers.attaining(only, chosen, json)
    if not holds:
        raise SystemExit(1)
