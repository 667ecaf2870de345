"""Every single-point mutant of the checker is killed, or there is a reason in words why it changes no verdict."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .direct_proofs import DIRECT
from .items import items
from .judging import FILES, Judge
from .reasons import REASONS

SAMPLE = 2
"""Mutants of each file that ``make test-all`` judges; others after every change of the file (:meth:`Judge.sample`)."""


@pytest.mark.parametrize("judgment", DIRECT, ids=lambda judgment: judgment.__name__)
def test_direct_judgments_hold(judgment: Callable[[], None]) -> None:
    judgment()


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(items())


def explained(path: str, said: str) -> bool:
    return any(part in said for part in REASONS.get(path, {}))


def test_reasons_are_about_files_that_are_judged() -> None:
    assert set(REASONS) <= set(FILES)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_sample_of_mutants_is_killed(judge: Judge) -> None:
    drawn = [mutant for path in FILES for mutant in judge.sample(path, SAMPLE)]
    alive = [mutant for mutant in drawn if not judge.killed(mutant)]
    assert not [mutant.said for mutant in alive if not explained(mutant.path, mutant.said)]
    assert len(alive) < len(drawn) / 3


@pytest.mark.slow
@pytest.mark.mutation
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("path", FILES)
def test_no_mutant_survives_without_a_reason(path: str, judge: Judge) -> None:
    alive = [mutant.said for mutant in judge.mutants(path) if not judge.killed(mutant)]
    assert not [said for said in alive if not explained(path, said)]
    stale = [part for part in REASONS.get(path, {}) if not any(part in said for said in alive)]
    assert not stale, "a reason for a mutant that is killed or no longer there"
