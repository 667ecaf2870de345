"""Certificates of the Gram programme: accepted as they are, rejected with anything changed in the unsafe direction."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

import pytest

from resam_theory.claims import Criterion
from verification.evidence import Side
from verification.recheck import matrices
from verification.recheck.check import check
from verification.solve import gather
from verification.solve.errors import SolverError
from verification.solve.gram import certified, prove
from verification.solve.subject import subject


def families(rule: str, n: int, f: int) -> Any:
    found = subject(rule).form().families(n, f)
    assert found
    return found


CASES = [("krum", 7, 2), ("krum", 8, 3), ("krum_blanchard", 9, 2), ("krum", 101, 30)]
GAP = Fraction(1, 10**6)
"""The relative gap between the certified and the attained value that is asked for."""


@pytest.mark.parametrize("criterion", ["lambda", "kappa"])
@pytest.mark.parametrize(("rule", "n", "f"), CASES)
def test_both_sides_are_accepted_and_meet(rule: str, n: int, f: int, criterion: str) -> None:
    lower, upper = certified.bounds(rule, criterion, n, f)
    low, high = check(lower.data), check(upper.data)
    assert (low.status, low.side, high.status, high.side) == ("attained", "lower", "certified", "upper")
    below, above = low.square(), high.square()
    assert below is not None
    assert above is not None
    assert 0 <= above - below <= GAP * above


@pytest.mark.parametrize("criterion", ["lambda", "kappa"])
@pytest.mark.parametrize(("rule", "n", "f"), CASES)
def test_a_falsified_certificate_is_rejected(rule: str, n: int, f: int, criterion: str, falsified: Any) -> None:
    _, upper = certified.bounds(rule, criterion, n, f)
    copies = list(falsified(dict(upper.data)))
    assert len(copies) > 20
    for what, data in copies:
        if what.endswith("dropped") and "selection" in what and not _binding(upper.data, what):
            continue
        with pytest.raises(ValueError, match=r".+"):
            print(what, check(data))


WEIGHT = Fraction(1, 1000)
"""A selection whose multipliers add up to less than this share of the bound may be inactive."""


def _binding(data: Any, what: str) -> bool:
    """Whether that selection matters: its interval proves the bound itself, with a real share of that selection."""
    selection, interval = (int(word) for word in what.split() if word.isdigit())
    chosen = data["intervals"][interval]
    value = sum((Fraction(x) for x in chosen["spread"].values()), Fraction(0))
    used = sum((Fraction(x) for *_, x in chosen["options"][selection]), Fraction(0))
    return value == Fraction(data["value"]) and used >= WEIGHT * value


@pytest.mark.parametrize(("rule", "n", "f"), CASES)
def test_a_multiplier_a_millionth_smaller_is_rejected(rule: str, n: int, f: int) -> None:
    _, upper = certified.bounds(rule, "kappa", n, f)
    data = copy.deepcopy(dict(upper.data))
    for interval in data["intervals"]:
        value = Fraction(interval["spread"]["V"])
        interval["spread"]["V"] = str(value * (1 - Fraction(1, 10**6)))
        with pytest.raises(ValueError, match="slack"):
            check(data)
        interval["spread"]["V"] = str(value)
    assert check(data).status == "certified"


@pytest.mark.parametrize("n", [7, 101])
def test_a_falsified_witness_is_rejected(n: int) -> None:
    lower, _ = certified.bounds("krum", "kappa", n, 2 * n // 7)
    data = copy.deepcopy(dict(lower.data))
    data["value"] = str(Fraction(data["value"]) * (1 + Fraction(1, 10**6)))
    with pytest.raises(ValueError, match="less than the claimed"):
        check(data)
    for key in ("n", "f"):
        other = copy.deepcopy(dict(lower.data))
        other["claim"][key] += 1
        with pytest.raises(ValueError, match=r"need n - f|not n =|need a list of"):
            check(other)
    if n == 101:
        other = copy.deepcopy(dict(lower.data))
        other["gram"][0][0] = "-1"
        with pytest.raises(ValueError, match="semidefinite"):
            check(other)


def test_a_matrix_that_is_not_semidefinite_is_recognised() -> None:
    one, small = Fraction(1), Fraction(1, 10**40)
    matrix = [[one, one, one], [one, one, one], [one, one, one]]
    assert matrices.is_semidefinite(matrix)
    for i in range(3):
        worse = [list(row) for row in matrix]
        worse[i][i] -= small
        assert not matrices.is_semidefinite(worse)
    assert not matrices.is_semidefinite([[Fraction(0), small], [small, one]])


@pytest.mark.parametrize("n", range(3, 26, 4))
def test_the_intervals_of_a_family_cover_every_composition(n: int) -> None:
    f = (n - 1) // 2
    proof = prove.prove(families("krum", n, f), "lambda")
    for family in families("krum", n, f):
        covered = {b for i in proof.intervals if i.family == family.name for b in range(i.low, i.high + 1)}
        assert covered == set(range(family.low, family.high + 1))
        tops = [i.value for i in proof.intervals if i.family == family.name and i.low == i.high == family.high]
        assert all(i.value <= max(proof.value, *tops) for i in proof.intervals)


def test_a_failing_solver_is_reported_with_its_status(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise SolverError("MaxIterations")

    monkeypatch.setattr(prove, "solve", fail)
    found = list(gather._gram(subject("krum"), Criterion.KAPPA, 23, 5, float("inf")))  # (23, 5): in no cache
    assert [(item.side, item.exact) for item in found] == [(Side.UPPER, False)]
    assert "MaxIterations" in found[0].method


def test_a_solver_that_answers_wrongly_is_caught_by_the_exact_check(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = prove.solve

    def liar(programme: Any, criterion: str, **options: Any) -> Any:
        solution = honest(programme, criterion, **options)
        solution.spread["V"] *= 0.999
        return solution

    monkeypatch.setattr(prove, "solve", liar)
    with pytest.raises(SolverError, match="rounding failed"):
        prove.prove(families("krum", 9, 2), "kappa")
