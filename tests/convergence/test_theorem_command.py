"""``resam theorem``: JSON, refusals, and a LaTeX table that compiles."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

from resam_theory.cli import main
from resam_theory.convergence import STATEMENTS
from resam_theory.convergence.latex import statements_table

NUMBERS = ["--rule", "trimmed_mean", "--n", "15", "--f", "4", "--smoothness", "1", "--variance", "1", "--gap", "1"]


@pytest.mark.slow
def test_every_statement_is_listed_with_its_certificate(capsys):
    main(["theorem", "--json"])
    payload = json.loads(capsys.readouterr().out)
    listed = payload["lemmas"] + payload["theorems"]
    assert {row["id"] for row in listed} == set(STATEMENTS)
    assert all(row["holds"] and row["steps"] for row in listed)


def test_numbers_give_a_bound_for_every_source(capsys):
    main(["theorem", *NUMBERS, "--steps", "10000", "--theorem", "T2-cross", "--json"])
    payload = json.loads(capsys.readouterr().out)
    proved = {row["id"] for row in payload["lemmas"] + payload["theorems"] if row["holds"]}
    assert proved == {"T2-cross", "L0", "L3-sharp", "L5", "L6", "L7"}  # what the bound rests on, and nothing else
    rows = payload["bounds"]
    bounds = {row["source"]: row["bound"] for row in rows}
    assert bounds["exact kappa*"] < bounds["published kappa"] < bounds["published lambda"]


@pytest.mark.parametrize(
    "wrong", [["--gamma", "0.05", "--theorem", "T1"], ["--beta", "1"], ["--variance", "-1"], ["--f", "8"]]
)
def test_wrong_numbers_exit_with_one_line(wrong, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["theorem", *NUMBERS, "--steps", "100", *wrong, "--latex"])
    assert stop.value.code == 2
    assert "is not admissible" in capsys.readouterr().err


UNEQUAL = ["--heterogeneity", "1,0.4", "--n", "15", "--f", "4", "--smoothness", "1", "--gap", "1", "--steps", "1000"]


def _tables(capsys):
    main(["theorem", *NUMBERS, "--steps", "10000", "--theorem", "T2", "--latex"])
    main(["theorem", "--rule", "trimmed_mean", *UNEQUAL, "--latex"])
    return (capsys.readouterr().out, statements_table(STATEMENTS.values()))


def test_latex_is_well_formed(capsys):
    for table in _tables(capsys):
        lines = [line for line in table.splitlines() if line.endswith(r"\\")]
        assert lines
        assert table.count("{") == table.count("}")
        assert table.count("$") % 2 == 0


def test_latex_compiles(tmp_path, capsys):
    """With pdflatex; its absence is a failure where ``RESAM_REQUIRE_LATEX`` is set, as in continuous integration."""
    if shutil.which("pdflatex") is None:
        assert "RESAM_REQUIRE_LATEX" not in os.environ, "pdflatex is not installed, but is required here"
        pytest.skip("pdflatex is not installed")
    for i, table in enumerate(_tables(capsys)):
        source = tmp_path / f"table{i}.tex"
        source.write_text("\n".join((r"\documentclass{article}", r"\begin{document}", table, r"\end{document}", "")))
        subprocess.run(["pdflatex", "-halt-on-error", source.name], cwd=tmp_path, check=True, capture_output=True)
        assert source.with_suffix(".pdf").stat().st_size > 1000


@pytest.mark.slow
def test_unequal_data_give_a_row_per_rule_with_bound_floor_breakdown_and_steps(capsys):
    main(["theorem", *UNEQUAL, "--json"])
    payload = json.loads(capsys.readouterr().out)
    rows = {row["rule"]: row for row in payload["rules"]}
    best = rows["trimmed_mean"]
    assert best["floor"] == pytest.approx(payload["minimax"])
    assert best["breakdown"] == pytest.approx(1 / (4 / 7) ** 0.5)
    assert best["floor"] < best["bound"] < rows["median"]["bound"]
    assert rows["mean"]["bound"] is None
    assert "no certified kappa" in rows["mean"]["reason"]
    assert all(payload["proofs"].values())
    mixed, clipped = rows["nnm+trimmed_mean"], rows["arc+trimmed_mean"]
    assert (mixed["kappa"], mixed["exact"]) == ("16/7", True)  # 4f/(n-2f)
    assert not clipped["exact"]
    assert rows["nnm+median"]["breakdown"] == pytest.approx((4 * 4 / 11 * (1 + 7 / 4)) ** -0.5)
    main(["theorem", *UNEQUAL, "--rule", "trimmed_mean", "--epsilon", "0.8", "--json"])
    (row,) = json.loads(capsys.readouterr().out)["rules"]
    assert row["exact"]
    enough, fewer = ((2 / steps + 4 / 7) / (1 - 4 / 7 * 0.16) for steps in (row["steps"], row["steps"] - 1))
    assert enough <= 0.8 < fewer


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--heterogeneity", "1,1.4"], "need f <= 3, or B < 1.32288"),
        (["--heterogeneity", "1,0.8", "--rule", "median"], "need B < 1/sqrt(kappa) = 0.755929"),
        (["--heterogeneity", "1"], "need two numbers G,B >= 0"),
        (["--heterogeneity", "1,0.1", "--pl", "2"], "mu <= 1"),
        (["--heterogeneity", "1,0.1", "--pl", "0"], "need 0 < mu <= 1"),
        (["--heterogeneity", "1,0.1", "--pl", "nan"], "need 0 < mu <= 1"),
        (["--heterogeneity=-1,0"], "need 0 <= G"),
        (["--heterogeneity", "inf,0"], "need 0 <= G < inf"),
        (["--heterogeneity", "1,nan"], "need 0 <= B"),
        (["--heterogeneity", "1;2"], "need two numbers G,B >= 0"),
        (["--heterogeneity", "1,0.1", "--stochastic", "-1"], "need 0 <= variance"),
        (["--heterogeneity", "1,0.1", "--epsilon", "0"], "need 0 < epsilon"),
        (["--heterogeneity", "1,0.1", "--d", "0"], "need an integer d >= 1, or inf"),
        (["--heterogeneity", "1,0.1", "--rule", "bucketing(s=2)+trimmed_mean"], "need ceiling(n/2) > 2f"),
        (["--heterogeneity", "1,0.75", "--rule", "median", "--stochastic", "1", "--pl", "0.9"], "need B < 0.396412"),
    ],
)
def test_what_is_not_admissible_is_refused_with_what_is(words, says, capsys):
    rest = UNEQUAL[2:]
    with pytest.raises(SystemExit) as stop:
        main(["theorem", *words, *rest, "--latex"])
    assert stop.value.code == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--B", "-1"], "need 0 <= B"),
        (["--failure", "0"], "need 0 < failure < 1"),
        (["--size", "5"], "needs size > 8"),
        (["--f", "50"], "f <= 49"),
    ],
)
def test_a_sample_that_is_not_admissible_is_refused(words, says, capsys):
    given = {"--n": "100", "--f": "10", "--rounds": "500"} | dict(zip(words[::2], words[1::2], strict=True))
    with pytest.raises(SystemExit) as stop:
        main(["sample", *(word for pair in given.items() for word in pair)])
    assert stop.value.code == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


def test_sample_says_thirteen_and_twenty_five(capsys):
    for growth, size, faulty in (("0", 13, 6), ("1", 25, 8)):
        main(["sample", "--n", "100", "--f", "10", "--rounds", "500", "--failure", "0.01", "--B", growth, "--json"])
        found = json.loads(capsys.readouterr().out)
        assert (found["size"], found["faulty"]) == (size, faulty)
        assert found["some_round_exceeds"] <= 0.01
