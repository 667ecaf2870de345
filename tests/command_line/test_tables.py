"""Tables on terminals of any width: every cell is shown whole, and a word is broken only where the words do not fit."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from resam_theory import output

HEADS = ("rule", "kappa* <=", "known exactly")
ROWS = (("bucketing(s=2)+trimmed_mean", "0.57143", "kappa, lambda"), ("minimum_variance_averaging", "10.465", "-"))


def shown(width: int) -> str:
    on = Console(file=io.StringIO(), width=width)
    on.print(output.table("Title", HEADS, ROWS))
    written = on.file.getvalue()  # pyright: ignore[reportAttributeAccessIssue]
    assert max(map(len, written.splitlines())) <= width
    return written


@pytest.mark.parametrize("width", [50, 56, 60, 72, 80, 200])
def test_no_word_is_broken_while_all_words_fit(width: int) -> None:
    words = shown(width).split()
    assert {word for row in (HEADS, *ROWS) for cell in row for word in cell.split()} <= set(words)


@pytest.mark.parametrize("width", [12, 20, 40])
def test_nothing_is_left_out_where_they_do_not(width: int) -> None:
    given = sorted("".join(word for row in (HEADS, *ROWS) for cell in row for word in cell.split()))
    assert sorted("".join(shown(width).split()).replace("Title", "", 1)) == given


def test_a_frame_is_drawn_where_there_is_room() -> None:
    assert "┃" in shown(80)
    assert "┃" not in shown(50)
