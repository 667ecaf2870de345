"""The measured coefficients against what is known by hand; resuming; the table and the archive of evidence."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sympy as sp

from resam_theory.claims import Criterion, Kind
from resam_theory.rules import RULES, get
from verification.atlas import COMPOSITIONS, RuleAt, Shelf, build, cells, measure, plan
from verification.recheck.check import check


def _rows(name: str, n: int, f: int) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["criterion"], row["d"]): row for row in measure(name, n, f)["cells"]}


def test_the_plan_is_every_rule_at_every_f_below_half() -> None:
    wanted = plan(30, ["krum"])
    assert len(wanted) == sum((n - 1) // 2 for n in range(3, 31)) == 210
    assert all(2 * p.f < p.n for p in wanted)
    everything = plan(3)
    assert {place.rule for place in everything} == {rule.name for rule in RULES} | set(COMPOSITIONS)
    assert [get(name).name for name in COMPOSITIONS] == list(COMPOSITIONS)
    with pytest.raises(ValueError, match="n_max = 2 is not admissible"):
        plan(2)
    with pytest.raises(ValueError, match="rule = 'nope' is not admissible"):
        plan(5, ["nope"])


@pytest.mark.parametrize(("n", "f"), [(5, 1), (7, 3)])
def test_trimmed_mean_is_what_theory_says(n: int, f: int) -> None:
    rows, m = _rows("trimmed_mean", n, f), n - f
    kappa = Fraction(f, n - 2 * f)
    assert {rows["kappa", d]["lower_exact"] for d in ("1", "2", "inf")} == {str(kappa)}
    assert rows["lambda", "1"]["upper_exact"] == str(Fraction(f, m))
    assert sp.sympify(rows["lambda", "inf"]["upper_exact"]) ** 2 == sp.Rational(kappa * (m - 1) / (2 * m))
    assert all(row["known"] == "exact" and row["status"].startswith(("certified", "paper")) for row in rows.values())
    published = 6 * kappa * (1 + kappa)
    assert rows["kappa", "inf"]["loose_by"] == pytest.approx(float(published / kappa))


def test_rules_without_a_constant_and_places_where_a_rule_is_not_defined() -> None:
    rows = _rows("comparative_gradient_elimination", 7, 2)
    assert all(row["known"] == "infinite" and row["upper"] == math.inf for row in rows.values())
    rows = _rows("krum_blanchard", 6, 2)  # it asks for n >= 2f + 3
    assert all(
        row["known"] == "undefined" and row["lower"] is None and "need n >= 2f + 3" in row["reason"]
        for row in rows.values()
    )


def test_one_failing_coefficient_is_named_and_the_others_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    real = cells.bounds

    def fails(rule: str, criterion: Criterion, n: int, f: int, d: int | float) -> Any:
        if criterion is Criterion.LAMBDA:
            raise ValueError("the dual\nis wrong")
        return real(rule, criterion, n, f, d)

    monkeypatch.setattr(cells, "bounds", fails)
    rows = _rows("trimmed_mean", 5, 1)
    assert {row["known"] for (criterion, _), row in rows.items() if criterion == "kappa"} == {"exact"}
    failed = [row for (criterion, _), row in rows.items() if criterion == "lambda"]
    assert {(row["known"], row["reason"]) for row in failed} == {("failed", "ValueError: the dual is wrong")}


def test_a_falsified_claim_is_not_certified(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = get("trimmed_mean")
    wrong = tuple(
        c.scaled(sp.Rational(99, 100)) if c.kind is Kind.TIGHT and c.criterion is Criterion.KAPPA else c
        for c in rule.claims
    )
    monkeypatch.setattr(cells, "get", lambda name: replace(rule, claims=wrong))
    rows = _rows("trimmed_mean", 5, 1)
    assert not rows["kappa", "inf"]["status"].startswith("certified")
    assert rows["lambda", "1"]["status"].startswith("certified")


@pytest.mark.slow
def test_every_drawing_of_a_worst_lambda_shows_an_error_of_lambda_diameters() -> None:
    """Drawn in honest diameters, the output of the input that attains lambda* is lambda* away from the honest mean."""
    reached: list[bool] = []
    for name in ("trimmed_mean", "median", "krum", "multi_krum", "minimum_diameter_averaging"):
        body = measure(name, 5, 1)
        for row in body["cells"]:
            drawn = body["drawings"][f"{row['criterion']}-{row['d']}"]
            if row["criterion"] != "lambda" or drawn is None:
                continue
            honest = sum(count for *_, count, inside in drawn["spots"] if inside)
            assert (honest, sum(count for *_, count, _ in drawn["spots"])) == (4, 5)
            assert drawn["reaches"] <= row["lower"] * (1 + 1e-6)
            if drawn["output"] and row["d"] in ("1", "2"):  # beyond the plane a class is drawn at its mean
                assert math.hypot(*drawn["output"]) == pytest.approx(drawn["reaches"], abs=2e-4)
            reached.append(drawn["reaches"] == pytest.approx(row["lower"], rel=1e-6))
    assert sum(reached) >= 8


def test_what_is_measured_is_not_measured_again(tmp_path: Path) -> None:
    wanted = plan(5, ["cwtm", "cge"])
    stopped: list[int] = []

    def stop(place: RuleAt, done: int, total: int) -> None:
        stopped.append(done)
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(wanted, tmp_path, tick=stop)
    assert build(wanted, tmp_path) == len(wanted) - 3
    assert build(wanted, tmp_path) == 0
    assert build(wanted[:1], tmp_path, fresh=True) == 1


@pytest.mark.slow
def test_a_kill_loses_only_what_was_in_flight(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from verification.atlas import build, plan\n"
        "build(plan(6, ['cwtm', 'krum']), pathlib.Path(sys.argv[1]), tick=lambda p, done, t: print(done, flush=True))"
    )
    running = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    assert [running.stdout.readline().strip() for _ in range(2)] == ["1", "2"]
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    running.stdout.close()
    wanted = plan(6, ["cwtm", "krum"])
    with Shelf(tmp_path) as shelf:
        kept = dict(shelf.read(wanted))
    assert len(kept) >= 2
    assert build(wanted, tmp_path) == len(wanted) - len(kept)
    with Shelf(tmp_path) as shelf:
        after = dict(shelf.read(wanted))
    assert len(after) == len(wanted)
    assert all(after[place] == body for place, body in kept.items())


def test_the_two_tables_agree(shelf_folder: Path, small: tuple[RuleAt, ...]) -> None:
    csv = pd.read_csv(shelf_folder / "atlas.csv", dtype={"d": str})
    assert len(csv) == 6 * len(small)
    assert not csv.duplicated(["rule", "criterion", "n", "f", "d"]).any()
    pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    parquet = pd.read_parquet(shelf_folder / "atlas.parquet")
    for column in ("lower", "upper", "published"):
        assert list(parquet[column].fillna(-1)) == pytest.approx(list(csv[column].fillna(-1)))


def test_the_archive_holds_evidence_for_every_bound(shelf_folder: Path, small: tuple[RuleAt, ...]) -> None:
    with zipfile.ZipFile(shelf_folder / "evidence.zip") as archive, Shelf(shelf_folder) as shelf:
        names = set(archive.namelist())
        for place, body in shelf.read(small):
            for row in body["cells"]:
                for side in ("lower", "upper"):
                    name = f"{place.rule}/{place.rule}-n{place.n}-f{place.f}-{row['criterion']}-{row['d']}-{side}.json"
                    bound = row[side] is not None and not (side == "upper" and row[side] == math.inf)
                    assert (name in names) is bound
                    if bound and place.n == 5:
                        checked = check(json.loads(archive.read(name)))
                        value = math.inf if checked.value is None else float(checked.value)
                        assert row[side] == pytest.approx(math.sqrt(value) if checked.squared else value)
