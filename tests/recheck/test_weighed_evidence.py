"""Evidence about workers of unequal weights: what is true is accepted, what is falsified refused in one line."""

from __future__ import annotations

import pytest

from .judging import agrees
from .weighed_items import weighed

ITEMS = weighed()


@pytest.mark.parametrize("holds", [True, False])
def test_each_piece_is_judged_as_it_is(holds: bool) -> None:
    listed = [item for item in ITEMS if item[0] is holds]
    assert len(listed) > 60
    wrong = [data for item in listed if not agrees(item) for data in [item[1]]]
    assert not wrong, str(wrong[0])[:2000]
