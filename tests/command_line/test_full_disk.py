"""Every command that writes says in one line what could not be written, and leaves nothing half written."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from resam_theory.cli import main
from resam_theory.output import whole
from verification.atlas.store import RuleAt, Shelf


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes the first byte of a file and no more."""

    def write(path: Path, *_: Any, **__: Any) -> int:
        with path.open("w") as file:
            file.write("x")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", write)
    monkeypatch.setattr(Path, "write_bytes", write)


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize(
    "arguments",
    [
        ("constant", "trimmed_mean", "--n", "5", "--f", "1", "--results", "{}"),
        ("sample", "--n", "20", "--f", "2", "--rounds", "5", "--failure", "0.1", "--json", "{}/found.json"),
        ("verify", "--only", "median.kappa.exact", "--jobs", "1", "--results", "{}"),
        ("report", "--reuse-data", "--out", "{}/report.html", "--store", "{}/store"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_full_disk_is_named(arguments: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([word.replace("{}", str(tmp_path)) for word in arguments])
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith(f"resam: {tmp_path}")
    assert said.endswith("cannot be written: No space left on device")
    assert not list(tmp_path.rglob("*.partial"))


def test_an_interrupted_file_does_not_appear(tmp_path: Path) -> None:
    def stopped() -> None:
        with whole(tmp_path / "folder" / "file") as partial:
            partial.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert list(tmp_path.rglob("*")) == [tmp_path / "folder"]


def test_the_atlas_names_its_database(tmp_path: Path) -> None:
    with Shelf(tmp_path) as shelf:
        shelf._base.execute("PRAGMA max_page_count=4")
        with pytest.raises(OSError, match=r"atlas\.sqlite cannot be written: database or disk is full"):
            shelf.put(RuleAt("krum", 3, 1), {"cells": list(range(10**5))})
    (tmp_path / "atlas.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(OSError, match=r"atlas\.sqlite cannot be used: file is not a database"):
        Shelf(tmp_path)
