"""Where runs are kept: one SQLite database (WAL) with a row per run, and one compressed archive of arrays per run.

Safety. An archive is written to a temporary file and renamed before its row is committed, and the row holds its
SHA-256: a kill at any moment loses at most the runs in flight. Two sweeps may use one store at once: a run is *claimed*
first, by a row whose heartbeat its sweep renews; a claim is void when its process is gone, or (on another machine,
where that cannot be seen) without a heartbeat for :data:`STALE` seconds. What a killed process was writing is removed.
Only the sweeping process writes, workers never do: the store needs a local file system on one machine only.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .config import RunConfig
from .owner import is_dead, new_owner
from .trace import Trace

__all__ = ["BEAT", "STALE", "Run", "Store"]

BEAT: Final = 2.0
"""Seconds between two heartbeats of a claim."""
STALE: Final = 15.0
"""Seconds without a heartbeat after which a claim is void: several beats, so that a busy machine is no dead one."""
_BUSY: Final = 60.0  # seconds that a writer waits for another one

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS runs (
    id TEXT PRIMARY KEY, status TEXT NOT NULL, config TEXT NOT NULL, metrics TEXT NOT NULL, error TEXT NOT NULL,
    arrays TEXT NOT NULL, seconds REAL NOT NULL, finished TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS claims (id TEXT PRIMARY KEY, owner TEXT NOT NULL, beat REAL NOT NULL);
"""


