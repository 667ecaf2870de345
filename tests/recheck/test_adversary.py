"""What was accepted once, though it is false, is refused."""

from __future__ import annotations

from typing import Any

import pytest

from verification.recheck.check import proved

from .adversary import CRAFTED, somewhere


@pytest.mark.parametrize("evidence", CRAFTED.values(), ids=CRAFTED)
def test_crafted_evidence_is_refused(evidence: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        proved(evidence)


def test_a_floor_holds_where_the_rule_has_an_output() -> None:
    assert proved(somewhere())[1] == "attained"
