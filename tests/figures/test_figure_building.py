"""Building: what is missing is made, what is fresh kept, what is stale made anew or named; the command's errors."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pytest

from paper_figures import Figure, Lab, build, find, saved, style
from paper_figures._base import Frame
from paper_figures.commands import figures
from resam_theory.cli import main

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Size:
    value: int


@dataclass
class Counter:
    calls: int = 0


def item(counter: Counter, value: int = 1, missing: str = "") -> Figure:
    def data(parameters: Size, lab: Lab) -> Frame:
        counter.calls += 1
        lab.tick(1, 1)
        return pd.DataFrame({"x": [0, 1], "y": [0, parameters.value]})

    def draw(table: Frame) -> object:
        shown, axes = style.canvas()
        axes[0, 0].plot(table["x"], table["y"])
        return shown

    return Figure(
        slug="demo",
        title="Demo",
        caption="A line.",
        sizes={"quick": Size(value), "full": Size(value + 1)},
        data=data,
        draw=draw,  # pyright: ignore[reportArgumentType]
        alt=lambda table: "A line.",
        missing=lambda lab: missing,
    )


def test_fresh_data_is_reused_and_stale_data_made_anew(tmp_path: Path) -> None:
    counter = Counter()
    (first,) = build.build([item(counter)], tmp_path, Lab())
    assert (first.state, counter.calls) == ("computed", 1)
    assert sorted(path.suffix for path in first.files) == [".csv", ".pdf", ".png"]
    (again,) = build.build([item(counter)], tmp_path, Lab())
    assert (again.state, counter.calls) == ("reused", 1)
    (other,) = build.build([item(counter, value=2)], tmp_path, Lab())
    assert (other.state, counter.calls) == ("computed", 2)
    (full,) = build.build([item(counter, value=2)], tmp_path, Lab(), size="full")
    assert (full.state, counter.calls) == ("computed", 3)


def test_reuse_data_computes_nothing_and_names_what_is_stale_or_missing(tmp_path: Path) -> None:
    counter = Counter()
    (absent,) = build.build([item(counter)], tmp_path, Lab(), reuse_data=True)
    assert (absent.state, absent.files, counter.calls) == ("missing", (), 0)
    build.build([item(counter)], tmp_path, Lab())
    (stale,) = build.build([item(counter, value=5)], tmp_path, Lab(), reuse_data=True)
    assert (stale.state, counter.calls) == ("stale", 1)
    assert "parameters" in stale.note
    assert not stale.ok


def test_what_lacks_its_data_set_is_named(tmp_path: Path) -> None:
    (built,) = build.build([item(Counter(), missing="no such data")], tmp_path, Lab())
    assert (built.state, built.note) == ("missing", "no such data")
    (mnist,) = build.build(find(["training_mnist60k"]), tmp_path, Lab(data_dir=tmp_path))
    assert mnist.state == "missing"
    assert "mnist" in mnist.note


def test_provenance_names_versions_parameters_runs_and_code(tmp_path: Path) -> None:
    (momentum,) = find(["momentum"])
    provenance = momentum.provenance("quick")
    assert {"key", "versions", "parameters", "runs", "code", "data", "size"} <= set(provenance)
    assert len(provenance["runs"]) == len(set(provenance["runs"])) > 0
    assert provenance["key"] != momentum.provenance("full")["key"]
    assert provenance["parameters"]["seed"] == 0
    json.dumps(provenance)


def test_damaged_data_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(ValueError, match="has no provenance line"):
        saved.read(path)


def test_infinities_survive_the_file(tmp_path: Path) -> None:
    table = pd.DataFrame({"value": [1.5, float("inf")], "name": ["a", None]})
    back, _ = saved.read(saved.write(tmp_path / "t.csv", table, {}))
    assert back["value"].tolist() == [1.5, float("inf")]
    assert back["name"].isna().tolist() == [False, True]


def test_unknown_name_is_one_line_that_lists_the_names(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["figures", "nope"])
    assert stop.value.code == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "worst_inputs" in error


def test_command_draws_again_and_makes_the_gallery(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gallery = folder / "gallery"
    with pytest.raises(SystemExit) as stop:
        figures(["worst_inputs", "momentum"], out=folder, reuse_data=True, gallery=gallery, json="-")
    assert stop.value.code == 1  # the tiny tables are not those of the quick size
    out = capsys.readouterr()
    payload = json.loads(out.out)
    assert {row["state"] for row in payload["figures"]} == {"stale"}
    assert "worst_inputs is stale" in out.err
    for slug in ("worst_inputs", "momentum"):
        assert (folder / f"{slug}.pdf").stat().st_size > 1000
        assert (gallery / f"{slug}.png").stat().st_size < 100_000


def test_every_item_has_both_sizes_and_a_caption() -> None:
    listed = find([])
    assert len({one.slug for one in listed}) == len(listed) >= 10
    for one in listed:
        assert set(one.sizes) == {"quick", "full"}
        assert one.caption.endswith(".")
        assert replace(one, slug="other").provenance("quick")["key"] != one.provenance("quick")["key"]
