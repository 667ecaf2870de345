"""Where measured places are kept: one SQLite database, one row per (rule, n, f), committed one by one.

A kill at any moment loses at most the places being measured. A row holds the digest of the code that made it; rows of
other code are not read, and replaced when they are measured anew.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..depends import sources

__all__ = ["RuleAt", "Shelf", "code"]

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS places (
    rule TEXT NOT NULL, n INTEGER NOT NULL, f INTEGER NOT NULL, code TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (rule, n, f)
);
"""


class RuleAt(NamedTuple):
    """A rule at (n, f): the unit of work."""

    rule: str
    n: int
    f: int


def code() -> str:
    """Digest of all that a coefficient can depend on: code, data files, versions."""
    return sources().everything()[:16]


class Shelf:
    """The saved places of a folder; used as a context, one writer at a time.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Shelf(Path(folder)) as shelf:
    ...     shelf.put(RuleAt("krum", 3, 1), {"cells": [1]})
    ...     list(shelf.known()), dict(shelf.read([RuleAt("krum", 3, 1), RuleAt("krum", 4, 1)]))
    ([RuleAt(rule='krum', n=3, f=1)], {RuleAt(rule='krum', n=3, f=1): {'cells': [1]}})
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "atlas.sqlite"
        self._base = sqlite3.connect(self.path, timeout=60)
        try:
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.executescript(_SCHEMA)
        except sqlite3.DatabaseError as error:
            raise OSError(f"{self.path} cannot be used: {error}") from error

    def __enter__(self) -> Shelf:
        return self

    def __exit__(self, *failure: object) -> None:
        self._base.close()

    def known(self) -> Iterator[RuleAt]:
        """The places that today's code has measured."""
        for row in self._base.execute("SELECT rule, n, f FROM places WHERE code = ?", (code(),)):
            yield RuleAt(*row)

    def put(self, place: RuleAt, body: Mapping[str, Any]) -> None:
        """Keep what was measured; on disk when this returns."""
        packed = zlib.compress(json.dumps(body, ensure_ascii=False).encode(), 6)
        try:
            with self._base:
                self._base.execute("INSERT OR REPLACE INTO places VALUES (?, ?, ?, ?, ?)", (*place, code(), packed))
        except sqlite3.OperationalError as error:  # a full disk
            raise OSError(f"{self.path} cannot be written: {error}") from error

    def read(self, places: Iterable[RuleAt]) -> Iterator[tuple[RuleAt, dict[str, Any]]]:
        """The saved places among ``places``, in their order; what is not there, or of other code, is left out."""
        for place in places:
            found = self._base.execute(
                "SELECT body FROM places WHERE rule = ? AND n = ? AND f = ? AND code = ?", (*place, code())
            ).fetchone()
            if found:
                yield place, json.loads(zlib.decompress(found[0]))
