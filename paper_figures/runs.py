"""Runs for figures: what the store lacks is run, with progress; a run that failed is named."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.config import RunConfig
from experiments.store import Run, Store
from experiments.trace import Trace
from resam_theory.rules import get

from ._base import Lab

__all__ = ["admitting", "finished", "traces"]


def admitting(rules: Sequence[str], n: int, f: int) -> tuple[str, ...]:
    """Those of ``rules`` (names, compositions, targets) that are defined at (n, f).

    >>> admitting(["krum", "bulyan"], 15, 4)
    ('krum',)
    """
    return tuple(rule for rule in rules if get(rule).admits(n, f))


def finished(configs: Sequence[RunConfig], lab: Lab) -> list[Run]:
    """All runs, in the order of ``configs``, failed ones included; needs no more than what the store lacks."""
    from experiments.sweep import ensure  # imports torch: not needed to draw what is saved

    return ensure(configs, lab.store, jobs=lab.jobs, data_dir=lab.data_dir, on_progress=lab.tick, retry_failed=True)


def traces(configs: Sequence[RunConfig], lab: Lab) -> list[Trace]:
    """The recorded arrays of all runs; ValueError that names the first failed one and its reason."""
    runs = finished(configs, lab)
    for run in runs:
        if run.status != "done":
            raise ValueError(f"run {run.id} ({run.config.rule}, {run.config.attack.name}) failed: {_reason(run)}")
    store = Store(lab.store)
    return [store.trace(run) for run in runs]


def _reason(run: Run) -> str:
    return run.error.strip().splitlines()[-1]
