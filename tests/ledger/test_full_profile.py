"""What kept the full profile from ending, each case by itself."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import pytest

from resam_theory.claims import Criterion
from resam_theory.rules import get
from verification.checks.runs import configs
from verification.evidence import Context, Evidence, Target
from verification.ledger import gather
from verification.solve.explicit import MOST_BITS, lower_bound


def test_a_bound_of_ten_thousand_digits_is_written_with_few() -> None:
    """RFA's steps are rational on the line, and double the digits each: what is said is a little less, and short."""
    points = [(Fraction(k * k, 32),) for k in range(-4, 7)] + [(Fraction(k, 16),) for k in (-40, 30, 31, 90)]
    found = lower_bound("rfa", Criterion.LAMBDA, points, range(11), "test")
    assert found is not None
    square = Fraction(found.data["value"])
    assert max(square.numerator, square.denominator).bit_length() <= MOST_BITS
    exact = lower_bound_by_hand(points)
    assert exact.denominator.bit_length() > 14_000  # more digits than Python prints
    assert 0 < 1 - square / exact < Fraction(1, 2**120)


def lower_bound_by_hand(points: list[tuple[Fraction]]) -> Fraction:
    honest = [x for (x,) in points[:11]]
    mean = sum(honest, Fraction()) / 11
    [(output,)] = get("rfa").exact(points, 4)
    return ((Fraction(output) - mean) / (max(honest) - min(honest))) ** 2


@pytest.mark.slow
def test_every_run_of_the_full_profile_is_of_a_rule_that_is_defined_there() -> None:
    listed = configs(Context("full", 0))
    assert {config.rule for config in listed} >= {"mean_around_median", "krum", "minimum_diameter_averaging"}
    assert not [config.rule for config in listed if not get(config.rule).admits(config.n, config.f)]


def test_a_check_that_fails_names_itself_and_its_target() -> None:
    def check(target: Target, context: Context) -> Iterable[Evidence]:
        raise ValueError("no such thing")

    target = Target("krum", Criterion.KAPPA, 7, 2)
    with pytest.raises(RuntimeError, match=r"the check 'broken' of Target\(subject='krum'.* failed: no such thing"):
        gather(target, [("broken", check)], Context())
