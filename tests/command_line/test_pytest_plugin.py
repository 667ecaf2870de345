"""The pytest plugin as a user meets it: a pytest of its own, in a folder of its own, warnings as errors."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from verification.property_names import PROPERTY_NAMES

pytestmark = pytest.mark.slow

RULES = """\
import numpy as np

def middle(x):
    return np.median(np.where(np.isfinite(x), x, 0.0), axis=0)

def largest(x):
    return x.max(axis=0)
"""
SUITE = """\
import pytest
from rules_of_mine import largest, middle

@pytest.mark.resam(n=5, f=1, d=1, seconds=3, only=["robustness"])
@pytest.mark.parametrize("rule", [middle, largest])
def test_rule(check_rule, rule):
    check_rule(rule, kappa=1e6)

def test_other():
    pass
"""
AT = ("--n", "3", "--f", "1", "--d", "1", "--resam-seconds", "3")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules_of_mine.py").write_text(RULES)
    return tmp_path


def run(folder: Path, *words: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=250, check=False)
    assert done.stderr == "" or "usage:" in done.stderr or "ERROR" in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_a_rule_is_one_test_per_property(folder: Path) -> None:
    status, said = run(folder, "--resam", "rules_of_mine.py:middle", *AT, "-rA", "--claim", "kappa <= f/(n - 2*f)")
    assert status == 0
    for name in PROPERTY_NAMES:
        assert f"rules_of_mine.py:middle::{name}" in said or "SKIPPED" in said
    assert "PASSED rules_of_mine.py:middle::kappa <= f/(n - 2*f)" in said  # h/(m-h) = 1 = f/(n-2f) at (3, 1)


def test_a_failure_shows_the_program_and_not_the_plugin(folder: Path) -> None:
    status, said = run(folder, "--resam", "rules_of_mine.py:largest", *AT, "-k", "robustness")
    assert status == 1
    assert "no constant kappa exists" in said
    assert "runpy.run_path('rules_of_mine.py')['largest']" in said
    assert "pytest_plugin" not in said
    assert f"{len(PROPERTY_NAMES) - 1} deselected" in said


def test_a_refuted_claim_fails_and_one_that_cannot_be_refuted_is_skipped(folder: Path) -> None:
    claims = ("--claim", "kappa <= f/(2*n)", "--claim", "kappa >= 7", "--claim", "lambda >= f/m")
    status, said = run(folder, "--resam", "rules_of_mine.py:middle", *AT, "-k", "kappa or lambda", *claims, "-rA")
    assert status == 1
    assert "refuted: kappa <= 1/6 (kappa <= f/(2*n))" in said
    assert "the search reached 1, less than 7: nothing follows" in said
    assert "PASSED rules_of_mine.py:middle::lambda >= f/m" in said


def test_marker_and_fixture(folder: Path) -> None:
    (folder / "test_rules_of_mine.py").write_text(SUITE)
    status, said = run(folder, "--strict-markers", "-m", "resam")
    assert status == 1
    assert "1 failed, 1 passed, 1 deselected" in said
    assert "test_rule[largest]" in said
    assert "no constant kappa exists" in said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--resam", "nope"), "rule = 'nope' is not admissible"),
        (("--resam", "none.py:rule"), "there is no file none.py"),
        (("--resam", "krum", "--n", "4", "--f", "2"), "f = 2 is not admissible"),
        (("--resam", "krum", "--d", "0"), "d = 0 is not admissible"),
        (("--resam", "krum", "--like", "nope"), "rule = 'nope' is not admissible"),
        (("--resam", "krum", "--claim", "kappa < 1"), "claim = 'kappa < 1' is not admissible"),
    ],
)
def test_a_wrong_call_is_one_line(folder: Path, words: tuple[str, ...], says: str) -> None:
    status, said = run(folder, *words)
    assert status == 4
    assert says in said
    assert "Traceback" not in said


def test_it_costs_nothing_where_it_is_not_used(folder: Path) -> None:
    """No module of ours beyond the plugin is imported, and the short options are free for others."""
    (folder / "conftest.py").write_text('def pytest_addoption(parser):\n    parser.addoption("--n")\n')
    (folder / "test_nothing.py").write_text(
        "import json, sys\ndef test_nothing():\n"
        '    ours = ("resam_theory", "verification", "numpy", "hypothesis", "torch", "sympy", "typer")\n'
        '    names = sorted(m for m in sys.modules if m.split(".")[0] in ours)\n'
        "    print(json.dumps(names))\n"
    )
    status, said = run(folder, "--n", "7", "-s", "-p", "no:hypothesispytest")
    assert status == 0
    [line] = [line for line in said.splitlines() if line.startswith("[")]
    assert json.loads(line[: line.index("]") + 1]) == ["resam_theory", "resam_theory.pytest_plugin"]


@pytest.mark.parametrize("package", ["verification", "experiments"])
def test_a_package_of_the_users_with_the_same_name(folder: Path, package: str) -> None:
    """pytest still starts where one of our generic names is taken; whoever asks for us is told which and where."""
    (folder / package).mkdir()
    (folder / package / "__init__.py").write_text("")
    (folder / "test_nothing.py").write_text("def test_nothing():\n    pass\n")
    assert run(folder)[0] == 0
    status, said = run(folder, "--resam", "krum")
    assert status == 4
    assert f"package '{package}' of resam-theory is hidden by another one of that name" in said
    assert str(folder / package) in said
