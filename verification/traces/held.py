"""What ``resam traces`` answers: recorded runs, each with a line for every statement that applies to it."""

from __future__ import annotations

import fnmatch
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.config import RunConfig
from experiments.files import read_toml
from experiments.grid import expand
from experiments.store import Run, Store
from experiments.sweep import ensure
from experiments.trace import Trace
from resam_theory import output
from resam_theory import symbols as s

from .lines import Line
from .statements import check_trace, property_lines
from .vocabulary import estimated, known_values

__all__ = ["Held", "held", "shown"]


@dataclass(frozen=True)
class Held:
    """A run and its lines; ``data``: what is known of the dissimilarity of its data, in words; ``note``: what is not
    checked, and why."""

    run: str
    config: RunConfig
    data: str
    lines: tuple[Line, ...]
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing contradicts the theory; a violation that rests on estimates contradicts nothing."""
        return all(line.holds or line.estimated for line in self.lines)

    def as_json(self) -> dict[str, Any]:
        """For the command."""
        lines = [line.as_json() for line in self.lines]
        head = {"id": self.run, "config": self.config.as_dict(), "data": self.data, "holds": self.holds}
        return head | {"lines": lines} | ({"note": self.note} if self.note else {})


def held(
    configs: Sequence[Path], *, only: str | None = None, store: Path = Path("results"), data_dir: Path | None = None
) -> list[Held]:
    """The runs of these files, made where the store lacks them; with no file, every finished run of the store.

    ``only``: a name of a statement, or a pattern. ValueError (one line) where there is no run, or one failed.
    """
    kept = Store(store)
    runs: Iterable[Run]
    if configs:
        wanted = [config for path in configs for config in expand(read_toml(path))]
        runs = ensure(wanted, kept, data_dir=data_dir)
        failed = next((run for run in runs if run.status != "done"), None)
        if failed is not None:
            raise ValueError(f"run {failed.id} failed: {failed.error.strip().splitlines()[-1]}")
    else:
        runs = [run for run in kept.runs().values() if run.status == "done"]
        if not runs:
            raise ValueError(f"--store {str(store)!r} is not admissible: need a folder with runs, or a CONFIG")
    return [_of(run, kept.trace(run), only) for run in runs]


def _of(run: Run, trace: Trace, only: str | None) -> Held:
    notes = []
    random = known_values(trace)[s.sigma] > 0 or bool(trace.config.sample)
    single = random and trace.config.replicas < 2
    if trace.every_step:
        lines = check_trace(trace, paths_only=single)
        if single:
            notes.append("algorithm.replicas = 1: what holds in expectation needs at least 2 and is not checked")
    else:
        lines = property_lines(trace)
        what = "the lemmas and theorems speak of every step, only the rule's property is checked"
        notes.append(f"record.every = {trace.config.every}: {what}")
    chosen = tuple(line for line in lines if only is None or fnmatch.fnmatch(line.name, only))
    return Held(run.id, run.config, _data(trace), chosen, "; ".join(notes))


def _data(trace: Trace) -> str:
    """
    >>> from experiments.algorithm import run as make
    >>> _data(make(RunConfig.of({"algorithm": {"steps": 1}})))
    'equal data'
    """
    if trace.constants.homogeneous:
        return "equal data" + (", L and sigma^2 estimated" if trace.constants.estimated else "")
    known = known_values(trace)
    if s.G not in known:
        return "unequal data whose dissimilarity nobody computed"
    how = "estimated: the largest at recorded steps" if estimated(trace) else "exact"
    return f"({known[s.G]:.6g}, {known[s.B]:.6g})-dissimilar data ({how})"


def shown(found: Sequence[Held]) -> Iterator[Any]:
    """A table per run."""
    columns = ("statement", "checked", "measured", "bound", "bound/measured", "")
    for item in found:
        rows = (
            (
                line.name,
                line.kind,
                line.measured,
                line.bound,
                "-" if math.isnan(line.factor) else output.number(line.factor),
                ("holds" if line.holds else "VIOLATED") + (", estimated" if line.estimated else ""),
            )
            for line in item.lines
        )
        yield output.table(f"{item.run[:8]}: {item.config.in_words()}; {item.data}", columns, rows)
        if item.note:
            yield item.note
        if not item.lines:
            yield "no statement applies"
