"""Evidence about workers of unequal weights: what is true is accepted, what is falsified refused in one line."""

from __future__ import annotations

from typing import Any

import pytest

from .judging import agrees
from .weighed_items import weighed


@pytest.fixture(scope="module")
def items() -> list[tuple[bool, Any]]:
    return weighed()


@pytest.mark.parametrize("holds", [True, False])
def test_each_piece_is_judged_as_it_is(holds: bool, items: list[tuple[bool, Any]]) -> None:
    listed = [item for item in items if item[0] is holds]
    assert len(listed) > 60
    wrong = [data for item in listed if not agrees(item) for data in [item[1]]]
    assert not wrong, str(wrong[0])[:2000]
