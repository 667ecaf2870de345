"""What a user gets: reports, programs that reproduce, exact confirmation, exit statuses, JSON."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from resam_theory.rules import get
from verification import check_rule
from verification.properties.minimise import minimise

Call = Callable[..., tuple[int, Any, str]]
_ONLY = ("--only", "well_formed", "--only", "robustness", "--only", "resilient_averaging")
MINE = """\
import numpy as np
def middle(x):
    return np.median(np.where(np.isfinite(x), x, 0.0), axis=0)
def largest(x):
    return x.max(axis=0)
def silent(x):
    pass
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text(MINE)
    return path


def test_a_claimed_constant_is_confirmed_or_refuted(mine: Path, call: Call) -> None:
    """kappa*(median) = k/(m-k) with k = 3 of m = 5: 3/2."""
    common = (f"{mine}:middle", "--n", "7", "--f", "2", "--d", "1", "--seconds", "2", "--only", "robustness")
    status, report, _ = call("probe", *common, "--kappa", "1.5")
    assert (status, report["refuted"], report["properties"]) == (0, [], {"robustness": "passed"})
    assert report["kappa_found"] == pytest.approx(1.5, rel=1e-3)
    status, report, _ = call("probe", *common, "--kappa", "1.45")
    assert (status, report["properties"]) == (1, {"robustness": "failed"})
    assert report["refuted"] == ["kappa <= 1.45 (as given)"]


def test_the_program_in_the_report_reproduces_the_failure(mine: Path, call: Call) -> None:
    arguments = ("--n", "5", "--f", "1", "--d", "2", "--seconds", "60", "--only", "resilient_averaging")
    status, report, _ = call("probe", f"{mine}:largest", *arguments)  # ends when it has failed, and is minimised
    [finding] = report["findings"]
    assert (status, finding["status"]) == (1, "failed")
    run = subprocess.run([sys.executable, "-c", finding["snippet"]], capture_output=True, text=True, check=False)
    assert "AssertionError" in run.stderr
    assert "resam" not in finding["snippet"]  # numpy and the rule alone
    assert np.count_nonzero(finding["x"]) <= 2  # minimised


def test_fields_of_the_contract(call: Call) -> None:
    status, report, err = call("probe", "cwtm", "--n", "5", "--f", "1", "--d", "1", "--seconds", "2", *_ONLY)
    wanted = {"target", "lambda_found", "kappa_found", "refuted", "properties", "witness", "seconds"}
    assert wanted <= set(report)
    assert (status, report["target"], err) == (0, "cwtm", "")
    assert set(report["properties"].values()) <= {"passed", "failed", "skipped"}
    assert np.array(report["witness"]["kappa"]["points"]).shape == (5, 1)


def test_a_rule_that_returns_nothing_is_a_finding(mine: Path, call: Call) -> None:
    status, report, _ = call("probe", f"{mine}:silent", "--n", "5", "--f", "1", "--seconds", "2")
    assert (status, report["properties"]["well_formed"]) == (1, "failed")
    assert set(report["properties"].values()) == {"failed", "skipped"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["krum", "--f", "9"], "f = 9 is not admissible"),
        (["no_such_rule"], "need one of"),
        (["krum", "--only", "luck"], "only = 'luck' is not admissible"),
        (["krum", "--trait", "luck"], "trait = 'luck' is not admissible"),
        (["krum", "--lambda", "-1"], "lambda = -1.0 is not admissible"),
        (["krum", "--timeout", "0"], "timeout = 0.0 is not admissible"),
    ],
)
def test_wrong_calls_say_what_is_admissible(arguments: list[str], message: str, call: Call) -> None:
    status, _, err = call("probe", *arguments)
    assert status == 2
    assert message in err
    assert err.count("\n") == 1


def test_violations_of_our_rules_are_confirmed_exactly() -> None:
    report = check_rule(get("krum"), n=7, f=2, d=1, lambda_=0.6, only=["resilient_averaging"], seconds=2.0)
    [finding] = report.failures
    assert finding.exact.startswith("confirmed in exact arithmetic: lambda >= ")
    assert report.refuted[0] == "lambda <= 0.6 (as given)"
    assert dataclasses.is_dataclass(report)
    with pytest.raises(dataclasses.FrozenInstanceError):
        report.seed = 1  # pyright: ignore[reportAttributeAccessIssue]


def test_throw_raises_with_the_program() -> None:
    with pytest.raises(
        AssertionError, match=r"(?s)FAILED translation_equivariance.*to reproduce \(seed 5\).*x = np.array"
    ):
        check_rule(
            lambda x: 0.5 * np.median(x, axis=0),
            n=5,
            f=1,
            d=1,
            only=["translation_equivariance"],
            seed=5,
            throw=True,
        )


def test_minimise_keeps_what_must_hold_and_shortens_the_rest() -> None:
    x = np.random.default_rng(0).standard_normal((6, 2)) * 7

    def holds(batch: np.ndarray) -> np.ndarray:
        return np.linalg.norm(batch[:, 0] - batch[:, 1], axis=-1) > 2 * np.linalg.norm(
            batch[:, 2] - batch[:, 3], axis=-1
        )

    start = x if holds(x[None])[0] else x[[2, 3, 0, 1, 4, 5]]
    simple = minimise(start, holds)
    assert holds(simple[None])[0]
    assert len(np.unique(simple, axis=0)) == 2
    assert np.array_equal(simple, np.round(simple))
