"""All inputs of a grid on the line, every S: no rule exceeds what is claimed of it or proved for all (n, f)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, combinations_with_replacement
from typing import Any

import pytest
import sympy as sp

from resam_theory.claims import Criterion, Kind
from resam_theory.criteria import ratios
from resam_theory.proof.applies import evaluate
from resam_theory.proof.replay import Rejected
from resam_theory.rules import Rule

VALUES = 4
SIZES = ((4, 1), (5, 1), (5, 2))


def worst(rule: Rule, n: int, f: int) -> dict[Criterion, sp.Expr]:
    """The largest lambda^2 and kappa over the grid; S contains row 0 where the rule trusts it."""
    found: dict[Criterion, Any] = {Criterion.LAMBDA: sp.Integer(0), Criterion.KAPPA: sp.Integer(0)}
    for column in combinations_with_replacement(range(VALUES), n):
        for points in arrangements(rule, column):
            outputs = rule.exact(points, f)
            for honest in combinations(range(n), n - f):
                if rule.trusted and 0 not in honest:
                    continue
                for output in outputs:
                    squared, kappa = ratios(points, honest, output)
                    found[Criterion.LAMBDA] = max(found[Criterion.LAMBDA], squared)
                    found[Criterion.KAPPA] = max(found[Criterion.KAPPA], kappa)
    return found


def arrangements(rule: Rule, column: tuple[int, ...]) -> Iterator[list[tuple[Fraction, ...]]]:
    """The sorted values; for a rule that looks at the order, each of them first once."""
    starts = range(1) if "permutation" in rule.traits else range(len(column))
    for start in starts:
        yield [(Fraction(column[start - i]),) for i in range(len(column))]


ABOUT = {"lambda": Criterion.LAMBDA, "kappa": Criterion.KAPPA, "xi": Criterion.KAPPA}
"""What a proof bounds on the line, where xi is kappa; the other criteria are about other sets or other ratios."""


@pytest.mark.sampled(4)
@pytest.mark.parametrize(("n", "f"), SIZES)
def test_nothing_on_the_grid_is_worse_than_claimed(rule: Rule, n: int, f: int) -> None:
    limits: dict[Criterion, list[sp.Expr]] = {Criterion.LAMBDA: [], Criterion.KAPPA: []}
    for claim in rule.claims:
        if claim.criterion in limits and claim.kind in {Kind.UPPER, Kind.TIGHT} and claim.domain.admits(n, f, 1):
            limits[claim.criterion].append(claim.exact(n, f, 1) ** (2 if claim.criterion is Criterion.LAMBDA else 1))
    for bound in rule.proofs:
        if bound.criterion not in ABOUT:
            continue
        try:
            value, rest = evaluate(bound, n, f)
        except Rejected:
            continue
        if not rest:
            square = value if bound.squared or bound.criterion != "lambda" else value**2
            limits[ABOUT[bound.criterion]].append(sp.Rational(square.numerator, square.denominator))
    if not any(limits.values()):
        return
    try:
        reached = worst(rule, n, f)
    except ValueError:  # irrational outputs, or not defined at (n, f)
        return
    for criterion, values in limits.items():
        assert all(sp.simplify(value - reached[criterion]) >= 0 for value in values), (criterion, reached, values)
