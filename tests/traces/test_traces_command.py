"""``resam traces`` and ``resam tightness`` as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from resam_theory.cli import main

UNEQUAL = """
[objective]
name = "per_rule_worst"
B = 0.3
start = 3.0
[algorithm]
n = 7
f = 2
gamma = 1.0
beta = 0.0
steps = 50
"""
NOISY = "[algorithm]\nn = 7\nf = 2\nsteps = 5\n"


def _answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    main([*words, "--json"])
    return json.loads(capsys.readouterr().out)


def test_runs_are_made_held_and_found_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "unequal.toml").write_text(UNEQUAL)
    words = ("--store", str(tmp_path / "runs"))
    first = _answer(capsys, "traces", str(tmp_path / "unequal.toml"), *words)
    (run,) = first["runs"]  # type: ignore[misc]
    assert run["data"] == "(1, 0.3)-dissimilar data (exact)"
    assert {"T5", "T5-PL", "T5-minimax"} <= {line["name"] for line in run["lines"]}
    assert run["holds"]
    (again,) = _answer(capsys, "traces", "--only", "T5*", *words)["runs"]  # type: ignore[misc]
    assert {line["name"] for line in again["lines"]} == {"T5", "T5-PL", "T5-minimax"}


def test_one_replica_with_noise_is_held_against_what_holds_along_every_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "noisy.toml").write_text(NOISY)
    (run,) = _answer(capsys, "traces", str(tmp_path / "noisy.toml"), "--store", str(tmp_path))["runs"]  # type: ignore[misc]
    assert {line["kind"] for line in run["lines"]} == {"pathwise"}
    assert "needs at least 2" in run["note"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("traces", "nowhere.toml"), "cannot be read"),
        (("traces", "--store", "nowhere"), "need a folder with runs, or a CONFIG"),
        (("tightness", "--theorem", "T7"), "need one of T2, T2-sharp"),
        (("tightness", "--theorem", "T5-tight", "--rule", "nnm+median"), "kappa is not known exactly"),
        (("tightness", "--theorem", "T6", "--beta", "1"), "need 0 <= beta < 1"),
    ],
)
def test_what_is_not_admissible_is_refused_in_a_line(
    words: tuple[str, ...],
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stop:
        main(list(words))
    assert stop.value.code == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


def test_attaining_runs_are_shown_measured_and_predicted(capsys: pytest.CaptureFixture[str]) -> None:
    found = _answer(capsys, "tightness", "--theorem", "T5-tight", "--rule", "trimmed_mean")
    assert [run["holds"] for run in found["runs"]] == [True, True]  # type: ignore[attr-defined]
    assert all(abs(run["ratio"] - 1) < 1e-12 for run in found["runs"])  # type: ignore[attr-defined]
