"""Weighted coefficients on the line: two solvers, the worst input, (W1) and the floor; what is falsified is noticed."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp

from resam_theory import weights
from resam_theory.claims import Criterion
from resam_theory.definitions.pieces import Piece
from resam_theory.rules import get
from resam_theory.weights import PHI, bound
from verification.commands import constant as command
from verification.recheck.files import recheck_files
from verification.recheck.masses import Arrangement, Masses
from verification.recheck.weighed import Weighed, functional, rows_of
from verification.solve.gather import bounds
from verification.solve.line.solver import solve_cone
from verification.solve.weighted import answer
from verification.solve.weighted.answer import constant
from verification.solve.weighted.pieces import by_copies
from verification.solve.weighted.solution import largest_by_copies, projected, solve

HEAVY = tuple(map(Fraction, (3, 1, 1, 1, 1)))
BOTH = (Criterion.KAPPA, Criterion.LAMBDA)


def form(name: str) -> Any:
    return get(name).definition


def by_mass(name: str, criterion: Criterion, problem: Masses) -> Fraction | None:
    n = len(problem.weights)
    return solve(Weighed(name, form(name), str(criterion), n, problem.most(), 1, problem))[2].value


@pytest.mark.sampled(5)
@pytest.mark.parametrize("criterion", BOTH)
@pytest.mark.parametrize("name", ["mean", "trimmed_mean", "median", "geometric_median"])
def test_masses_and_copies_agree_within_the_floor_and_the_bound(name: str, criterion: Criterion) -> None:
    problem = Masses.of(HEAVY, None, Fraction(3, 10))
    found = by_mass(name, criterion, problem)
    assert found == largest_by_copies(form(name), str(criterion), problem)
    limit, floors = bound(name, criterion), problem.floors()
    assert floors is not None
    if name == "mean":
        assert found is None
        return
    assert limit is not None
    assert found is not None
    at: Any = {PHI: sp.Rational(3, 10)}
    assert floors[BOTH.index(criterion)] <= found <= Fraction(str(limit.subs(at)))


@pytest.mark.parametrize("name", ["mean_around_median", "ctma+median"])
@pytest.mark.parametrize(("weights", "phi"), [((2, 1, 1, 1), "1/5"), ((1, 1, 2), "1/4")])
def test_windows_by_mass_are_windows_of_copies(name: str, weights: tuple[int, ...], phi: str) -> None:
    problem = Masses.of([Fraction(w) for w in weights], None, Fraction(phi))
    assert by_mass(name, Criterion.KAPPA, problem) == largest_by_copies(form(name), "kappa", problem)


@pytest.mark.parametrize("criterion", BOTH)
@pytest.mark.parametrize("name", ["trimmed_mean", "median", "mean_around_median"])
def test_equal_weights_give_the_coefficient_without_weights(name: str, criterion: Criterion) -> None:
    found = by_mass(name, criterion, Masses.of([Fraction(1)] * 5, 2, None))
    known = {Fraction(str(e.value)) for e in bounds(name, criterion, 5, 2, 1) if e.exact and e.data["kind"] == "line"}
    assert known == {found}


@pytest.mark.parametrize("criterion", BOTH)
def test_the_projection_without_rows_is_that_of_the_general_solver(criterion: Criterion) -> None:
    """Every order and S of two problems, the unbounded ones too: values, multipliers, inputs."""
    for listed, phi in (((3, 1, 1, 1), "1/5"), ((2, 2, 1, 1), "2/5")):
        problem = Masses.of([Fraction(w) for w in listed], None, Fraction(phi))
        for arrangement in problem.arrangements():
            for piece in form("trimmed_mean").by_mass(arrangement.weights, Fraction(phi) / 2):
                for sign in (1, -1):
                    same_as_general(functional(piece, sign, arrangement.share), arrangement, criterion)


def same_as_general(c: Any, arrangement: Arrangement, criterion: Criterion) -> None:
    share = arrangement.share
    own, other = projected(c, share, str(criterion)), solve_cone(c, rows_of(Piece(share)), share, criterion)
    assert own.value == other.value
    assert own.values is not None
    assert list(own.values) == sorted(own.values)
    reached = sum(x * u for x, u in zip(c, own.values, strict=True))
    mean = sum(p * u for p, u in zip(share, own.values, strict=True))
    if own.value is None:
        assert reached > 0
        assert len({u for u, p in zip(own.values, share, strict=True) if p}) == 1
    elif criterion is Criterion.KAPPA:
        assert reached**2 == own.value * sum(p * (u - mean) ** 2 for p, u in zip(share, own.values, strict=True))
        assert own.value == 0 or reached > 0
    else:
        inside = [u for u, p in zip(own.values, share, strict=True) if p]
        assert reached == own.value * (inside[-1] - inside[0])


@pytest.mark.parametrize("name", ["trimmed_mean", "median", "mean_around_median"])
def test_no_input_of_a_grid_exceeds_the_coefficient(name: str) -> None:
    """Brute force with the arrays, every S of mass >= 1 - phi."""
    weights, phi = np.asarray([2.0, 1.0, 1.0, 1.0]) / 5, 0.25
    found = by_mass(name, Criterion.KAPPA, Masses.of([Fraction(w) for w in (2, 1, 1, 1)], None, Fraction(1, 4)))
    assert found is not None
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
    assert 0.9 * float(found) <= largest <= float(found) * (1 + 1e-9)


def test_workers_of_weight_zero_change_nothing() -> None:
    weights = ((1, 1, 1, 2), (1, 0, 1, 0, 1, 2))
    found = [constant("median", tuple(map(Fraction, w)), None, Fraction(1, 4), criterion="kappa") for w in weights]
    assert found[0].payload["upper_exact"] == found[1].payload["upper_exact"]
    assert found[1].payload["n"] == 6
    assert 1 not in found[1].payload["witness"]["honest"]


def test_pieces_of_copies_do_not_depend_on_their_number() -> None:
    few, many = by_copies(form("trimmed_mean"), (6, 2, 2), 3), by_copies(form("trimmed_mean"), (12, 4, 4), 6)
    weights = [Fraction(3, 5), Fraction(1, 5), Fraction(1, 5)]
    assert few == many == form("trimmed_mean").by_mass(weights, Fraction(3, 10))


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


def test_the_command_answers(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for d in (None, "inf"):
        command("median", weights="3,1,1,1,1", faulty_weight="0.3", d=d, criterion="kappa", results=tmp_path, json="-")
        found = json.loads(capsys.readouterr().out)
        assert (found["lower_exact"], found["upper_exact"], found["by_copies"]) == ("3/2", "3/2", "3/2")
        assert found["status"] == "certified at (n, f)"
        assert (found["bound"], found["bound_status"]) == ("5/2", "certified for all n, f")
        results = recheck_files([Path(item["file"]) for item in found["evidence"]])
        assert [item["status"] for item in results] == ["attained", "certified", "certified"]


def test_a_disagreement_is_a_contradiction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "largest_by_copies", lambda *_: Fraction(99, 66))
    assert constant("median", HEAVY, None, Fraction(3, 10), criterion="kappa").holds
    monkeypatch.setattr(answer, "largest_by_copies", lambda *_: Fraction(3, 2) * Fraction(99, 100))
    found = constant("median", HEAVY, None, Fraction(3, 10), criterion="kappa")
    assert not found.holds
    assert found.payload["status"] == "contradiction"


def test_a_bound_in_phi_that_is_false_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """(W1) x 0.99 at equal weights, where the trimmed mean reaches it: refuted; a smaller bound does not follow."""
    true: Any = weights.bound
    for factor, wanted in ((1, "certified for all n, f"), (sp.Rational(99, 100), "refuted")):
        monkeypatch.setattr(weights, "bound", lambda rule, criterion, k=factor: sp.sympify(k) * true(rule, criterion))
        found = constant("trimmed_mean", (Fraction(1),) * 4, None, Fraction(1, 4), criterion="kappa")
        assert (found.payload["bound_status"], found.holds) == (wanted, wanted != "refuted")
