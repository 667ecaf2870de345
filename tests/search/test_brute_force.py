"""Brute force on the line: never above what is certified, and within 2 % of every exact value."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from pathlib import Path

import pytest

from resam_theory.claims import Criterion
from resam_theory.rules import RULES, Rule
from verification.brute_force import CRITERIA, BruteForced, places, sizes

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "howto" / "brute_force.md").read_text(encoding="utf-8")
WITHIN = 0.98


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_place_of_the_line(rule: Rule) -> None:
    for n, f in sizes(6):
        if not rule.admits(n, f):
            continue
        for place in places(rule, n, f):
            assert place.holds, place
            if place.exact:
                assert place.share >= WITHIN, place
            if place.exact and 0 < place.upper < inf:  # the same value less 2 % is refuted
                assert not replace(place, upper=(1 - 2 * (1 - WITHIN)) * place.upper).holds, place


def test_a_place_says_whether_it_holds() -> None:
    place = BruteForced("median", Criterion.KAPPA, 5, 2, 1.9, 2.0, 2.0)
    assert place.exact
    assert place.holds
    assert place.share == 0.95
    assert not replace(place, found=2.001).holds
    assert replace(place, lower=inf, upper=inf).share == 0
    assert replace(place, found=inf, lower=inf, upper=inf).share == 1
    assert not replace(place, lower=1.5).exact


def test_the_page_has_every_rule_and_nothing_falls_short() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| ")
    ]
    assert [(row[0], row[1]) for row in rows[1:]] == [(r.name, c.symbol) for r in RULES for c in CRITERIA]
    assert all(row[4] == "0" for row in rows[1:])
    assert all(float(row[3].split()[0]) >= WITHIN for row in rows[1:] if row[3] != "-")
