"""Rules that remember, centre in place, take long; programs that must paste; folders that must stay clean."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from rich.text import Text

from resam_theory import output
from resam_theory.claims import Criterion
from resam_theory.criteria import ratios
from resam_theory.rules import get
from resam_theory.rules.foreign.adapters import access, unpack
from verification import check_rule
from verification.properties.report import explain
from verification.properties.worker import isolated

pytestmark = pytest.mark.slow

RULES = """\
import collections
import numpy as np
import torch

Answer = collections.namedtuple("Answer", "output weights")


class EveryFortieth:
    def __init__(self):
        self.calls = 0

    def __call__(self, x):
        self.calls += 1
        return np.median(x, axis=0) + (self.calls % 40 == 0)


class EveryFiveHundredth:
    def __init__(self):
        self.calls = 0

    def __call__(self, x):
        self.calls += 1
        return np.median(x, axis=0) + (self.calls % 500 == 0)


class RaisesWhenItComesAgain:
    def __init__(self):
        self.seen = set()

    def __call__(self, x):
        if x.tobytes() in self.seen:
            raise RuntimeError("known already")
        self.seen.add(x.tobytes())
        return np.median(x, axis=0)


memory = []


def remembers_in_its_module(x):
    memory.append(x.max())
    return np.median(x, axis=0) + (len(memory) > 7) * 1e-3


def draws(x):
    return x[np.random.default_rng().integers(len(x))]


def centres(x):
    x -= x.mean(axis=0)
    return np.median(x, axis=0)


def centres_and_moves_back(x):
    mean = x.mean(axis=0)
    x -= mean
    middle = np.median(x, axis=0) + mean
    x += mean
    return middle


