"""The page about other libraries says what their aggregators do; where a library is missing its rows are skipped."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import pytest

from .beside import agrees, compare
from .listed import PEERS, Peer

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "howto" / "peers.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in PAGE.splitlines() if line.startswith("| ")]


def test_the_page_has_a_row_for_each() -> None:
    shown = [(row[0], row[1].strip("`"), row[2].strip("`")) for row in ROWS[2:]]
    assert shown == [(peer.library, peer.place.partition(":")[2], peer.like) for peer in PEERS]


def test_a_wrong_output_does_not_agree() -> None:
    x, outputs = np.asarray([[0.0], [1.0]]), np.asarray([[0.25], [0.75]])
    assert agrees(np.asarray([0.75]), outputs, x)
    for found in (np.asarray([0.7501]), np.asarray([np.nan]), "does not end"):
        assert not agrees(found, outputs, x)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(PEERS)), ids=lambda i: f"{PEERS[i].place}-{PEERS[i].like}")
def test_each_row_is_what_they_do(number: int) -> None:
    peer: Peer = PEERS[number]
    pytest.importorskip(peer.place.partition(":")[0])
    try:
        installed = f"{peer.library} {version(peer.library)}"
    except PackageNotFoundError:
        pytest.skip(f"{peer.library} has no version")
    if installed not in PAGE:
        pytest.skip(f"the page is about another version than {installed}")
    assert [cell for cell in compare(peer).cells if cell] == [cell for cell in ROWS[2 + number] if cell]
