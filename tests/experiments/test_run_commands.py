from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from experiments.config import RunConfig
from resam_theory.cli import main

_RUN = '[algorithm]\nn = 5\nf = 1\nsteps = 5\nreplicas = 2\n[attack]\nname = "foe"\n'


def _call(*arguments: str) -> int:
    try:
        main(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run.toml").write_text(_RUN)
    (tmp_path / "grid.toml").write_text(_RUN + '[grid]\nseed = [0, 1]\n"algorithm.rule" = ["median", "mean"]\n')
    (tmp_path / "empty.toml").write_text("")
    (tmp_path / "seed.toml").write_text(f"seed = {2**65}\n")
    (tmp_path / "refused.toml").write_text('[algorithm]\nrule = "krum_blanchard"\nn = 3\nf = 1\n')
    (tmp_path / "diverging.toml").write_text("[algorithm]\ngamma = 1e6\nsteps = 200\n")
    (tmp_path / "failing.toml").write_text(_RUN + '[objective]\nname = "quadratic"\nspectrum = [-1.0]\n')
    return tmp_path


def test_run_prints_json_and_fills_the_default_store(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _call("run", "run.toml", "--json") == 0
    out = capsys.readouterr()
    (run,) = json.loads(out.out)["runs"]
    assert set(run) >= {"id", "config", "metrics", "status"}
    assert run["status"] == "done"
    assert run["metrics"]["gradient2"] > 0
    assert out.err == ""
    assert (files / "results" / "runs.sqlite").exists()


def test_sweep_writes_json_to_a_file_and_resumes(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _call("sweep", "grid.toml", "--store", "kept", "--json", "out.json") == 0
    first = json.loads((files / "out.json").read_text())["runs"]
    assert len(first) == 4
    assert _call("sweep", "grid.toml", "--store", "kept", "--json") == 0
    assert json.loads(capsys.readouterr().out)["runs"] == first


def test_a_failed_run_exits_with_1_and_says_why(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _call("run", "failing.toml", "--json") == 1
    out = capsys.readouterr()
    assert json.loads(out.out)["runs"][0]["status"] == "failed"
    assert "1 of 1 runs failed" in out.err
    assert "objective.spectrum = -1.0" in out.err


def test_a_diverging_run_says_at_which_step(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _call("run", "diverging.toml", "--json") == 1
    error = capsys.readouterr().err
    assert re.search(r"diverged at step \d+: theta no longer finite .* gamma = 1e\+06", error.replace("(", ""))
    assert error.count("\n") == 1


def test_an_empty_config_says_what_it_ran(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _call("run", "empty.toml", "--json") == 0
    out = capsys.readouterr()
    (run,) = json.loads(out.out)["runs"]
    assert "empty.toml holds nothing" in out.err
    assert RunConfig.of(run["config"]).in_words() in out.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("run", "none.toml"), "config none.toml cannot be read"),
        (("run", "grid.toml"), "use resam sweep"),
        (("run", "seed.toml"), f"seed = {2**65} is not admissible"),
        (("run", "refused.toml"), "need n >= 2f + 3"),
        (("run", "run.toml", "--device", "tpu"), "device = 'tpu'"),
        (("run", "run.toml", "--store", "run.toml"), "store run.toml cannot be written"),
        (("sweep", "grid.toml", "--backend", "ray"), "backend = 'ray'"),
        (("sweep", "grid.toml", "--jobs", "0"), "--jobs"),
    ],
)
def test_a_wrong_call_is_one_line_and_exits_with_2(
    files: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    assert _call(*arguments) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert says in out.err
    assert out.err.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no endless file here")
@pytest.mark.parametrize("command", ["run", "sweep", "traces"])
@pytest.mark.parametrize("suffix", ["toml", "json"])
def test_an_endless_config_is_one_line(
    command: str, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("experiments.files.MOST", 1000)
    path = tmp_path / f"endless.{suffix}"
    path.symlink_to("/dev/zero")
    assert _call(command, str(path)) == 2
    assert "need a file of at most 1000 bytes" in capsys.readouterr().err
