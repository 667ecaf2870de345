"""Every wide interval of the quick ledger has a reason beside its rule, and no reason is left where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import inf

import pytest

from paper_figures.site import open_ends as page
from resam_theory.catalogue import all_claims, settled_rules, why_open
from resam_theory.claims import Claim, Criterion, Kind
from resam_theory.criteria import unsettled
from resam_theory.open_ends import Open, opened
from resam_theory.rules import Rule, get
from verification import ledger
from verification.checks.inputs import floor
from verification.checks.optimum import optimum
from verification.evidence import Context, Evidence, Side, Target, best
from verification.open_places import WIDE, room, why
from verification.solve import bounds, stated

ELSEWHERE: tuple[tuple[int, int, int | None], ...] = ((7, 2, 3), (7, 2, 2), (7, 2, 1), (5, 1, 2), (5, 2, None))
"""Where a reason about no place of the quick ledger is put to the test."""


def settles(claim: Claim, target: Target) -> bool:
    """Whether a claim says what the coefficient is: exactly, or that it is the least or largest breakdown point."""
    if claim.criterion is Criterion.BREAKDOWN and target.n and target.f:
        extreme = {Kind.UPPER: 0, Kind.LOWER: target.n - 1}.get(claim.kind)
        return claim.kind is Kind.TIGHT or claim.exact(target.n, target.f) == extreme
    return claim.kind in (Kind.TIGHT, Kind.NEGATIVE)


def listed() -> dict[Target, bool]:
    """The targets of the quick ledger; whether a claim says what the coefficient is there."""
    found: dict[Target, bool] = {}
    for claim in all_claims():
        for target in ledger.targets(claim, ledger.GRIDS["quick"]) if claim.criterion.symbol else ():
            found[target] = found.get(target, False) or settles(claim, target)
    return {target: exact for target, exact in found.items() if target.n is not None}


LISTED = listed()


def apart(target: Target) -> float:
    """The room between the ends that are proved."""
    if target.subject == "any":
        return _room(target, (*floor(target, Context()), *optimum(target, Context())))
    assert target.n is not None
    assert target.f is not None
    place = (target.criterion, target.n, target.f, inf if target.d is None else target.d)
    found = stated(target.subject, *place)  # what solves nothing
    if {item.side for item in found} == {Side.LOWER, Side.UPPER} and _room(target, found) <= WIDE:
        return _room(target, found)
    return _room(target, [item for item in bounds(target.subject, *place) if item.exact])


def _room(target: Target, found: Iterable[Evidence]) -> float:
    listed = list(found)
    return room(target, best(listed, Side.LOWER), best(listed, Side.UPPER))


def unexplained() -> list[Target]:
    """What no claim settles and no reason speaks of, but is wide."""
    left = [target for target, exact in LISTED.items() if not exact and why(target) is None]
    return [target for target in left if apart(target) > WIDE]


def places(subject: str, item: Open) -> Iterator[Target]:
    """Where a reason speaks of a subject: places of the quick ledger first."""
    rule = None if subject == "any" else get(subject)
    more = [Target(subject, c, n, f, d) for n, f, d in ELSEWHERE for c in item.criteria]
    quick = sorted(LISTED, key=lambda target: (target.n or 0, target.d or 0))  # the cheapest first
    for target in dict.fromkeys((*quick, *more)):
        n, f, d = target.n, target.f, inf if target.d is None else target.d
        if target.subject != subject or target.criterion not in item.criteria or LISTED.get(target, False):
            continue
        if n and f and item.domain.admits(n, f, d) and (rule is None or rule.admits(n, f)):
            yield target


def stale(subject: str, item: Open) -> bool:
    """Whether all that a reason speaks of is known to 2 %."""
    return all(apart(target) <= WIDE for target in places(subject, item))


@pytest.mark.slow
def test_every_wide_interval_of_the_quick_ledger_has_a_reason() -> None:
    assert unexplained() == []


def test_a_reason_that_is_missing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    target = Target("huber", Criterion.BREAKDOWN, 7, 2, None)
    assert why(target) is not None
    monkeypatch.setattr("verification.open_places.get", lambda name: replace(get(name), open=()))
    monkeypatch.setitem(globals(), "LISTED", {target: False})
    assert unexplained() == [target]


REASONS = [(rule.name, item) for rule in settled_rules() for item in rule.open]
REASONS += [("any", item) for item in unsettled.BEST] + [("krum", item) for item in unsettled.EVERY]


@pytest.mark.slow
def test_no_reason_is_stale() -> None:
    assert [(subject, item.sentence) for subject, item in REASONS if stale(subject, item)] == []


def test_a_stale_reason_is_noticed() -> None:
    assert stale("trimmed_mean", opened(Criterion.KAPPA, "nothing", "nothing", "nothing"))
    assert stale("trimmed_mean", opened(Criterion.KAPPA, "nothing", "nothing", "nothing", f_min=8))


def test_the_closest_reason_comes_first_and_every_part_is_said() -> None:
    rules: tuple[Rule | None, ...] = (get("caf"), get("krum"), None)
    found = [why_open(rule, Criterion.XI, 7, 2, 2) for rule in rules]
    assert found == [get("caf").open[0], unsettled.EVERY[1], unsettled.BEST[1]]
    assert why_open(get("krum"), Criterion.LAMBDA, 7, 2, inf) is None
    for _, item in REASONS:
        assert all(len(part) > 8 and part[-1] != "." for part in (item.above, item.below, item.closes))


def test_the_table_of_the_docs_is_made_of_the_reasons() -> None:
    text = page.PAGE.read_text(encoding="utf-8")
    assert page.with_table(text) == text
    rows = page.table().splitlines()[2:]
    assert len(rows) == len({item for _, item in REASONS})
