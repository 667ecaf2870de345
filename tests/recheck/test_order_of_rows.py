"""Whether the order of the rows matters: where it does, permuting S from one coordinate to the next proves nothing."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from random import Random
from typing import Any

import pytest

from resam_theory.compose.listed import LISTED
from resam_theory.definitions.registry import REGISTRY, definition_of
from resam_theory.proof.worst import replay
from resam_theory.rules import get
from verification.evidence import Side
from verification.recheck.check import check
from verification.solve import bounds
from verification.solve.certificates import about, document

FORMS = {name: definition_of(name) for name in REGISTRY} | {name: get(name).definition for name in LISTED}
SYMMETRIC = sorted(name for name, form in FORMS.items() if form is not None and form.coordinate_wise and form.symmetric)


@pytest.mark.parametrize("name", SYMMETRIC)
def test_a_symmetric_definition_is(name: str) -> None:
    """In two coordinates, rows permuted alike: the same outputs."""
    form, random = FORMS[name], Random(name)
    assert form is not None
    for n, f in ((7, 1), (6, 1), (7, 2)):
        try:
            form.check(n, f)
        except ValueError:
            continue
        for _ in range(12):
            points = [(Fraction(random.randint(1, 9)), Fraction(random.randint(1, 9))) for _ in range(n)]
            order = random.sample(range(n), n)
            assert sorted(form.outputs(points, f)) == sorted(form.outputs([points[i] for i in order], f))


def test_median_of_means_is_not() -> None:
    form: Any = FORMS["median_of_means"]
    assert not form.symmetric
    points = [(Fraction(v),) for v in (0, 0, 0, 0, 1, 1)]
    assert len({form.outputs(list(order), 1)[0] for order in permutations(points)}) > 1


def test_its_coordinates_are_not_permuted() -> None:
    """At (6, 1) kappa*_1 = 3/2, but two rows of S share a bucket in every coordinate: lambda*_inf² = 3/5 does not
    follow, and all permutations of the worst S, one per coordinate, stay below it.
    """
    points = [["1"], ["1"], ["0"], ["0"], ["0"], ["2"]]
    witness = document("witness", Side.LOWER, about("median_of_means", "kappa", 6, 1, 1), Fraction(3, 2))
    witness |= {"points": points, "honest": [0, 1, 2, 3, 4]}
    assert check(witness).value == Fraction(3, 2)
    claim = about("median_of_means", "lambda", 6, 1, None)
    with pytest.raises(ValueError, match="the order of the rows matters"):
        check(document("coordinates", Side.LOWER, claim, Fraction(3, 5), **{"from": witness}))
    columns = sorted(set(permutations((1, 1, 0, 0, 0))))
    rows = [tuple(Fraction(column[i]) for column in columns) for i in range(5)]
    outputs = [FORMS["median_of_means"].outputs([(x,) for x in (*column, 2)], 1)[0][0] for column in columns]  # pyright: ignore
    mean = [sum(column, Fraction(0)) / 5 for column in zip(*rows, strict=True)]
    error2 = sum((a - b) ** 2 for a, b in zip(outputs, mean, strict=True))
    diameter2 = max(sum((a - b) ** 2 for a, b in zip(p, q, strict=True)) for p in rows for q in rows)
    assert error2 < Fraction(3, 5) * diameter2
    lowers = [item for item in bounds("median_of_means", "lambda", 6, 1, "inf") if item.side is Side.LOWER]
    assert max(float(item.value) ** 2 for item in lowers) < 0.6


def test_its_family_is_reached_in_an_order_of_the_rows() -> None:
    """The classes say that some order gives the output; at numbers the definition gives it on the rows written out."""
    rule = get("median_of_means")
    form: Any = rule.definition
    for family in rule.families:
        replay(family, form)
    for n in range(3, 16):
        for f in range(1, (n - 1) // 2 + 1):
            size = n // (2 * f + 1)
            values, sizes = [Fraction(1), Fraction(0), Fraction(size + 1)], [size, n - f - size, f]
            assert form.on_line(values, sizes, f) == [1]
            points, start = [], 0
            for i, count in enumerate(form.sizes(n, f)):  # f buckets with a faulty row, f of zeros, the last of ones
                start += count
                points += [(Fraction(size + 1) if j == 0 and i < f else Fraction(i == 2 * f),) for j in range(count)]
            assert start == n
            assert form.outputs(points, f) == [(1,)]
            assert form.on_line(values, [size + 1, n - f - size - 1, f], f) != [1] or size == 0
