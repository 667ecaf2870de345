"""Every conversion between spreads: no set exceeds its constant, a set attains it, and 0.99 of it is refuted."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from random import Random

import pytest
import sympy as sp

from resam_theory.criteria.conversions import BETWEEN_SPREADS, BetweenSpreads
from resam_theory.criteria.spreads import SPREADS

SIZES = (2, 3, 4, 7)


def ids(item: BetweenSpreads) -> str:
    return f"{item.given.name}-{item.target.name}"


def exceeds(item: BetweenSpreads, m: int, constant: sp.Expr) -> bool:
    """Whether the set that attains the constant has a larger ratio of spreads than ``constant``."""
    points = item.attained(m)
    return bool(sp.simplify(item.given.spread(points) - constant * item.target.spread(points)) > 0)


@pytest.mark.parametrize("item", BETWEEN_SPREADS, ids=ids)
def test_the_constant_is_attained_and_no_smaller_one_holds(item: BetweenSpreads) -> None:
    for m in SIZES:
        points, constant = item.attained(m), item.factor(m, inf)
        assert len(points) == m
        assert sp.simplify(item.given.spread(points) - constant * item.target.spread(points)) == 0, m
        assert exceeds(item, m, sp.Rational(99, 100) * constant)
        assert not exceeds(item, m, sp.Rational(101, 100) * constant)


@pytest.mark.parametrize("item", BETWEEN_SPREADS, ids=ids)
def test_no_set_has_a_larger_ratio(item: BetweenSpreads) -> None:
    random = Random(1)
    for _ in range(12):
        m, d = random.randint(2, 6), random.randint(1, 2)
        points = [tuple(Fraction(random.randint(-3, 3)) for _ in range(d)) for _ in range(m)]
        difference = item.factor(m, d) * item.target.spread(points) - item.given.spread(points)
        assert float(difference) >= -1e-9, (m, d, points)  # roots of quadratics, evaluated to 15 digits


def test_every_pair_is_there_and_conversions_do_not_beat_each_other() -> None:
    """A detour over a third criterion never gives a smaller constant: the direct ones are the best."""
    factor = {(item.given.name, item.target.name): item.factor(7, inf) for item in BETWEEN_SPREADS}
    names = [criterion.name for criterion in SPREADS]
    assert set(factor) == {(a, b) for a in names for b in names if a != b}
    for (a, b), direct in factor.items():
        for c in names:
            if c not in (a, b):
                assert factor[a, c] * factor[c, b] >= direct
