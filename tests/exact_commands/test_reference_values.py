"""``resam constant`` gives the values that were worked out for the field's rules, certified; literals, not formulas.

g: the isotonic regression of the first m weights; kappa* = m sum g^2 - 1 (L1).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from resam_theory.cli import main
from resam_theory.criteria import ratios
from resam_theory.rules.multi_krum import reported_counts

VALUES = (
    ("multi_krum", 40, 10, "inf", "kappa", "2"),
    ("smea", 7, 2, "inf", "kappa", "8/3"),
    ("minimum_variance_averaging", 7, 2, "inf", "kappa", "8/3"),
    ("phocas", 7, 2, "inf", "kappa", "8/3"),
    ("monna", 7, 2, "inf", "kappa", "24/5"),
    ("faba", 7, 2, "1", "kappa", "363/92"),
    ("faba", 9, 3, "1", "kappa", "147/16"),
    ("center_without_outliers", 9, 3, "inf", "lambda", "4/3"),
    ("mean_without_outliers", 11, 4, "inf", "kappa", "27/4"),
    ("winsorised_mean", 11, 3, "inf", "kappa", "105/121"),  # g = (0, 0, 0, 7/44 four times, 4/11)
    ("midpoint_of_trimmed_range", 11, 3, "inf", "kappa", "3/2"),  # g = (0, 0, 0, 1/8 four times, 1/2)
    ("smea", 15, 4, "inf", "xi", "16/7"),
    ("l_estimator(0,0,1/3,1/3,1/3,0,0)", 7, 2, "inf", "kappa", "2/3"),
    ("l_estimator(0,0,1/3,1/3,1/3,0,0)", 7, 2, "1", "lambda", "2/5"),
    ("l_estimator(0,0,1/3,1/3,1/3,0,0)", 7, 2, "inf", "lambda", "2*sqrt(15)/15"),
)


def constant(place: tuple[str, int, int, str, str], capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    rule, n, f, d, criterion = place
    main(["constant", rule, "--n", str(n), "--f", str(f), "--d", d, "--criterion", criterion, "--json"])
    return json.loads(capsys.readouterr().out)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # where the evidence goes


@pytest.mark.slow
@pytest.mark.parametrize("case", VALUES, ids=str)
def test_the_value_comes_out(case: tuple[str, int, int, str, str, str], capsys: pytest.CaptureFixture[str]) -> None:
    *place, value = case
    rule, n, f, d, criterion = place
    found = constant((str(rule), int(n), int(f), str(d), str(criterion)), capsys)
    assert (found["lower_exact"], found["upper_exact"]) == (value, value)
    assert found["status"].startswith("certified")


def test_reported_counts_cost_four_times() -> None:
    """Flower weights the rows that Multi-Krum selects by what clients report: 8 instead of 2 at (40, 10)."""
    case = reported_counts(40, 10)
    assert case.output is not None
    assert ratios(case.points, case.honest, case.output)[1] == 8
