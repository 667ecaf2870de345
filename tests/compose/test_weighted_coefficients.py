"""Weighted coefficients on the line: two solvers, the worst input, (W1) and the floor; what is falsified is noticed."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.rules import get
from resam_theory.weights import PHI, bound
from verification.commands import constant as command
from verification.solve.gather import bounds
from verification.solve.weighted import solution
from verification.solve.weighted.pieces import by_copies, by_mass
from verification.solve.weighted.problem import Problem
from verification.solve.weighted.solution import attained, solve

HEAVY = tuple(map(Fraction, (3, 1, 1, 1, 1)))
BOTH = (Criterion.KAPPA, Criterion.LAMBDA)


def form(name: str) -> Any:
    return get(name).definition


@pytest.mark.parametrize("criterion", BOTH)
@pytest.mark.parametrize("name", ["mean", "trimmed_mean", "median", "geometric_median"])
def test_masses_and_copies_agree_and_are_reached(name: str, criterion: Criterion) -> None:
    problem = Problem.of(HEAVY, None, Fraction(3, 10))
    found = solve(form(name), criterion, problem)
    assert found.by_mass == found.by_copies == attained(form(name), criterion, found.worst, problem)
    limit, floors = bound(name, criterion), problem.floors()
    assert floors is not None
    if name == "mean":
        assert found.by_mass is None
        return
    assert limit is not None
    assert found.by_mass is not None
    at: Any = {PHI: sp.Rational(3, 10)}
    assert floors[BOTH.index(criterion)] <= found.by_mass <= Fraction(str(limit.subs(at)))


@pytest.mark.parametrize("name", ["mean_around_median", "ctma+median"])
@pytest.mark.parametrize(("weights", "phi"), [((2, 1, 1, 1), "1/5"), ((1, 1, 2), "1/4")])
def test_windows_by_mass_are_windows_of_copies(name: str, weights: tuple[int, ...], phi: str) -> None:
    problem = Problem.of([Fraction(w) for w in weights], None, Fraction(phi))
    found = solve(form(name), Criterion.KAPPA, problem)
    assert found.by_mass == found.by_copies == attained(form(name), Criterion.KAPPA, found.worst, problem)


@pytest.mark.parametrize("criterion", BOTH)
@pytest.mark.parametrize("name", ["trimmed_mean", "median", "mean_around_median"])
def test_equal_weights_give_the_coefficient_without_weights(name: str, criterion: Criterion) -> None:
    found = solve(form(name), criterion, Problem.of([Fraction(1)] * 5, 2, None))
    known = {Fraction(str(e.value)) for e in bounds(name, criterion, 5, 2, 1) if e.exact and e.data["kind"] == "line"}
    assert known == {found.by_mass}


@pytest.mark.parametrize("name", ["trimmed_mean", "median", "mean_around_median"])
def test_no_input_of_a_grid_exceeds_the_coefficient(name: str) -> None:
    """Brute force with the arrays, every S of mass >= 1 - phi."""
    weights, phi = np.asarray([2.0, 1.0, 1.0, 1.0]) / 5, 0.25
    found = solve(form(name), Criterion.KAPPA, Problem.of([Fraction(w) for w in (2, 1, 1, 1)], None, Fraction(1, 4)))
    assert found.by_mass is not None
    x = np.asarray(list(product(range(-3, 4), repeat=4)), dtype=float)[..., None]
    output = get(name)(x, weights=weights, faulty_weight=phi)[:, 0]
    largest = 0.0
    for inside in product((False, True), repeat=4):
        share = weights * np.asarray(inside)
        if share.sum() < 1 - phi:
            continue
        share = share / share.sum()
        mean = x[..., 0] @ share
        variance = (x[..., 0] - mean[:, None]) ** 2 @ share
        apart = (output - mean) ** 2
        assert (apart[variance < 1e-12] < 1e-12).all()
        largest = max(largest, float((apart / np.where(variance > 1e-12, variance, np.inf)).max()))
    assert 0.9 * float(found.by_mass) <= largest <= float(found.by_mass) * (1 + 1e-9)


def test_workers_of_weight_zero_may_be_the_faulty_ones() -> None:
    found = {
        weights: solve(form("trimmed_mean"), Criterion.KAPPA, Problem.of([Fraction(w) for w in weights], 1, None))
        for weights in ((1, 1, 1), (1, 1, 1, 0))
    }
    assert {item.by_mass for item in found.values()} == {item.by_copies for item in found.values()} == {Fraction(1)}


def test_a_wrong_mass_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Teeth: with one per cent less trimmed, the two ways part."""
    problem = Problem.of(HEAVY, None, Fraction(2, 7))
    less = problem.phi * Fraction(99, 100)
    monkeypatch.setattr(solution, "by_mass", lambda form, w, phi: by_mass(form, w, less))
    found = solution.solve(form("trimmed_mean"), Criterion.KAPPA, problem)
    assert found.by_mass != found.by_copies


