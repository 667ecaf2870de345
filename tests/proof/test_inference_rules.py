"""Every rule of inference is attacked in exact arithmetic; with a hypothesis weakened it must break."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from random import Random

import pytest

from resam_theory.proof.inference import INFERENCES, Inference
from resam_theory.proof.polynomial import Polynomial
from resam_theory.proof.region import parse

from . import clipping, configurations, other_sets, rounds, scoring, selections, staging
from .configurations import Values

SAMPLERS = configurations.SAMPLERS | selections.SAMPLERS | rounds.SAMPLERS | staging.SAMPLERS | other_sets.SAMPLERS
SAMPLERS |= clipping.SAMPLERS | scoring.SAMPLERS
ROUNDED = Fraction(1, 10**25)
"""One sampler has to round a square root in the 30th digit."""
DRAWS = 300
"""Draws per rule; a weakened rule is broken within a fraction of these."""


def valued(polynomial: Polynomial, values: Values) -> Fraction:
    """The value of a polynomial; two vectors in one monomial stand for their product, given as ``p*q``."""
    total = Fraction(0)
    for key, coefficient in polynomial.terms.items():
        factor, vectors = coefficient, []
        for name, power in key:
            if name in values:
                factor *= values[name] ** power
            else:
                vectors += [name] * power
        total += factor * (values["*".join(sorted(vectors))] if vectors else 1)
    return total


def sides(rule: Inference, small: str, large: str, values: Values) -> tuple[Fraction, Fraction]:
    found = []
    for text in (small, large):
        side = parse(text)
        for name, definition in rule.definitions:
            if name not in values and not any(name in product.split("*") for product in values):
                side = side.replaced({name: parse(definition)})
        found.append(valued(side.top, values) / valued(side.bottom, values))
    return found[0], found[1]


def violated(rule: Inference, values: Values) -> str | None:
    """The first fact or definition of the rule that these values contradict."""
    for label, small, large in rule.facts:
        left, right = sides(rule, small, large, values)
        if left > right:
            return f"{label}: {left} > {right}"
    for name, text in rule.definitions:
        if name in values:
            side = parse(text)
            apart = valued(side.top, values) / valued(side.bottom, values) - values[name]
            if abs(apart) > ROUNDED * abs(values[name]):
                return f"definition of {name}"
    return None


@lru_cache
def draws(name: str, *, weakened: bool) -> list[Values]:
    random = Random(f"{name} {weakened}")
    found = (SAMPLERS[name](random, weakened) for _ in range(DRAWS))
    return [values for values in found if values is not None]


def test_every_rule_is_attacked() -> None:
    assert set(SAMPLERS) == set(INFERENCES)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", INFERENCES)
def test_no_counterexample(name: str) -> None:
    rule = INFERENCES[name]
    tried = 0
    for values in draws(name, weakened=False):
        if any(parse(guard).at(values) < 0 for guard in rule.guards):
            continue
        tried += 1
        assert violated(rule, values) is None, values
    assert tried >= 10


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", INFERENCES)
def test_a_weakened_hypothesis_breaks_it(name: str) -> None:
    rule = INFERENCES[name]
    assert any(violated(rule, values) for values in draws(name, weakened=True))


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    "name", [name for name in INFERENCES if any("V" in fact[2] for fact in INFERENCES[name].facts)]
)
def test_some_draw_comes_close(name: str) -> None:
    """The attack has power: some fact is an equality with something on both sides, or within a factor of ten."""
    rule = INFERENCES[name]
    best = Fraction(0)
    for values in draws(name, weakened=False):
        if any(parse(guard).at(values) < 0 for guard in rule.guards):
            continue
        for _, small, large in rule.facts:
            left, right = sides(rule, small, large, values)
            if right > 0:
                best = max(best, left / right)
    assert name == "variance is nonnegative" or best >= Fraction(1, 10)


def test_every_rule_of_other_sets_is_attacked_with_them() -> None:
    assert {name for name, rule in INFERENCES.items() if rule.any_size} == set(other_sets.OTHER_SIZES)


@pytest.mark.parametrize("name", [name for name in other_sets.OTHER_SIZES if name not in other_sets.SAMPLERS])
def test_no_set_of_another_size_is_a_counterexample_but_one_once_it_is_weakened(name: str) -> None:
    rule, random = INFERENCES[name], Random(name)
    tried = 0
    for values in (v for _ in range(DRAWS) if (v := other_sets.OTHER_SIZES[name](random, False)) is not None):
        if all(parse(guard).at(values) >= 0 for guard in rule.guards):
            tried += 1
            assert violated(rule, values) is None, values
    assert tried >= 40
    weak = (v for _ in range(DRAWS) if (v := other_sets.OTHER_SIZES[name](random, True)) is not None)
    assert any(violated(rule, values) for values in weak)
