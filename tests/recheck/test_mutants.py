"""Every single-point mutant of the checker is killed, or there is a reason in words why it changes no verdict."""

from __future__ import annotations

from typing import Any

import pytest

from verification.recheck import gram

from . import mutants
from .corpus import corpus
from .reasons import REASONS


@pytest.mark.slow
def test_the_corpus_agrees_with_the_checker_and_a_broken_one_is_told_from_it() -> None:
    listed = corpus()
    path = "verification/recheck/check.py"
    source = (mutants.ROOT / path).read_text(encoding="utf-8")
    trees = dict(mutants.mutants(source))
    said = next(text for text in trees if "proved <= claimed" in text or "claimed <= proved" in text)
    assert mutants.killed(path, trees[said], listed)
    assert len({holds for holds, _ in listed}) == 2


def test_a_slack_that_is_negative_on_a_spread_proves_nothing() -> None:
    mutants._direct(gram)


@pytest.mark.slow
@pytest.mark.mutation
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("path", mutants.FILES)
def test_no_mutant_survives_without_a_reason(path: str) -> None:
    listed: list[tuple[bool, Any]] = corpus()
    alive = [said for _, said, survived in mutants.survivors(listed, (path,)) if survived]
    known = REASONS.get(path, {})
    assert not [said for said in alive if not any(part in said for part in known)]
