"""The store: claims, many writers, and what damage it survives or names in one line."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from experiments import store as store_module
from experiments.config import RunConfig
from experiments.store import Run, Store
from experiments.sweep import ensure

Grid = list[RunConfig]


def test_a_claim_is_exclusive_until_its_heart_stops(
    grid: Grid, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Store(tmp_path), Store(tmp_path)
    assert first.claim(grid[0].id)
    assert not second.claim(grid[0].id)
    monkeypatch.setattr(store_module, "STALE", 0.05)
    time.sleep(0.1)
    first.beat()
    assert not second.claim(grid[0].id)
    time.sleep(0.1)
    assert second.claim(grid[0].id)
    second.release()
    assert first.claim(grid[0].id)
    first.save(Run(grid[0].id, grid[0], "done", {}))
    assert not second.claim(grid[0].id)


def test_many_threads_may_write_at_once(grid: Grid, tmp_path: Path) -> None:
    store = Store(tmp_path)
    run = Run(grid[0].id, grid[0], "done", {"a": 1.0})
    threads = [
        threading.Thread(target=lambda i=i: store.save(replace(run, id=f"{i:016x}"), bytes(100))) for i in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.runs()) == 20


def test_an_unwritable_store_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match="cannot be written") as caught:
        Store(tmp_path / "file")
    assert "\n" not in str(caught.value)


def _not_a_database(folder: Path) -> None:
    (folder / "runs.sqlite").write_bytes(b"this is not a database" * 100)


def _zeroed_pages(folder: Path) -> None:
    path = folder / "runs.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    data = bytearray(path.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("damage", [_not_a_database, _zeroed_pages])
def test_a_corrupted_store_is_one_line(grid: Grid, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    ensure(grid[:2], tmp_path)
    for extra in ("runs.sqlite-wal", "runs.sqlite-shm"):
        assert not (tmp_path / extra).exists()
    damage(tmp_path)
    with pytest.raises(ValueError, match=r"corrupted.*move it away") as caught:
        Store(tmp_path)
    assert "\n" not in str(caught.value)


def test_damaged_or_missing_arrays_are_one_line(grid: Grid, tmp_path: Path) -> None:
    first, second = ensure(grid[:2], tmp_path)
    path = tmp_path / "arrays" / f"{first.id}.npz"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match=r"is damaged.* resam run on its config replaces it"):
        Store(tmp_path).trace(first)
    (tmp_path / "arrays" / f"{second.id}.npz").unlink()
    with pytest.raises(ValueError, match="cannot be read"):
        Store(tmp_path).trace(second)
    with pytest.raises(ValueError, match="no recorded arrays"):
        Store(tmp_path).trace("0" * 16)


def _removed(path: Path) -> None:
    path.unlink()


def _overwritten(path: Path) -> None:
    path.write_bytes(b"something else")


@pytest.mark.parametrize("spoil", [_removed, _overwritten])
def test_spoilt_arrays_are_named_and_the_run_is_made_again(
    grid: Grid, tmp_path: Path, runs_made: list[str], spoil: Callable[[Path], None]
) -> None:
    first, second = ensure(grid[:2], tmp_path)
    spoil(tmp_path / "arrays" / f"{first.id}.npz")
    notes: list[str] = []
    runs_made.clear()
    again = ensure(grid[:2], tmp_path, on_note=notes.append)
    assert runs_made == [first.id]
    assert len(notes) == 1
    assert f"run {first.id} is made again" in notes[0]
    assert f"{first.id}.npz" in notes[0]
    assert [run.metrics for run in again] == [first.metrics, second.metrics]
    Store(tmp_path).trace(first)
    notes.clear()
    ensure(grid[:2], tmp_path, on_note=notes.append)
    assert notes == []


def _dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_the_claims_and_half_written_files_of_a_dead_process_are_void_at_once(grid: Grid, tmp_path: Path) -> None:
    dead, alive = Store(tmp_path), Store(tmp_path)
    dead.owner = dead.owner.replace(f":{os.getpid()}:", f":{_dead_process()}:")
    for store, config in ((dead, grid[0]), (alive, grid[1])):
        assert store.claim(config.id)
        (tmp_path / "arrays" / f"{config.id}@{store.owner}.partial").write_bytes(b"half")
    assert Store(tmp_path).claim(grid[0].id)
    assert not Store(tmp_path).claim(grid[1].id)
    assert [path.name.split("@")[0] for path in (tmp_path / "arrays").glob("*.partial")] == [grid[1].id]


def test_a_full_disk_is_named_and_nothing_half_written_stays(
    grid: Grid, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:10])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(ValueError, match=r"MB of run \w+ cannot be written: No space left on device") as caught:
            ensure(grid[:1], tmp_path)
    assert "\n" not in str(caught.value)
    assert list((tmp_path / "arrays").iterdir()) == []
    assert ensure(grid[:1], tmp_path)[0].status == "done"
