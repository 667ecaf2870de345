"""``resam theorem``: JSON, refusals, and a LaTeX table that compiles."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from resam_theory.cli import main
from resam_theory.convergence import STATEMENTS
from resam_theory.convergence.latex import document, statements_table

NUMBERS = ["--rule", "trimmed_mean", "--n", "15", "--f", "4", "--smoothness", "1", "--variance", "1", "--gap", "1"]


def test_every_statement_is_listed_with_its_certificate(capsys):
    main(["theorem", "--json"])
    payload = json.loads(capsys.readouterr().out)
    listed = payload["lemmas"] + payload["theorems"]
    assert {row["id"] for row in listed} == set(STATEMENTS)
    assert all(row["holds"] and row["steps"] for row in listed)


def test_numbers_give_a_bound_for_every_source(capsys):
    main(["theorem", *NUMBERS, "--steps", "10000", "--theorem", "T2-cross", "--json"])
    rows = json.loads(capsys.readouterr().out)["bounds"]
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


def test_latex_is_well_formed_and_compiles_where_latex_is_installed(tmp_path, capsys):
    main(["theorem", *NUMBERS, "--steps", "10000", "--theorem", "T2", "--latex"])
    for i, table in enumerate((capsys.readouterr().out, statements_table(STATEMENTS.values()))):
        lines = [line for line in table.splitlines() if line.endswith(r"\\")]
        assert len({line.count("&") for line in lines}) == 1
        assert table.count("{") == table.count("}")
        assert table.count("$") % 2 == 0
        if shutil.which("pdflatex"):
            source = tmp_path / f"table{i}.tex"
            source.write_text(document(table))
            subprocess.run(["pdflatex", "-halt-on-error", source.name], cwd=tmp_path, check=True, capture_output=True)
