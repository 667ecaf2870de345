"""Nobody waits for what is known, nor without a word: a second answer, lines where there is no terminal, a kill."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.text import Text

from resam_theory import lines, output
from verification import answering, settling
from verification.answering import Answer, answer
from verification.depends import Sources
from verification.settling import Settled

COMMAND = "from resam_theory.cli import main; main()"


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """What was settled, by ``only``; all that is found is a ledger that names it."""
    found: list[str | None] = []

    def pretended(
        profile: str, only: str | None, seed: int, results: Path, exported: Path | None, **_: object
    ) -> Settled:
        found.append(only)
        text = output.dumps({"profile": profile, "only": only, "run": len(found)})
        path = output.write_json(results / "verify" / ("selection.json" if only else "ledger.json"), text)
        return Settled([], [], [], 1.0, text, path)

    monkeypatch.setattr(settling, "settle_all", pretended)
    monkeypatch.setattr(settling, "shown", lambda outcome: [Text(f"run {json.loads(outcome.text)['run']}")])
    return found


def asked(folder: Path, only: str | None = None, exported: Path | None = None, *, fresh: bool = False) -> Answer:
    return answer("quick", only, 0, folder, exported, fresh=fresh)


def test_a_second_answer_is_the_first_one_read(settled: list[str | None], tmp_path: Path) -> None:
    first, second = asked(tmp_path), asked(tmp_path)
    assert settled == [None]
    assert (second.ledger, second.holds, second.shown[:-1]) == (first.ledger, first.holds, first.shown)
    assert "Nothing has changed since" in second.shown[-1]
    assert asked(tmp_path, "krum").ledger != first.ledger
    assert asked(tmp_path, fresh=True).ledger != first.ledger
    assert asked(tmp_path, exported=tmp_path / "out").shown == (Text("run 4"),)
    assert settled == [None, "krum", None, None]


def test_the_ledger_is_put_back_where_it_is_gone_or_another_runs(settled: list[str | None], tmp_path: Path) -> None:
    asked(tmp_path)
    path = tmp_path / "verify" / "ledger.json"
    whole = path.read_bytes()
    for spoil in (path.unlink, lambda: path.write_text("{}\n")):
        spoil()
        asked(tmp_path)
        assert path.read_bytes() == whole
    assert settled == [None]


def test_changed_code_damage_and_rules_of_others_are_settled_anew(
    settled: list[str | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(tmp_path)
    for path in (tmp_path / "verify" / "kept").iterdir():
        path.write_bytes(b"damaged")
    assert asked(tmp_path).shown == (Text("run 2"),)
    with monkeypatch.context() as patch:
        patch.setattr(Sources, "everything", lambda self: "another")
        assert asked(tmp_path).shown == (Text("run 3"),)
    monkeypatch.setattr(answering, "entry_points", lambda group: [group])
    assert asked(tmp_path).shown == (Text("run 4"),)


def test_lines_tell_what_is_done_and_left() -> None:
    said = io.StringIO()
    with lines.Lines(every=0.02, file=said) as bar:
        task = bar.add_task("claims", total=None)
        bar.update(task, completed=10, total=14, description="claims krum")  # an earlier run settled ten
        time.sleep(0.1)
        bar.update(task, completed=12, total=14)
        time.sleep(0.1)
        bar.update(task, completed=1, total=30, description="figures")  # other work: its own pace
        time.sleep(0.1)
        bar.update(task, completed=30)
        time.sleep(0.1)
    told = said.getvalue().splitlines()
    assert told[0] in {"claims: 0 s", "claims krum: 10 of 14 in 0 s"}
    assert any(line.startswith("claims krum: 12 of 14 in 0 s, about 0 s left") for line in told)
    assert told[-1] == "figures: 1 of 30 in 0 s"  # none once all is done
    before = said.getvalue()
    time.sleep(0.05)
    assert said.getvalue() == before


def test_lines_where_stderr_is_no_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(lines.EVERY, "0.02")
    with output.progress() as bar:
        bar.add_task("claims", total=3)
        time.sleep(0.1)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("claims: 0 s\n")


@pytest.mark.slow
def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    """``kill -9`` of a run in two processes: what was settled until then is read, and the ledger is the same."""
    words = ["verify", "--only", "*mean.xi.*", "--jobs", "2"]
    command = [sys.executable, "-c", COMMAND, *words]
    whole = subprocess.run([*command, "--results", "whole"], cwd=tmp_path, capture_output=True, check=True)
    store = tmp_path / "killed" / "verify" / "kept"
    running = subprocess.Popen(
        [*command, "--results", "killed"], cwd=tmp_path, stdout=subprocess.DEVNULL, start_new_session=True
    )
    while len(list(store.glob("*.pickle"))) < 6:
        assert running.poll() is None
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    before = {path: path.stat().st_mtime_ns for path in store.glob("*.pickle")}
    again = subprocess.run([*command, "--results", "killed"], cwd=tmp_path, capture_output=True, check=True)
    assert len(before) < len(list(store.glob("*.pickle")))
    assert before == {path: path.stat().st_mtime_ns for path in before}

    def said(text: bytes) -> list[object]:
        return [
            {key: row[key] for key in ("id", "params", "status", "lower", "upper")}
            for row in json.loads(text)["claims"]
        ]

    assert said(again.stdout) == said(whole.stdout)
