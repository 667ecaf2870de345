"""Wherever a rule and (n, f) are named together, the rule's own domain decides: exit status 2 and one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.config import RunConfig
from resam_theory.cli import main
from resam_theory.convergence.corollaries import corollaries
from verification import check_rule
from verification.solve import bounds

REASON = r"\(5, 2\) is not admissible for krum_blanchard: need n >= 2f \+ 3"
NUMBERS = ("--smoothness", "1", "--variance", "1", "--gap", "1", "--steps", "100")


@pytest.mark.parametrize(
    "arguments",
    [
        ("constant", "krum_blanchard", "--n", "5", "--f", "2"),
        ("constant", "krum_blanchard", "--n", "5", "--f", "2", "--d", "1", "--criterion", "kappa"),
        ("probe", "krum_blanchard", "--n", "5", "--f", "2"),
        ("probe", "median", "--like", "krum_blanchard", "--n", "5", "--f", "2"),
        ("theorem", "--rule", "krum_blanchard", "--n", "5", "--f", "2", *NUMBERS),
    ],
    ids=" ".join,
)
def test_commands(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([*arguments, "--json"])
    out, err = capsys.readouterr()
    assert (stop.value.code, out, err.count("\n")) == (2, "", 1)
    assert "need n >= 2f + 3" in err


def test_a_run_is_a_wrong_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "run.toml"
    config.write_text('[algorithm]\nrule = "krum_blanchard"\nn = 3\nf = 1\nsteps = 2\n')
    with pytest.raises(SystemExit) as stop:
        main(["run", str(config)])
    assert stop.value.code == 2
    assert "n >= 2" in capsys.readouterr().err
    assert RunConfig.of({"algorithm": {"rule": "krum_blanchard", "n": 5, "f": 1}}).n == 5


def test_functions() -> None:
    for call in (
        lambda: bounds("krum_blanchard", "lambda", 5, 2, "inf"),
        lambda: corollaries("krum_blanchard", 5, 2),
        lambda: check_rule("krum_blanchard", n=5, f=2),
    ):
        with pytest.raises(ValueError, match=REASON):
            call()
