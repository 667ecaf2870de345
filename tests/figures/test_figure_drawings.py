"""What is drawn: nothing clipped or on top of something else, one look per rule, readable in grey."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure as Canvas

from paper_figures import Figure, Item, items, style
from paper_figures._base import Frame
from resam_theory.rules import RULES

APART = ("training_", "proof_graph")  # listed below; a graph of some hundred small names, which is read enlarged
FIGURES = [item.slug for item in items() if isinstance(item, Figure) and not item.slug.startswith(APART)]
EVALUATION = ["training_mnist_glance", "training_mnist", "training_mnist_cnn", "training_mnist_unequal"]


@pytest.mark.sampled(14)
@pytest.mark.parametrize("slug", [*FIGURES, "training_digits", *EVALUATION])
def test_no_text_is_clipped_or_overlaps(
    slug: str, made: Mapping[str, tuple[Item, Frame]], faults_of: Callable[[Canvas], list[str]]
) -> None:
    item, table = made[slug]
    assert isinstance(item, Figure)
    shown = item.drawn(table)
    assert shown.get_figwidth() == style.WIDTH
    assert faults_of(shown) == []


def test_the_check_finds_clipped_and_overlapping_text(faults_of: Callable[[Canvas], list[str]]) -> None:
    with style.house():
        shown, axes = style.canvas()
    axes[0, 0].text(0.5, 0.5, "one")
    assert faults_of(shown) == []
    axes[0, 0].text(0.5, 0.52, "other")
    assert any("overlap" in fault for fault in faults_of(shown))
    shown.text(0.99, 0.01, "a text that runs over the edge")
    assert any("clipped" in fault for fault in faults_of(shown))


@pytest.mark.slow
def test_files_are_pdf_and_png_and_the_same_each_time(
    made: Mapping[str, tuple[Item, Frame]], tmp_path: pytest.TempPathFactory
) -> None:
    item, table = made["momentum"]
    from pathlib import Path

    first = [path.read_bytes() for path in item.render(table, Path(str(tmp_path)))]
    again = [path.read_bytes() for path in item.render(table, Path(str(tmp_path)))]
    assert first == again
    assert first[0].startswith(b"%PDF")
    assert first[1].startswith(b"\x89PNG")


def _luminance(colour: str) -> float:
    channels = np.array(to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_every_rule_has_a_look_of_its_own() -> None:
    looks = {rule.name: style.look(rule.name) for rule in RULES}
    for one, other in combinations(looks.values(), 2):
        assert (one.marker, one.line) != (other.marker, other.line)  # told apart without colour
        assert (one.marker, one.colour) != (other.marker, other.colour)


@pytest.mark.parametrize("name", [rule.name for rule in RULES])
def test_contrast_on_white_is_at_least_three_to_one(name: str) -> None:
    assert 1.05 / (_luminance(style.look(name).colour) + 0.05) >= 3


@pytest.mark.sampled(13)
@pytest.mark.parametrize("slug", [*FIGURES, *EVALUATION])
def test_alternative_text_says_what_the_table_holds(slug: str, made: Mapping[str, tuple[Item, Frame]]) -> None:
    item, table = made[slug]
    assert isinstance(item, Figure)
    text = item.alt(table)
    assert text.endswith(".")
    assert "nan" not in text
    column = next((name for name in ("rule", "curve", "size") if name in table), "rule")
    named = {style.label(str(value)) for value in table[column]}
    assert any(name in text for name in named) or "standard errors" in text


def test_no_point_of_a_worst_input_lies_outside_its_panel(made: Mapping[str, tuple[Figure, Frame]]) -> None:
    item, table = made["worst_inputs"]
    table = table.copy()
    table.loc[(table["view"] == "plane") & (table["role"] == "faulty"), "y"] = -1.9
    shown = item.draw(table)
    for axes in shown.axes:
        low, high = axes.get_ylim()
        for line in axes.get_lines():
            if line.get_marker() == "X":
                y = np.asarray(line.get_ydata(), float)
                assert ((low < y) & (y < high)).all()