def tensors_only(x: torch.Tensor):
    return Answer(torch.sort(x, dim=0).values[x.size(0) // 2], torch.ones(x.size(0)))
"""


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rules") / "a_file_of_rules_with_a_name_that_is_longer_than_a_line_of_a_terminal.py"
    path.write_text(RULES)
    return path


def failure(target: str, name: str, **options: Any) -> Any:
    report = check_rule(target, **{"n": 7, "f": 2, "d": 2, "only": [name], "seconds": 20.0} | options)
    assert report.failures, str(report)
    return report.failures[0]


def run(program: str, folder: Path | None = None) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=folder)
    return done.stderr


@pytest.mark.parametrize("name", ["EveryFortieth", "RaisesWhenItComesAgain", "remembers_in_its_module", "draws"])
def test_a_rule_with_a_memory_is_not_deterministic_and_the_program_shows_it(mine: Path, name: str) -> None:
    finding = failure(f"{mine}:{name}", "determinism")
    for _ in range(3):  # in a new process every time
        assert "AssertionError" in run(finding.snippet), finding.snippet


@pytest.mark.parametrize("name", ["EveryFortieth", "EveryFiveHundredth"])
def test_what_only_earlier_calls_explain_refutes_no_coefficient(mine: Path, name: str) -> None:
    """Its program calls the rule once: it would show nothing. That the rule is no function is said instead."""
    report = check_rule(f"{mine}:{name}", n=5, f=1, d=2, seconds=10)
    status = {finding.name: finding.status for finding in report.findings}
    assert status["determinism"] == "failed"
    assert (status["resilient_averaging"], status["robustness"], report.refuted) == ("skipped", "skipped", ())
    for finding in report.failures:
        assert "AssertionError" in run(finding.snippet), finding.snippet


@pytest.mark.parametrize("name", ["centres", "centres_and_moves_back"])
def test_centring_in_place_is_seen(mine: Path, name: str) -> None:
    finding = failure(f"{mine}:{name}", "input_unmodified")
    assert "AssertionError" in run(finding.snippet), finding.snippet


def test_a_modification_by_any_call_counts() -> None:
    """Far rows alone are touched: no case of this property has any."""

    def clips(x: np.ndarray) -> np.ndarray:
        np.clip(x, -1e30, 1e30, out=x)
        return np.median(np.nan_to_num(x), axis=0)

    report = check_rule(clips, n=5, f=1, d=1, only=["bounded_under_hostile_rows", "input_unmodified"], seconds=20)
    assert {f.name: f.status for f in report.findings}["input_unmodified"] == "failed"


def test_tensors_in_and_tuples_out(mine: Path) -> None:
    from resam_theory.rules import targets

    theirs = isolated(targets.load(f"{mine}:tensors_only")[0], n=7, f=2, name="", importing="")
    assert theirs.convention.call_text() == "rule(torch.from_numpy(x))[0]"
    import torch

    builtin = isolated(torch.median, n=7, f=2, name="", importing="")
    assert builtin.convention.call_text() == "rule(torch.from_numpy(x), 0).values"
    x = np.random.default_rng(0).standard_normal((7, 3))
    for caller in (theirs, builtin):
        value = caller.one(x).value
        assert value is not None
        assert np.array_equal(value, np.median(x, axis=0))


@pytest.mark.parametrize(
    ("result", "text"),
    [
        (np.arange(3), ""),
        ([np.arange(3)], "[0]"),
        ((np.arange(3), {"kept": 2}), "[0]"),
        ((np.arange(3),), "[0]"),
        ([0, 1, 2], ""),
        ((0, 1, 2), ""),
    ],
    ids=str,
)
def test_the_text_reaches_what_is_unpacked(result: Any, text: str) -> None:
    assert access(result) == text
    assert np.array_equal(unpack(result), np.arange(3))
    assert np.array_equal(np.asarray(eval(f"result{text}", {"result": result})), np.arange(3))


def test_seconds_bound_everything() -> None:
    """0.3 s a call: 15 properties, the search and its minimisation would take minutes; what was seen is reported."""

    def slow(x: np.ndarray) -> np.ndarray:
        time.sleep(0.3)
        return x.mean(axis=0)

    report = check_rule(slow, n=5, f=1, d=1, seconds=6)
    assert report.seconds < 9
    assert report.findings[0].status == "passed"
    assert any("the time was up" in finding.message for finding in report.findings)
    assert report.found[Criterion.LAMBDA].evaluations > 0


def test_the_worst_input_is_the_worst_of_all_that_were_seen() -> None:
    """At lambda 0.3 the trimmed mean's simplified input is worse than the search's own."""
    report = check_rule("trimmed_mean", n=11, f=3, d=2, lambda_=0.3, only=["resilient_averaging"], seconds=3)
    [finding] = report.failures
    assert finding.x is not None
    assert finding.honest is not None
    points = [tuple(Fraction(float(value)) for value in row) for row in finding.x]
    [output_] = get("trimmed_mean").exact(points, 3)
    square, _ = ratios(points, finding.honest, output_)
    value = report.value(Criterion.LAMBDA)
    assert value is not None
    assert value >= float(square) ** 0.5 * (1 - 1e-9)
    witness = report.found[Criterion.LAMBDA]
    assert np.allclose(get("trimmed_mean")(witness.points, f=3), witness.output)


def test_a_program_pastes_from_a_narrow_terminal(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finding = failure(f"{mine}:centres", "input_unmodified")
    screen = io.StringIO()
    narrow = Console(file=screen, width=80, force_terminal=True, color_system=None)
    monkeypatch.setattr(output, "console", lambda: narrow)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    output.emit({}, None, Text(explain(finding)))
    lines = screen.getvalue().splitlines()
    start = next(number for number, line in enumerate(lines) if "to reproduce" in line)
    pasted = "\n".join(line.removeprefix("    ") for line in lines[start + 1 :])
    assert max(map(len, lines)) > 80
    assert pasted.rstrip() == finding.snippet.rstrip()
    assert "AssertionError" in run(pasted)


def test_no_folder_is_left_behind(tmp_path: Path) -> None:
    program = "import numpy as np\nfrom verification import check_rule\n"
    program += "check_rule(lambda x: np.median(x, axis=0), n=5, f=1, d=1, seconds=3)\n"
    assert run(program, tmp_path) == ""
    arguments = [sys.executable, "-m", "resam_theory.cli", "probe", "median", "--n", "5", "--f", "1", "--seconds", "2"]
    done = subprocess.run([*arguments, "--json"], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert json.loads(done.stdout)["seconds"] < 6
    assert list(tmp_path.iterdir()) == []
