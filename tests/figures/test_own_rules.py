"""Figures with a rule of one's own beside ours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from experiments.config import RunConfig
from paper_figures import Figure, Lab, find, robust_to_what, style
from paper_figures._base import Frame
from paper_figures.own_rules import compares_rules, with_rules
from resam_theory.cli import main


@dataclass(frozen=True)
class Size:
    rules: tuple[str, ...]


def configs(parameters: Size) -> list[RunConfig]:
    return [RunConfig.of({"algorithm": {"rule": rule, "n": 5, "f": 1, "steps": 2}}) for rule in parameters.rules]


def data(parameters: Size, lab: Lab) -> Frame:
    return pd.DataFrame({"rule": list(parameters.rules)})


FIGURE = Figure(
    slug="demo",
    title="Demo",
    caption="Names.",
    sizes={"quick": Size(("median",)), "full": Size(("median", "mean"))},
    data=data,
    draw=lambda table: style.canvas()[0],
    alt=lambda table: "Names.",
    configs=configs,
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text("def first(x):\n    return x[0]\n")
    return tmp_path


def test_rules_are_added_once_to_every_size(folder: Path) -> None:
    more = with_rules(FIGURE, ["mean", "mine.py:first", "mean"])
    assert more.sizes["quick"].rules == ("median", "mean", "mine.py:first")
    assert more.sizes["full"].rules == ("median", "mean", "mine.py:first")
    assert FIGURE.sizes["quick"].rules == ("median",)


def test_the_key_of_the_data_covers_the_rules_and_their_files(folder: Path) -> None:
    more = with_rules(FIGURE, ["mine.py:first"])
    before = more.provenance("quick")["key"]
    assert before != FIGURE.provenance("quick")["key"]
    (folder / "mine.py").write_text("def first(x):\n    return x[-1]\n")
    assert more.provenance("quick")["key"] != before


def test_what_shows_no_grid_of_rules_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    [peers] = find(["peers"])
    assert not compares_rules(peers)
    with pytest.raises(SystemExit) as stop:
        main(["figures", "peers", "--rule", "krum"])
    assert stop.value.code == 2
    assert capsys.readouterr().err.startswith("resam: --rule says nothing to figure 'peers'")


def test_a_rule_of_ones_own_is_drawn_in_black_under_its_short_name() -> None:
    look = style.look("my_rules.py:clipped")
    assert look.colour == "black"
    assert look == style.look("my_rules.py:clipped")
    rows = [
        {"rule": rule, "attack": attack, "accuracy": 0.5, "lambda_seen": 0.1}
        for rule in ("median", "my_rules.py:clipped")
        for attack in ("none", "foe")
    ]
    shown = robust_to_what.draw(pd.DataFrame(rows))
    assert [text.get_text() for text in shown.axes[0].get_yticklabels()] == ["median", "clipped"]
