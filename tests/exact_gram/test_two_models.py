"""The same problem modelled twice: least-diameter averaging on the line by pieces, and in every dimension by Gram."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verification.solve.gram import certified
from verification.solve.line import solution

RULE = "minimum_diameter_averaging"


@pytest.mark.parametrize(("n", "f"), [(3, 1), (5, 1), (5, 2), (7, 3)])
@pytest.mark.parametrize("criterion", ["kappa", "lambda"])
def test_diameter_averaging_on_the_line_is_its_worst_case(criterion: str, n: int, f: int) -> None:
    line = Fraction(solution.bounds(RULE, criterion, n, f, 1)[1].data["value"])
    gram = Fraction(certified.bounds(RULE, criterion, n, f)[1].data["value"])
    assert line <= gram <= line * (1 + Fraction(1, 10**6))