@dataclass(frozen=True)
class Run:
    """A finished run: ``status`` is ``done``, or ``failed`` and ``error`` says why; ``arrays`` is a digest or empty."""

    id: str
    config: RunConfig
    status: str
    metrics: Mapping[str, Any]
    error: str = ""
    arrays: str = ""
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The run as the command line shows it."""
        out = {"id": self.id, "status": self.status, "config": self.config.as_dict(), "metrics": dict(self.metrics)}
        return out | {"seconds": self.seconds} | ({"error": self.error} if self.error else {})


class Store:
    """A folder with ``runs.sqlite`` and ``arrays/<id>.npz``; opening it checks that it can be read and written."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self.owner = new_owner()
        self._database = self.folder / "runs.sqlite"
        self._arrays = self.folder / "arrays"
        try:
            self._arrays.mkdir(parents=True, exist_ok=True)
            probe = self._partial("probe")
            probe.touch()
            probe.unlink()
            for left in self._arrays.glob("*.partial"):
                if is_dead(left.name.split("@")[-1].removesuffix(".partial")):
                    left.unlink(missing_ok=True)
        except OSError as error:
            raise ValueError(f"store {self.folder} cannot be written: {error.strerror}") from error
        with self._open() as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.executescript(_SCHEMA)
            (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise ValueError(
                    f"store {self._database} is corrupted ({' '.join(verdict.split())}): move it away to start anew"
                )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own per operation: safe across threads, processes and forks."""
        try:
            database = sqlite3.connect(self._database, timeout=_BUSY, isolation_level="IMMEDIATE")
            try:
                with database:
                    yield database
            finally:
                database.close()
        except sqlite3.OperationalError as error:
            raise ValueError(f"store {self._database} cannot be used: {error}") from error
        except sqlite3.DatabaseError as error:
            raise ValueError(
                f"store {self._database} is corrupted ({error}): move it away to start a new one"
            ) from error

    def _partial(self, identity: str) -> Path:
        """Where an archive is written before it is whole."""
        return self._arrays / f"{identity}@{self.owner}.partial"

    def runs(self, ids: Iterable[str] | None = None) -> dict[str, Run]:
        """The finished runs, all or those with one of the ``ids``, by id."""
        columns = "id, config, status, metrics, error, arrays, seconds"
        with self._open() as database:
            if ids is None:
                rows = database.execute(f"SELECT {columns} FROM runs ORDER BY finished").fetchall()
            else:
                wanted = json.dumps(list(ids))
                query = f"SELECT {columns} FROM runs WHERE id IN (SELECT value FROM json_each(?))"
                rows = database.execute(query, (wanted,)).fetchall()
        try:
            return {
                row[0]: Run(row[0], RunConfig.of(json.loads(row[1])), row[2], json.loads(row[3]), *row[4:])
                for row in rows
            }
        except (ValueError, TypeError) as error:
            raise ValueError(f"store {self._database} holds a run that cannot be read: {error}") from error

    def save(self, run: Run, arrays: bytes = b"") -> Run:
        """Record a finished run with its arrays and drop the claim on it; the arrays' digest is filled in."""
        digest = ""
        if arrays:
            digest = hashlib.sha256(arrays).hexdigest()
            partial = self._partial(run.id)
            try:
                partial.write_bytes(arrays)
                os.replace(partial, self._arrays / f"{run.id}.npz")
            except OSError as error:
                partial.unlink(missing_ok=True)
                size = f"{len(arrays) / 1e6:.3g} MB"
                raise ValueError(
                    f"store {self.folder}: the {size} of run {run.id} cannot be written: {error.strerror}"
                ) from error
        config, metrics = json.dumps(run.config.as_dict()), json.dumps(dict(run.metrics))
        finished = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        with self._open() as database:
            database.execute(
                "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (run.id, run.status, config, metrics, run.error, digest, run.seconds, finished),
            )
            database.execute("DELETE FROM claims WHERE id = ?", (run.id,))
        return Run(run.id, run.config, run.status, run.metrics, run.error, digest, run.seconds)

    def trace(self, run: Run | str) -> Trace:
        """The recorded arrays of a finished run; ValueError when they are missing or damaged."""
        identity = run if isinstance(run, str) else run.id
        found = self.runs([identity]).get(identity)
        if found is None or not found.arrays:
            raise ValueError(f"run {identity!r} has no recorded arrays in store {self.folder}")
        return Trace.from_bytes(self._archive(found))

    def _archive(self, run: Run) -> bytes:
        path = self._arrays / f"{run.id}.npz"
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ValueError(f"{path} cannot be read: {error.strerror}; resam run on its config replaces it") from error
        if hashlib.sha256(data).hexdigest() != run.arrays:
            raise ValueError(
                f"{path} is damaged: its SHA-256 is not the recorded one; resam run on its config replaces it"
            )
        return data

    def spoilt(self, runs: Iterable[Run]) -> dict[str, str]:
        """Those whose recorded arrays are missing or not what was recorded: id -> why."""
        out = {}
        for run in runs:
            if run.arrays:
                try:
                    self._archive(run)
                except ValueError as error:
                    out[run.id] = str(error).partition(";")[0]
        return out

    def forget(self, ids: Iterable[str]) -> None:
        """Drop runs, so that they are run again."""
        with self._open() as database:
            database.executemany("DELETE FROM runs WHERE id = ?", [(identity,) for identity in ids])

    def claim(self, identity: str) -> bool:
        """Claim a run that is neither finished nor claimed by a living sweep; True when it is now ours."""
        now = time.time()
        with self._open() as database:
            if database.execute("SELECT 1 FROM runs WHERE id = ?", (identity,)).fetchone():
                return False
            holder = database.execute("SELECT owner FROM claims WHERE id = ?", (identity,)).fetchone()
            if holder and is_dead(holder[0]):
                database.execute("DELETE FROM claims WHERE id = ?", (identity,))
            changed = database.execute(
                "INSERT INTO claims VALUES (?, ?, ?) ON CONFLICT (id)"
                " DO UPDATE SET owner = excluded.owner, beat = excluded.beat WHERE claims.beat < ?",
                (identity, self.owner, now, now - STALE),
            ).rowcount
        return changed == 1

    def holders(self, ids: Iterable[str]) -> dict[str, str]:
        """Who has claimed the runs with these ``ids``: id -> owner."""
        query = "SELECT id, owner FROM claims WHERE id IN (SELECT value FROM json_each(?))"
        with self._open() as database:
            return dict(database.execute(query, (json.dumps(list(ids)),)).fetchall())

    def beat(self) -> None:
        """Renew all our claims."""
        with self._open() as database:
            database.execute("UPDATE claims SET beat = ? WHERE owner = ?", (time.time(), self.owner))

    def release(self) -> None:
        """Drop all our claims: the sweep is over, or was interrupted."""
        with self._open() as database:
            database.execute("DELETE FROM claims WHERE owner = ?", (self.owner,))
