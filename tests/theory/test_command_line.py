"""The dispatcher and the output of commands, run as a user runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
import sympy as sp

from resam_theory import output
from resam_theory.cli import main, normalise


def resam(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "resam_theory.cli", *words], capture_output=True, text=True, timeout=120, check=False
    )


def test_rules_in_a_pipe_is_json_and_nothing_else() -> None:
    done = resam("rules")
    assert done.returncode == 0
    assert done.stderr == ""
    rules = json.loads(done.stdout)["rules"]
    assert {"name", "aliases", "title", "reference", "criteria", "claims"} <= set(rules[0])
    assert {"mean", "trimmed_mean", "median"} <= {rule["name"] for rule in rules}


def test_json_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "deep" / "out.json"
    main(["rules", "--json", str(target)])
    assert capsys.readouterr().out == ""
    assert json.loads(target.read_text())["rules"]
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nonsense"], "nonsense"),
        (["rules", "--nonsense"], "--nonsense"),
        (["verify", "--profile", "slow"], "--profile 'slow' is not admissible: need one of quick, full"),
        (["verify", "--only", "nobody"], "--only 'nobody' matches no claim"),
    ],
)
def test_a_wrong_call_is_one_line_and_status_2(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    shown = capsys.readouterr()
    assert stop.value.code == 2
    assert shown.out == ""
    assert shown.err.startswith("resam: ")
    assert message in shown.err
    assert shown.err.count("\n") == 1


def test_help_of_every_command_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    from resam_theory.cli import _commands

    for name in _commands():
        main([name, "--help"])
        assert f"resam {name}" in " ".join(capsys.readouterr().out.split()), name


def test_normalise_keeps_an_explicit_target() -> None:
    assert normalise(["verify", "--json=x", "--seed", "1"]) == ["verify", "--json=x", "--seed", "1"]


def test_plain_data_is_json_whatever_it_holds() -> None:
    shown = output.plain({"a": {Fraction(1, 3)}, "b": [sp.sqrt(2), sp.oo, float("nan")], "c": Path("x")})
    assert json.loads(json.dumps(shown)) == {"a": ["1/3"], "b": ["sqrt(2)", "inf", "nan"], "c": "x"}


def test_numbers_in_tables() -> None:
    assert output.number(sp.Rational(123456, 1234567)) == "0.099999"
    assert output.number(float("inf")) == "∞"
