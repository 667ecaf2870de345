"""What was accepted once, though it is false, is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from verification.recheck.check import proved

from .adversary import CRAFTED, somewhere
from .adversary_general import CASES, GENERAL


@pytest.mark.parametrize("evidence", [*CRAFTED.values(), *GENERAL.values()], ids=[*CRAFTED, *GENERAL])
def test_crafted_evidence_is_refused(evidence: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        proved(evidence)


def test_a_floor_holds_where_the_rule_has_an_output() -> None:
    assert proved(somewhere())[1] == "attained"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_it_was_false(case: Callable[[], None]) -> None:
    case()
