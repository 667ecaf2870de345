from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from experiments import store as store_module
from experiments import sweep
from experiments.config import RunConfig
from experiments.store import Store
from experiments.sweep import ensure, expand

Grid = list[RunConfig]


def test_results_come_in_order_and_are_not_computed_twice(grid: Grid, tmp_path: Path, runs_made: list[str]) -> None:
    first = ensure(grid[:4], tmp_path)
    assert [run.config.id for run in first] == [config.id for config in grid[:4]]
    assert {run.status for run in first} == {"done"}
    again = ensure([*reversed(grid), grid[0]], tmp_path)
    assert sorted(runs_made) == sorted(config.id for config in grid)
    assert again[-1] == first[0]
    assert Store(tmp_path).trace(first[0]).summary() == dict(first[0].metrics)


@pytest.mark.slow
def test_workers_give_the_same_results_as_no_workers(grid: Grid, tmp_path: Path) -> None:
    alone = ensure(grid, tmp_path / "alone")
    together = ensure(grid, tmp_path / "together", jobs=2)
    assert [run.metrics for run in alone] == [run.metrics for run in together]


@pytest.mark.slow
def test_dask_workers_give_the_same_results(grid: Grid, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    alone = ensure(grid, tmp_path / "alone")
    options: dict[str, Any] = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0", "processes": True}
    with distributed.LocalCluster(**options) as cluster:
        address = cluster.scheduler_address
        together = ensure(grid, tmp_path / "together", backend="dask", scheduler=address)
    assert [run.metrics for run in alone] == [run.metrics for run in together]


def test_an_unreachable_scheduler_and_an_unknown_backend_are_one_line(grid: Grid, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="backend = 'ray'"):
        ensure(grid, tmp_path, backend="ray")
    pytest.importorskip("distributed")
    with pytest.raises(ValueError, match="scheduler = 'nonsense://x' cannot be reached"):
        ensure(grid, tmp_path, backend="dask", scheduler="nonsense://x")


def test_a_failing_run_is_recorded_and_the_others_go_on(
    grid: Grid, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = sweep.run_one

    def fails(config: RunConfig, data_dir: Path | None = None) -> Any:
        if config.id == grid[1].id:
            raise RuntimeError("out of cheese")
        return original(config, data_dir)

    monkeypatch.setattr(sweep, "run_one", fails)
    done = ensure(grid, tmp_path)
    assert [run.status for run in done] == ["done", "failed", "done", "done", "done", "done"]
    assert "RuntimeError: out of cheese" in done[1].error
    monkeypatch.setattr(sweep, "run_one", original)
    assert ensure(grid, tmp_path)[1].status == "failed"
    assert ensure(grid, tmp_path, retry_failed=True)[1].status == "done"


def test_what_only_shows_at_run_time_fails_that_run_alone(tmp_path: Path) -> None:
    bad = {"objective": {"name": "quadratic", "spectrum": [-1.0]}, "algorithm": {"n": 5, "f": 1, "steps": 2}}
    (run,) = ensure([RunConfig.of(bad)], tmp_path)
    assert run.status == "failed"
    assert "objective.spectrum = -1.0" in run.error


_SCRIPT = """
    import sys, time
    from pathlib import Path
    import experiments.sweep as sweep
    from experiments.sweep import ensure, expand

    original = sweep.run_one
    def slow(config, data_dir=None):
        time.sleep(0.15)
        with open(sys.argv[2], "a") as log:
            print(config.id, file=log, flush=True)
        return original(config, data_dir)
    sweep.run_one = slow
    table = {"algorithm": {"n": 5, "f": 1, "steps": 10}, "grid": {"seed": list(range(int(sys.argv[3])))}}
    print(len(ensure(expand(table), Path(sys.argv[1]))), flush=True)
"""


def _sweep_process(folder: Path, log: Path, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", textwrap.dedent(_SCRIPT), str(folder), str(log), str(count)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def _wait(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened in time"
        time.sleep(0.02)


@pytest.mark.slow
def test_kill_9_loses_at_most_the_run_in_flight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, log = tmp_path / "store", tmp_path / "log"
    process = _sweep_process(folder, log, 8)
    _wait(lambda: log.exists() and len(log.read_text().split()) >= 3)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    kept = Store(folder).runs()
    assert len(kept) >= 2  # the third may have been in flight
    assert not [
        path for path in (folder / "arrays").glob("*.npz") if path.stem not in kept and path.stat().st_size == 0
    ]
    for run in kept.values():
        Store(folder).trace(run)
    monkeypatch.setattr(store_module, "STALE", 0.2)  # the dead sweep's claims are void after this many seconds
    monkeypatch.setattr(sweep, "BEAT", 0.05)
    configs = expand({"algorithm": {"n": 5, "f": 1, "steps": 10}, "grid": {"seed": list(range(8))}})
    made: list[int] = []
    done = ensure(configs, folder, on_progress=lambda n, total: made.append(n))
    assert [run.status for run in done] == ["done"] * 8
    assert made[0] == len(kept)


@pytest.mark.slow
def test_two_sweeps_on_one_store_share_the_work(tmp_path: Path) -> None:
    folder, log = tmp_path / "store", tmp_path / "log"
    both = [_sweep_process(folder, log, 10) for _ in range(2)]
    outputs = [process.communicate(timeout=120)[0] for process in both]
    assert outputs == ["10\n", "10\n"]
    made = log.read_text().split()
    assert len(made) == len(set(made)) == 10


def test_an_interrupt_releases_the_claims(grid: Grid, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(config: RunConfig, data_dir: Path | None = None) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(sweep, "run_one", interrupted)
        with pytest.raises(KeyboardInterrupt):
            ensure(grid, tmp_path)
    start = time.monotonic()
    assert {run.status for run in ensure(grid, tmp_path)} == {"done"}
    assert time.monotonic() - start < store_module.STALE


def test_waiting_for_another_sweep_is_said_once(grid: Grid, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Store(tmp_path)
    assert other.claim(grid[0].id)
    monkeypatch.setattr(store_module, "STALE", 1.5)  # its heart does not beat here
    notes: list[str] = []
    assert [run.status for run in ensure(grid[:2], tmp_path, on_note=notes.append)] == ["done", "done"]
    assert len(notes) == 1
    assert f"process {os.getpid()}" in notes[0]


def test_a_rule_that_refuses_its_n_and_f_stops_before_anything_runs(tmp_path: Path, runs_made: list[str]) -> None:
    table = {"algorithm": {"n": 3, "f": 1, "steps": 2}, "grid": {"algorithm.rule": ["mean", "krum_blanchard"]}}
    with pytest.raises(ValueError, match=r"algorithm.rule = 'krum_blanchard' is not admissible.*2f \+ 3") as caught:
        ensure(expand(table), tmp_path)
    assert "\n" not in str(caught.value)
    options = {"algorithm": {"n": 3, "f": 1, "steps": 2, "rule_options": {"nope": 1}}}
    with pytest.raises(ValueError, match="nope"):
        ensure([RunConfig.of(options)], tmp_path)
    assert runs_made == []


def test_a_run_has_one_thread_and_gives_back_the_others(grid: Grid, tmp_path: Path) -> None:
    seen: list[int] = []

    def spy(config: RunConfig, data_dir: Path | None = None) -> Any:
        seen.append(torch.get_num_threads())
        raise RuntimeError

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sweep, "run_one", spy)
        before = torch.get_num_threads()
        torch.set_num_threads(2)
        try:
            ensure(grid[:1], tmp_path / "one")
            ensure(grid[:1], tmp_path / "three", threads=3)
            assert torch.get_num_threads() == 2
        finally:
            torch.set_num_threads(before)
    assert seen == [1, 3]


def test_missing_data_stop_before_anything_runs(tmp_path: Path, runs_made: list[str]) -> None:
    configs = expand({"objective": "logistic", "data": {"name": "mnist"}, "grid": {"seed": [0, 1]}})
    with pytest.raises(ValueError, match=r"train-images-idx3-ubyte\.gz is not in"):
        ensure(configs, tmp_path, data_dir=tmp_path)
    assert runs_made == []


def test_mnist_from_a_folder_runs_end_to_end(mnist_folder: Path, tmp_path: Path) -> None:
    objective = {"name": "cnn", "kernel": 2, "channels": [2, 2], "hidden": 4, "batch": 2}
    table = {"objective": objective, "data": {"name": "mnist"}, "algorithm": {"n": 5, "f": 1, "steps": 2}}
    (run,) = ensure([RunConfig.of(table)], tmp_path / "store", data_dir=mnist_folder)
    assert run.status == "done", run.error


def test_a_replaced_process_is_no_news_and_other_warnings_are() -> None:
    with sweep._parallel(1, "loky", None):
        warnings.warn("A worker stopped while some jobs were given to the executor.", UserWarning, stacklevel=1)
        with pytest.raises(UserWarning, match="another"):
            warnings.warn("another", UserWarning, stacklevel=1)
