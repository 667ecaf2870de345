"""The tables of the paper as LaTeX that compiles, and as Markdown."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from paper_figures import Item, Table, export
from paper_figures._base import Frame
from resam_theory import symbols
from resam_theory.symbols import expand

DOCUMENT = r"\documentclass{article}\usepackage{amsmath}\begin{document}\tiny %s \end{document}"
TABLES = ["table_coefficients", "table_corollaries", "peers"]
Made = Mapping[str, tuple[Item, Frame]]


def _written(made: Made, slug: str, folder: Path) -> tuple[str, str, Frame]:
    item, table = made[slug]
    assert isinstance(item, Table)
    tex, markdown = item.render(table, folder)
    return tex.read_text(encoding="utf-8"), markdown.read_text(encoding="utf-8"), item.show(table, export.tex)


@pytest.mark.parametrize("slug", TABLES)
def test_latex_is_a_balanced_tabular_with_every_cell(slug: str, made: Made, tmp_path: Path) -> None:
    tex, _, shown = _written(made, slug, tmp_path)
    body = "\n".join(tex.splitlines()[1:])
    rows = [line for line in body.splitlines() if line.endswith(r"\\")]
    assert len(rows) == len(shown) + 1
    for row in rows:
        flat = re.sub(r"\\begin\{cases\}.*?\\end\{cases\}", "", row)  # a formula may have cells of its own
        assert len(re.findall(r"(?<!\\)&", flat)) == len(shown.columns) - 1
        assert row.count("$") % 2 == 0
        assert row.count("{") == row.count("}")
        outside = "".join(row.split("$")[::2])
        assert not re.search(r"(?<!\\)[_%#^]", outside)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex here")
@pytest.mark.parametrize("slug", TABLES)
def test_latex_compiles(slug: str, made: Made, tmp_path: Path) -> None:
    tex, _, _ = _written(made, slug, tmp_path)
    (tmp_path / "paper.tex").write_text(DOCUMENT % ("\n" + tex), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout[-1500:]


@pytest.mark.parametrize("slug", TABLES)
def test_markdown_has_one_line_per_row_and_the_same_columns(slug: str, made: Made, tmp_path: Path) -> None:
    _, markdown, shown = _written(made, slug, tmp_path)
    lines = [line for line in markdown.splitlines() if line.startswith("|")]
    assert len(lines) == len(shown) + 2
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {len(shown.columns) + 1}


def test_formulas_survive_the_file(made: Made) -> None:
    table = made["table_coefficients"][1]
    row = table[(table["rule"] == "trimmed_mean") & (table["criterion"] == "kappa")].iloc[0]
    value = expand(export.parse(row["exact_formula"])).subs([(symbols.n, 7), (symbols.f, 2)])
    assert float(value) == pytest.approx(2 / 3)


@pytest.mark.parametrize("text", ["50%", "a_b", "a & b", "{x}", "~", "c:\\d", "#1", "x^2"])
def test_special_characters_are_escaped(text: str) -> None:
    line = export.latex(pd.DataFrame({"h": [text]})).splitlines()[4]
    assert not re.search(
        r"(?<!\\)[%&#_{}~^]",
        line.replace(r"\textasciitilde{}", "").replace(r"\textasciicircum{}", "").replace(r"\textbackslash{}", ""),
    )