def test_pieces_of_copies_do_not_depend_on_their_number() -> None:
    few, many = by_copies(form("trimmed_mean"), (6, 2, 2), 3), by_copies(form("trimmed_mean"), (12, 4, 4), 6)
    assert (
        few == many == by_mass(form("trimmed_mean"), [Fraction(3, 5), Fraction(1, 5), Fraction(1, 5)], Fraction(3, 10))
    )


@pytest.mark.parametrize("name", ["trimmed_mean", "median", "mean_around_median"])
def test_the_bounds_in_phi_are_the_suprema_over_copies(name: str) -> None:
    """(W1): kappa*(N, F) <= bound(F/N), and close to it at N = 2000."""
    claim = next(c for c in get(name).claims if c.id.endswith("kappa.exact"))
    limit: Any = bound(name, Criterion.KAPPA)
    for n, f in ((5, 1), (8, 3), (9, 2), (2000, 600), (2001, 600)):
        value, most = claim.value(n, f), float(limit.subs({PHI: sp.Rational(f, n)}))
        assert value <= most * (1 + 1e-12)
        assert value * 1.01 >= most or n < 100
    assert claim.value(2000, 600) > 0.99 * float(limit.subs({PHI: sp.Rational(3, 10)}))  # the bound x 0.99 is false


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"rule": "median", "weights": "3,-1,1", "faulty_weight": "0.3"}, "weights contain '-1'"),
        ({"rule": "median", "weights": "3,nan,1", "faulty_weight": "0.3"}, "weights contain 'nan'"),
        ({"rule": "median", "weights": "0,0,0", "faulty_weight": "0.3"}, "weights sum to 0"),
        ({"rule": "median", "weights": "1,1,1", "n": 4, "f": 1}, "n = 4 is not admissible with 3 weights"),
        ({"rule": "median", "weights": "1,1,1", "faulty_weight": "0.5"}, "faulty_weight = 1/2"),
        ({"rule": "median", "weights": "3,1,1", "f": 1}, "f = 1 of these weights can hold 3/5"),
        ({"rule": "median", "weights": "1,1,1"}, "need f, a number of workers, or faulty_weight"),
        ({"rule": "median", "faulty_weight": "0.3"}, "faulty_weight = 0.3 is not admissible without"),
        ({"rule": "median"}, "n or f is missing"),
        ({"rule": "krum", "weights": "1,1,1", "f": 1}, "weights are not admissible for krum"),
        ({"rule": "mda", "weights": "1,1,1", "f": 1}, "weights are not admissible for minimum_diameter_averaging"),
        ({"rule": "median", "weights": "1,2,3,4,5,6,7,8,9", "f": 1}, "arrangements with S: need at most 20000"),
    ],
)
def test_what_is_not_admissible_is_one_line(options: dict[str, Any], says: str) -> None:
    with pytest.raises((ValueError, TypeError), match=says) as caught:
        command(**options)
    assert "\n" not in str(caught.value)


def test_the_command_answers(capsys: pytest.CaptureFixture[str]) -> None:
    command("median", weights="3,1,1,1,1", faulty_weight="0.3", criterion="kappa", json="-")
    found = json.loads(capsys.readouterr().out)
    assert (found["lower_exact"], found["by_copies"], found["attained"], found["status"]) == (
        "3/2",
        "3/2",
        "3/2",
        "paper",
    )


def test_a_disagreement_is_a_contradiction(monkeypatch: pytest.MonkeyPatch) -> None:
    from verification.solve.weighted import answer

    true = answer.solve

    def falsified(*arguments: Any) -> Any:
        found: Any = true(*arguments)
        return replace(found, by_mass=found.by_mass * Fraction(99, 100))

    monkeypatch.setattr(answer, "solve", falsified)
    found = answer.constant("median", HEAVY, None, Fraction(3, 10), criterion="kappa")
    assert not found.holds
    assert found.payload["status"] == "contradiction"
