"""Rules from outside get the whole theory: exact constants, evidence, a re-check that says what it takes as given."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from resam_theory.cli import main
from resam_theory.definitions.registry import REGISTRY
from resam_theory.rules.targets import load

HERE = Path(__file__).parent
TARGET = f"{HERE / 'outside_rules.py'}"


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    main([*words, "--json"])
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("criterion", ["kappa", "lambda"])
def test_an_l_estimator_is_exact(criterion: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    words = ("--n", "7", "--f", "2", "--criterion", criterion, "--results", str(tmp_path))
    found = answer(capsys, "constant", f"{TARGET}:rule", *words)
    # (L1): g = (0, 0, 1/4, 3/8, 3/8), the isotonic regression of (0, 0, 1/4, 1/2, 1/4); kappa* = 5 sum g^2 - 1
    kappa = 5 * (Fraction(1, 16) + 2 * Fraction(9, 64)) - 1
    wanted = float(kappa) if criterion == "kappa" else float(kappa * Fraction(4, 10)) ** 0.5
    assert found["lower"] == pytest.approx(wanted, rel=1e-12)
    assert found["lower_exact"] == found["upper_exact"]
    results = answer(capsys, "recheck", *(item["file"] for item in found["evidence"]))["results"]
    assert {result["status"] for result in results} == {"attained", "certified"}
    assert all(any(text.startswith("tri_mean is: ") for text in result["given"]) for result in results)


def test_a_selection_rule_is_certified(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    words = ("--n", "9", "--f", "2", "--criterion", "kappa", "--results", str(tmp_path))
    found = answer(capsys, "constant", f"{TARGET}:selection", *words)
    assert 0 < found["lower"] <= found["upper"] <= found["lower"] * (1 + 1e-6)
    results = answer(capsys, "recheck", str(tmp_path / "constant"))["results"]
    assert {result["status"] for result in results} == {"attained", "certified"}
    rule, _ = load(f"{TARGET}:selection")
    rng = np.random.default_rng(0)
    x = rng.standard_normal((2000, 9, 3)) * np.array([1.0] * 7 + [0.3] * 2)[:, None]
    centre = x[:, :7].mean(axis=1)
    errors = ((rule(x, f=2) - centre) ** 2).sum(-1) * 7 / ((x[:, :7] - centre[:, None]) ** 2).sum((1, 2))
    assert errors.max() <= found["upper"]


def test_a_callable_without_a_definition_has_the_floor_only(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    words = ("--n", "7", "--f", "2", "--results", str(tmp_path))
    found = answer(capsys, "constant", f"{TARGET}:not_a_rule", *words)
    assert (found["lower_exact"], found["upper"]) == ("2/5", None)


def test_code_that_is_not_its_definition_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["constant", f"{TARGET}:other_code", "--n", "9", "--f", "2", "--results", str(tmp_path)])
    assert "its code gives" in capsys.readouterr().err
    assert not list(tmp_path.rglob("*.json"))


CHOSEN = {
    "checks/runs.py": "the runs that are recorded",
    "search/power.py": "how much the search should find of rules that are hard to attack",
    "run_commands.py": "the default of an option",
}
"""Where rules are chosen on purpose, and why."""
NAMES = sorted({*REGISTRY, *(alias for entry in REGISTRY.values() for alias in entry.aliases)})


def named(text: str) -> list[str]:
    """The rules that some code names, doc examples apart."""
    code = "".join(line for line in text.splitlines(keepends=True) if ">>>" not in line and " ... " not in line)
    return [name for name in NAMES if f'"{name}"' in code or f"'{name}'" in code]


@pytest.mark.parametrize("folder", ["recheck", "solve", "search", "properties", "checks", "."])
def test_the_machinery_names_no_rule(folder: str) -> None:
    root = HERE.parents[1] / "verification"
    paths = (root / folder).glob("*.py") if folder == "." else (root / folder).rglob("*.py")
    for path in paths:
        if path.relative_to(root).as_posix() not in CHOSEN:
            assert not named(path.read_text()), path
    assert all((root / path).exists() for path in CHOSEN)


def test_a_name_is_found() -> None:
    assert named('x = {"krum": 1}') == ["krum"]
    assert named("best = 'cwtm'") == ["cwtm"]
    assert named('>>> get("krum")') == []
