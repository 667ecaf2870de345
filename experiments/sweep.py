"""Many runs: grids, what is missing in the store, workers; :func:`ensure` is the whole interface.

>>> import tempfile
>>> grid = {"attack.name": ["none", "foe"], "seed": [0, 1]}
>>> configs = expand({"algorithm": {"n": 5, "f": 1, "steps": 5}, "grid": grid})
>>> with tempfile.TemporaryDirectory() as folder:
...     [run.status for run in ensure(configs, folder)]
['done', 'done', 'done', 'done']
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import joblib
import torch

from .algorithm import run as run_one
from .building import admit
from .config import RunConfig
from .datasets import locate
from .grid import expand
from .store import BEAT, STALE, Run, Store
from .workers import replaced_silently

__all__ = ["BACKENDS", "ensure", "execute", "expand"]

BACKENDS: Final = ("loky", "dask")
_POLL: Final = 0.5  # seconds between two looks at runs that another sweep has claimed
_LOG: Final = logging.getLogger(__name__)


@contextmanager
def _threads(count: int) -> Iterator[None]:
    """Let torch use so many threads inside."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def execute(config: RunConfig, data_dir: Path | None = None, threads: int = 1) -> tuple[Run, bytes]:
    """One run, whatever happens: its record, and its arrays when it went well. Runs in a worker; touches no store."""
    start = time.perf_counter()
    try:
        with _threads(threads):
            trace = run_one(config, data_dir)
        metrics, arrays, error = trace.summary(), trace.to_bytes(), ""
    except Exception as failure:
        metrics, arrays, error = {}, b"", "".join(traceback.format_exception(failure))
    status = "failed" if error else "done"
    return Run(config.id, config, status, metrics, error, seconds=time.perf_counter() - start), arrays


def ensure(
    configs: Sequence[RunConfig],
    store: Store | Path | str = "results",
    *,
    jobs: int = 1,
    threads: int = 1,
    backend: str = "loky",
    scheduler: str | None = None,
    data_dir: Path | None = None,
    retry_failed: bool = False,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    on_note: Callable[[str], None] = _LOG.warning,
) -> list[Run]:
    """Run what ``store`` lacks and return the results of all ``configs``, in their order.

    A failing run is recorded (``status == "failed"``, ``error`` holds its traceback) and the others go on; it is run
    again only with ``retry_failed``. ``jobs`` workers: processes on this machine (``backend="loky"``) or those of a
    ``dask.distributed`` cluster (``backend="dask"``, ``scheduler`` its address; None: a local cluster is started).
    Each run uses ``threads`` threads: with one, nothing waits for a core that something else has (a step of the digits
    took twenty times as long with two threads on a busy machine); more pay off for a large network on idle cores.
    Interrupting loses the runs in flight; calling again continues. ``on_progress(done, total)`` follows each run,
    ``on_note(line)`` hears of recorded arrays that are gone (the run is made again) and of waiting for another sweep.
    ValueError, before anything runs, for data that are not there and a rule that refuses its n and f.
    """
    if backend not in BACKENDS:
        raise ValueError(f"backend = {backend!r} is not admissible: need one of {', '.join(BACKENDS)}")
    place = store if isinstance(store, Store) else Store(store)
    for name in sorted({config.data for config in configs if config.data}):
        locate(name, data_dir)
    wanted = {config.id: config for config in configs}
    finished = place.runs(wanted)
    spoilt = place.spoilt(finished.values())
    for identity, why in spoilt.items():
        on_note(f"run {identity} is made again: {why}")
    failed = [identity for identity, run in finished.items() if retry_failed and run.status == "failed"]
    place.forget([*spoilt, *failed])
    finished = {identity: run for identity, run in finished.items() if identity not in {*spoilt, *failed}}
    for identity, config in wanted.items():
        if identity not in finished:
            admit(config)
    on_progress(len(finished), len(wanted))
    told: set[str] = set()
    with _heartbeat(place), _parallel(jobs, backend, scheduler) as parallel:
        while len(finished) < len(wanted):
            missing = [config for identity, config in wanted.items() if identity not in finished]
            claimed = (config for config in missing if place.claim(config.id))
            first = list(itertools.islice(claimed, 1))  # none: nothing is handed to workers, the others work on it
            ours = (joblib.delayed(execute)(config, data_dir, threads) for config in itertools.chain(first, claimed))
            for run, arrays in parallel(ours) if first else ():
                finished[run.id] = place.save(run, arrays)
                on_progress(len(finished), len(wanted))
            before = len(finished)
            finished |= place.runs(identity for identity in wanted if identity not in finished)
            if len(finished) > before:
                on_progress(len(finished), len(wanted))
            if len(finished) < len(wanted):  # claimed by another sweep: wait for it, or for its claims to become stale
                holders = set(place.holders(wanted.keys() - finished.keys()).values()) - told
                for owner in sorted(holders):
                    on_note(_waiting(owner))
                told |= holders
                time.sleep(_POLL)
    return [finished[identity] for identity in (config.id for config in configs)]


def _waiting(owner: str) -> str:
    host, process, *_ = [*owner.split(":"), "?"]
    return (
        f"waiting for runs that process {process} on {host} has claimed; "
        f"if it was killed, they are free {STALE:g} s after its last sign of life"
    )


@contextmanager
def _heartbeat(store: Store) -> Iterator[None]:
    """Renew our claims in the background; drop what is left of them at the end."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(BEAT):
            store.beat()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        store.release()


@contextmanager
def _parallel(jobs: int, backend: str, scheduler: str | None) -> Iterator[Callable[..., Any]]:
    """joblib's Parallel, yielding results as they come; tasks are drawn (and claimed) shortly before they start."""
    if backend == "loky":
        with replaced_silently():
            yield joblib.Parallel(n_jobs=jobs, return_as="generator_unordered", pre_dispatch="2*n_jobs")
        return
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise ImportError("backend 'dask' needs dask.distributed: pip install 'resam-theory[cluster]'") from error
    try:
        where = scheduler or LocalCluster(n_workers=max(jobs, 1), threads_per_worker=1, dashboard_address="")
        client = Client(where, timeout=10)
    except (OSError, ValueError) as error:
        raise ValueError(f"scheduler = {scheduler!r} cannot be reached: {error}") from error
    try:
        with joblib.parallel_config(backend="dask", n_jobs=-1):
            yield joblib.Parallel(return_as="generator_unordered", pre_dispatch="2*n_jobs")
    finally:
        client.close()
        if not isinstance(where, str):
            where.close()
