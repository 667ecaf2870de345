"""The search finds what is known exactly, blind; what it reports is attained; its check refutes falsified claims."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction
from typing import cast

import numpy as np
import pytest
import sympy as sp

from resam_theory.claims import Criterion, Kind
from resam_theory.criteria import ratios
from resam_theory.rules import Rule, get
from verification.checks.adversarial import adversarial
from verification.evidence import Context, Status, Target
from verification.search import Found, search
from verification.search.power import GOALS, known, power
from verification.search.state import Population, evaluate, scores
from verification.verdicts import settle

pytestmark = pytest.mark.slow

LAMBDA, KAPPA = Criterion.LAMBDA, Criterion.KAPPA
_FALSER = cast(sp.Rational, sp.Rational(99, 100))


def _search(rule: Rule, at: tuple[int, int, int], criterion: Criterion, evaluations: int, seed: int = 0) -> Found:
    n, f, d = at

    def aggregate(x: np.ndarray) -> np.ndarray:
        return rule(x, f=f)

    return search(
        aggregate, n=n, f=f, d=d, criteria=(criterion,), max_evaluations=evaluations, seed=seed, gradient=aggregate
    )[criterion]


@pytest.mark.parametrize(
    ("name", "n", "f", "d", "criterion"),
    [
        ("trimmed_mean", 15, 4, 1, LAMBDA),
        ("trimmed_mean", 15, 4, 5, KAPPA),
        ("median", 15, 4, 2, KAPPA),
        ("mean_around_median", 7, 2, 2, KAPPA),
        ("minimum_diameter_averaging", 7, 2, 2, LAMBDA),
        ("geometric_median", 15, 4, 2, KAPPA),
        ("krum", 6, 2, 5, KAPPA),
    ],
)
def test_power_against_exact_values(name: str, n: int, f: int, d: int, criterion: Criterion) -> None:
    bound = known(name, criterion, n, f, d)
    assert bound is not None
    value, attained = bound
    assert attained
    found = _search(get(name), (n, f, d), criterion, 12_000)
    assert found.value >= GOALS.get(name, 0.99) * value
    assert found.value <= value * (1 + 1e-6)  # certified bounds are backed off by 1e-8


def test_power_table_says_what_it_compares_with() -> None:
    rows = power(rules=["cwtm"], cases=[(5, 1)], dimensions=[1], seconds=5.0)
    assert [(row.d, row.criterion, row.attained) for row in rows] == [(1, LAMBDA, True), (1, KAPPA, True)]
    assert all(row.reached for row in rows)
    missed = replace(rows[0], found=0.9 * rows[0].bound)
    assert not missed.reached


def test_search_does_not_know_the_answers() -> None:
    def refuse(*args: int) -> None:
        raise AssertionError("the search asked the rule for its extremal input")

    rule = get("krum")
    blind = replace(rule, extremal=dict.fromkeys((LAMBDA, KAPPA), refuse), claims=(), exact=refuse)
    with_answers = _search(rule, (7, 2, 2), LAMBDA, 2_000)
    without = _search(blind, (7, 2, 2), LAMBDA, 2_000)
    assert with_answers.value == without.value


def test_seed_determines_a_counted_search() -> None:
    one, again, other = (_search(get("krum"), (7, 2, 2), KAPPA, 1_500, seed) for seed in (3, 3, 4))
    assert np.array_equal(one.points, again.points)
    assert not np.array_equal(one.points, other.points)


@pytest.mark.parametrize("name", ["trimmed_mean", "krum", "minimum_diameter_averaging"])
def test_reported_ratio_is_attained_exactly(name: str) -> None:
    """The exact ratio of the reported input is what the search says, up to the rounding that it subtracts."""
    rule = get(name)
    found = _search(rule, (7, 2, 2), KAPPA, 800)
    points = [tuple(Fraction(float(v)) for v in row) for row in found.points]
    exact = max(float(ratios(points, found.honest, output)[1]) for output in rule.exact(points, 2))
    assert found.value == pytest.approx(exact, rel=1e-6)


def test_rounding_is_never_reported_as_a_ratio() -> None:
    """All rows equal to a number that is no short binary fraction: the mean differs from it in the last digit."""
    x = np.full((64, 15, 3), 0.1) * np.arange(1, 65)[:, None, None]
    found = scores(x, np.ascontiguousarray(x[:, ::-1]).sum(axis=1) / 15, 11)
    assert not found.lam.any()
    assert not found.kap.any()


def test_a_rule_without_the_property_has_no_finite_ratio() -> None:
    found = _search(get("mean"), (5, 1, 2), LAMBDA, 500)
    assert found.value == np.inf
    honest = found.points[list(found.honest)]
    assert np.ptp(honest, axis=0).max() == 0


def test_roles_and_row_order_survive_the_bookkeeping() -> None:
    """S is reported in the rule's own row order: re-evaluating the report gives the reported ratio."""
    rule = get("krum")
    found = _search(rule, (7, 2, 3), LAMBDA, 600)
    first = [*found.honest, *sorted(set(range(7)) - set(found.honest))]
    state = Population(found.points[None, first], np.argsort(first)[None])
    assert evaluate(lambda x: rule(x, f=2), state, 5).lam[0] == pytest.approx(found.value, rel=1e-9)


def test_non_finite_outputs_score_nothing() -> None:
    found = search(lambda x: np.full((len(x), 1), np.nan), n=3, f=1, d=1, max_evaluations=200)
    assert found[LAMBDA].value == 0


def test_time_budget_and_progress() -> None:
    seen: list[float] = []
    begin = time.perf_counter()
    search(
        lambda x: np.median(x, axis=1), n=5, f=1, d=1, seconds=0.3, progress=lambda elapsed, best: seen.append(elapsed)
    )
    assert len(seen) > 3
    assert seen == sorted(seen)
    assert time.perf_counter() - begin < 5.0


def test_given_inputs_are_a_start() -> None:
    points = np.array([[0.0], [0.0], [1.0], [1.0], [1.0], [5.0], [5.0]])
    found = search(
        lambda x: np.median(x, axis=1), n=7, f=2, d=1, max_evaluations=1, batch=1, given=[(points, range(5))]
    )
    assert found[KAPPA].value == pytest.approx(2 / 3)


@pytest.mark.parametrize("name", ["trimmed_mean", "median"])
def test_check_refutes_a_falsified_claim_and_not_the_true_one(name: str) -> None:
    [claim] = [c for c in get(name).claims if c.criterion is KAPPA and c.kind in (Kind.TIGHT,)][:1]
    target = Target(name, KAPPA, 7, 2, 1)
    evidence = list(adversarial(target, Context()))
    assert all(item.exact for item in evidence)
    assert settle(claim, target, evidence).status is not Status.REFUTED
    assert settle(claim.scaled(_FALSER), target, evidence).status is Status.REFUTED
