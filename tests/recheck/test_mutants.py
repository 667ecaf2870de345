"""Every single-point mutant of the checker is killed, or has a reason in words why it changes no verdict."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType

import pytest

from .direct_proofs import DIRECT
from .items import items
from .judging import FILES, Judge
from .mutants import functions, mutants
from .reasons import REASONS

SAMPLE = 2
"""Mutants of each file that ``make test-all`` judges; others after every change of the file (:meth:`Judge.sample`)."""


@pytest.mark.parametrize("judgment", DIRECT, ids=lambda judgment: judgment.__name__)
def test_direct_judgments_hold(judgment: Callable[[], None]) -> None:
    judgment()


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(items())


ENTRIES = """
values = [
    0 < 1, 0 <= 1, 1 > 0, 1 >= 0, 1 == 1, 1 != 2, 0 < 1 < 2, 1 <= 1 <= 2, 2 > 1 > 0, 1 in (1, 2), None is None,
    3 + 4, 5 - 2, 3 * 5, 6 // 4, 2 ** 3, -7, not 0, True and 0, min(2, 3), 8 if bool(1) else 9,
]
"""


def test_a_mutant_differs_from_the_source_at_one_point() -> None:
    """Of values that do not depend on each other a mutant changes one at most, and for each there is one that does."""

    def values(code: CodeType) -> list[object]:
        names: dict[str, list[object]] = {}
        exec(code, names)
        return names["values"]

    known = values(compile(ENTRIES, "x", "exec"))
    changed = [
        [i for i, (x, y) in enumerate(zip(known, values(mutant.code), strict=True)) if x != y]
        for mutant in mutants(ENTRIES, "x", "x")
    ]
    assert all(len(places) <= 1 for places in changed)
    assert {i for places in changed for i in places} == set(range(len(known)))


def test_functions_without_a_name_are_not_taken_for_each_other() -> None:
    given = compile("one = lambda: 1\ntwo = lambda: 2\ndef three():\n    return lambda: 3", "x", "exec")
    assert list(functions(given)) == ["three"]


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
