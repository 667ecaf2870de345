"""No false statement is accepted: systematic ones, and campaigns of random faults (100 000 in the slow test; of those
about weights and laws, which are judged more slowly, as many as one likes by command)."""

from __future__ import annotations

import copy
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from verification.recheck.check import check

from . import law_campaign, weighed_campaign
from .campaign import campaign, faulty, judged, tried
from .truth import evidence, false_statements
from .weighed_items import true as weighed_true


@pytest.mark.slow
def test_evidence_of_every_kind_is_accepted_and_its_false_version_is_not() -> None:
    kinds = {data["kind"] for data in evidence()}
    assert kinds >= {"floor", "witness", "classes", "gram_dual", "line", "conversion", "coordinates"}
    assert kinds >= {"theorem", "family", "composed", "finite", "withstood", "broken"}
    for data in evidence():
        check(data)
    listed = list(false_statements())
    assert len(listed) > 300
    for data in listed:
        with pytest.raises(ValueError, match=r"claimed|more than|less than"):
            check(data)


@pytest.mark.parametrize(
    ("number", "seed"), [(200, 1), *(pytest.param(25_000, seed, marks=pytest.mark.slow) for seed in (2, 3, 4, 5))]
)
def test_no_false_statement_is_accepted(number: int, seed: int) -> None:
    counts, false = campaign(number, seed)
    assert not false, false[:3]
    assert not counts["more than a line"]
    assert counts["rejected"] > number / 2
    assert counts["true"] > number / 50  # the table judges what is accepted


@pytest.mark.parametrize(
    ("campaign", "number"),
    [
        (weighed_campaign.campaign, 30),
        (law_campaign.campaign, 60),
        pytest.param(weighed_campaign.campaign, 300, marks=pytest.mark.slow),
        pytest.param(law_campaign.campaign, 400, marks=pytest.mark.slow),
    ],
)
def test_nor_is_one_about_weights_or_for_all_parameters(campaign: Callable[[int, int], Any], number: int) -> None:
    counts, false = campaign(number, 3)
    assert not false, false[:3]
    assert not counts["more than a line"]
    assert counts["rejected"] > number / 2
    assert counts["true"]


@pytest.mark.parametrize(("verdict", "word"), [(True, "false"), (False, "true"), (None, "not judged")])
def test_what_is_accepted_and_judged_false_is_returned(verdict: bool | None, word: str) -> None:
    """The campaigns above assert that nothing is."""
    pool = [*weighed_true()][:2]
    counts, false = tried(3, Random(1), pool, lambda random, source, pool: source, lambda *_: judged(verdict))
    assert counts == {word: 3}
    assert len(false) == (3 if verdict else 0)


def test_a_campaign_leaves_what_it_changes_as_it_was() -> None:
    """Pieces are shared by tests: a change in place made another test find the checker wrong."""
    before = copy.deepcopy([*weighed_true()])
    random, pool = Random(3), [*weighed_true()]
    for _ in range(3000):
        faulty(random, random.choice(pool), pool)
    assert [*weighed_true()] == before
