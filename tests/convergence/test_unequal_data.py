"""The inference rules behind the theorems on unequal data: attempts to break each, and what breaks it when weakened."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction
from math import comb
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from resam_theory import symbols as s
from resam_theory.convergence import STATEMENTS, Theorem
from resam_theory.convergence import vectors as v
from resam_theory.convergence.lower_bounds import BREAKDOWN, LOWER, POISONED_LOWER
from resam_theory.convergence.participation import Sample, exceeds, least_faulty, smallest, some_round_exceeds
from resam_theory.convergence.variants import nesterov_factor
from resam_theory.derivation.contraction import Contraction
from resam_theory.derivation.relations import Relation
from resam_theory.derivation.signs import Ranges
from resam_theory.derivation.steps import Grounds
from resam_theory.derivation.worlds import IndistinguishableWorlds

fractions = st.fractions(min_value=-4, max_value=4, max_denominator=12)


def step_of(statement: Theorem, kind: type) -> Any:
    return next(step for step in statement.steps if isinstance(step, kind))


def setting(statement: Theorem, *known: Relation) -> Grounds:
    assumed = dict.fromkeys(statement.assumptions)
    return Grounds(statement.region, assumed, {fact.name: fact for fact in known})  # pyright: ignore[reportArgumentType]


WORLDS = step_of(LOWER, IndistinguishableWorlds)


@given(st.integers(1, 4), st.integers(1, 6), st.lists(st.tuples(fractions, fractions), min_size=1, max_size=4))
@settings(max_examples=60)
def test_no_affine_algorithm_solves_both_worlds(f: int, core: int, steps: list[tuple[Fraction, Fraction]]) -> None:
    """Any algorithm that moves by weighted answers, whatever its weights, in exact arithmetic: E^2 is not beaten."""
    n = 2 * f + core
    B2 = Fraction(core, 2 * f)  # half of what the breakdown allows
    E, L = Fraction(1), Fraction(1)
    offset, slope = Fraction(n - f, f) * E, L * (1 + B2)
    core_slope = L * (core - B2 * f) / core
    theta = Fraction(0)
    for weight, mix in steps:
        answers = [slope * theta + offset] * f + [core_slope * theta] * core + [slope * theta - offset] * f
        theta -= weight * (mix * sum(answers) / n + (1 - mix) * sorted(answers)[n // 2])
    gradients = [L * theta + E, L * theta - E]
    assert max(gradient**2 for gradient in gradients) >= E**2


def test_worlds_that_can_be_told_apart_are_solved() -> None:
    """The hypothesis that breaks the rule when it is dropped: the same answers in both worlds."""
    errors = []
    for sign in (1, -1):
        theta = sp.Rational(-sign)  # an algorithm that knows the world goes to its optimum
        errors.append((theta + sign) ** 2)
    assert max(errors) == 0


@pytest.mark.parametrize("statement", [LOWER, BREAKDOWN, POISONED_LOWER], ids=lambda item: item.id)
def test_each_hypothesis_of_the_worlds_is_checked(statement: Theorem) -> None:
    step = step_of(statement, IndistinguishableWorlds)
    at = setting(statement)
    assert step.replay(at).holds
    a, c, z = step.groups
    nonlinear = replace(c, answer=c.answer + v.theta**3)
    falsified = {
        "too many faulty": replace(step, faulty=s.f * sp.Rational(99, 100)),
        "a group is both": replace(step, worlds=(("A", "C"), ("A", "C"))),
        "a stranger": replace(step, worlds=(("A", "C"), ("C", "Y"))),
        "too steep": replace(step, smoothness=s.L * sp.Rational(99, 100)),
        "too dissimilar": replace(step, dissimilarity=tuple(sp.Rational(99, 100) * e for e in step.dissimilarity)),
        "not affine": replace(step, groups=(a, nonlinear, z)),
        "too much": replace(
            step, conclusion=replace(step.conclusion, small=step.conclusion.small * sp.Rational(101, 100))
        ),
        "not a bound on the worst": replace(step, conclusion=replace(step.conclusion, large=v.one)),
    }
    if step.poisoning is not None:
        falsified["too near"] = replace(step, poisoning=step.poisoning * sp.Rational(99, 100))
    for name, mutant in falsified.items():
        assert not mutant.replay(at).holds, name
    assert not step.replay(replace(at, assumptions={})).holds


@given(
    st.fractions(min_value=0, max_value=Fraction(9, 10), max_denominator=20),
    fractions,
    fractions,
    st.lists(st.fractions(min_value=0, max_value=3, max_denominator=9), min_size=1, max_size=8),
)
@settings(max_examples=200)
def test_no_sequence_breaks_the_recursion(
    q: Fraction, constant: Fraction, first: Fraction, slack: list[Fraction]
) -> None:
    value = first
    for t, less in enumerate(slack, start=1):
        value = q * value + constant - less
        assert value <= q**t * first + (1 - q**t) * constant / (1 - q)


def test_a_negative_ratio_breaks_the_recursion() -> None:
    first, q = Fraction(1), Fraction(-2)
    second, third = Fraction(-5), Fraction(10)
    assert second <= q * first
    assert third <= q * second
    assert third > q**2 * first


def test_each_hypothesis_of_the_recursion_is_checked() -> None:
    V, after, first, q, c, b = sp.symbols("V V' V_1 q c b")
    premise = Relation("one step", after, q * V + c)
    claim = Relation("claim", after, b * first + (1 - b) * c / (1 - q))
    step = Contraction(claim, "one step", V, q, c, b, ((V, after),), ((V, first),))
    region = Ranges.of((q, 0, 1), (b, 0, 1))
    at = Grounds(region, {}, {"one step": premise})
    assert step.replay(at).holds
    wide = Grounds(Ranges.of((q, -1, 1), (b, 0, 1)), {}, at.known)
    beyond = Grounds(Ranges.of((q, 0, 2), (b, 0, 1)), {}, at.known)
    loose = Grounds(region, {}, {"one step": Relation("one step", after, q * V + 2 * c)})
    for other in (wide, beyond, loose, Grounds(region, {}, {}), Grounds(Ranges.of((q, 0, 1)), {}, at.known)):
        assert not step.replay(other).holds
    for large in (claim.large * sp.Rational(99, 100), b * first + (1 - b) * c):
        assert not replace(step, conclusion=replace(claim, large=large)).replay(at).holds
    assert not replace(step, constant=V, conclusion=claim).replay(at).holds


def test_the_least_sample_is_what_enumeration_says() -> None:
    n, f = 9, 3
    workers = range(n)
    for size, faulty in itertools.product(range(1, n + 1), range(f)):
        draws = list(itertools.combinations(workers, size))
        bad = sum(sum(worker < f for worker in draw) > faulty for draw in draws)
        assert exceeds(n, f, Sample(size, faulty)) == Fraction(bad, comb(n, size))


@pytest.mark.parametrize(
    ("n", "f", "rounds", "B2", "expected"),
    [
        (100, 10, 500, 0, (13, 6)),
        (100, 10, 500, 1, (25, 8)),
        (100, 30, 100, 0, (43, 21)),
    ],
)
def test_the_smallest_sample_is_admissible_and_one_less_is_not(
    n: int, f: int, rounds: int, B2: int, expected: tuple[int, int]
) -> None:
    failure = Fraction(1, 100)
    found = smallest(n, f, rounds=rounds, failure=failure, B2=Fraction(B2))
    assert found is not None
    assert found == Sample(*expected)
    assert some_round_exceeds(n, f, found, rounds) <= failure
    assert some_round_exceeds(n, f, Sample(found.size, found.faulty - 1), rounds) > failure
    for size in range(1, found.size):
        assert (2 + B2) * least_faulty(n, f, size, rounds=rounds, failure=failure) >= size


def test_sampling_without_replacement_is_what_the_theorem_assumes() -> None:
    for m, mhat in ((5, 3), (6, 2), (4, 4)):
        x = sp.symbols(f"x0:{m}")
        mean = sum(x) / sp.Integer(m)
        variance = sum((a - mean) ** 2 for a in x) / sp.Integer(m)
        subsets = list(itertools.combinations(x, mhat))
        means = [sum(chosen) / sp.Integer(mhat) for chosen in subsets]
        off = sum((a - mean) ** 2 for a in means) / len(subsets)
        inside = sum(
            sum((a - c) ** 2 for a in chosen) / sp.Integer(mhat) for chosen, c in zip(subsets, means, strict=True)
        ) / len(subsets)
        assert sp.expand(off - sp.Rational(m - mhat, mhat * (m - 1)) * variance) == 0
        assert sp.expand(inside - sp.Rational(m * (mhat - 1), mhat * (m - 1)) * variance) == 0


def _gossip(n: int, f: int, rule: str, honest: list[Fraction], pulls: list[tuple[int, int]]) -> list[Fraction]:
    after = []
    for value, count in pulls:
        heard = sorted([*honest, *[Fraction(value)] * f])
        kept = heard[f : n - f] if rule == "trimmed_mean" else [heard[n // 2]]
        after += [sum(kept, Fraction(0)) / len(kept)] * count
    return after


def contraction(n: int, f: int, rule: str = "trimmed_mean") -> Fraction:
    """The exact factor V'/V of one step, n >= 2f+1, f >= 1: below 1 only where a step mixes for certain."""
    m = n - f
    halves = Fraction(m * m // 4)
    if rule == "median":
        return 2 * halves / (m * ((n + 1) // 2 - f))
    kept = m - f
    return 2 * min(f, kept) * halves / (m * kept**2)


def worst_gossip(n: int, f: int, rule: str = "trimmed_mean") -> tuple[list[int], list[tuple[int, int]]]:
    """Honest values, and per node (the value of all its faults, its share): what attains :func:`contraction`.

    The first m//2 nodes hear f values of 2, the others f values of -2; honest values are -1, 0 and 1.
    """
    m = n - f
    outer = (n + 1) // 2 - f if rule == "median" else min(f, m - f)
    honest = [-1] * outer + [0] * (m - 2 * outer) + [1] * outer
    return honest, [(2, m // 2), (-2, m - m // 2)]


def _variance(values: list[Fraction]) -> Fraction:
    mean = sum(values, Fraction(0)) / len(values)
    return sum(((value - mean) ** 2 for value in values), Fraction(0)) / len(values)


@pytest.mark.parametrize("rule", ["trimmed_mean", "median"])
def test_the_contraction_of_a_mixing_step_is_attained_and_not_exceeded(rule: str) -> None:
    for n in range(3, 14):
        if rule == "median" and n % 2 == 0:
            continue
        for f in range(1, (n - 1) // 2 + 1):
            honest, pulls = worst_gossip(n, f, rule)
            start = [Fraction(value) for value in honest]
            after = _gossip(n, f, rule, start, pulls)
            factor = contraction(n, f, rule)
            assert _variance(after) == factor * _variance(start)
            if rule == "median":
                assert factor >= 1
                assert max(after) - min(after) == max(start) - min(start)
            else:
                assert (factor < 1) <= (n > 3 * f)


@given(st.data())
@settings(max_examples=150)
def test_no_input_exceeds_the_contraction(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(["trimmed_mean", "median"]))
    f = data.draw(st.integers(1, 3))
    n = data.draw(st.integers(2 * f + 1, 11).filter(lambda n: rule != "median" or n % 2 == 1))
    honest = [Fraction(value) for value in data.draw(st.lists(st.integers(-9, 9), min_size=n - f, max_size=n - f))]
    pulls = [(data.draw(st.sampled_from([-99, 0, 99])), 1) for _ in range(n - f)]
    assert _variance(_gossip(n, f, rule, honest, pulls)) <= contraction(n, f, rule) * _variance(honest)


def test_nesterovs_factor_is_the_sum_of_the_squared_weights() -> None:
    """beta m_t + (1-beta) g_t gives g_{t-j} the weight w_j: sum w_j^2 over that of m_t, term by term."""
    x = sp.Rational(3, 7)
    tail = (1 - x) ** 2 * x**4 / (1 - x**2)  # sum over j >= 1 of ((1-x) x^{j+1})^2
    total = ((1 - x) * (1 + x)) ** 2 + tail
    assert sp.simplify(total / ((1 - x) / (1 + x)) - nesterov_factor.subs(s.beta, x)) == 0


def test_limits_agree_with_the_minimax_error() -> None:
    """(T5) at kappa = f/(n-2f) tends to the lower bound (T5-lower), and so does (T6) as a -> oo, x -> 0."""
    n, f = sp.symbols("n f", positive=True)
    kappa = f / (n - 2 * f)
    lower = LOWER.claim.small.subs({s.n: n, s.f: f})
    assert sp.simplify(kappa * s.G**2 / (1 - kappa * s.B**2) - lower) == 0
    bound = sp.sympify(STATEMENTS["T6-family"].bound).subs({v.one: 1, s.gap: 0, s.sigma: 0, s.kappa: kappa})
    assert sp.simplify(sp.limit(bound, s.a, sp.oo).subs({s.n: n, s.f: f}) - lower) == 0


def test_namespace_of_statements_is_complete() -> None:
    wanted = {"T5", "T5-PL", "T5-lower", "T5-breakdown", "T5-tight", "T6", "T7", "T7-hetero", "T8", "T9", "T9-lower"}
    assert wanted | {"T10", "T10-diameter", "T11", "V1", "V2", "V3"} <= set(STATEMENTS)
