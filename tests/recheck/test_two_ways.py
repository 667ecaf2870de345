"""The same problem modelled a second way: what does not share the model must give the same numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from resam_theory.definitions.classes import Configuration, forced
from resam_theory.proof import worst
from resam_theory.rules import get
from verification.recheck.check import check
from verification.solve import bounds
from verification.solve.gram.certified import bounds as by_gram
from verification.solve.line import solution

SIZES = ((3, 1), (5, 1), (5, 2), (7, 2))


def ends(found: Any) -> tuple[Fraction, Fraction | None]:
    """The largest lower and the least upper bound on kappa* or lambda*² that the re-checker accepts."""
    checked = [check(dict(item.data)) for item in found if item.exact]
    squares = [(item.side, item.square()) for item in checked]
    lower = max(value for side, value in squares if side == "lower" and value is not None)
    return lower, min((value for side, value in squares if side == "upper" and value is not None), default=None)


@pytest.mark.parametrize(("n", "f"), SIZES)
@pytest.mark.parametrize("criterion", ["kappa", "lambda"])
def test_krum_is_multi_krum_with_one_row(criterion: str, n: int, f: int) -> None:
    """The certificates agree, and so do proofs and worst inputs for all (n, f); what Krum's file states of its own
    holds of the other definition."""
    krum, one = get("krum"), get("multi_krum(q=1)")
    assert one.definition is not None
    (_, first), (_, second) = ends(by_gram(krum, criterion, n, f)), ends(by_gram(one, criterion, n, f))
    assert first is not None
    assert second is not None
    assert abs(first - second) <= first * Fraction(1, 10**6)  # multipliers in closed form, and from the solver
    (low, high), (lower, upper) = ends(bounds(krum, criterion, n, f, "inf")), ends(bounds(one, criterion, n, f, "inf"))
    assert high is not None
    assert upper is not None
    assert low <= upper
    assert lower <= high
    assert max(high, upper) <= min(low, lower) * (1 + Fraction(1, 10**6)) or criterion == "lambda"
    for family in krum.families:
        worst.replay(family, one.definition)


@pytest.mark.parametrize(
    ("rule", "n", "f"),
    [
        *(("minimum_diameter_averaging", n, f) for n, f in SIZES),
        *(("krum", n, f) for n, f in ((3, 1), (5, 2))),
        *(("multi_krum", n, f) for n, f in ((3, 1), (5, 1), (7, 2))),
    ],
)
def test_the_line_and_the_gram_programme_meet(rule: str, n: int, f: int) -> None:
    """Where the worst input for kappa is on the line: order statistics with blocks, or a family of inputs on the line
    for all (n, f), and dual certificates in all dimensions, which share neither pieces nor constraints."""
    own = get(rule)
    _, upper = ends(by_gram(rule, "kappa", n, f))
    assert own.definition is not None
    if own.definition.pieces(n, f) is not None:
        value, highest = ends(solution.bounds(rule, "kappa", n, f, 1))
        assert value == highest
    else:
        (value,) = {value for item in own.families if item.criterion == "kappa" for value in at(item, n, f)}
    assert upper is not None
    assert value <= upper <= value * (1 + Fraction(1, 10**6))


def at(family: worst.Family, n: int, f: int) -> list[Fraction]:
    try:
        value = worst.value_at(family, n, f)
    except ValueError:
        return []
    return [] if value is None else [value]


@pytest.mark.parametrize("rule", ["krum", "multi_krum", "minimum_diameter_averaging", "minimum_variance_averaging"])
def test_classes_and_points_written_out_agree(rule: str) -> None:
    """Classes on the line, evaluated by their distances, and the same points one by one."""
    definition = get(rule).definition
    assert definition is not None
    sizes, honest, places = (2, 1, 2), (True, True, False), (0, -3, 1)
    gram = tuple(tuple(Fraction(x * y) for y in places) for x in places)
    given = Configuration(sizes, honest, gram, (Fraction(0),) * 3)
    found = {forced(given, choice).error2 for choice in definition.chosen(given, 2) or ()}
    points = [(Fraction(x),) for x, size in zip(places, sizes, strict=True) for _ in range(size)]
    assert {(output[0] + 1) ** 2 for output in definition.outputs(points, 2)} == found  # mean_S = -1
